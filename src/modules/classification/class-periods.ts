/**
 * The class of loans over their lives: a pure function of dated facts, whatever the order in which
 * they became known.
 */
import { Decimal } from 'decimal.js';
import type { LoanClass } from '../../generated/enums.ts';
import { dayOfDelay, isOpenOn, type LoanLife, observedBy, standingOn } from './lives.ts';
import { classOf, type Judged, type Memory, NOTHING, ownClassOn, worst } from './own-class.ts';
import { borrowerReason, type ClassReason } from './reasons.ts';
import {
  type ClassificationRules,
  classificationRules,
  classificationRulesOn,
} from './rule-sets.ts';
import { isBad, severityOf } from './severity.ts';

/** A class over [from, to); `to` is null for as long as it holds. */
export type ClassPeriod = {
  readonly from: string;
  readonly to: string | null;
  readonly loanClass: LoanClass;
  readonly ruleSet: string;
  /** Every rule that was hit, the one that decided first. */
  readonly reasons: readonly ClassReason[];
};

export type ClassLife = {
  readonly id: string;
  readonly periods: readonly ClassPeriod[];
  /** What counts for a decision on the last day. */
  readonly memory: Memory;
};

export type Classified = {
  readonly lives: readonly ClassLife[];
  /** The next day on which time alone may change a class; null for none. */
  readonly turnsOn: string | null;
};

/** Lengths of a delay that may change a class, by any of the rules. */
const DELAYS = [
  ...new Set(
    classificationRules.flatMap(({ overdue, excusedDays }) => [
      ...overdue.map(({ fromDays }) => fromDays),
      excusedDays + 1,
    ]),
  ),
];

/** Days on which something the class follows from begins or ends, as far as is known now. */
function turningDays(life: LoanLife): string[] {
  const standings = life.standings.flatMap((standing) => [
    standing.from,
    ...(standing.to === null ? [] : [standing.to]),
    ...DELAYS.map((days) => dayOfDelay(standing, days)).filter((day) => day !== null),
  ]);
  const grounds = life.grounds.flatMap(({ from, to }) => (to === null ? [from] : [from, to]));
  const decided = life.decisions.map(({ on }) => on);
  const days = [...standings, ...grounds, ...decided, ...observationDays(life)];
  return life.endsOn === null ? days : [...days, life.endsOn];
}

function observationDays(life: LoanLife): string[] {
  if (life.restructurings.length === 0) return [];
  const begun = life.restructurings.map(({ firstDueOn }) => firstDueOn);
  const starts = [...begun, ...life.standings.map(({ from }) => from)];
  const ends = classificationRules.flatMap(({ restructured }) =>
    starts.map((from) => observedBy(life, from, restructured)).filter((day) => day !== null),
  );
  return [...life.restructurings.map(({ on }) => on), ...ends];
}

const RULES_BEGIN = classificationRules.map(({ effectiveFrom }) => effectiveFrom).sort();
const FIRST_RULES = RULES_BEGIN[0] ?? '';

/**
 * The classes of a debtor's loans up to a day. Loans of a retail customer are given one by one; those
 * of any other debtor together, because a bad one speaks against the rest.
 */
export function classifyLives(lives: readonly LoanLife[], until: string): Classified {
  const turning = [...lives.flatMap(turningDays), ...RULES_BEGIN];
  const days = [...new Set(turning)].filter((day) => day >= FIRST_RULES).sort();
  const walks = lives.map((life) => ({ life, periods: [] as ClassPeriod[], memory: NOTHING }));
  for (const day of days.filter((each) => each <= until)) {
    const rules = classificationRulesOn(day);
    const open = walks.filter(({ life }) => isOpenOn(life, day));
    const judged = open.map(({ life, memory }) => ownClassOn(life, { day, memory }, rules));
    const others = lives.length > 1 ? fromOthers(open.map(principalOn(day)), judged, rules) : [];
    for (const [index, walk] of open.entries()) {
      const own = judged[index];
      if (own) enter(walk, { day, own, others: others[index] ?? null, rules });
    }
    for (const { life, periods } of walks) if (day === life.endsOn) close(periods, day);
  }
  const turnsOn = days.find((day) => day > until) ?? null;
  return { lives: walks.map(({ life: { id }, ...rest }) => ({ id, ...rest })), turnsOn };
}

type Walk = { life: LoanLife; periods: ClassPeriod[]; memory: Memory };

const principalOn =
  (day: string) =>
  ({ life }: Walk): bigint =>
    standingOn(life, day)?.principalFen ?? 0n;

/** What the debtor's claims, each by its own facts, make of each other. */
function fromOthers(
  principals: readonly bigint[],
  judged: readonly Judged[],
  rules: ClassificationRules,
): (ClassReason | null)[] {
  const total = principals.reduce((sum, each) => sum + each, 0n);
  const bad = judged.map(({ reasons }) => isBad(classOf(reasons)));
  const badFen = principals.reduce((sum, each, index) => sum + (bad[index] ? each : 0n), 0n);
  if (badFen === 0n || total === 0n) return judged.map(() => null);
  const reason = borrowerReason(new Decimal(`${badFen}`).times(100).div(`${total}`), rules);
  return judged.map((_, index) => (bad[index] ? null : reason));
}

type Entered = { day: string; own: Judged; others: ClassReason | null; rules: ClassificationRules };

function enter(walk: Walk, { day, own, others, rules }: Entered): void {
  const { memory } = own;
  const byBorrower = worst(memory.byBorrower, others?.loanClass ?? 'NORMAL', day);
  walk.memory = { ...memory, byBorrower };
  const added = others ? [others] : [];
  const heldBack = others && isBad(others.loanClass) ? [] : own.byBorrower;
  const reasons = [...own.reasons, ...added, ...heldBack].toSorted(
    (a, b) => severityOf(b.loanClass) - severityOf(a.loanClass),
  );
  const loanClass = reasons[0]?.loanClass ?? 'NORMAL';
  const next = { from: day, to: null, loanClass, ruleSet: rules.code, reasons };
  const last = walk.periods.at(-1);
  if (last && last.to === null && sameClass(last, next)) return;
  close(walk.periods, day);
  walk.periods.push(next);
}

function close(periods: ClassPeriod[], day: string): void {
  const last = periods.pop();
  if (last) periods.push(last.to === null ? { ...last, to: day } : last);
}

const key = ({ code, loanClass, explanation }: ClassReason) =>
  `${code} ${loanClass} ${explanation.en}`;

/** Two periods that say the same are one. */
export const sameClass = (a: ClassPeriod, b: ClassPeriod): boolean =>
  a.loanClass === b.loanClass &&
  a.ruleSet === b.ruleSet &&
  a.reasons.map(key).join('\n') === b.reasons.map(key).join('\n');
