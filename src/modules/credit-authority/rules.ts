/** Who decides a credit, in which order and by how many votes. Pure. */
import type { AuthorityMatter } from '../../generated/enums.ts';
import { fenOf } from '../../kernel/money.ts';
import type { DatedRuleSet } from '../../kernel/rule-sets.ts';

export type Words = { readonly en: string; readonly zh: string };

/** One place of decision; a credit passes the levels of its rule one after the other. */
export type AuthorityLevel = {
  readonly code: string;
  readonly name: Words;
  /** Codes of the roles that have a seat; none means whoever may approve loans. */
  readonly roles: readonly string[];
  /** How many votes there are at most; one is a decision by a single person. */
  readonly seats: number;
  /** Votes for it that carry it: more than half of the seats. */
  readonly votesFor: number;
  /** Votes cast, whatever they say, before anything is carried. */
  readonly quorum: number;
  /** Roles whose vote against ends it, and without one of which nothing is carried. */
  readonly vetoRoles: readonly string[];
  /** Each voter's own approval limit binds as well. */
  readonly withinOwnLimit: boolean;
};

/** What the rule is for; an empty list stands for everything, of matters none can be empty. */
export type AuthorityRule = {
  readonly code: string;
  /** What is decided about the loan. */
  readonly matters: readonly AuthorityMatter[];
  readonly products: readonly string[];
  readonly guarantees: readonly string[];
  readonly grades: readonly string[];
  readonly outletLevels: readonly string[];
  /** Largest amount in yuan, inclusive, as decimal text; absent for any amount. */
  readonly upTo?: string | undefined;
  readonly levels: readonly AuthorityLevel[];
};

export type AuthorityRules = { readonly rules: readonly AuthorityRule[] };

/** The credit somebody has to decide on, and what about it. */
export type CreditQuestion = {
  readonly matter: AuthorityMatter;
  readonly amountFen: bigint;
  readonly product: string;
  /** Kinds of guarantee it rests on; `CREDIT` alone where there is none. */
  readonly guarantees: readonly string[];
  readonly grade: string | null;
  /** Of the outlet that serves the borrower. */
  readonly outletLevel: string | null;
};

const among = (list: readonly string[], values: readonly (string | null)[]): boolean =>
  list.length === 0 || values.every((value) => value !== null && list.includes(value));

/**
 * The first rule that fits, or undefined: then nobody may decide it. A rule for some guarantees is
 * for credits that rest on nothing else.
 */
export const ruleFor = (
  { rules }: AuthorityRules,
  question: CreditQuestion,
): AuthorityRule | undefined =>
  rules.find(
    ({ matters, upTo, products, guarantees, grades, outletLevels }) =>
      matters.includes(question.matter) &&
      (upTo === undefined || question.amountFen <= fenOf(upTo)) &&
      among(products, [question.product]) &&
      among(guarantees, question.guarantees) &&
      among(grades, [question.grade]) &&
      among(outletLevels, [question.outletLevel]),
  );

/** Does the matrix say anything about a matter, whatever the amount? */
export const speaksOf = ({ rules }: AuthorityRules, matter: AuthorityMatter): boolean =>
  rules.some(({ matters }) => matters.includes(matter));

type Place = readonly (string | number)[];

/** Where a level contradicts itself, below the level, or undefined. */
function contradictionInLevel(level: AuthorityLevel): string | undefined {
  const { seats, votesFor, quorum, vetoRoles, roles } = level;
  if (votesFor > seats || 2 * votesFor <= seats) return 'votesFor';
  if (quorum < votesFor || quorum > seats) return 'quorum';
  const strangers = roles.length > 0 && vetoRoles.some((role) => !roles.includes(role));
  return strangers ? 'vetoRoles' : undefined;
}

const repeated = (codes: readonly string[]): number =>
  codes.findIndex((code, index) => codes.indexOf(code) !== index);

/** Says of an earlier rule that the later one is never reached. */
function covers(earlier: AuthorityRule, later: AuthorityRule): boolean {
  const wider = (wide: readonly string[], narrow: readonly string[]): boolean =>
    wide.length === 0 || (narrow.length > 0 && narrow.every((each) => wide.includes(each)));
  const reach = ({ upTo }: AuthorityRule) => (upTo === undefined ? null : fenOf(upTo));
  const [far, near] = [reach(earlier), reach(later)];
  return (
    later.matters.every((matter) => earlier.matters.includes(matter)) &&
    (far === null || (near !== null && near <= far)) &&
    wider(earlier.products, later.products) &&
    wider(earlier.guarantees, later.guarantees) &&
    wider(earlier.grades, later.grades) &&
    wider(earlier.outletLevels, later.outletLevels)
  );
}

/** Where the rules contradict themselves or each other first, or undefined. */
export function contradictionIn({ rules }: AuthorityRules): Place | undefined {
  const twice = repeated(rules.map(({ code }) => code));
  if (twice >= 0) return ['rules', twice, 'code'];
  for (const [index, rule] of rules.entries()) {
    if (rules.slice(0, index).some((earlier) => covers(earlier, rule))) return ['rules', index];
    const same = repeated(rule.levels.map(({ code }) => code));
    if (same >= 0) return ['rules', index, 'levels', same, 'code'];
    for (const [place, level] of rule.levels.entries()) {
      const field = contradictionInLevel(level);
      if (field) return ['rules', index, 'levels', place, field];
    }
  }
  return undefined;
}

export type AuthorityRuleSet = DatedRuleSet & { readonly rules: AuthorityRules };

/** What holds until an institution sets a matrix: one person, within the limit of the own role. */
export const sampleMatrices: readonly AuthorityRuleSet[] = [
  {
    code: 'OWN_LIMIT',
    effectiveFrom: '2012-01-01',
    effectiveTo: null,
    legalBasis: {
      en: 'Default of the software: each approver within the limit of the role; what is changed later, by another than whoever proposed it. Loans are decided within written authority (Measures for Loans to Farm Households, 2012, No. 50).',
      zh: '系统默认：各审批人在岗位审批限额内单人审批，贷后变更由申请人以外的有权人审批；贷款审批须在授权范围内进行（《农户贷款管理办法》银监发〔2012〕50号）。',
    },
    rules: {
      rules: [
        {
          code: 'ANY',
          matters: ['GRANT', 'EXTENSION', 'RESTRUCTURING', 'WRITE_OFF'],
          products: [],
          guarantees: [],
          grades: [],
          outletLevels: [],
          levels: [
            {
              code: 'APPROVER',
              name: { en: 'Approver within the own limit', zh: '有权审批人' },
              roles: [],
              seats: 1,
              votesFor: 1,
              quorum: 1,
              vetoRoles: [],
              withinOwnLimit: true,
            },
          ],
        },
      ],
    },
  },
];
