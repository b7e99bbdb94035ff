import { daysBetween } from '../../kernel/dates.ts';
import { yuanOf } from '../../kernel/money.ts';
import type { Charge } from '../products/index.ts';
import { type LoanTerms, scheduleOf } from '../servicing/index.ts';
import { annualCost, type Flow } from './annual-cost.ts';
import { chargeCost, isNormal, wayOf } from './charge-costs.ts';
import type { DisclosureRuleSet } from './disclosure-rules.ts';

type Words = { readonly en: string; readonly zh: string };

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

/** Markups on the rate, as the product says them; null where only the rule's range is known. */
export type Penalty = { readonly overdueMarkup: string; readonly misuseMarkup: string };

type Costed = {
  terms: DrawnTerms;
  charges: readonly Charge[];
  penalty: Penalty | null;
  rules: DisclosureRuleSet;
};

const sumOf = (fen: readonly bigint[]): bigint => fen.reduce((sum, each) => sum + each, 0n);

/** Every charge and the yearly cost of a loan drawn in full on a day and repaid as scheduled. */
export function costOf({ terms, charges, penalty, rules }: Costed): Cost {
  const { principalFen, drawnOn, months } = terms;
  const lines = scheduleOf(terms, { amountFen: principalFen, on: drawnOn });
  const interestFen = sumOf(lines.map((line) => line.interestFen));
  const periods = lines.map((line, index) => ({
    balanceFen: line.balanceAfterFen + line.principalFen,
    days: daysBetween(lines[index - 1]?.dueOn ?? drawnOn, line.dueOn),
  }));
  const normal = charges.filter(isNormal).map((charge) => ({
    charge,
    cost: chargeCost(charge, { principalFen, months, periods }),
  }));
  const atOnceFen = sumOf(normal.map(({ cost }) => cost.atOnceFen));
  const withFen = lines.map((_, index) =>
    sumOf(normal.map(({ cost }) => cost.withFen[index] ?? 0n)),
  );
  const flows: Flow[] = [
    { at: 0, fen: principalFen - atOnceFen },
    ...lines.map((due, index) => ({
      at: daysBetween(drawnOn, due.dueOn),
      fen: -(due.principalFen + due.interestFen + (withFen[index] ?? 0n)),
    })),
  ];
  return {
    interestFen,
    chargesFen: atOnceFen + sumOf(withFen),
    annualCost: annualCost(flows),
    items: [
      interestItem(terms, interestFen),
      ...normal.map(({ charge, cost }) => chargeItem(charge, cost.atOnceFen + sumOf(cost.withFen))),
    ],
    contingent: [
      ...penaltyItems(rules, penalty),
      ...charges
        .filter((charge) => charge.payer === 'BORROWER' && !isNormal(charge))
        .map((charge) => chargeItem(charge, null)),
    ],
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

const chargeItem = (charge: Charge, fen: bigint | null): CostItem => ({
  code: charge.code,
  name: charge.label,
  way: wayOf(charge),
  collector: charge.collector,
  amount: fen === null ? null : yuanOf(fen),
});

/** What a breach brings: at the product's own markup, or within the range of the rule. */
const penaltyItems = ({ contingent }: DisclosureRuleSet, penalty: Penalty | null): CostItem[] =>
  contingent.map(({ code, name, way }) => {
    const markup = code === 'PENALTY_OVERDUE' ? penalty?.overdueMarkup : penalty?.misuseMarkup;
    const own = {
      en: `The contract rate plus ${markup} percent of it, for as long as it lasts`,
      zh: `在合同利率基础上加收${markup}%，至违约情形消除为止`,
    };
    const item = { code, name, collector: theBank, amount: null };
    return { ...item, way: markup === undefined ? way : own };
  });
