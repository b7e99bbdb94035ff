import type { Pipeline } from '../db/index.ts';
import type { Metrics } from '../http/metrics.ts';

type Health = { waiting_seconds: number; failed: bigint; silent_seconds: number | null };

const HEALTH = 'select waiting_seconds, failed, silent_seconds from job_health()';

/** What /metrics says of the queue: whether somebody works it off, and what was given up. */
export function registerJobMetrics(metrics: Metrics, pipeline: Pipeline): void {
  const read = async (): Promise<Health> => {
    const { rows } = await pipeline.run({ text: HEALTH, values: [] });
    return rows[0] as Health;
  };
  metrics.gauge(
    'jingtian_jobs_waiting_seconds',
    'For how long the oldest job that is due has waited',
    async () => (await read()).waiting_seconds,
  );
  metrics.gauge(
    'jingtian_jobs_failed',
    'Jobs that have used up their attempts, within a week',
    async () => Number((await read()).failed),
  );
  metrics.gauge(
    'jingtian_worker_silent_seconds',
    'For how long no worker has kept time: over 120 means that none runs',
    async () => (await read()).silent_seconds ?? Number.POSITIVE_INFINITY,
  );
}
