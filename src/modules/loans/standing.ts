import { addDays } from '../../kernel/dates.ts';
import { ruleSetOn } from '../../kernel/rule-sets.ts';
import {
  followLoans,
  type LoanChanges,
  overdueDaysIn,
  type Standing,
  standingOn,
} from '../servicing/index.ts';
import {
  type Classification,
  classificationRuleSets,
  classifyLoan,
  type LoanClass,
} from './classification.ts';

function rulesOn(date: string) {
  const rules = ruleSetOn(classificationRuleSets, date);
  if (!rules) throw new RangeError(`no classification rules are in force on ${date}`);
  return rules;
}

/** Days on which the class may change: the figures do, or the delay reaches a step of the ladder. */
function turningDays(standings: readonly Standing[], asOf: string): string[] {
  const ladder = rulesOn(asOf).overdue.map((step) => step.fromDays);
  const days = standings.flatMap((standing) => {
    const { validFrom, validTo, overdueDays, overdueSince, daysPaused } = standing;
    const runs = overdueSince !== null && !daysPaused;
    const steps = runs ? ladder.filter((fromDays) => fromDays > overdueDays) : [];
    const reached = steps.map((fromDays) => addDays(validFrom, fromDays - overdueDays));
    return [validFrom, ...reached.filter((day) => validTo === null || day < validTo)];
  });
  return [...new Set(days)].filter((day) => day <= asOf).sort();
}

/**
 * The class on a day, found by going through the loan's life from its facts alone, by the rules in
 * force that day: a repayment that becomes known late gives the class it would have given on time.
 * A loan once bad stays so, because its cure takes a person's confirmation and not only payments.
 */
export function classOn(standings: readonly Standing[], asOf: string): Classification {
  const rules = rulesOn(asOf);
  const at = (day: string, previousClass: LoanClass | null): Classification => {
    const standing = standingOn(standings, day);
    const overdueDays = standing ? overdueDaysIn(standing, day) : 0;
    return classifyLoan({ overdueDays, previousClass }, rules);
  };
  let previousClass: LoanClass | null = null;
  for (const day of turningDays(standings, asOf)) {
    previousClass = at(day, previousClass).loanClass;
  }
  return at(asOf, previousClass);
}

/** The columns of a loan that say its class. */
export const classColumns = (classification: Classification, asOf: string): LoanChanges => ({
  loan_class: classification.loanClass,
  classified_on: asOf,
  class_rule_set: classification.ruleSet,
  class_reasons: JSON.stringify(classification.reasons),
});

followLoans((_tx, { standings, on }) => classColumns(classOn(standings, on), on));
