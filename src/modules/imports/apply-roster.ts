import { inScope } from '../../kernel/auth/actor.ts';
import type { Refusal } from '../../kernel/errors.ts';
import { globalId } from '../../kernel/ids.ts';
import {
  type Apply,
  type Applying,
  aboutRow,
  refusedRow,
  type WorkRow,
  waitingRow,
} from './applying.ts';
import type { GivenOutcome } from './commands/record.ts';
import { roster } from './kinds/roster.ts';
import { type Cells, listed } from './rules.ts';

type File = Record<string, unknown>;
type Ready = { row: WorkRow; file: File };

/** What is on file already is said so, and left as it is. */
const ON_FILE: ReadonlySet<string> = new Set([
  'customer.id_number_taken',
  'customer.credit_code_taken',
  'customer.code_taken',
]);

/** Opens the files of a batch with one command, as if each had come alone. */
export const applyRoster: Apply = async (work, rows) => {
  const grids = await gridsIn(work, rows);
  const ready: Ready[] = [];
  const outcomes: GivenOutcome[] = [];
  for (const row of rows) {
    const code = row.cells.get('gridCode');
    const gridId = code === undefined ? undefined : grids.get(code);
    if (code !== undefined && gridId === undefined) {
      outcomes.push(refusedRow(row, { code: 'object.not_found', path: ['gridCode'] }));
    } else ready.push({ row, file: fileOf(row.cells, gridId) });
  }
  return [...outcomes, ...(await register(work, ready))];
};

const COLUMNS = new Map(roster.columns.map((column) => [column.code as string, column]));
const PLAIN = [
  'code',
  'name',
  'idNumber',
  'mobile',
  'address',
  'areaCode',
  'businessName',
  'creditCode',
];
const LISTED = ['kind', 'idType'];

function fileOf(cells: Cells, gridId: string | undefined): File {
  const file: File = { kind: 'HOUSEHOLD', ...(gridId ? { gridId } : {}) };
  for (const name of PLAIN) if (cells.has(name)) file[name] = cells.get(name);
  for (const name of LISTED) {
    const column = COLUMNS.get(name);
    const text = cells.get(name);
    if (column && text !== undefined) file[name] = listed(column, text);
  }
  return file;
}

/** Grids named in the batch that the person may see, by code; others are not there for the person. */
async function gridsIn({ acting, reader }: Applying, rows: readonly WorkRow[]) {
  const { actor } = acting;
  const codes = new Set(rows.flatMap(({ cells }) => cells.get('gridCode') ?? []));
  const seen = [...codes].filter((code) => inScope(actor, code));
  if (seen.length === 0) return new Map<string, string>();
  const grids = await reader
    .selectFrom('grid')
    .select(['id', 'code'])
    .where('institution_id', '=', actor.institutionId)
    .where('code', 'in', seen)
    .where('valid_to', 'is', null)
    .execute();
  return new Map(grids.map(({ id, code }) => [code, globalId('Grid', id)]));
}

/** A fault of the shape of one file would refuse all: it is taken out, and the others go again. */
async function register(work: Applying, given: readonly Ready[]): Promise<GivenOutcome[]> {
  const outcomes: GivenOutcome[] = [];
  let left = given;
  for (let attempt = 0; left.length > 0; attempt += 1) {
    const answer = await together(work, left, `${work.part}.${attempt}`);
    if ('outcomes' in answer) return [...outcomes, ...answer.outcomes];
    for (const [index, refusal] of answer.faults) {
      const row = left[index]?.row;
      if (row) outcomes.push(refusedRow(row, refusal));
    }
    left = left.filter((_, index) => !answer.faults.has(index));
  }
  return outcomes;
}

type Answer =
  | { outcomes: GivenOutcome[] }
  | { faults: Map<number, Pick<Refusal, 'code' | 'path'>> };

async function together(work: Applying, files: readonly Ready[], part: string): Promise<Answer> {
  const { acting, dryRun } = work;
  const input = { files: files.map(({ file }) => file) };
  try {
    const { result } = await acting.perform('customer.register-many', input, { part, dryRun });
    if (!result) return { outcomes: files.map(({ row }) => waitingRow(row)) };
    return { outcomes: outcomesOf(files, result.outcomes as Registered[], dryRun) };
  } catch (error) {
    const refusal = aboutRow(error);
    const faults = faultsOf(refusal);
    if (faults.size > 0) return { faults };
    return { outcomes: files.map(({ row }) => refusedRow(row, refusal)) };
  }
}

type Fault = { path: readonly (string | number)[] };

/** Which files a refusal of the whole is about. */
function faultsOf({ code, path, details }: Refusal) {
  const named = (details?.faults as Fault[] | undefined) ?? [];
  const found = new Map<number, Pick<Refusal, 'code' | 'path'>>();
  for (const fault of [{ path }, ...named]) {
    const [list, index, ...inside] = fault.path;
    if (list === 'files' && typeof index === 'number' && !found.has(index)) {
      found.set(index, { code, path: inside });
    }
  }
  return found;
}

type Registered = {
  index: number;
  customer: string | null;
  code: string | null;
  path: string | null;
};

const outcomesOf = (files: readonly Ready[], registered: readonly Registered[], dryRun: boolean) =>
  registered.flatMap(({ index, customer, code, path }): GivenOutcome[] => {
    const row = files[index]?.row;
    if (!row) return [];
    if (code === null) {
      const kept = customer && !dryRun ? { customerId: customer } : {};
      return [{ number: row.number, state: 'DONE', ...kept }];
    }
    const refused = refusedRow(row, { code, path: path?.split('.') ?? [] });
    return [ON_FILE.has(code) ? { ...refused, state: 'ON_FILE' } : refused];
  });
