/** A day's end as it is kept: begun, gone on with, done. */

import { addDays } from '../../kernel/dates.ts';
import type { Tx } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import { type LastDay, lastDay, nextToClose } from './business-day.ts';
import { dayEndSteps } from './steps.ts';

export type Beginning = { institutionId: string; today: string; now: Date };

/**
 * The day's end under way, locked: one part is done at a time, whoever asks. Begins the next where
 * none is. @throws Refusal `day-end.nothing_to_close`
 */
export async function holdDayEnd(tx: Tx, at: Beginning): Promise<LastDay & { begun: boolean }> {
  const last = await lastDay(tx, at.institutionId);
  if (last?.status === 'RUNNING') {
    const held = await lock(tx, at.institutionId, last.id);
    if (held.status === 'RUNNING') return { ...held, begun: false };
  }
  const closes = nextToClose(await lastDay(tx, at.institutionId), at.today);
  if (closes === null) throw refuse('day-end.nothing_to_close');
  return { ...(await begin(tx, closes, at)), begun: true };
}

const lock = async (tx: Tx, institutionId: string, id: string): Promise<LastDay> =>
  (await tx
    .selectFrom('day_end')
    .select(['id', 'closes', 'opens', 'status'])
    .where('institution_id', '=', institutionId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirstOrThrow()) as LastDay;

/** Two who begin at once: the day is unique, and the later one is asked to come again. */
async function begin(tx: Tx, closes: string, { institutionId, now }: Beginning): Promise<LastDay> {
  const id = newId();
  const opens = addDays(closes, 1);
  await tx
    .insertInto('day_end')
    .values({ institution_id: institutionId, id, closes, opens, started_at: now })
    .execute();
  const steps = dayEndSteps().map(({ code }, index) => ({
    institution_id: institutionId,
    id: newId(),
    day_end_id: id,
    number: index + 1,
    code,
  }));
  await tx.insertInto('day_end_step').values(steps).execute();
  return { id, closes, opens, status: 'RUNNING' };
}

export type RunningStep = {
  id: string;
  code: string;
  reached: string | null;
  counts: Record<string, number>;
};

export type OfDay = { institutionId: string; dayEndId: string };

/** Steps not done yet, in their order. */
export async function stepsLeft(
  tx: Tx,
  { institutionId, dayEndId }: OfDay,
): Promise<RunningStep[]> {
  const rows = await tx
    .selectFrom('day_end_step')
    .select(['id', 'code', 'reached', 'counts'])
    .where('institution_id', '=', institutionId)
    .where('day_end_id', '=', dayEndId)
    .where('status', '=', 'WAITING')
    .orderBy('number')
    .execute();
  return rows as RunningStep[];
}

export type StepProgress = {
  institutionId: string;
  step: RunningStep;
  counts: Readonly<Record<string, number>>;
  /** Null when it is done. */
  reached: string | null;
  now: Date;
};

/** Adds up what a part did, and notes how far the step has come. */
export async function noteProgress(tx: Tx, progress: StepProgress): Promise<void> {
  const { institutionId, step, counts, reached, now } = progress;
  const names = [...new Set([...Object.keys(step.counts), ...Object.keys(counts)])];
  const total = names.map((name) => [name, (step.counts[name] ?? 0) + (counts[name] ?? 0)]);
  await tx
    .updateTable('day_end_step')
    .set({ counts: JSON.stringify(Object.fromEntries(total)) })
    .set((row) => ({ started_at: row.fn.coalesce('started_at', row.val(now)) }))
    .set(reached === null ? { status: 'DONE', ended_at: now } : { reached })
    .where('institution_id', '=', institutionId)
    .where('id', '=', step.id)
    .execute();
}

export async function finish(
  tx: Tx,
  { institutionId, dayEndId, now }: OfDay & { now: Date },
): Promise<void> {
  await tx
    .updateTable('day_end')
    .set({ status: 'DONE', ended_at: now })
    .where('institution_id', '=', institutionId)
    .where('id', '=', dayEndId)
    .execute();
}
