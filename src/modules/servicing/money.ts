/** Money that goes out and comes in: drawings, and repayment ahead of time. */
import { addDays, addMonths } from '../../kernel/dates.ts';
import { type Account, after, cut, poured } from './account.ts';
import type { Recomputation } from './facts.ts';
import { interestOf } from './interest.ts';
import { dueDays, equalised, layOut, NO_INTEREST, type Plan, type Subsidy } from './plan.ts';
import type { Parcel } from './pour.ts';
import { type LoanTerms, rateOf } from './terms.ts';

function firstPlan({ terms }: Account, anchor: string): Plan {
  return {
    method: terms.method,
    rounding: terms.rounding ?? 'HALF_UP',
    basis: { dayCount: terms.dayCount, anchor },
    rate: rateOf(terms.annualRatePercent),
    subsidy: subsidyOf(terms.subsidy, anchor),
    dues: dueDays(terms.method, anchor, terms.months),
    equalFen: null,
  };
}

function subsidyOf(terms: LoanTerms['subsidy'], anchor: string): Subsidy | null {
  if (!terms) return null;
  const months = terms.months ?? null;
  return { terms, until: months === null ? null : addMonths(anchor, months) };
}

/** Money goes out: the first of it begins the term. */
export function draw(account: Account, on: string, amountFen: bigint): Account {
  const before = account.plan ?? firstPlan(account, on);
  const left = after(before.dues, on);
  const { due, opening } = cut(account, on);
  const balanceFen = opening.balanceFen + amountFen;
  // Drawn after maturity it is due at once.
  const dues = left.length > 0 ? left : [addDays(on, 1)];
  const plan = equalised({ ...before, dues }, balanceFen);
  const lines = [...due, ...layOut(plan, { ...opening, balanceFen })];
  const drawn = { ...account, plan, lines, drawnFen: account.drawnFen + amountFen };
  // Money that nothing was owed for pays at once for what is drawn, and never for interest to come.
  return plan.method === 'REVOLVING' ? payAhead(drawn, on, 'LOWER_INSTALMENT') : drawn;
}

export const receive = (account: Account, parcel: Parcel): Account => ({
  ...account,
  parcels: [...account.parcels, parcel],
});

/**
 * Money ahead of time: what is due is paid first, then the interest earned so far, and the rest is
 * principal paid now, in a line of its own; what remains is laid out anew. Money that does not even
 * reach the interest earned so far waits for the next instalment.
 */
export const prepay = (account: Account, parcel: Parcel, recomputation: Recomputation): Account =>
  payAhead(receive(account, parcel), parcel.on, recomputation);

/** Lays out what is left once all that has come in is spent on what is owed by a day. */
function payAhead(paid: Account, on: string, recomputation: Recomputation): Account {
  const { plan } = paid;
  if (!plan || paid.writtenOff) return paid;
  const { due, opening } = cut(paid, on);
  const ahead = poured({ ...paid, lines: due }).surplusFen;
  const earned = interestOf(opening.earlier, on, plan.rounding);
  const interestFen = earned.interestFen + opening.arrears.interestFen;
  const subsidisedFen = earned.subsidisedFen + opening.arrears.subsidisedFen;
  const beyondFen = ahead - interestFen;
  const principalFen = beyondFen < opening.balanceFen ? beyondFen : opening.balanceFen;
  if (principalFen <= 0n) return paid;
  const { from, earlier: stretches, arrears } = opening;
  const line = { from, dueOn: on, principalFen, interestFen, subsidisedFen, stretches, arrears };
  const balanceFen = opening.balanceFen - principalFen;
  const next = planAfter({ plan, balanceFen, on, recomputation });
  const rest = layOut(next, { on, balanceFen, from: on, earlier: [], arrears: NO_INTEREST });
  return { ...paid, plan: next, lines: [...due, line, ...rest] };
}

type Remaining = { plan: Plan; balanceFen: bigint; on: string; recomputation: Recomputation };

function planAfter({ plan, balanceFen, on, recomputation }: Remaining): Plan {
  const next = { ...plan, dues: after(plan.dues, on) };
  if (recomputation === 'LOWER_INSTALMENT' || next.equalFen === null) {
    return equalised(next, balanceFen);
  }
  const opening = { on, balanceFen, from: on, earlier: [], arrears: NO_INTEREST };
  const shorter = layOut(next, opening).map(({ dueOn }) => dueOn);
  return { ...next, dues: shorter };
}
