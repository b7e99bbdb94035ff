import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { createKeyRing, dataKeyPlace, subjectKeyPlace } from '../../src/kernel/vault/key-ring.ts';
import { encrypt, INTERNATIONAL, KEY_BYTES, NAMED_BESIDE } from '../../src/kernel/vault/suite.ts';
import { aad } from '../../src/kernel/vault/vault.ts';
import { panelItems } from '../../src/modules/panels/rules.ts';
import { TEST_KEY } from '../helpers/app.ts';

type Sealed = { table: string; columns: string[] };
type Bank = { client: pg.ClientBase; institutionId: string };

/** Known by their names. */
const SEALED = `select c.relname as table, array_agg(a.attname::text) as columns
  from pg_attribute a join pg_class c on c.oid = a.attrelid
  where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and not a.attisdropped
    and (a.attname like '%cipher' or a.attname = 'sealed')
  group by c.relname`;

/** What waits for a second person: a notice that is drafted. */
const WAITING = { kind: 'RATING', areaCode: '429005001026', title: '公示' };
/** What a panel's member found. */
const SCORES = Object.fromEntries(panelItems.map(({ code }) => [code, '8']));

/** What is read as more than a text is an object, unless it is of these. */
const CLEAR: Readonly<Record<string, string>> = {
  cells_cipher: '[]',
  input_cipher: JSON.stringify({ input: WAITING, ifMatch: null }),
  sealed: JSON.stringify(SCORES),
  headings_cipher: '[]',
  id_number_cipher: '110101199001010015',
  mobile_cipher: '13812345678',
  name_cipher: '某人',
};
const OBJECT = '{}';

const by = (key: Buffer) => ({ key, cipher: INTERNATIONAL.cipher, number: NAMED_BESIDE });

/**
 * What is sealed in made-up rows is sealed for real, so that it opens: all of it under one key, which
 * is every row's own, so that it does not matter whose row is the subject of another.
 */
export async function sealMadeUp(pool: pg.Pool, institutionId: string): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('begin; set local session_replication_role = replica');
    const key = randomBytes(KEY_BYTES);
    const subjects: string[] = [];
    for (const sealed of (await client.query<Sealed>(SEALED)).rows) {
      subjects.push(...(await sealTable({ client, institutionId }, sealed, key)));
    }
    // Ballots are sealed under the key of their panel.
    const panels = 'select id from panel where institution_id = $1';
    const { rows } = await client.query<{ id: string }>(panels, [institutionId]);
    subjects.push(...rows.map(({ id }) => id));
    await giveKeys({ client, institutionId }, subjects, key);
    await client.query('commit');
  } finally {
    client.release();
  }
}

/** The keys of its rows. */
async function sealTable({ client, institutionId }: Bank, { table, columns }: Sealed, key: Buffer) {
  const name = pg.escapeIdentifier(table);
  const text = `select id from ${name} where institution_id = $1`;
  const { rows } = await client.query<{ id: string }>(text, [institutionId]);
  const ids = rows.map(({ id }) => id);
  for (const column of columns) {
    const clear = Buffer.from(CLEAR[column] ?? OBJECT);
    const sealed = ids.map((rowId) =>
      encrypt(by(key), clear, aad(institutionId, { subjectId: rowId, table, column, rowId })),
    );
    await client.query(
      `update ${name} as made set ${pg.escapeIdentifier(column)} = real.sealed
         from unnest($2::uuid[], $3::bytea[]) as real (id, sealed)
         where made.institution_id = $1 and made.id = real.id`,
      [institutionId, ids, sealed],
    );
  }
  return ids;
}

/** In place of those that open nothing. */
async function giveKeys({ client, institutionId }: Bank, subjects: string[], key: Buffer) {
  const text = 'select id, wrapped from data_key where institution_id = $1';
  const { rows } = await client.query<{ id: string; wrapped: Buffer }>(text, [institutionId]);
  const [dataKey] = rows;
  if (!dataKey) throw new Error('the bank has no data key');
  const place = dataKeyPlace(institutionId, dataKey.id);
  const wrapping = by(createKeyRing(TEST_KEY).unwrap(dataKey.wrapped, place));
  const wrapped = subjects.map((id) => encrypt(wrapping, key, subjectKeyPlace(institutionId, id)));
  for (const table of ['subject_key', 'digest_key']) {
    await client.query(`delete from ${table} where institution_id = $1`, [institutionId]);
  }
  await client.query(
    `insert into subject_key (institution_id, subject_id, data_key_id, wrapped)
       select $1, subject, $2, wrapped from unnest($3::uuid[], $4::bytea[]) as made (subject, wrapped)`,
    [institutionId, dataKey.id, subjects, wrapped],
  );
}
