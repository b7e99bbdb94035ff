import type { Module } from '../../kernel/module.ts';
import { advanceDayEnd } from './commands/advance.ts';
import './errors.ts';
import { runDayEnd } from './job.ts';
import { dayEndNouns } from './queries.ts';
import { dayEndReads } from './reads.ts';
import './steps/positions.ts';
import './steps/classes.ts';
import './steps/doubts.ts';
import './steps/provisions.ts';
import { factData } from './fact-data.ts';

export { businessDateOf } from './business-day.ts';
export { type ProvisionRules, provisionRulesOn } from './provision-rules.ts';
export { type DayEndStep, type Part, registerDayEndStep, type StepContext } from './steps.ts';

/** The business date of an institution and what happens when a day is over. */
export const dayEnd: Module = {
  name: 'day-end',
  factData,
  nouns: dayEndNouns,
  commands: [advanceDayEnd],
  reads: dayEndReads,
  jobs: [runDayEnd],
};
