import { sql } from 'kysely';
import { z } from 'zod';
import { command } from '../../../kernel/commands/command.ts';
import { enumeration, id, pattern, ref } from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { type ImportRow, onImport } from '../stored.ts';
import { ROWS_PER_PART } from './receive.ts';

const STATES = ['DONE', 'REFUSED', 'ON_FILE', 'WAITING'] as const;
const LAST_NUMBER = 2_000_000;

const outcome = z.object({
  number: z.number().int().min(1).max(LAST_NUMBER),
  state: enumeration('ImportRowState', STATES),
  code: pattern(/^[a-z0-9._-]{1,64}$/, 64).optional(),
  field: pattern(/^[A-Za-z0-9_.]{1,128}$/, 128).optional(),
  customerId: id('Customer').optional(),
});
export type GivenOutcome = z.input<typeof outcome>;
type Outcome = z.output<typeof outcome>;

export const recordImport = command({
  name: 'import.record',
  permission: 'import.record',
  scope: 'institution',
  title: { en: 'Write down what became of rows', zh: '记录导入行结果' },
  description: {
    en: 'For the job that works imports off: outcomes of a batch of rows. A row whose outcome is known keeps it. The import is done with the last one.',
    zh: '供导入作业使用：记录一批行的处理结果。已有结果的行不变，全部处理完毕时导入完成。',
  },
  on: onImport,
  input: z.object({ outcomes: z.array(outcome).max(ROWS_PER_PART) }),
  result: z.object({ import: ref('Import'), pending: z.boolean() }),
  acts: ['import.rows-done'],
  async handler(tx, { outcomes }, { emit, target, now }) {
    const counts = await keep(tx, target, outcomes);
    if (target.duplicate_count > 0) await keepRepeats(tx, target, outcomes);
    const pending = await anyPending(tx, target);
    const version = await count(tx, { target, counts, ended: pending ? null : now });
    const first = outcomes[0]?.number ?? 0;
    emit('import.rows-done', [{ type: 'Import', id: target.id, version }], { first, ...counts });
    return { import: target.id, pending };
  },
});

type Counts = Readonly<Record<Outcome['state'], number>>;

async function keep(
  tx: Tx,
  { institution_id, id: importId }: ImportRow,
  outcomes: readonly Outcome[],
): Promise<Counts> {
  const given = JSON.stringify(
    outcomes.map(({ customerId, ...each }) => ({ ...each, customer_id: customerId })),
  );
  const { rows } = await sql<{ state: Outcome['state'] }>`
    update import_row set state = given.state, code = given.code, field = given.field,
      customer_id = given.customer_id
    from json_populate_recordset(null::import_row, ${given}::json) as given
    where import_row.institution_id = ${institution_id} and import_row.import_id = ${importId}
      and import_row.number = given.number and import_row.state = 'PENDING'
    returning given.state`.execute(tx);
  const counts = { DONE: 0, REFUSED: 0, ON_FILE: 0, WAITING: 0 };
  for (const { state } of rows) counts[state] += 1;
  return counts;
}

/** A row that repeats another is about the same customer. */
async function keepRepeats(
  tx: Tx,
  { institution_id, id: importId }: ImportRow,
  outcomes: readonly Outcome[],
): Promise<void> {
  const numbers = outcomes.map(({ number }) => number);
  await sql`update import_row as again set customer_id = first.customer_id
    from import_row as first
    where first.institution_id = ${institution_id} and first.import_id = ${importId}
      and first.number = any(${numbers}::integer[]) and first.customer_id is not null
      and again.institution_id = ${institution_id} and again.import_id = ${importId}
      and again.repeats = first.number and again.customer_id is null`.execute(tx);
}

async function anyPending(tx: Tx, { institution_id, id: importId }: ImportRow): Promise<boolean> {
  const row = await tx
    .selectFrom('import_row')
    .select('id')
    .where('institution_id', '=', institution_id)
    .where('import_id', '=', importId)
    .where('state', '=', 'PENDING')
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

type Counting = { target: ImportRow; counts: Counts; ended: Date | null };

/** One that was cancelled meanwhile stays so; what had been done until then still counts. */
async function count(tx: Tx, { target, counts, ended }: Counting): Promise<number> {
  const closing = ended && target.status === 'RUNNING';
  const { version } = await tx
    .updateTable('import')
    .set((eb) => ({
      done_count: eb('done_count', '+', counts.DONE),
      refused_count: eb('refused_count', '+', counts.REFUSED),
      on_file_count: eb('on_file_count', '+', counts.ON_FILE),
      waiting_count: eb('waiting_count', '+', counts.WAITING),
      ...(closing ? { status: 'DONE', ended_at: ended } : {}),
    }))
    .where('institution_id', '=', target.institution_id)
    .where('id', '=', target.id)
    .returning('version')
    .executeTakeFirstOrThrow();
  return version;
}
