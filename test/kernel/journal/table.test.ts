import { createHash } from 'node:crypto';
import type pg from 'pg';
import { test } from 'tap';
import { newId } from '../../../src/kernel/ids.ts';
import { sequence } from '../../../src/kernel/journal/sequencer.ts';
import { testDatabase } from '../../helpers/database.ts';
import { append, begin, connect, leafAbout, write } from './journal-database.ts';

const DENIED = '42501';
const RESTRICTED = '23001';
const JOURNAL = ['journal_entry', 'journal_position', 'journal_object'];
const INSERT = 'insert into journal_entry (institution_id, leaf) values ($1, $2)';

/** The error code a statement fails with in a transaction of the institution; rolled back. */
async function failure(
  client: pg.Client,
  institutionId: string,
  [text, ...values]: [string, ...unknown[]],
): Promise<string | undefined> {
  await begin(client, institutionId);
  return client
    .query(text, values)
    .then(
      () => undefined,
      (error: { code?: string }) => error.code,
    )
    .finally(() => client.query('rollback'));
}

test('the journal as a table', async (t) => {
  const db = await testDatabase(t);
  const api = await connect(t, db.url);
  const owner = await connect(t, db.ownerUrl);
  const sequencer = await connect(t, db.sequencerUrl);
  const [ours, theirs] = [newId(), newId()];
  await write(api, ours, 2);
  await write(api, theirs, 3);
  await sequence(sequencer);

  await t.test('nobody changes or removes anything, whatever the role', async (t) => {
    for (const table of JOURNAL) {
      const attempts = [`update ${table} set institution_id = institution_id`];
      attempts.push(`delete from ${table}`, `truncate ${table}`);
      for (const attempt of attempts) {
        t.equal(await failure(api, ours, [attempt]), DENIED, `API: ${attempt}`);
        t.equal(await failure(sequencer, ours, [attempt]), DENIED, `sequencer: ${attempt}`);
        t.equal(await failure(owner, ours, [attempt]), RESTRICTED, `owner: ${attempt}`);
      }
    }
    for (const attempt of ['delete from', 'truncate']) {
      const text = `${attempt} journal_sequencer_state`;
      t.equal(await failure(owner, ours, [text]), RESTRICTED, `owner: ${text}`);
    }
  });

  await t.test('the triggers hold where replication silences others', async (t) => {
    await owner.query('set session_replication_role = replica');
    t.equal(await failure(owner, ours, ['delete from journal_entry']), RESTRICTED);
    await owner.query('reset session_replication_role');
  });

  await t.test('the API role fills institution and leaf, nothing else', async (t) => {
    const leaf = leafAbout({ type: 'Grid', id: 'g' });
    t.equal(await failure(api, ours, [INSERT, ours, leaf]), undefined);
    const columns: [string, string, string][] = [
      ['id', '1', DENIED],
      ['xid', '5', DENIED],
      ['written_at', '2020-01-01', DENIED],
    ];
    for (const [column, value, code] of columns) {
      const text = `insert into journal_entry (institution_id, leaf, ${column})
        overriding system value values ($1, $2, $3)`;
      t.equal(await failure(api, ours, [text, ours, leaf, value]), code, column);
    }
    for (const table of ['journal_position', 'journal_object', 'journal_sequencer_state']) {
      t.equal(await failure(api, ours, [`insert into ${table} default values`]), DENIED, table);
    }
    t.equal(await failure(sequencer, ours, [INSERT, ours, leaf]), DENIED, 'nor the sequencer');
  });

  await t.test('an institution writes and reads its own log only', async (t) => {
    const leaf = leafAbout({ type: 'Grid', id: 'g' });
    t.equal(await failure(api, ours, [INSERT, theirs, leaf]), DENIED);
    const rows = { [ours]: 2, [theirs]: 3, [newId()]: 0 };
    for (const [institutionId, expected] of Object.entries(rows)) {
      await begin(api, institutionId);
      for (const table of JOURNAL) {
        const result = await api.query(`select institution_id from ${table}`);
        t.same(
          result.rows,
          Array.from({ length: expected }, () => ({ institution_id: institutionId })),
          table,
        );
      }
      await api.query('rollback');
    }
    for (const table of JOURNAL) {
      t.equal((await api.query(`select from ${table}`)).rowCount, 0, `${table} without context`);
    }
  });

  await t.test('a leaf is JSON in UTF-8 of 65,535 bytes at most', async (t) => {
    const sound = leafAbout({ type: 'Grid', id: 'g' }).toString('utf8');
    const leaves = {
      'not UTF-8': Buffer.from([0xff]),
      'not JSON': Buffer.from('{'),
      'one byte too many': Buffer.from(sound.padEnd(65_536)),
    };
    for (const [name, leaf] of Object.entries(leaves)) {
      t.match(await failure(api, ours, [INSERT, ours, leaf]), /^2[23]/, name);
    }
    const longest = Buffer.from(sound.padEnd(65_535));
    t.equal(await failure(api, ours, [INSERT, ours, longest]), undefined, 'the longest passes');
  });

  await t.test('hash and transaction id are the database\u2019s own', async (t) => {
    const leaf = leafAbout({ type: 'Grid', id: '井' });
    await begin(api, ours);
    await api.query('savepoint inner_work');
    const [id] = await append(api, ours, [leaf]);
    const { rows } = await api.query(
      `select e.leaf_hash, xid = pg_current_xact_id() as "topLevel",
              xmin::text = (xid::text::bigint % 4294967296)::text as "sameAsRow"
         from journal_entry e where id = $1`,
      [id],
    );
    await api.query('rollback');
    const hash = createHash('sha256')
      .update(Buffer.from([0]))
      .update(leaf)
      .digest();
    t.same(rows, [{ leaf_hash: hash, topLevel: true, sameAsRow: false }]);
  });
});
