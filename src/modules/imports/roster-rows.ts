/** Rows of a roster as a bank reads them: files to be opened, and the people who live in a household. Pure. */
import type { WorkRow } from './applying.ts';
import { roster } from './kinds/roster.ts';
import { type Cells, listed } from './rules.ts';

const COLUMNS = new Map(roster.columns.map((column) => [column.code as string, column]));
const PLAIN = [
  'code',
  'name',
  'idNumber',
  'mobile',
  'address',
  'gridCode',
  'areaCode',
  'businessName',
  'creditCode',
];

const choice = (cells: Cells, name: string): string | undefined => {
  const column = COLUMNS.get(name);
  const text = cells.get(name);
  return column && text !== undefined ? listed(column, text) : undefined;
};

/** How the person is related to the head; undefined for whom a file is opened. */
export function relationshipOf(cells: Cells): string | undefined {
  const relationship = choice(cells, 'relationship');
  return relationship === 'SELF' ? undefined : relationship;
}

export type File = Record<string, unknown>;

/** What a file is opened with. */
export function fileOf(cells: Cells): File {
  const plain = PLAIN.flatMap((name) => (cells.has(name) ? [[name, cells.get(name)]] : []));
  const idType = choice(cells, 'idType');
  return {
    kind: choice(cells, 'kind') ?? 'HOUSEHOLD',
    ...Object.fromEntries(plain),
    ...(idType ? { idType } : {}),
  };
}

/** Said of somebody whom a roster names without a number. */
export const UNIDENTIFIED = 'import.unidentified';

/** Somebody of a household. */
export function memberOf(cells: Cells): File {
  const idType = choice(cells, 'idType');
  return {
    relationship: relationshipOf(cells),
    name: cells.get('name'),
    idNumber: cells.get('idNumber'),
    ...(idType ? { idType } : {}),
  };
}

/** What names the household of a member, or the file itself, as comparable text. */
const namesOf = (code: string | undefined, idNumber: string | undefined): string[] => [
  ...(code === undefined ? [] : [`code ${code}`]),
  ...(idNumber === undefined ? [] : [`number ${idNumber.toUpperCase()}`]),
];

/** Somebody of another's household, it does not say how related: no file is opened on a guess. */
export const saysTooLittle = (cells: Cells): boolean => {
  const head = cells.get('headIdNumber') ?? cells.get('idNumber');
  const home = cells.get('householdCode') ?? cells.get('code');
  const another = head !== cells.get('idNumber') || home !== cells.get('code');
  return another && !cells.has('relationship');
};

export type FiledRow = { row: WorkRow; members: WorkRow[] };

/** Members with the row their household is opened by, where it is one of these; the others apart. */
export function households(rows: readonly WorkRow[]) {
  const filed: FiledRow[] = [];
  const loose: WorkRow[] = [];
  const byName = new Map<string, FiledRow>();
  for (const row of rows) {
    if (relationshipOf(row.cells) !== undefined) continue;
    const each = { row, members: [] };
    filed.push(each);
    const { cells } = row;
    for (const name of namesOf(cells.get('code'), cells.get('idNumber'))) byName.set(name, each);
  }
  for (const row of rows) {
    if (relationshipOf(row.cells) === undefined) continue;
    const { cells } = row;
    const names = namesOf(cells.get('householdCode'), cells.get('headIdNumber'));
    const home = names.map((name) => byName.get(name)).find((found) => found !== undefined);
    (home?.members ?? loose).push(row);
  }
  return { filed, loose };
}
