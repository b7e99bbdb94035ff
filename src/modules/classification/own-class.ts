/** The class of a loan by itself on a day, and what is remembered of it for the days after. Pure. */
import type { LoanClass } from '../../generated/enums.ts';
import { clearSince, type Decision, type LoanLife, observedBy } from './lives.ts';
import {
  type ClassReason,
  decidedReason,
  delayReason,
  groundReasons,
  notCuredReason,
  restructuredReason,
} from './reasons.ts';
import type { ClassificationRules } from './rule-sets.ts';
import { isBad, isWorse } from './severity.ts';

/** The worst class a bad loan has been in since it was last decided on. */
export type Held = {
  readonly loanClass: LoanClass;
  /** What a cure counts from: the day it was decided, or the facts of the day were bad no longer. */
  readonly since: string;
  /** The facts of the day themselves are bad. */
  readonly now: boolean;
};

/** Under observation after a restructuring. */
export type Observing = {
  readonly firstDueOn: string;
  /** The day it counts from; null while something is overdue. */
  readonly from: string | null;
  /** Restructured once more while it was observed. */
  readonly again: boolean;
};

export type Memory = {
  readonly bad: Held | null;
  /** The same, by other claims on the debtor. */
  readonly byBorrower: Held | null;
  readonly observing: Observing | null;
};

export const NOTHING: Memory = { bad: null, byBorrower: null, observing: null };

export type Judged = {
  readonly reasons: readonly ClassReason[];
  /** Held back because of other claims: said of the loan, not counted against those others. */
  readonly byBorrower: readonly ClassReason[];
  readonly memory: Memory;
};

export const classOf = (reasons: readonly ClassReason[]): LoanClass =>
  reasons.reduce<LoanClass>(
    (worst, { loanClass }) => (isWorse(loanClass, worst) ? loanClass : worst),
    'NORMAL',
  );

export type OnDay = { readonly day: string; readonly memory: Memory };

export function ownClassOn(life: LoanLife, on: OnDay, rules: ClassificationRules): Judged {
  const { day } = on;
  const delay = delayReason(life, day, rules);
  const observing = observe(life, { ...on, isLate: delay.code === 'OVERDUE' }, rules);
  const observed = observing ? [restructuredReason(observing.again, rules)] : [];
  const present = [delay, ...observed, ...groundReasons(life, day, rules)];
  const decision = life.decisions.findLast((each) => each.on <= day);
  const kept = decision?.on === day ? decidedUpon(life, { ...on, decision }, rules) : on.memory;
  const now = classOf(present);
  const held = (bad: Held | null) =>
    bad && isWorse(bad.loanClass, now) ? [notCuredReason(bad.loanClass, rules)] : [];
  return {
    reasons: [...present, ...reasonOf(decision), ...held(kept.bad)],
    byBorrower: held(kept.byBorrower),
    memory: { bad: worst(kept.bad, now, day), byBorrower: kept.byBorrower, observing },
  };
}

const reasonOf = (decision: Decision | undefined): ClassReason[] =>
  decision && decision.loanClass !== 'NORMAL' ? [decidedReason(decision)] : [];

/** What is remembered of a loan whose facts of the day put it in this class. */
export function worst(before: Held | null, loanClass: LoanClass, day: string): Held | null {
  if (!isBad(loanClass)) return before?.now ? { ...before, since: day, now: false } : before;
  const isWorst = !before || isWorse(loanClass, before.loanClass);
  return { loanClass: isWorst ? loanClass : before.loanClass, since: day, now: true };
}

type Deciding = OnDay & { readonly decision: Decision };

/**
 * What a decision of the day leaves remembered. Up to good it counts only where the facts, as known
 * now, bear it: a payment taken back later takes back the cure.
 */
function decidedUpon(
  life: LoanLife,
  { day, memory, decision }: Deciding,
  rules: ClassificationRules,
) {
  const { bad, byBorrower } = memory;
  if (isBad(decision.loanClass)) {
    return { bad: { loanClass: decision.loanClass, since: day, now: false }, byBorrower: null };
  }
  return isCured(life, { day, memory }, rules) ? NOTHING : { bad, byBorrower };
}

/** Has a loan that was bad paid all that was overdue, and on time since for as long as asked? */
export function isCured(life: LoanLife, { day, memory }: OnDay, { cure }: ClassificationRules) {
  const clear = clearSince(life, day);
  if (clear === null) return false;
  const starts = [clear, memory.bad?.since ?? clear, memory.byBorrower?.since ?? clear].sort();
  const by = observedBy(life, starts.at(-1) ?? clear, cure);
  return by !== null && by <= day;
}

type Looking = OnDay & { readonly isLate: boolean };

/**
 * Observation begins with the first due date under the new terms, and anew once what fell overdue
 * meanwhile is paid.
 */
function observe(
  life: LoanLife,
  { day, isLate, memory: { observing } }: Looking,
  { restructured }: ClassificationRules,
): Observing | null {
  const begun = life.restructurings.findLast(({ on }) => on === day);
  const now = begun
    ? { firstDueOn: begun.firstDueOn, from: begun.firstDueOn, again: observing !== null }
    : observing;
  if (!now || isLate) return now && { ...now, from: null };
  const from = now.from ?? (day < now.firstDueOn ? now.firstDueOn : day);
  const by = observedBy(life, from, restructured);
  return by !== null && by <= day ? null : { ...now, from };
}
