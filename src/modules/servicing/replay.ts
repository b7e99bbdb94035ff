import { type Account, newAccount, type Pause, poured } from './account.ts';
import { inOrder, type LoanFact } from './facts.ts';
import { draw, prepay, receive } from './money.ts';
import { changeRate, extend, restructure, writeOff } from './new-terms.ts';
import type { LineState } from './pour.ts';
import type { LoanTerms } from './terms.ts';

/** A repayment; where the loan may be repaid and drawn at will it is early by nature. */
function repay(account: Account, { occurredOn: on }: LoanFact, amountFen: bigint): Account {
  const parcel = { on, amountFen };
  const isRevolving = account.plan?.method === 'REVOLVING';
  return isRevolving ? prepay(account, parcel, 'LOWER_INSTALMENT') : receive(account, parcel);
}

const resumed = (pauses: readonly Pause[], on: string): Pause[] =>
  pauses
    .map(({ from, to }) =>
      from <= on && (to === null || to > on) ? { from, to: on } : { from, to },
    )
    .filter(({ from, to }) => from !== to);

function charge(account: Account, { occurredOn: on }: LoanFact, amountFen: bigint): Account {
  const { writtenOff, penalties } = account;
  if (!writtenOff) return { ...account, penalties: [...penalties, { on, amountFen }] };
  const penaltyFen = writtenOff.penaltyFen + amountFen;
  return { ...account, writtenOff: { ...writtenOff, penaltyFen } };
}

function pause(account: Account, from: string, to: string | null): Account {
  return { ...account, pauses: [...account.pauses, { from, to }] };
}

/** What one more fact makes of an account. Every fact has an answer; none is refused here. */
function step(account: Account, fact: LoanFact): Account {
  const { occurredOn: on } = fact;
  switch (fact.kind) {
    case 'DISBURSED':
    case 'DRAWN':
      return draw(account, on, fact.amountFen);
    case 'PENALTY_CHARGED':
      return charge(account, fact, fact.amountFen);
    case 'REPAID':
    case 'GUARANTEE_PAID':
    case 'RECOVERED':
      return repay(account, fact, fact.amountFen);
    case 'EARLY_REPAID':
      return prepay(account, { on, amountFen: fact.amountFen }, fact.recomputation);
    case 'SUBSIDY_PAID':
      return { ...account, subsidies: [...account.subsidies, { on, amountFen: fact.amountFen }] };
    case 'RATE_CHANGED':
      return changeRate(account, fact, fact.annualRatePercent);
    case 'EXTENDED':
      return extend(account, fact, fact.months);
    case 'RESTRUCTURED':
      return restructure(account, fact);
    case 'WRITTEN_OFF':
      return writeOff(account, fact);
    case 'DAYS_PAUSED':
      return pause(account, on, fact.until);
    case 'DAYS_RESUMED':
      return { ...account, pauses: resumed(account.pauses, on) };
  }
}

/** An account from a day on, until the day of the next. */
export type Epoch = { readonly from: string; readonly account: Account };

/**
 * The life of a loan: how its account stood after each day on which something happened. A pure
 * function of terms and facts, in whatever order they are given.
 */
export function replay(terms: LoanTerms, facts: readonly LoanFact[]): Epoch[] {
  const byDay = Map.groupBy(inOrder(facts), ({ occurredOn }) => occurredOn);
  let account = newAccount(terms);
  return [...byDay].map(([from, happened]) => {
    account = happened.reduce(step, account);
    return { from, account };
  });
}

/** The account at the end of a day: what happened later does not count yet. */
export function accountOn(epochs: readonly Epoch[], day: string): Account | undefined {
  return epochs.findLast(({ from }) => from <= day)?.account;
}

export type Payout = { readonly amountFen: bigint; readonly on: string };

/** The schedule of terms whose whole amount is paid out on a day, before anything is paid. */
export function scheduleOf(terms: LoanTerms, { amountFen, on }: Payout): readonly LineState[] {
  if (amountFen <= 0n) throw new RangeError('principal must be positive');
  const paidOut = { kind: 'DISBURSED', amountFen, occurredOn: on, reference: '' } as const;
  const account = accountOn(replay(terms, [paidOut]), on);
  return account ? poured(account).lines : [];
}
