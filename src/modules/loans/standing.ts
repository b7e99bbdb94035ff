import { addDays } from '../../kernel/dates.ts';
import { ruleSetOn } from '../../kernel/rule-sets.ts';
import {
  type Classification,
  classificationRuleSets,
  classifyLoan,
  type LoanClass,
} from './classification.ts';
import {
  allocateRepayments,
  type Instalment,
  type InstalmentState,
  type LoanPosition,
  loanPosition,
  type Repayment,
} from './repayment.ts';

/** Where a loan stands on a day: schedule with payments, amounts, delay and class. */
export type Standing = {
  readonly instalments: readonly InstalmentState[];
  readonly position: LoanPosition;
  readonly classification: Classification;
};

function rulesOn(date: string) {
  const rules = ruleSetOn(classificationRuleSets, date);
  if (!rules) throw new RangeError(`no classification rules are in force on ${date}`);
  return rules;
}

/** Days on which the class may change: a step of the delay ladder, a payment, the day itself. */
function turningDays(
  schedule: readonly Instalment[],
  repayments: readonly Repayment[],
  asOf: string,
): string[] {
  const ladder = rulesOn(asOf).overdue.map((step) => step.fromDays);
  const delays = schedule.flatMap(({ dueOn }) => ladder.map((days) => addDays(dueOn, days)));
  const days = [...delays, ...repayments.map((repayment) => repayment.paidOn), asOf];
  return [...new Set(days)].filter((day) => day <= asOf).sort();
}

/**
 * The class on a day, found by going through the loan's life from its facts alone, by the rules in
 * force that day: a repayment that becomes known late gives the class it would have given on time.
 * A loan once bad stays so, because its cure takes a person's confirmation and not only payments.
 */
function classOn(
  schedule: readonly Instalment[],
  repayments: readonly Repayment[],
  asOf: string,
): Classification {
  const rules = rulesOn(asOf);
  const at = (day: string, previousClass: LoanClass | null): Classification => {
    const { overdueDays } = loanPosition(schedule, repayments, day);
    return classifyLoan({ overdueDays, previousClass }, rules);
  };
  let previousClass: LoanClass | null = null;
  for (const day of turningDays(schedule, repayments, asOf)) {
    previousClass = at(day, previousClass).loanClass;
  }
  return at(asOf, previousClass);
}

/**
 * Where a loan stands at the end of a day: a pure function of its schedule and the repayments up
 * to that day, in whatever order they became known.
 */
export function standingOn(
  schedule: readonly Instalment[],
  repayments: readonly Repayment[],
  asOf: string,
): Standing {
  const known = repayments.filter((repayment) => repayment.paidOn <= asOf);
  return {
    instalments: allocateRepayments(schedule, known).instalments,
    position: loanPosition(schedule, known, asOf),
    classification: classOn(schedule, known, asOf),
  };
}
