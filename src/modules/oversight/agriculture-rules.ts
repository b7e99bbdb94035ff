/** Agriculture-related loans (涉农贷款) by use, place and borrower, by dated definition. Pure. */
import type { CustomerParty } from '../../generated/enums.ts';
import { type DatedRuleSet, ruleSetOn } from '../../kernel/rule-sets.ts';

export type AgricultureRules = DatedRuleSet & {
  /** Prefixes of GB/T 4754 that are farming, forestry, husbandry or fishery. */
  readonly farming: readonly string[];
  /** Prefixes of industries that supply farming, process or trade what it yields. */
  readonly supporting: readonly string[];
  /** Division codes inside the districts of cities of prefecture level and above, as a pattern. */
  readonly urban: string;
  /** Division codes whose residents are farm households (农户), as a pattern. */
  readonly farmHouseholds: string;
};

const agricultureRules: readonly AgricultureRules[] = [
  {
    code: 'AGRICULTURE_2007',
    effectiveFrom: '2007-09-01',
    effectiveTo: null,
    legalBasis: {
      en: 'Special statistics of agriculture-related loans (PBC and CBRC, 2007, No. 246); industries and places by codes of GB/T 4754-2017 and of statistical divisions, as this program reads them.',
      zh: '《涉农贷款专项统计制度》（银发〔2007〕246号）；行业与地域按 GB/T 4754-2017 及统计用区划代码判定（本程序的口径）。',
    },
    farming: ['A'],
    supporting: [
      'C13',
      'C262',
      'C263',
      'C357',
      'F511',
      'F5166',
      'F5167',
      'F5168',
      'F5171',
      'G595',
      'M7511',
    ],
    // Counties, banners and cities of county level are countryside whole.
    urban: '^[0-9]{2}(0[1-9]|1[0-9]|20|5[1-9]|6[0-9]|70)(0[1-9]|1[0-9]|20|5[1-9]|6[0-9]|70)',
    // Under a town or township, or a villagers' committee anywhere.
    farmHouseholds: '^([0-9]{6}[1-3]|[0-9]{9}[2-9])',
  },
];

/** @throws RangeError when no definition is in force on the day */
export function agricultureRulesOn(date: string): AgricultureRules {
  const rules = ruleSetOn(agricultureRules, date);
  if (!rules) throw new RangeError(`no definition of agriculture-related loans on ${date}`);
  return rules;
}

/** A pattern of codes that begin with one of the prefixes, for here and for the database. */
export const beginning = (prefixes: readonly string[]): string => `^(${prefixes.join('|')})`;

export type AgricultureFacts = {
  readonly industryCode: string | null;
  readonly areaCode: string;
  readonly party: CustomerParty;
};

export type Agriculture = {
  readonly use: 'FARMING' | 'SUPPORTING' | 'OTHER';
  readonly borrower: 'FARM_HOUSEHOLD' | 'RURAL_ORGANISATION' | 'URBAN_ORGANISATION' | 'PERSON';
  readonly rural: boolean;
  /** Counted at all: by what the money is for, or by who borrows. */
  readonly counted: boolean;
};

/** How a loan is counted; the statement of the report says the same in SQL. */
export function agricultureOf(rules: AgricultureRules, facts: AgricultureFacts): Agriculture {
  const is = (pattern: string, code: string): boolean => new RegExp(pattern).test(code);
  const { industryCode: code, areaCode, party } = facts;
  const supports = code !== null && is(beginning(rules.supporting), code);
  const farms = code !== null && is(beginning(rules.farming), code);
  const use = farms ? 'FARMING' : supports ? 'SUPPORTING' : 'OTHER';
  const borrower = borrowerOf(rules, { areaCode, party });
  const rural = borrower === 'FARM_HOUSEHOLD' || borrower === 'RURAL_ORGANISATION';
  return { use, borrower, rural, counted: rural || use !== 'OTHER' };
}

function borrowerOf(
  rules: AgricultureRules,
  { areaCode, party }: Omit<AgricultureFacts, 'industryCode'>,
): Agriculture['borrower'] {
  if (party === 'ORGANISATION') {
    const urban = new RegExp(rules.urban).test(areaCode);
    return urban ? 'URBAN_ORGANISATION' : 'RURAL_ORGANISATION';
  }
  return new RegExp(rules.farmHouseholds).test(areaCode) ? 'FARM_HOUSEHOLD' : 'PERSON';
}
