/** What it takes to end a loan on a day. Pure. */
import { type Account, cut, poured } from './account.ts';
import { interestOf } from './interest.ts';
import { NO_INTEREST } from './plan.ts';

export type Payoff = {
  readonly principalFen: bigint;
  /** Fallen due, and earned since the last due day. */
  readonly interestFen: bigint;
  readonly penaltyFen: bigint;
  /** Money that came in ahead and waits for later instalments: it counts. */
  readonly aheadFen: bigint;
  /** Still to be paid for nothing to be owed. */
  readonly totalFen: bigint;
};

const sum = (values: readonly bigint[]): bigint => values.reduce((all, value) => all + value, 0n);

/** What has to be paid on a day, nothing having happened since, so that the loan is repaid. */
export function payoffOn(account: Account, day: string): Payoff {
  const { due, opening } = cut(account, day);
  const { lines, paidPenaltyFen, surplusFen } = poured({ ...account, lines: due });
  const { plan } = account;
  const earned = plan ? interestOf(opening.earlier, day, plan.rounding) : NO_INTEREST;
  const unpaid = lines.map((line) => line.interestFen - line.paidInterestFen);
  const interestFen = sum(unpaid) + earned.interestFen + opening.arrears.interestFen;
  const owing = lines.map((line) => line.principalFen - line.paidPrincipalFen);
  const principalFen = sum(owing) + opening.balanceFen;
  const charged = sum(account.penalties.map(({ amountFen }) => amountFen));
  const penaltyFen = charged - paidPenaltyFen;
  const wholeFen = principalFen + interestFen + penaltyFen;
  const aheadFen = surplusFen < wholeFen ? surplusFen : wholeFen;
  return { principalFen, interestFen, penaltyFen, aheadFen, totalFen: wholeFen - aheadFen };
}
