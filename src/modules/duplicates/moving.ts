/** Rows of one file given to another, their sealed columns under the key of whoever they tell of now. */
import { sql } from 'kysely';
import type { Tx } from '../../kernel/db/index.ts';
import { newId } from '../../kernel/ids.ts';
import type { Vault } from '../../kernel/vault/vault.ts';
import { heldTables } from '../privacy/index.ts';
import { MOVES } from './rules.ts';

type Held = ReturnType<typeof heldTables>[number];
type Store = { tx: Tx; vault: Vault; institutionId: string };
export type Way = { from: string; to: string };
export type MovedRow = { table: string; row: string };

const moving = (): readonly Held[] => heldTables().filter(({ table }) => table in MOVES);

const tableNamed = (name: string): Held | undefined => moving().find(({ table }) => table === name);

/** Everything that can go; `stuck` names the tables where a row could not. */
export async function moveAll(
  store: Store,
  way: Way,
): Promise<{ moved: MovedRow[]; stuck: string[] }> {
  const moved: MovedRow[] = [];
  const stuck = new Set<string>();
  for (const held of moving()) {
    for (const row of await rowsIn(store, held, way.from)) {
      if (await moveRow(store, held, { row, ...way })) moved.push({ table: held.table, row });
      else stuck.add(held.table);
    }
  }
  return { moved, stuck: [...stuck] };
}

/** A household's head is its customer and does not go with the others. */
async function rowsIn({ tx, institutionId }: Store, held: Held, customer: string) {
  const { table, customer: column } = held;
  const others = table === 'customer_member' ? sql`and not head` : sql``;
  const { rows } = await sql<{ id: string }>`select id from ${sql.table(table)}
    where institution_id = ${institutionId} and ${sql.ref(column)} = ${customer} ${others}
    order by id for no key update`.execute(tx);
  return rows.map(({ id }) => id);
}

type Moving = Way & { row: string };

async function moveRow(store: Store, held: Held, { row, from, to }: Moving): Promise<boolean> {
  const { tx, institutionId } = store;
  const before = await sealedIn(store, held, row);
  const { rows } = await sql<{ done: boolean }>`
    select move_row(${held.table}, ${held.customer}, ${institutionId}, ${row}, ${from}, ${to})
      as done`.execute(tx);
  if (!rows[0]?.done) return false;
  const after = await sealedIn(store, held, row);
  if (before && after && before.subject !== after.subject) {
    await sealAnew(store, held, { row, before, subject: after.subject });
  }
  return true;
}

type Sealed = { subject: string; ciphers: Record<string, Buffer | null> };

async function sealedIn(
  { tx, institutionId }: Store,
  { table, sealed }: Held,
  row: string,
): Promise<Sealed | null> {
  if (!sealed) return null;
  const columns = Object.keys(sealed.columns);
  const { rows } = await sql<{ subject: string } & Record<string, unknown>>`
    select ${sealed.subject} as subject, ${sql.join(columns.map((column) => sql.ref(column)))}
    from ${sql.table(table)} where institution_id = ${institutionId} and id = ${row}`.execute(tx);
  const found = rows[0];
  if (!found) return null;
  const ciphers = columns.map((column) => [column, found[column] as Buffer | null]);
  return { subject: found.subject, ciphers: Object.fromEntries(ciphers) };
}

type Anew = { row: string; before: Sealed; subject: string };

async function sealAnew(
  { tx, vault, institutionId }: Store,
  { table }: Held,
  { row, before, subject }: Anew,
): Promise<void> {
  for (const [column, cipher] of Object.entries(before.ciphers)) {
    if (cipher === null || cipher.length === 0) continue;
    const place = { table, column, rowId: row };
    const at = { ...place, subjectId: before.subject };
    const clear = await vault.open(tx, institutionId, at, cipher);
    const sealed = await vault.seal(tx, institutionId, { ...place, subjectId: subject }, clear);
    await sql`update ${sql.table(table)} set ${sql.ref(column)} = ${sealed}
      where institution_id = ${institutionId} and id = ${row}`.execute(tx);
  }
}

/** Rows of a merger, written down so that it can be undone. */
export async function keepMoved(
  { tx, institutionId }: Store,
  pair: string,
  moved: readonly MovedRow[],
): Promise<void> {
  for (const { table, row } of moved) {
    await tx
      .insertInto('duplicate_move')
      .values({
        institution_id: institutionId,
        id: newId(),
        pair_id: pair,
        table_name: table,
        row_id: row,
      })
      .execute();
  }
}

/** Brings back what a merger moved and nothing has moved since; how many rows. */
export async function moveBack(store: Store, pair: string, way: Way): Promise<number> {
  const rows = await store.tx
    .selectFrom('duplicate_move')
    .select(['table_name', 'row_id'])
    .where('institution_id', '=', store.institutionId)
    .where('pair_id', '=', pair)
    .orderBy('id')
    .execute();
  let count = 0;
  for (const { table_name, row_id } of rows) {
    const held = tableNamed(table_name);
    if (held && (await moveRow(store, held, { row: row_id, ...way }))) count += 1;
  }
  return count;
}
