/** Loans of which nobody has found or decided anything: their classes follow from their standings. */
import type { LoanChanges, Standing } from '../servicing/index.ts';
import { type ClassPeriod, classifyLives } from './class-periods.ts';
import type { LoanLife } from './lives.ts';

export type Classes = {
  /** From the day it was paid out. */
  readonly periods: readonly ClassPeriod[];
  /** The next day on which time alone may change the class. */
  readonly turnsOn: string | null;
};

const lifeOf = (standings: readonly Standing[], endsOn: string | null): LoanLife => ({
  id: '',
  standings: standings.map((standing) => ({
    from: standing.validFrom,
    to: standing.validTo,
    overdueSince: standing.overdueSince,
    overdueDays: standing.overdueDays,
    daysPaused: standing.daysPaused,
    principalFen: standing.outstandingPrincipalFen,
  })),
  dueDates: [],
  grounds: [],
  decisions: [],
  restructurings: [],
  endsOn,
});

/** The classes of such a loan up to a day; `endsOn` is the day it was settled. */
export function classesByStandings(
  standings: readonly Standing[],
  { on, endsOn = null }: { on: string; endsOn?: string | null },
): Classes {
  const { lives, turnsOn } = classifyLives([lifeOf(standings, endsOn)], on);
  const periods = lives[0]?.periods ?? [];
  return { periods, turnsOn: periods.at(-1)?.to === null ? turnsOn : null };
}

/** The columns of a loan that say its class. */
export function classColumns({ periods, turnsOn }: Classes, on: string): LoanChanges {
  const last = periods.at(-1);
  return last
    ? {
        loan_class: last.loanClass,
        classified_on: on,
        class_rule_set: last.ruleSet,
        class_reasons: JSON.stringify(last.reasons),
        class_turns_on: turnsOn,
      }
    : {};
}

/** The columns of a row of `loan_classification`. */
export const classificationColumns = (period: ClassPeriod) => ({
  loan_class: period.loanClass,
  rule_set: period.ruleSet,
  reasons: JSON.stringify(period.reasons),
  valid_from: period.from,
  valid_to: period.to,
});
