import { sql } from 'kysely';
import pg from 'pg';
import { test } from 'tap';
import { openDatabase, type Tx } from '../../../src/kernel/db/index.ts';
import { Refusal } from '../../../src/kernel/errors.ts';
import { newId } from '../../../src/kernel/ids.ts';
import { testDatabase } from '../../helpers/database.ts';

const INSTITUTION = newId();

type Teardown = Parameters<typeof testDatabase>[0];

async function open(t: Teardown, namedStatements = 100) {
  const { url, ownerUrl } = await testDatabase(t);
  const owner = new pg.Pool({ connectionString: ownerUrl, max: 1 });
  owner.on('error', () => undefined);
  await owner.query(
    `insert into institution (institution_id, code, kind, name, area_code)
     values ($1, 'ONE', 'BANK', 'One', '429005'), ($2, 'TWO', 'BANK', 'Two', '429005')`,
    [INSTITUTION, newId()],
  );
  const database = openDatabase({
    url,
    readLanes: 1,
    poolSize: 4,
    streamPoolSize: 1,
    statementTimeoutMs: 10_000,
    lockTimeoutMs: 2_000,
    namedStatements,
    onError: () => undefined,
  });
  t.teardown(async () => {
    await database.close();
    await owner.end();
  });
  return { database, owner };
}

test('the context travels with its statement and is gone after it', async (t) => {
  const { database } = await open(t);
  const text = 'select code from institution';
  const run = (institutionId?: string) =>
    database.pipeline.run({ text, values: [], institutionId });
  const answers = await Promise.all([
    run(INSTITUTION),
    run(),
    run(newId()),
    run(INSTITUTION),
    run(),
  ]);
  t.same(
    answers.map((answer) => answer.rows),
    [[{ code: 'ONE' }], [], [], [{ code: 'ONE' }], []],
  );
});

test('without names nothing is kept on a connection, and the context still travels', async (t) => {
  const { database } = await open(t, 0);
  const { pipeline } = database;
  const text = 'select code from institution';
  const run = (institutionId?: string) => pipeline.run({ text, values: [], institutionId });
  const answers = await Promise.all([run(INSTITUTION), run(), run(INSTITUTION), run(newId())]);
  t.same(
    answers.map((answer) => answer.rows),
    [[{ code: 'ONE' }], [], [{ code: 'ONE' }], []],
  );
  const written = await database.transact({ institutionId: INSTITUTION }, async (tx) => {
    const { rows } = await sql<{ code: string }>`select code from institution`.execute(tx);
    return { value: rows };
  });
  t.same(written, [{ code: 'ONE' }]);
  const kept = await pipeline.run({ text: 'select name from pg_prepared_statements', values: [] });
  t.same(kept.rows, []);
});

test('an error leaves the shared connection without a tenant', async (t) => {
  const { database } = await open(t);
  const { pipeline } = database;
  const failing = pipeline.run({
    text: 'select 1 / $1::int from institution',
    values: [0],
    institutionId: INSTITUTION,
  });
  const after = pipeline.run({ text: 'select code from institution', values: [] });
  await t.rejects(failing, { code: '22012' });
  t.same((await after).rows, []);
});

test('statements are named from their second use on, and dropped names are closed', async (t) => {
  const { database } = await open(t, 2);
  const { pipeline } = database;
  const texts = ['select 1 as n', 'select 2 as n', 'select 3 as n', 'select 4 as n'];
  for (const text of [...texts, ...texts].flatMap((each) => [each, each])) {
    await pipeline.run({ text, values: [] });
  }
  const { rows } = await pipeline.run({
    text: "select name from pg_prepared_statements where name like 'j%' and name <> 'jingtian_context'",
    values: [],
  });
  t.ok(rows.length >= 1 && rows.length <= 3, `${rows.length} statements are kept`);
});

test('a handler that swallows a database error does not commit', async (t) => {
  const { database, owner } = await open(t);
  const swallowing = database.transact({ institutionId: INSTITUTION }, async (tx) => {
    await sql`update institution set name = 'Changed'`.execute(tx);
    await sql`select 1 / 0`.execute(tx).catch(() => undefined);
    return { value: 'looks fine' };
  });
  await t.rejects(swallowing, { message: /went on after a failed statement/ });
  const { rows } = await owner.query('select name from institution where code = $1', ['ONE']);
  t.same(rows, [{ name: 'One' }]);
});

