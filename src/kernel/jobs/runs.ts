import type { Database } from '../db/index.ts';
import { newId } from '../ids.ts';
import type { Counts } from './job.ts';

/** One run of a job: of this institution, for this occasion. */
export type RunKey = {
  institutionId: string;
  job: string;
  occasion: string;
  businessDate: string;
};

const BEGIN = `insert into job_run as run
  (institution_id, id, job, occasion, business_date, status, attempts, started_at)
values ($1, $2, $3, $4, $5, 'RUNNING', 1, $6)
on conflict (institution_id, job, occasion) do update
  set status = 'RUNNING', attempts = run.attempts + 1, started_at = excluded.started_at,
      ended_at = null, error_code = null
  where run.status <> 'DONE'
returning id`;

const END = `update job_run set status = $3, ended_at = $4, counts = $5, error_code = $6
where institution_id = $1 and id = $2`;

/** The key of the run, now running; null when it was done before. */
export async function beginRun(
  { pipeline }: Database,
  { institutionId, job, occasion, businessDate }: RunKey,
  now: Date,
): Promise<string | null> {
  const values = [institutionId, newId(), job, occasion, businessDate, now];
  const { rows } = await pipeline.run({ text: BEGIN, values, institutionId });
  return (rows as { id: string }[])[0]?.id ?? null;
}

export type RunEnd = { institutionId: string; id: string; now: Date } & (
  | { counts: Counts }
  | { errorCode: string }
);

/** Writes down what became of a run. */
export async function endRun({ pipeline }: Database, end: RunEnd): Promise<void> {
  const { institutionId, id, now } = end;
  const outcome =
    'counts' in end ? ['DONE', now, end.counts, null] : ['FAILED', now, {}, end.errorCode];
  await pipeline.run({ text: END, values: [institutionId, id, ...outcome], institutionId });
}
