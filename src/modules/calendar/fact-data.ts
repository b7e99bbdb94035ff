import { count, day, type FactData, list } from '../../kernel/journal/fact-data.ts';

/** What the facts of this module say besides whom they concern. */
export const factData: FactData = {
  'calendar.announced': { wholeYear: count.nullable(), daysOff: list(day), makeUpDays: list(day) },
};
