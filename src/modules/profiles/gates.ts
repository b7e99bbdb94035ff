/** Which sections of a file a later step needs, by dated rule sets. Pure. */
import type { CustomerParty, ProfileStep } from '../../generated/enums.ts';
import { type DatedRuleSet, ruleSetOn } from '../../kernel/rule-sets.ts';
import { rulesOfKind } from '../customers/index.ts';

export type Gate = {
  readonly section: string;
  /** At least so complete; required items of the section are needed in any case. */
  readonly percent: number;
};

export type GateRules = DatedRuleSet & {
  readonly steps: Readonly<Record<ProfileStep, Readonly<Record<CustomerParty, readonly Gate[]>>>>;
};

const INCOME: Gate = { section: 'INCOME', percent: 80 };
const BUSINESS: Gate = { section: 'BUSINESS', percent: 60 };
const BALANCE: Gate = { section: 'BALANCE', percent: 60 };
const CREDIT: Gate = { section: 'CREDIT', percent: 1 };

/** One line of sets; which of them holds follows from the day. */
export const gateRules: readonly GateRules[] = [
  {
    code: 'INVESTIGATION_BEFORE_CREDIT',
    effectiveFrom: '2012-09-17',
    effectiveTo: null,
    legalBasis: {
      en: 'Investigation covers income, spending, assets, debts and credit (Measures for loans to farm households, CBRC 2012 no. 50).',
      zh: '贷前调查包括收入支出、资产负债和信用状况（农户贷款管理办法，银监发〔2012〕50号）。',
    },
    steps: {
      RATING: { HOUSEHOLD: [INCOME], SOLE_TRADER: [BUSINESS], ORGANISATION: [BUSINESS] },
      LOAN_APPLICATION: {
        HOUSEHOLD: [INCOME, BALANCE, CREDIT],
        SOLE_TRADER: [BUSINESS, BALANCE, CREDIT],
        ORGANISATION: [BUSINESS, BALANCE, CREDIT],
      },
    },
  },
];

/** What a step needs of a kind's file on a day. */
export const gatesOf = (step: ProfileStep, kind: string, on: string): readonly Gate[] =>
  ruleSetOn(gateRules, on)?.steps[step][rulesOfKind(kind).party] ?? [];

/** Sections a form has to have, because some step on that day needs them. */
export function sectionsNeeded(kind: string, on: string): string[] {
  const steps = ['RATING', 'LOAN_APPLICATION'] as const;
  const needed = steps.flatMap((step) => gatesOf(step, kind, on));
  return [...new Set(needed.map(({ section }) => section))];
}
