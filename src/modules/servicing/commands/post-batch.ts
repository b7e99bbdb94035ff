import { sql } from 'kysely';
import { z } from 'zod';
import { type Context, command } from '../../../kernel/commands/command.ts';
import { ref } from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { Refusal, refuse } from '../../../kernel/errors.ts';
import { type BatchRow, changeBatch, onBatch, WORK_BATCH } from '../batches.ts';
import type { LoanRow } from '../columns.ts';
import type { Recomputation } from '../facts.ts';
import { type Repayment, receiveRepayment, tell } from '../repaying.ts';

/** Rows booked in one transaction. */
const ROWS_AT_ONCE = 100;

type ReadyRow = {
  id: string;
  loan_id: string;
  reference: string;
  amount_fen: bigint;
  paid_on: string;
  recomputation: Recomputation | null;
};
type State = 'TAKEN' | 'KNOWN' | 'HELD' | 'REFUSED';
type Outcome = { id: string; state: State; code: string | null };

export const postBatch = command({
  name: 'repayment-batch.post',
  permission: 'repayment-batch.post',
  scope: 'institution',
  title: { en: 'Book rows of a batch of repayments', zh: '还款批次逐行入账' },
  description: {
    en: 'Books the next hundred good rows as `loan.repay` would, each on its loan; a row that this refuses is marked with the reason and keeps no other from being booked. Done by a job as soon as the batch is open.',
    zh: '按 loan.repay 规则为后续一百行入账；被拒的行注明原因，不影响其他行。批次可入账后由后台作业办理。',
  },
  on: onBatch,
  input: z.object({}),
  result: z.object({ rows: z.number().int(), remaining: z.boolean() }),
  acts: ['repayment-batch.posted', 'loan.repaid', 'loan.repayment-held', 'loan.report-repeated'],
  errors: ['repayment-batch.state'],
  async handler(tx, _input, context) {
    const { target: batch, emit, now } = context;
    if (batch.status === 'DONE') {
      emit('repayment-batch.posted', [{ type: 'RepaymentBatch', id: batch.id }], { rows: 0 });
      return { rows: 0, remaining: false };
    }
    if (batch.status !== 'OPEN') throw refuse('repayment-batch.state');
    const rows = await readyRows(tx, batch);
    await lockLoans(tx, batch, rows);
    const outcomes: Outcome[] = [];
    for (const row of rows) outcomes.push(await book(tx, row, context));
    await keepOutcomes(tx, batch, outcomes);
    const counts = countsOf(outcomes);
    const remaining = rows.length === ROWS_AT_ONCE;
    const version = await changeBatch(tx, batch, {
      taken_count: batch.taken_count + counts.TAKEN,
      known_count: batch.known_count + counts.KNOWN,
      held_count: batch.held_count + counts.HELD,
      refused_count: batch.refused_count + counts.REFUSED,
      ...(remaining ? {} : { status: 'DONE', ended_at: now }),
    });
    const data = { rows: rows.length, ...counts };
    emit('repayment-batch.posted', [{ type: 'RepaymentBatch', id: batch.id, version }], data);
    return { rows: rows.length, remaining };
  },
});

const readyRows = async (tx: Tx, { institution_id, id }: BatchRow): Promise<ReadyRow[]> =>
  (
    await sql<ReadyRow>`select id, loan_id, reference, amount_fen, paid_on, recomputation
      from repayment_batch_row
      where institution_id = ${institution_id} and batch_id = ${id} and state = 'READY'
      order by number limit ${ROWS_AT_ONCE}`.execute(tx)
  ).rows;

/** In the order of their keys, so that two batches wait for each other and no more. */
async function lockLoans(tx: Tx, batch: BatchRow, rows: readonly ReadyRow[]): Promise<void> {
  const ids = rows.map(({ loan_id }) => loan_id);
  await sql`select id from loan
    where institution_id = ${batch.institution_id} and id = any(${ids}::uuid[])
    order by id for no key update`.execute(tx);
}

async function book(tx: Tx, row: ReadyRow, context: Context<BatchRow>): Promise<Outcome> {
  const { actor, now, today, emit } = context;
  const target: LoanRow = await tx
    .selectFrom('loan')
    .selectAll()
    .where('institution_id', '=', actor.institutionId)
    .where('id', '=', row.loan_id)
    .executeTakeFirstOrThrow();
  const repayment: Repayment = {
    reference: row.reference,
    amountFen: row.amount_fen,
    paidOn: row.paid_on,
    ...(row.recomputation ? { recomputation: row.recomputation } : {}),
  };
  try {
    const recorded = await receiveRepayment(tx, { target, actor, now, today }, repayment);
    tell({ target, emit }, repayment, recorded);
    const state = recorded.outcome === 'COUNTED' ? 'TAKEN' : recorded.outcome;
    return { id: row.id, state, code: null };
  } catch (error) {
    // Refused before anything was written; what the database refuses ends the whole command.
    if (error instanceof Refusal) return { id: row.id, state: 'REFUSED', code: error.code };
    throw error;
  }
}

async function keepOutcomes(tx: Tx, batch: BatchRow, outcomes: readonly Outcome[]) {
  const given = JSON.stringify(outcomes);
  await sql`update repayment_batch_row as kept set state = found.state, code = found.code
    from json_to_recordset(${given}::json) as found (id uuid, state text, code text)
    where kept.institution_id = ${batch.institution_id} and kept.id = found.id`.execute(tx);
}

function countsOf(outcomes: readonly Outcome[]): Record<State, number> {
  const counts = { TAKEN: 0, KNOWN: 0, HELD: 0, REFUSED: 0 };
  for (const { state } of outcomes) counts[state] += 1;
  return counts;
}

export const decideBatch = command({
  name: 'repayment-batch.decide',
  permission: 'repayment-batch.decide',
  scope: 'institution',
  title: { en: 'Decide about a batch with faulty rows', zh: '裁定有误的还款批次' },
  description: {
    en: 'Either the good rows are booked and the faulty ones left out, or the whole batch is dropped and may be sent again. By another person than whoever sent it.',
    zh: '对有误的批次，或入账其余各行，或整批作废、可重新报送；由报送人以外的人员裁定。',
  },
  on: onBatch,
  input: z.object({ takeRest: z.boolean().describe('Else the batch is dropped. 否则整批作废') }),
  result: z.object({ batch: ref('RepaymentBatch') }),
  acts: ['repayment-batch.decided'],
  reasonRequired: true,
  errors: ['repayment-batch.state', 'repayment-batch.own_batch'],
  async handler(tx, { takeRest }, { target: batch, actor, emit, now, today }) {
    if (batch.status !== 'HELD') throw refuse('repayment-batch.state');
    if (batch.received_by === actor.personId) throw refuse('repayment-batch.own_batch');
    const ended = takeRest ? { status: 'OPEN' } : { status: 'DROPPED', ended_at: now };
    const version = await changeBatch(tx, batch, { decided_by: actor.personId, ...ended });
    if (takeRest)
      await sql`select queue_job(${WORK_BATCH}, ${batch.id}, ${today}::date)`.execute(tx);
    emit('repayment-batch.decided', [{ type: 'RepaymentBatch', id: batch.id, version }], {
      takeRest,
      faulty: batch.faulty_count,
    });
    return { batch: batch.id };
  },
});
