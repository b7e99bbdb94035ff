/** A file on its way to the rows of an import: read whole, checked, then kept part by part. */
import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { Actor } from '../../kernel/auth/actor.ts';
import { inSets, type Row, readTable, TABLE_LIMITS, tooLarge } from '../../kernel/bulk/table.ts';
import { execute } from '../../kernel/commands/execute.ts';
import { refuse } from '../../kernel/errors.ts';
import { newId, parseGlobalId } from '../../kernel/ids.ts';
import type { FileServices } from '../../kernel/module.ts';
import { ROWS_PER_PART } from './commands/receive.ts';
import type { FileKind } from './kinds/kind.ts';
import { cellsOf, columnsOf, keyOf } from './rules.ts';

/** @throws Refusal `bulk.too_large` as soon as there is more */
export async function collected(body: Readable): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of body as AsyncIterable<Buffer>) {
    bytes += piece.length;
    if (bytes > TABLE_LIMITS.bytes) throw tooLarge('bytes', TABLE_LIMITS);
    pieces.push(piece);
  }
  return Buffer.concat(pieces, bytes);
}

/** What was found by reading a file from one end to the other. */
type Surveyed = {
  headings: readonly string[];
  columns: string[];
  rows: number;
  /** Rows that repeat an earlier one, with the number of that. */
  repeats: ReadonlyMap<number, number>;
};

/** Keys are only held while the file is read, as short digests: nothing of them is kept. */
const KEY_LENGTH = 22;
const shortKey = (key: string): string =>
  createHash('sha256').update(key).digest('base64url').slice(0, KEY_LENGTH);

/** @throws Refusal `bulk.*` for the file as a whole, `import.empty` */
export async function survey(kind: FileKind, file: Buffer): Promise<Surveyed> {
  const seen = new Map<string, number>();
  const repeats = new Map<number, number>();
  let headings: readonly string[] | undefined;
  let columns: string[] = [];
  let rows = 0;
  for await (const { number, cells } of readTable(file)) {
    if (!headings) {
      headings = withoutTail(cells);
      columns = columnsOf(kind, headings);
      continue;
    }
    rows += 1;
    const key = keyOf(kind, cellsOf(columns, cells));
    if (key === null) continue;
    const short = shortKey(key);
    const first = seen.get(short);
    if (first === undefined) seen.set(short, number);
    else repeats.set(number, first);
  }
  if (!headings || rows === 0) throw refuse('import.empty');
  return { headings, columns, rows, repeats };
}

/** Spreadsheets have empty columns to the right. */
function withoutTail(cells: readonly string[]): readonly string[] {
  return cells.slice(0, cells.findLastIndex((cell) => cell !== '') + 1);
}

export type Upload = {
  services: FileServices;
  actor: Actor;
  requestId: string;
  kind: FileKind;
  dryRun: boolean;
  file: Buffer;
};

/** The global id of the import that the file is, with all its rows in it. */
export async function receive(upload: Upload): Promise<string> {
  const { kind, dryRun, file } = upload;
  const { headings, columns, rows, repeats } = await survey(kind, file);
  const sha256 = createHash('sha256').update(file).digest('hex');
  const announced = { kind: kind.kind, sha256, dryRun, columns, headings, rows };
  const id = String((await perform(upload, 'import.receive', announced)).import);
  if (!(await isReceiving(upload, id))) return id;
  let held: Row[] | undefined;
  const send = (set: readonly Row[], last: boolean) => {
    const given = set.map(({ number, cells }) => ({
      number,
      cells: cells.slice(0, headings.length),
      repeats: repeats.get(number),
    }));
    return perform(upload, 'import.add-rows', { id, rows: given, last });
  };
  for await (const set of inSets(below(readTable(file)), ROWS_PER_PART)) {
    if (held) await send(held, false);
    held = set;
  }
  if (held) await send(held, true);
  return id;
}

async function* below(rows: AsyncIterable<Row>): AsyncGenerator<Row> {
  let first = true;
  for await (const row of rows) {
    if (!first) yield row;
    first = false;
  }
}

async function isReceiving({ services, actor }: Upload, id: string): Promise<boolean> {
  const key = parseGlobalId(id)?.id;
  const { institutionId, personId } = actor;
  const text = `select 1 from import where institution_id = $1 and id = $2
    and status = 'RECEIVING' and uploaded_by = $3`;
  const values = [institutionId, key, personId];
  return (await services.pipeline.run({ text, values, institutionId })).rows.length > 0;
}

/** Every upload is a request of its own: what repeats one finds what is there. */
async function perform(upload: Upload, command: string, input: object) {
  const { services, actor, requestId } = upload;
  const envelope = { key: newId(), dryRun: false, reason: null, ifMatch: null };
  const { text } = await execute(services, { command, input, actor, envelope, requestId });
  const { result } = JSON.parse(text) as { result: Record<string, unknown> | null };
  if (!result) throw refuse('import.waiting_approval');
  return result;
}
