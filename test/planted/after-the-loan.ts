/** Faults of what comes after the loan: its class, new terms, and what is given up. */
import type { Planted } from './faults.ts';

const CLASSES = 'src/modules/classification';
const AFTERCARE = 'src/modules/aftercare';

export const AFTER_THE_LOAN: Readonly<Record<string, Planted>> = {
  'class-not-monotone': {
    why: 'the longest delay is in the first step of the ladder',
    patches: [
      {
        file: `${CLASSES}/reasons.ts`,
        find: 'rules.overdue.findLast(({ fromDays }) => days >= fromDays)',
        put: 'rules.overdue.find(({ fromDays }) => days >= fromDays)',
      },
    ],
    by: 'test/modules/classification/properties.test.ts',
  },
  'class-a-day-late': {
    why: 'a class turns a day after its number of days',
    patches: [
      {
        file: `${CLASSES}/reasons.ts`,
        find: 'rules.overdue.findLast(({ fromDays }) => days >= fromDays)',
        put: 'rules.overdue.findLast(({ fromDays }) => days > fromDays)',
      },
    ],
    by: 'test/modules/classification/class-periods.test.ts',
  },
  'cured-at-once': {
    why: 'a bad loan goes up before it was observed',
    patches: [
      {
        file: `${CLASSES}/own-class.ts`,
        find: '  const by = observedBy(life, starts.at(-1) ?? clear, cure);\n  return by !== null && by <= day;',
        put: '  const by = observedBy(life, starts.at(-1) ?? clear, cure);\n  return by !== null;',
      },
    ],
    by: 'test/modules/classification/class-periods.test.ts',
  },
  'observed-too-short': {
    why: 'observation ends with whichever of months and periods is over first',
    patches: [
      {
        file: `${CLASSES}/lives.ts`,
        find: 'return byPeriods < byMonths ? byMonths : byPeriods;',
        put: 'return byPeriods < byMonths ? byPeriods : byMonths;',
      },
    ],
    by: 'test/modules/classification/class-periods.test.ts',
  },
  'excuse-outlasts': {
    why: 'a delay of the bank’s own making excuses a long one',
    patches: [
      {
        file: `${CLASSES}/reasons.ts`,
        find: 'if (days <= rules.excusedDays && isExcused(life, since, day)) {',
        put: 'if (isExcused(life, since, day)) {',
      },
    ],
    by: 'test/modules/classification/class-periods.test.ts',
  },
  'lender-writes-off': {
    why: 'whoever lent the money decides on giving it up',
    patches: [
      {
        file: `${AFTERCARE}/change-workflow.ts`,
        find: "  if (facts.barred.includes(actor.personId)) return 'loan-change.own_loan';\n",
        put: '',
      },
    ],
    by: 'test/modules/aftercare/change-rules.test.ts',
  },
  'proposer-decides': {
    why: 'whoever proposed new terms decides on them',
    patches: [
      {
        file: `${AFTERCARE}/change-workflow.ts`,
        find: "  if (own) return 'loan-change.same_person';\n",
        put: '',
      },
    ],
    by: 'test/modules/aftercare/change-rules.test.ts',
  },
  'extended-without-end': {
    why: 'a loan is extended beyond what the rules allow in all',
    patches: [
      {
        file: `${AFTERCARE}/change-rules.ts`,
        find: 'const left = mostExtension(rules, loan.termMonths) - loan.extendedMonths;',
        put: 'const left = mostExtension(rules, loan.termMonths);',
      },
    ],
    by: 'test/modules/aftercare/change-rules.test.ts',
  },
};
