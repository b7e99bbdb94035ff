/** Where personal data is held: each module says it of its tables, so that nothing is forgotten. */
import { type RawBuilder, sql } from 'kysely';
import type { DB } from '../../generated/database.ts';
import type { Tx } from '../../kernel/db/index.ts';
import { MOST_EXPORTED } from './retention-rules.ts';

export type Sql = RawBuilder<unknown>;

/** What stands where somebody's words or name stood. */
export const ERASED_WORDS = '已删除';
export const erasedWords: Sql = sql`${sql.lit(ERASED_WORDS)}`;
/** The words where there were any. */
export const erasedIf = (column: string): Sql =>
  sql`case when ${sql.ref(column)} is not null then ${erasedWords} end`;
export const nothing: Sql = sql`null`;

export type Held = {
  table: keyof DB & string;
  /** The column that names the customer. */
  customer: string;
  /** Name of its part of an export. */
  part: string;
  /** Column by column, what erasing writes; what is not named tells of nobody by itself. */
  erase: Readonly<Record<string, Sql>>;
  /** The same while a law keeps the borrower's identity; as `erase` when absent, nothing if null. */
  minimise?: Readonly<Record<string, Sql>> | null;
  /** Sealed columns with the names of what is in them, and the subject whose key opens them. */
  sealed?: { columns: Readonly<Record<string, string>>; subject: Sql };
  /** Subjects of their own among the rows, whose keys go with the person. */
  subjects?: Sql;
  /** What no update of ours can do; runs after the rest. */
  afterErasing?: (tx: Tx, key: PersonKey) => Promise<void>;
};

export type PersonKey = { institutionId: string; customerId: string };

const held = new Map<string, Held>();

type Erasing = (tx: Tx, key: PersonKey) => Promise<void>;
const erasing: Erasing[] = [];

/** For words in tables that reach a person through another one: runs after everything else. */
export const eraseAlso = (one: Erasing): void => {
  erasing.push(one);
};

/** @throws Error when two modules declare one table */
export function holdPersonalData(...tables: readonly Held[]): void {
  for (const each of tables) {
    if (held.has(each.table)) throw new Error(`${each.table} is declared twice`);
    held.set(each.table, each);
  }
}

export const heldTables = (): readonly Held[] => [...held.values()];

/** What a copy for the person holds of a table; `whose` picks rows by the keys of the person's files. */
export type Copied = Pick<Held, 'table' | 'part' | 'sealed'> & { whose: (files: Sql) => Sql };

const copied: Copied[] = [];

/** For tables that reach a person through another one: they are in the copy as well. */
export const copyAlso = (one: Copied): void => {
  copied.push(one);
};

/** Everything that a copy for the person holds. */
export const copiedTables = (): readonly Copied[] => [
  ...heldTables().map((each) => ({
    ...each,
    whose: (files: Sql) => sql`${sql.ref(each.customer)} = any(${files})`,
  })),
  ...copied,
];

const rowsOf = ({ table, customer }: Held, { institutionId, customerId }: PersonKey): Sql =>
  sql`${sql.table(table)} where institution_id = ${institutionId} and ${sql.ref(customer)} = ${customerId}`;

/** Keys of every row held on a person: what the journal may speak of. */
export async function objectsOf(tx: Tx, key: PersonKey): Promise<string[]> {
  const parts = heldTables().map((each) => sql`select id from ${rowsOf(each, key)}`);
  const { rows } = await sql<{ id: string }>`${sql.join(parts, sql` union all `)}`.execute(tx);
  return rows.map(({ id }) => id);
}

/** Data subjects with keys of their own among the rows, the customer's not included. */
export async function ownSubjectsOf(tx: Tx, key: PersonKey): Promise<string[]> {
  const parts = heldTables().flatMap((each) =>
    each.subjects ? [sql`select ${each.subjects} as id from ${rowsOf(each, key)}`] : [],
  );
  const { rows } = await sql<{ id: string | null }>`
    ${sql.join(parts, sql` union all `)}`.execute(tx);
  return rows.flatMap(({ id }) => (id === null ? [] : [id]));
}

/** Writes over what tells of the person, in every table. */
export async function eraseRows(
  tx: Tx,
  key: PersonKey,
  outcome: 'ERASED' | 'MINIMISED',
): Promise<void> {
  for (const each of heldTables()) {
    const changes = outcome === 'ERASED' ? each.erase : (each.minimise ?? defaultMinimise(each));
    const sets = Object.entries(changes).map(
      ([column, value]) => sql`${sql.ref(column)} = ${value}`,
    );
    if (sets.length === 0) continue;
    const { table, customer } = each;
    await sql`update ${sql.table(table)} set ${sql.join(sets)}
      where institution_id = ${key.institutionId} and ${sql.ref(customer)} = ${key.customerId}`.execute(
      tx,
    );
  }
  if (outcome === 'MINIMISED') return;
  for (const { afterErasing } of heldTables()) await afterErasing?.(tx, key);
  for (const each of erasing) await each(tx, key);
}

const defaultMinimise = ({ minimise, erase }: Held) => (minimise === null ? {} : erase);

export type ExportedRow = { row: Record<string, unknown>; subject: string | null };
export type ExportedPart = { held: Copied; rows: ExportedRow[]; more: boolean };

const HIDDEN = /_(cipher|digest)$/;

/** A customer and every file that was merged into it, and into those: all are the person's. */
export async function filesOf(tx: Tx, { institutionId, customerId }: PersonKey): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with recursive file (id) as (
      select ${customerId}::uuid
      union
      select customer.id from customer join file on customer.merged_into_id = file.id
      where customer.institution_id = ${institutionId})
    select id from file order by id = ${customerId}::uuid desc, id`.execute(tx);
  return rows.map(({ id }) => id);
}

type Files = { institutionId: string; files: readonly string[] };

/** Rows of one table as they stand, without ciphers and digests unless they are to be opened. */
export async function exportRows(
  tx: Tx,
  each: Copied,
  { institutionId, files }: Files,
): Promise<ExportedPart> {
  const subject = each.sealed?.subject ?? nothing;
  const { rows } = await sql<ExportedRow>`
    select to_jsonb(${sql.table(each.table)}) as row, ${subject} as subject
    from ${sql.table(each.table)} where institution_id = ${institutionId}
      and ${each.whose(sql`${[...files]}::uuid[]`)}
    order by id limit ${MOST_EXPORTED + 1}`.execute(tx);
  return { held: each, rows: rows.slice(0, MOST_EXPORTED), more: rows.length > MOST_EXPORTED };
}

export const withoutSealed = ({ institution_id: _, ...row }: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(row).filter(([name]) => !HIDDEN.test(name)));
