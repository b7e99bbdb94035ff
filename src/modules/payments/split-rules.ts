import { daysBetween } from '../../kernel/dates.ts';
import { type DatedRuleSet, ruleSetOn } from '../../kernel/rule-sets.ts';
import type { LoanPurpose, PaymentRuleSet, SelfPaidDraw } from '../loans/index.ts';
import { suspectedSplitDraws } from '../loans/index.ts';

/** When drawings the borrower pays on look split to stay under the limit (化整为零). */
export type SplitRuleSet = DatedRuleSet & {
  /** Drawings of so many days in a row are added up. */
  readonly windowDays: number;
  /** Drawings to one payee are added up over so many days. */
  readonly payeeDays: number;
};

export const splitRuleSets: readonly SplitRuleSet[] = [
  {
    code: 'SPLIT_DRAWINGS_2010',
    effectiveFrom: '2010-02-12',
    effectiveTo: null,
    legalBasis: {
      en: 'Measures for Personal Loans: no splitting to avoid payment by the lender; days are the software’s',
      zh: '《个人贷款管理办法》：不得以化整为零方式规避受托支付；天数为软件默认值',
    },
    windowDays: 7,
    payeeDays: 365,
  },
];

/** The rules of a day. @throws RangeError before there were any */
export function splitRulesOn(date: string): SplitRuleSet {
  const rules = ruleSetOn(splitRuleSets, date);
  if (!rules) throw new RangeError(`no rules of split drawings are in force on ${date}`);
  return rules;
}

const larger = (a: bigint, b: bigint): bigint => (a > b ? a : b);

/** Up to what a single drawing for this use may be paid on by the borrower; null without a limit. */
export function selfPaymentLimit(rules: PaymentRuleSet, use: LoanPurpose): bigint | null {
  const limits = rules.rules.flatMap(({ method, when }) => {
    const forThis = when.purpose === undefined || when.purpose === use;
    const fen = method === 'SELF' ? when.upToFen : when.aboveFen;
    return forThis && fen !== undefined ? [fen] : [];
  });
  return limits.length === 0 ? null : limits.reduce(larger);
}

type Limits = { limitFen: bigint | null; rules: SplitRuleSet };

/** Ids of earlier drawings that, with this one, look split; none when it is no sign of it. */
export function splitWith(
  drawing: SelfPaidDraw,
  earlier: readonly SelfPaidDraw[],
  { limitFen, rules: { windowDays } }: Limits,
): string[] {
  if (limitFen === null) return [];
  const near = earlier.filter(
    ({ payeeId, drawnOn }) =>
      (payeeId !== null && payeeId === drawing.payeeId) ||
      daysBetween(drawnOn, drawing.drawnOn) < windowDays,
  );
  const suspected = suspectedSplitDraws([...near, drawing], { limitFen, windowDays });
  return suspected.includes(drawing.id) ? suspected.filter((id) => id !== drawing.id) : [];
}
