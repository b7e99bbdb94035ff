import { sql } from 'kysely';
import { globalId } from '../../kernel/ids.ts';
import type { Job, JobContext, OnBehalf } from '../../kernel/jobs/job.ts';
import type { SubjectVault } from '../../kernel/vault/vault.ts';
import { applyProfiles } from './apply-profiles.ts';
import { applyRatings } from './apply-ratings.ts';
import { applyRoster } from './apply-roster.ts';
import { type Apply, type Applying, refusedRow, type WorkRow } from './applying.ts';
import { ROWS_PER_PART } from './commands/receive.ts';
import type { GivenOutcome } from './commands/record.ts';
import { RUN_JOB } from './commands/start.ts';
import { inStep, type Piece } from './in-step.ts';
import { fileKinds } from './kinds/index.ts';
import type { FileKind, Kind } from './kinds/kind.ts';
import { cellsOf, faultIn, keyOf, namesIn } from './rules.ts';
import { cellsPlace } from './stored.ts';

const APPLIED: Readonly<Record<Kind, Apply>> = {
  ROSTER: applyRoster,
  PROFILES: applyProfiles,
  RATINGS: applyRatings,
};

type Running = { kind: Kind; columns: string[]; dry_run: boolean; uploaded_by: string };

/**
 * Works an import off, batch after batch, each recorded in the order of the file. Which rows are a
 * batch follows from where the one before ended, and its keys from its first row: a run that is killed
 * between doing a batch and recording it gets the stored answers the next time, and records those.
 */
export const runImport: Job = {
  name: RUN_JOB,
  title: { en: 'Work an import off', zh: '执行批量导入' },
  kinds: ['BANK'],
  commands: [
    'customer.register-many',
    'customer.add-member',
    'customer.identify-member',
    'profile.answer',
    'rating.rate-listed',
    'import.record',
  ],
  async run(context) {
    const working = inStep<Batch, GivenOutcome[]>({
      work: (batch) => outcomesOf(context, batch),
      note: (batch, outcomes) => record(context, batch, outcomes),
    });
    try {
      let rows = 0;
      for (let after = 0; ; ) {
        await working.room();
        context.signal.throwIfAborted();
        const batch = await nextBatch(context, after);
        if (!batch) break;
        await working.begin(batch);
        rows += batch.rows.length;
        after = batch.rows.at(-1)?.number ?? after;
      }
      await working.end();
      return { rows };
    } finally {
      await working.settled();
    }
  },
};

type Batch = Piece & { running: Running; rows: readonly WorkRow[]; part: string };

/** The rows behind `after`; none when there is nothing left, or the import was cancelled. */
async function nextBatch(context: JobContext, after: number): Promise<Batch | null> {
  const running = await find(context);
  if (!running) return null;
  const rows = await pendingRows(context, running, after);
  const first = rows[0]?.number;
  if (first === undefined) return null;
  const touches = new Set(rows.flatMap(({ cells }) => namesIn(fileKinds[running.kind], cells)));
  return { running, rows, part: String(first), touches };
}

async function record(context: JobContext, { part }: Batch, outcomes: GivenOutcome[]) {
  const input = { id: globalId('Import', context.occasion), outcomes };
  await context.perform('import.record', input, part);
}

const find = async ({
  reader,
  institutionId,
  occasion,
}: JobContext): Promise<Running | undefined> =>
  (
    await sql<Running>`select kind, columns, dry_run, uploaded_by from import
      where institution_id = ${institutionId} and id = ${occasion} and status = 'RUNNING'`.execute(
      reader,
    )
  ).rows[0];

type Sealed = { id: string; number: number; cells_cipher: Buffer };

async function pendingRows(context: JobContext, { columns, kind }: Running, after: number) {
  const { reader, institutionId, occasion: importId, vault } = context;
  const { rows } = await sql<Sealed>`select id, number, cells_cipher from import_row
    where institution_id = ${institutionId} and import_id = ${importId} and state = 'PENDING'
      and number > ${after}
    order by number limit ${ROWS_PER_PART}`.execute(reader);
  if (rows.length === 0) return [];
  const keyed = await vault.ofSubject(reader, institutionId, importId);
  const read = rows.map(({ id, number, cells_cipher }) => ({
    number,
    cells: cellsOf(columns, opened(keyed, id, cells_cipher)),
  }));
  return rows.length < ROWS_PER_PART ? read : uncut(fileKinds[kind], read);
}

/** Without the last rows that may go on after them, so that no household is cut in two. */
function uncut({ follows }: FileKind, rows: readonly WorkRow[]): readonly WorkRow[] {
  if (!follows || !rows.some(({ cells }) => follows(cells))) return rows;
  const begins = rows.findLastIndex(({ cells }) => !follows(cells));
  return begins > 0 ? rows.slice(0, begins) : rows;
}

export const opened = (keyed: SubjectVault, rowId: string, cipher: Buffer): string[] =>
  JSON.parse(keyed.open(cellsPlace(rowId), cipher)) as string[];

async function outcomesOf(context: JobContext, { running, rows, part }: Batch) {
  const acting = await context.onBehalfOf(running.uploaded_by);
  const forbidden = { code: 'auth.forbidden', path: [] };
  if (!acting) return rows.map((row) => refusedRow(row, forbidden));
  const { fit, refused } = apart(running.kind, rows);
  const { reader, vault, businessDate: today } = context;
  const dryRun = running.dry_run;
  const work: Applying = { acting: mayGoOn(context, acting), reader, vault, dryRun, today, part };
  return [...refused, ...(await APPLIED[running.kind](work, fit))];
}

/**
 * A worker that must stop does so between two commands. What was answered before a run was killed
 * stands, even where a customer whom a row names has changed since.
 */
const mayGoOn = ({ signal }: JobContext, acting: OnBehalf): OnBehalf => ({
  ...acting,
  perform(command, input, how) {
    signal.throwIfAborted();
    return acting.perform(command, input, { ...how, once: true });
  },
});

/** Rows that say enough, and what is wrong with the others. */
function apart(name: Kind, rows: readonly WorkRow[]) {
  const kind = fileKinds[name];
  const refused: GivenOutcome[] = [];
  const fit: WorkRow[] = [];
  for (const row of rows) {
    const fault = faultIn(kind, row.cells);
    if (fault) refused.push(refusedRow(row, { code: fault.code, path: [fault.field] }));
    else if (keyOf(kind, row.cells) === null) {
      refused.push(refusedRow(row, { code: 'import.key_missing', path: [kind.keys[0] ?? ''] }));
    } else fit.push(row);
  }
  return { fit, refused };
}