test('a failing closing statement is the error, and nothing is kept', async (t) => {
  const { database, owner } = await open(t);
  const closing = { statements: [{ text: 'select 1 / $1::int', values: [0] }] };
  const failing = database.transact({ institutionId: INSTITUTION }, async (tx) => {
    await sql`update institution set name = 'Changed'`.execute(tx);
    return { value: 1, closing };
  });
  await t.rejects(failing, { code: '22012' });
  const { rows } = await owner.query('select name from institution where code = $1', ['ONE']);
  t.same(rows, [{ name: 'One' }]);
});

test('a connection that dies at COMMIT gives the unknown outcome', async (t) => {
  const { database, owner } = await open(t);
  const dying = database.transact({ institutionId: INSTITUTION }, async (tx) => {
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx);
    const end = { text: 'select pg_terminate_backend($1)', values: [rows[0]?.pid] };
    // The API role may end its own sessions, so the connection is gone before COMMIT is answered.
    return { value: 1, closing: { statements: [end] } };
  });
  await t.rejects(dying, { code: 'command.unknown_outcome' });
  const { rows } = await owner.query('select count(*)::int as n from institution');
  t.same(rows, [{ n: 2 }]);
});

test('serialization failures are tried three times, then refused as contended', async (t) => {
  const { database } = await open(t);
  let attempts = 0;
  const failing = database.transact({ institutionId: INSTITUTION }, async () => {
    attempts += 1;
    throw Object.assign(new Error('could not serialize'), { code: '40001' });
  });
  await t.rejects(failing, { code: 'command.contended' });
  t.equal(attempts, 3);
  let second = 0;
  const value = await database.transact({ institutionId: INSTITUTION }, async () => {
    second += 1;
    if (second < 3) throw Object.assign(new Error('deadlock'), { code: '40P01' });
    return { value: 'done' };
  });
  t.equal(value, 'done');
});

test('a real deadlock ends with both transactions done', async (t) => {
  const { database, owner } = await open(t);
  const other = (
    await owner.query<{ id: string }>(
      'select institution_id as id from institution where code = $1',
      ['TWO'],
    )
  ).rows[0]?.id;
  await owner.query(
    `insert into person (institution_id, id, code, name) values ($1, $2, 'a', 'A'), ($1, $3, 'b', 'B')`,
    [INSTITUTION, newId(), newId()],
  );
  t.ok(other);
  const meet = Promise.withResolvers<void>();
  let arrived = 0;
  const both = (first: string, second: string) =>
    database.transact({ institutionId: INSTITUTION }, async (tx) => {
      await sql`update person set name = name || ${first} where code = ${first}`.execute(tx);
      arrived += 1;
      if (arrived === 2) meet.resolve();
      if (arrived <= 2) await meet.promise;
      await sql`update person set name = name || ${first} where code = ${second}`.execute(tx);
      return { value: first };
    });
  t.same(await Promise.all([both('a', 'b'), both('b', 'a')]), ['a', 'b']);
  const { rows } = await owner.query('select length(name) as n from person order by code');
  t.same(rows, [{ n: 3 }, { n: 3 }]);
});

test('refusals pass through unchanged', async (t) => {
  const { database } = await open(t);
  const refused = database.transact({ institutionId: INSTITUTION }, async () => {
    throw new Refusal('object.not_found', { path: ['id'] });
  });
  await t.rejects(refused, { code: 'object.not_found', path: ['id'] });
});

test('what is described once is read alike ever after, and refused when it has changed', async (t) => {
  const { database, owner } = await open(t);
  await owner.query('create table thing (id bigint, day date, names text[], note text)');
  await owner.query('grant all on thing to jingtian_api');
  const run = (work: (tx: Tx) => Promise<unknown>) =>
    database.transact({ institutionId: INSTITUTION }, async (tx) => ({ value: await work(tx) }));
  const all = sql<Record<string, unknown>>`select * from thing order by id`;
  const kept: unknown[] = [];
  for (const id of [1n, 2n, 9007199254740993n]) {
    const row = { id, day: '2026-03-02', names: ['a"b', '网格'], note: id === 2n ? null : '' };
    const answers = await run(async (tx) => {
      const added =
        await sql`insert into thing values (${id}, ${row.day}, ${row.names}, ${row.note})`
          .execute(tx)
          .then(({ rows, numAffectedRows }) => ({ rows, numAffectedRows }));
      return { added, rows: (await all.execute(tx)).rows };
    });
    kept.push(row);
    t.same(answers, { added: { rows: [], numAffectedRows: 1n }, rows: kept });
    // A fault in between leaves what is known of other statements as it was.
    await t.rejects(
      run((tx) => sql`select 1 / ${0}::int as never`.execute(tx)),
      { code: '22012' },
    );
  }
  await owner.query('alter table thing add column more text');
  await t.rejects(
    run((tx) => all.execute(tx)),
    { code: '0A000' },
  );
});
