import type { Selectable, Updateable } from 'kysely';
import type { DB } from '../../generated/database.ts';
import type { Tx } from '../../kernel/db/index.ts';
import { globalId } from '../../kernel/ids.ts';
import type { Job } from '../../kernel/jobs/job.ts';

export type BatchRow = Selectable<DB['repayment_batch']>;

/** Of the job that books the rows of a batch. */
export const WORK_BATCH = 'repayment-batch.work';

/** The object the commands of a batch act on. */
export const onBatch = { noun: 'RepaymentBatch', table: 'repayment_batch' } as const;

/** Changes the locked batch; its new version. */
export async function changeBatch(
  tx: Tx,
  batch: BatchRow,
  changes: Updateable<DB['repayment_batch']>,
): Promise<number> {
  const { version } = await tx
    .updateTable('repayment_batch')
    .set(changes)
    .where('institution_id', '=', batch.institution_id)
    .where('id', '=', batch.id)
    .returning('version')
    .executeTakeFirstOrThrow();
  return version;
}

const MAX_RUNS = 20_000;

/** Books the rows of one batch, set after set; a run that is tried again goes on where it stopped. */
export const workBatch: Job = {
  name: WORK_BATCH,
  title: { en: 'Book a batch of repayments', zh: '还款批次入账' },
  kinds: ['BANK'],
  commands: ['repayment-batch.post'],
  async run({ occasion, perform, signal }) {
    const id = globalId('RepaymentBatch', occasion);
    let rows = 0;
    for (let part = 1; part <= MAX_RUNS; part += 1) {
      signal.throwIfAborted();
      const done = await perform('repayment-batch.post', { id }, String(part));
      rows += Number(done.rows);
      if (!done.remaining) break;
    }
    return { rows };
  },
};
