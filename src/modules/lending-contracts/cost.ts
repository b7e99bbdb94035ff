import { daysBetween } from '../../kernel/dates.ts';
import { yuanOf } from '../../kernel/money.ts';
import { type LoanTerms, scheduleOf } from '../servicing/index.ts';
import { annualCost, type Flow } from './annual-cost.ts';
import type { DisclosureRuleSet } from './disclosure-rules.ts';

type Words = { readonly en: string; readonly zh: string };

/** A charge of normal repayment besides interest, paid when the money is drawn. */
export type Charge = {
  readonly code: string;
  readonly name: Words;
  readonly way: Words;
  readonly collector: Words;
  readonly amountFen: bigint;
};

/** A line of the table shown to the borrower; `amount` in yuan, null where nobody can know it yet. */
export type CostItem = {
  readonly code: string;
  readonly name: Words;
  readonly way: Words;
  readonly collector: Words;
  readonly amount: string | null;
};

/** What a loan costs in all when it is repaid as agreed. */
export type Cost = {
  readonly interestFen: bigint;
  readonly chargesFen: bigint;
  /** Percent a year with four decimals, see `annualCost`. */
  readonly annualCost: string;
  readonly items: readonly CostItem[];
  readonly contingent: readonly CostItem[];
};

const theBank: Words = { en: 'The lender', zh: '贷款人' };

/** Terms of a loan drawn in full on a day. */
export type DrawnTerms = LoanTerms & { readonly principalFen: bigint; readonly drawnOn: string };

type Costed = { terms: DrawnTerms; charges: readonly Charge[]; rules: DisclosureRuleSet };

/** Every charge and the yearly cost of a loan drawn in full on a day and repaid as scheduled. */
export function costOf({ terms, charges, rules }: Costed): Cost {
  const schedule = scheduleOf(terms, { amountFen: terms.principalFen, on: terms.drawnOn });
  const interestFen = schedule.reduce((sum, { interestFen: each }) => sum + each, 0n);
  const chargesFen = charges.reduce((sum, { amountFen }) => sum + amountFen, 0n);
  const flows: Flow[] = [
    { at: 0, fen: terms.principalFen - chargesFen },
    ...schedule.map((due) => ({
      at: daysBetween(terms.drawnOn, due.dueOn),
      fen: -(due.principalFen + due.interestFen),
    })),
  ];
  return {
    interestFen,
    chargesFen,
    annualCost: annualCost(flows),
    items: [interestItem(terms, interestFen), ...charges.map(chargeItem)],
    contingent: rules.contingent.map((each) => ({ ...each, collector: theBank, amount: null })),
  };
}

const interestItem = ({ annualRatePercent }: LoanTerms, fen: bigint): CostItem => ({
  code: 'INTEREST',
  name: { en: 'Interest', zh: '利息' },
  way: {
    en: `${annualRatePercent} percent a year on what is owed, with each instalment`,
    zh: `年利率${annualRatePercent}%，按实际占用本金计算，随各期还款支付`,
  },
  collector: theBank,
  amount: yuanOf(fen),
});

const chargeItem = ({ amountFen, ...charge }: Charge): CostItem => ({
  ...charge,
  amount: yuanOf(amountFen),
});
