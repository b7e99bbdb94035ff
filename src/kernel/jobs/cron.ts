import { type CronMatcher, type ParsedCronItem, parseCronItem } from 'graphile-worker';
import type { Job } from './job.ts';

/** A worker that was away starts what it missed within this time, once. */
const BACKFILL_MS = 24 * 3_600_000;
const CHINA_OFFSET_HOURS = 8;
const WEEK = 7;

/** The minute of a cron in UTC, as graphile-worker tells it. */
type Minute = Parameters<CronMatcher>[0];

/**
 * The same minute on a Chinese clock. The digest has no year, so whether February has a 29th is
 * told by `year`, the present one: nothing is matched that lies further off than a day.
 */
export function chineseMinute({ min, hour, date, month }: Minute, year: number): Minute {
  const local = new Date(Date.UTC(year, month - 1, date, hour + CHINA_OFFSET_HOURS, min));
  const dow = local.getUTCDay() % WEEK;
  return {
    min: local.getUTCMinutes(),
    hour: local.getUTCHours(),
    date: local.getUTCDate(),
    month: local.getUTCMonth() + 1,
    dow,
  };
}

const inChina = (pattern: string): CronMatcher => {
  const { match } = parseCronItem({ task: 'pattern', match: pattern });
  return (minute) => match(chineseMinute(minute, new Date().getUTCFullYear()));
};

type Timed = { name: string; cron: string; backfill?: boolean };

/** @throws Error when the pattern is none */
export const cronItem = ({ name, cron, backfill = true }: Timed): ParsedCronItem =>
  parseCronItem({
    task: name,
    match: inChina(cron),
    options: { backfillPeriod: backfill ? BACKFILL_MS : 0, jobKey: name },
  });

/** The crontab of all jobs that have a time. */
export const cronItems = (jobs: readonly Job[]): ParsedCronItem[] =>
  jobs.flatMap(({ name, cron }) => (cron === undefined ? [] : [cronItem({ name, cron })]));
