/** Which matrix decides: the institution's own from its first day on, else the program's sample. */
import { z } from 'zod';
import { AuthorityMatter, OutletLevel } from '../../generated/enums.ts';
import { enumeration, pattern, text } from '../../kernel/commands/input.ts';
import { type Db, type Given, kept, type Tx } from '../../kernel/db/index.ts';
import { MONEY_PATTERN } from '../../kernel/money.ts';
import { ruleSetOn } from '../../kernel/rule-sets.ts';
import type { CreditQuestion } from './rules.ts';
import {
  type AuthorityRule,
  type AuthorityRules,
  ruleFor,
  sampleMatrices,
  speaksOf,
} from './rules.ts';

const CODE = /^[A-Z][A-Z0-9_]{0,62}$/;
const ROLE = /^[A-Z][A-Z0-9_]{1,31}$/;
const MOST = { rules: 100, codes: 50, levels: 6, seats: 15 };
const count = () => z.number().int().min(1).max(MOST.seats);
const codes = (form: RegExp) => z.array(pattern(form, 63)).max(MOST.codes).default([]);

const level = z.object({
  code: pattern(CODE, 63),
  name: z.object({ en: text(100), zh: text(100) }),
  roles: codes(ROLE).describe('Roles with a seat; none for whoever may approve. 有表决权的岗位'),
  seats: count().describe('Votes at most; 1 for a single decision. 席位数'),
  votesFor: count().describe('Votes for it that carry it. 通过票数'),
  quorum: count().describe('Votes cast before it is carried. 法定票数'),
  vetoRoles: codes(ROLE).describe('Roles with a veto, who must be heard. 一票否决岗位'),
  withinOwnLimit: z.boolean().describe('The voter’s own limit binds too. 受个人审批限额约束'),
});

const rule = z.object({
  code: pattern(CODE, 63),
  matters: z
    .array(enumeration('AuthorityMatter', AuthorityMatter))
    .min(1)
    .max(AuthorityMatter.length)
    .default(['GRANT'])
    .describe('What is decided; granting when absent. 审批事项'),
  products: codes(CODE).describe('Product codes; none for all. 产品'),
  guarantees: codes(CODE).describe('Kinds of guarantee; none for all. 担保方式'),
  grades: codes(/^[A-Z0-9+-]{1,16}$/).describe('Grades; none for all. 信用等级'),
  outletLevels: z
    .array(enumeration('OutletLevel', OutletLevel))
    .max(OutletLevel.length)
    .default([])
    .describe('Levels of the serving outlet; none for all. 网点层级'),
  upTo: z
    .string()
    .regex(MONEY_PATTERN)
    .meta({ graphql: 'Decimal' })
    .optional()
    .describe('Largest amount in yuan, inclusive; absent for any. 金额上限（元，含）'),
  levels: z.array(level).min(1).max(MOST.levels).describe('In order. 审批层级'),
});

/** A matrix as an institution gives it; the first rule that fits a credit decides. */
export const matrixInput = z.object({
  rules: z.array(rule).min(1).max(MOST.rules),
});

export type MatrixInForce = { id: string | null; code: string; rules: AuthorityRules };

const ownOn = kept((db, of: Given<{ institutionId: string; day: string }>) =>
  db
    .selectFrom('authority_matrix')
    .select(['id', 'code', 'content'])
    .where('institution_id', '=', of.institutionId)
    .where('valid_from', '<=', of.day)
    .where((either) =>
      either.or([either('valid_to', 'is', null), either('valid_to', '>', of.day)]),
    ),
);

/** @throws RangeError on a day before any matrix there ever was */
export async function matrixOn(
  db: Db | Tx,
  institutionId: string,
  day: string,
): Promise<MatrixInForce> {
  const [own] = await ownOn(db, { institutionId, day });
  if (own) return { id: own.id, code: own.code, rules: matrixInput.parse(own.content) };
  return sampleOn(day);
}

function sampleOn(day: string): MatrixInForce {
  const sample = ruleSetOn(sampleMatrices, day);
  if (!sample) throw new RangeError(`no authority matrix on ${day}`);
  return { id: null, code: sample.code, rules: sample.rules };
}

/** The matrix and the rule of it that a credit falls under. */
export type Authority = { matrix: MatrixInForce; rule: AuthorityRule };

export type AuthorityOf = { institutionId: string; question: CreditQuestion; today: string };

/** Who decides a credit today; undefined where no rule is for it, so that nobody may. */
export async function authorityFor(
  db: Db | Tx,
  { institutionId, question, today }: AuthorityOf,
): Promise<Authority | undefined> {
  return authorityIn(await matrixOn(db, institutionId, today), question, today);
}

/**
 * The same, of a matrix that is known. One in which no rule names a kind of change says nothing about
 * it: there the sample goes on to hold, as before matrices could say anything. Granting is never left
 * to it, and a matter that is named is decided by its rules alone.
 */
export function authorityIn(
  matrix: MatrixInForce,
  question: CreditQuestion,
  today: string,
): Authority | undefined {
  const { matter } = question;
  const isSilent = matter !== 'GRANT' && !speaksOf(matrix.rules, matter);
  const holding = isSilent ? sampleOn(today) : matrix;
  const found = ruleFor(holding.rules, question);
  return found && { matrix: holding, rule: found };
}
