import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { z } from 'zod';
import { FaultyRows, RepaymentBatchSource } from '../../../generated/enums.ts';
import { command } from '../../../kernel/commands/command.ts';
import { enumeration, money, ref } from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { insertRows } from '../../../kernel/db/insert-rows.ts';
import { refuse } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import { yuanOf } from '../../../kernel/money.ts';
import { type ReadRow, readRows, type SentRow, sumOfRows } from '../batch-rows.ts';
import { WORK_BATCH } from '../batches.ts';

/** Rows of one batch; a core with more sends more batches. */
export const MOST_ROWS = 20_000;
const CELL = 64;

/** A cell as it was sent: what is wrong with it is said of its row, and the others are kept. */
const cell = () => z.string().max(CELL);

const sentRow = z.object({
  loan: cell().describe('Loan number. 贷款编号'),
  reference: cell().describe('The core’s reference. 核心流水号'),
  amount: cell().describe('Yuan. 还款金额（元）'),
  paidOn: cell().describe('Day of payment. 还款日期'),
  recomputation: cell().optional().describe('If paid ahead of time. 提前还款后的计划调整'),
});

export const receiveBatch = command({
  name: 'repayment-batch.receive',
  permission: 'loan.repay',
  scope: 'institution',
  title: { en: 'Report many repayments', zh: '批量还款入账' },
  description: {
    en: 'A list of repayments under its total and number of rows: where these are not what the rows sum up to, nothing is taken. Rows with faults are reported; the others are booked, or held with them for a person to decide. The same rows again are the same batch.',
    zh: '成批报送还款并申报合计金额与行数；不符则整批拒绝。有误的行逐一列明，其余各行先行入账，或整批留存由人裁定。相同内容再次报送视为同一批次。',
  },
  input: z.object({
    source: enumeration('RepaymentBatchSource', RepaymentBatchSource).default('LIST'),
    total: money(),
    rowCount: z.number().int().min(1).max(MOST_ROWS),
    whenFaulty: enumeration('FaultyRows', FaultyRows).default('HOLD_ALL'),
    rows: z.array(sentRow).min(1).max(MOST_ROWS),
  }),
  result: z.object({ batch: ref('RepaymentBatch') }),
  acts: ['repayment-batch.received', 'loan.report-repeated'],
  errors: ['repayment-batch.wrong_total'],
  async handler(tx, input, { actor, emit, today }) {
    const { institutionId, personId } = actor;
    const digest = createHash('sha256').update(JSON.stringify(input.rows)).digest();
    const there = await sameBatch(tx, institutionId, digest);
    if (there) {
      emit('loan.report-repeated', [{ type: 'RepaymentBatch', id: there }]);
      return { batch: there };
    }
    const loans = await loansByCode(tx, institutionId, input.rows);
    const rows = readRows(input.rows, { today, loans });
    requireTotal(rows, input);
    const faulty = rows.filter(({ fault }) => fault !== null).length;
    const isHeld = faulty > 0 && input.whenFaulty === 'HOLD_ALL';
    const id = newId();
    const status = isHeld ? 'HELD' : 'OPEN';
    await tx
      .insertInto('repayment_batch')
      .values({
        institution_id: institutionId,
        id,
        sha256: digest,
        source: input.source,
        status,
        row_count: rows.length,
        total_fen: input.total,
        faulty_count: faulty,
        received_on: today,
        received_by: personId,
      })
      .execute();
    await insertRows(tx, 'repayment_batch_row', rows.map(columnsOf(institutionId, id)));
    if (!isHeld) await sql`select queue_job(${WORK_BATCH}, ${id}, ${today}::date)`.execute(tx);
    const counts = { source: input.source, rows: rows.length, faulty, status };
    const objects = [{ type: 'RepaymentBatch', id, version: 1 }];
    emit('repayment-batch.received', objects, { ...counts, total: yuanOf(input.total) });
    return { batch: id };
  },
});

async function sameBatch(tx: Tx, institutionId: string, digest: Buffer) {
  const row = await tx
    .selectFrom('repayment_batch')
    .select('id')
    .where('institution_id', '=', institutionId)
    .where('sha256', '=', digest)
    .where('status', '<>', 'DROPPED')
    .executeTakeFirst();
  return row?.id;
}

async function loansByCode(tx: Tx, institutionId: string, rows: readonly SentRow[]) {
  const codes = [...new Set(rows.map(({ loan }) => loan.trim()))];
  const found = await sql<{ id: string; code: string }>`select id, code from loan
    where institution_id = ${institutionId} and code = any(${codes}::text[])`.execute(tx);
  return new Map(found.rows.map(({ id, code }) => [code, id]));
}

type Said = { total: bigint; rowCount: number };

function requireTotal(rows: readonly ReadRow[], { total, rowCount }: Said): void {
  const found = sumOfRows(rows);
  const isWhole = rows.length === rowCount;
  if (found === total && isWhole) return;
  const details = {
    total: yuanOf(total),
    found: yuanOf(found),
    rowCount,
    rows: rows.length,
    unreadable: rows.filter(({ amountFen }) => amountFen === null).map(({ number }) => number),
  };
  const path = [isWhole ? 'total' : 'rowCount'];
  throw refuse('repayment-batch.wrong_total', { path, details });
}

const columnsOf =
  (institutionId: string, batchId: string) =>
  (row: ReadRow): Record<string, unknown> => ({
    institution_id: institutionId,
    id: newId(),
    batch_id: batchId,
    number: row.number,
    loan_code: row.loanCode,
    reference: row.reference,
    loan_id: row.loanId,
    amount_fen: row.amountFen === null ? null : String(row.amountFen),
    paid_on: row.paidOn,
    recomputation: row.recomputation,
    state: row.fault === null ? 'READY' : 'FAULTY',
    code: row.fault,
  });
