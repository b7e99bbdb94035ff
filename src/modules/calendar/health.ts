import { isBuiltIn } from '../../kernel/calendar.ts';
import { type Clock, civilDate } from '../../kernel/clock.ts';
import { addDays } from '../../kernel/dates.ts';
import type { Pipeline } from '../../kernel/db/index.ts';
import type { Metrics } from '../../kernel/http/metrics.ts';

/** The longest periods people wait for run about this far ahead. */
const DAYS_AHEAD = 60;

const WITHOUT = 'select banks_without_calendar($1) as banks';

type Looking = { pipeline: Pipeline; clock: Clock };

/** What /metrics says of a calendar that is about to run out: periods would be counted on assumption. */
export function registerCalendarMetrics(metrics: Metrics, { pipeline, clock }: Looking): void {
  metrics.gauge(
    'jingtian_calendars_assumed',
    `Banks whose holidays of the year ${DAYS_AHEAD} days from now nobody has announced`,
    async () => {
      const year = Number(addDays(civilDate(clock.now()), DAYS_AHEAD).slice(0, 4));
      if (isBuiltIn(year)) return 0;
      const { rows } = await pipeline.run({ text: WITHOUT, values: [year] });
      return Number((rows[0] as { banks: bigint }).banks);
    },
  );
}
