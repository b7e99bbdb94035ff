import { type LoanFact, nameOf } from './facts.ts';
import { type Line, layOut, NO_INTEREST, type Plan } from './plan.ts';
import { type Parcel, type Penalty, type Poured, pour, type WrittenOff } from './pour.ts';
import { type LoanTerms, requireTerms } from './terms.ts';

/** A half-open stretch of days that do not count as overdue; `to` null: not yet over. */
export type Pause = { readonly from: string; readonly to: string | null };

/** A loan as its terms and the facts so far make it. */
export type Account = {
  readonly terms: LoanTerms;
  /** Null before anything was paid out. */
  readonly plan: Plan | null;
  /** Of the term now running, extensions included. */
  readonly months: number;
  readonly lines: readonly Line[];
  readonly penalties: readonly Penalty[];
  readonly parcels: readonly Parcel[];
  readonly subsidies: readonly Parcel[];
  readonly pauses: readonly Pause[];
  readonly writtenOff: WrittenOff | null;
  readonly drawnFen: bigint;
  /** Names of facts that found nothing to act on, such as an extension after maturity. */
  readonly idle: readonly string[];
};

/** Before anything happened. Throws RangeError on terms nobody can agree on. */
export function newAccount(terms: LoanTerms): Account {
  requireTerms(terms);
  return {
    terms,
    plan: null,
    months: terms.months,
    lines: [],
    penalties: [],
    parcels: [],
    subsidies: [],
    pauses: [],
    writtenOff: null,
    drawnFen: 0n,
    idle: [],
  };
}

/** Where all the money of an account went. */
export function poured(account: Account): Poured {
  const allocation = account.terms.allocation ?? 'PENALTY_INTEREST_PRINCIPAL';
  return pour({ ...account, allocation }, account);
}

export const principalOf = (lines: readonly Line[]): bigint =>
  lines.reduce((sum, line) => sum + line.principalFen, 0n);

/** What is due by a day, and what is not: its principal, and its running period cut at the day. */
export function cut(account: Account, on: string) {
  const due = account.lines.filter((line) => line.dueOn <= on);
  const open = account.lines.filter((line) => line.dueOn > on);
  const running = open[0];
  const earlier = running?.stretches.filter((stretch) => stretch.from < on) ?? [];
  const arrears = running?.arrears ?? NO_INTEREST;
  const from = running && running.from < on ? running.from : on;
  return { due, open, opening: { on, balanceFen: principalOf(open), from, earlier, arrears } };
}

/** Lays out anew what is not due by a day; the plan may be another one from then on. */
export function relay(account: Account, on: string, plan: Plan): Account {
  const { due, opening } = cut(account, on);
  return { ...account, plan, lines: [...due, ...layOut(plan, opening)] };
}

/** The due days behind a day. */
export const after = (dues: readonly string[], on: string): string[] =>
  dues.filter((due) => due > on);

/** Notes a fact that found nothing to act on. */
export const idle = (account: Account, fact: LoanFact): Account => ({
  ...account,
  idle: [...account.idle, nameOf(fact)],
});
