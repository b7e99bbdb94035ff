import { sql } from 'kysely';
import pg from 'pg';
import { type Test, test } from 'tap';
import { streamRows } from '../../src/kernel/db/row-stream.ts';
import { appThrough, type Caller, type TestApp, testApp } from '../helpers/app.ts';
import {
  type Bouncer,
  findBouncer,
  settleLogin,
  startBouncer,
  type Version,
} from './pgbouncer/bouncer.ts';
import { startDribble } from './pgbouncer/dribble.ts';

/** Connections to the server that everybody shares. */
const SIZE = 2;
/** Of one institution, each with one request after another, a few at a time. */
const PEOPLE = 4;
const ROUNDS = Number(process.env.POOLER_ROUNDS ?? 6);
const READS = 6;

const version = await findBouncer();

async function behind(t: Test, found: Version) {
  const app = await testApp(t);
  await settleLogin(app.ownerUrl, app.url);
  const bouncer = await startBouncer(found, { url: app.url, size: SIZE });
  t.teardown(() => bouncer.close());
  // What is sent behind something else has arrived in part when that is answered.
  const way = await startDribble(bouncer.urlFor(app.url));
  t.teardown(() => way.close());
  const url = way.urlFor(app.url);
  const { namedStatements } = bouncer;
  const through = await appThrough(t, app, { url, namedStatements, readLanes: 3, poolSize: 4 });
  t.comment(`${found.text}, statements by name: ${bouncer.keepsNames ? 'kept' : 'off'}`);
  return { app, bouncer, through, url };
}

/** One of the two banks, its administrator, and what it was told is there. */
type Bank = { code: string; id: string; parentId: string; caller: Caller; opened: string[] };

async function banksOf({ owner }: TestApp, as: (code: string) => Caller): Promise<Bank[]> {
  const rows = await owner<{ code: string; id: string; head: string }>(
    `select i.code, institution_id as id, o.id as head from institution i
     join outlet o using (institution_id) where i.kind = 'BANK' order by i.code`,
  );
  return rows.map(({ code, id, head }) => ({
    code,
    id,
    parentId: `outlet_${head}`,
    caller: as(code === 'JT-BANK' ? 'administrator' : 'other.administrator'),
    opened: ['HEAD'],
  }));
}

const open = ({ caller, parentId }: Bank, code: string, key: string) =>
  caller.rest({
    method: 'POST',
    url: '/v1/outlets/open',
    headers: { 'idempotency-key': key },
    payload: { code, name: '支行', level: 'FIRST_BRANCH', parentId },
  });

const OUTLETS = '{ outlets(first: 100) { nodes { code } } institution { code } }';

/** Read every way there is, at once. */
async function seen({ caller, id }: Bank, streams: pg.Pool): Promise<string[][]> {
  const overRest = async () => {
    const { body } = await caller.rest({ method: 'GET', url: '/v1/outlets?first=100' });
    return body.nodes.map((outlet: { code: string }) => outlet.code);
  };
  const overGraphql = async () => {
    const { outlets } = await caller.query(OUTLETS);
    return outlets.nodes.map((outlet: { code: string }) => outlet.code);
  };
  const asStream = async () => {
    const query = sql<{ code: string }>`select code from outlet`;
    const codes: string[] = [];
    for await (const rows of streamRows(streams, { institutionId: id, query })) {
      codes.push(...rows.map(({ code }) => code));
    }
    return codes;
  };
  const ways = Array.from({ length: READS }, (_, way) => (way % 2 === 0 ? overRest : overGraphql));
  return Promise.all([...ways, asStream].map((read) => read()));
}

type Found = { strange: string[]; missing: string[]; refusals: Set<string>; reads: number };

async function work(
  bank: Bank,
  person: number,
  { streams, found }: { streams: pg.Pool; found: Found },
) {
  for (let round = 0; round < ROUNDS; round += 1) {
    const code = `${bank.code}-${person}-${round}`;
    const known = [...bank.opened];
    const [done, again, twin, ...read] = await Promise.all([
      open(bank, code, code),
      open(bank, `${code}-B`, `${code}-B`),
      open(bank, 'HEAD', `${code}-C`),
      ...[0, 1].map(() => seen(bank, streams)),
    ]);
    found.refusals.add(`${twin.status} ${twin.body.code}`);
    for (const { status, body } of [done, again]) if (status !== 200) found.strange.push(body.code);
    bank.opened.push(code, `${code}-B`);
    for (const codes of read.flat()) {
      found.reads += 1;
      const foreign = codes.filter((each) => each !== 'HEAD' && !each.startsWith(`${bank.code}-`));
      found.strange.push(...foreign);
      found.missing.push(...known.filter((each) => !codes.includes(each)));
    }
  }
}

/** What is left on each of the pooler's connections once nobody uses it. */
async function leftOver(url: string) {
  const clients = Array.from({ length: SIZE }, () => new pg.Client({ connectionString: url }));
  await Promise.all(clients.map((client) => client.connect()));
  // Each holds one, so that the next gets the other.
  for (const client of clients) await client.query('begin');
  const looks = clients.map((client) =>
    client.query(
      `select pg_backend_pid() as pid, current_setting('app.institution', true) as left`,
    ),
  );
  const rows = (await Promise.all(looks)).flatMap((look) => look.rows);
  for (const client of clients) await client.query('commit');
  await Promise.all(clients.map((client) => client.end()));
  return rows as { pid: number; left: string | null }[];
}

test('two institutions share two connections of a pooler and never meet', async (t) => {
  if (!version) return t.pass('there is no pgbouncer');
  const { app, through, url } = await behind(t, version);
  await through.database.requireSettings();
  const banks = await banksOf(app, through.as);
  const found: Found = { strange: [], missing: [], refusals: new Set(), reads: 0 };
  const { streams } = through.database;
  await Promise.all(
    banks.flatMap((bank) =>
      Array.from({ length: PEOPLE }, (_, person) => work(bank, person, { streams, found })),
    ),
  );
  t.same(found.strange, [], 'nobody saw what is another’s');
  t.same(found.missing, [], 'or missed what is their own');
  t.same([...found.refusals], ['409 outlet.code_taken'], 'and refusals were theirs');
  t.equal(found.reads, banks.length * PEOPLE * ROUNDS * 2 * (READS + 1));
  for (const { code, id, opened } of banks) {
    const rows = await app.owner<{ code: string }>(
      'select code from outlet where institution_id = $1',
      [id],
    );
    t.same(rows.map((row) => row.code).sort(), [...opened].sort(), code);
  }
  const left = await leftOver(url);
  t.equal(new Set(left.map(({ pid }) => pid)).size, SIZE, 'two connections served everybody');
  t.ok(
    left.every(({ left: setting }) => !setting),
    'and neither remembers an institution',
  );
});

test('what a connection asks for at its start must be the login’s own behind a pooler', async (t) => {
  if (!version) return t.pass('there is no pgbouncer');
  const app = await testApp(t);
  await app.database.requireSettings();
  const bouncer = await startBouncer(version, { url: app.url, size: SIZE });
  t.teardown(() => bouncer.close());
  const given = { url: bouncer.urlFor(app.url), namedStatements: bouncer.namedStatements };
  const { database } = await appThrough(t, app, given);
  await t.rejects(database.requireSettings(), {
    message: /alter role "\w+" in database "\w+" set statement_timeout = '20000';/,
  });
  await settleLogin(app.ownerUrl, app.url);
  await app.owner(`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and usename = 'jingtian_test_api'`);
  await t.resolves(settled(database.requireSettings));
});

/** The first to use a connection that was ended finds that out. */
const settled = async (look: () => Promise<void>): Promise<void> => {
  await look().catch(() => undefined);
  await look().catch(() => undefined);
  await look();
};

/** Asks again with the same key until it is settled, as every caller has to. */
async function insist(bank: Bank, code: string, heard: Map<string, number>): Promise<void> {
  for (;;) {
    const { status, body } = await open(bank, code, code);
    const word = status === 200 ? 'done' : `${status} ${body.code}`;
    heard.set(word, (heard.get(word) ?? 0) + 1);
    if (status !== 503) return;
  }
}

const endBackends = ({ owner }: TestApp) =>
  owner(`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and usename = 'jingtian_test_api'`);

test('when a pooler or what is behind it dies, callers hear 503 and every key is settled', async (t) => {
  if (!version) return t.pass('there is no pgbouncer');
  const { app, bouncer, through } = await behind(t, version);
  const [bank] = await banksOf(app, through.as);
  if (!bank) throw new Error('no bank was founded');
  const heard = new Map<string, number>();
  const harm = [() => endBackends(app), () => restart(bouncer), () => endBackends(app)];
  const codes: string[] = [];
  for (const [round, strike] of harm.entries()) {
    const asked = Array.from({ length: 8 }, (_, number) => `D-${round}-${number}`);
    codes.push(...asked);
    await Promise.all([...asked.map((code) => insist(bank, code, heard)), strike()]);
  }
  t.comment([...heard].map(([word, times]) => `${times} x ${word}`).join(', '));
  const words = new Set(['done', '503 request.overloaded', '503 command.unknown_outcome']);
  t.same(
    [...heard.keys()].filter((word) => !words.has(word)),
    [],
  );
  const rows = await app.owner<{ code: string }>(`select code from outlet where code like 'D-%'`);
  t.same(rows.map(({ code }) => code).sort(), codes.sort(), 'each was done once');
});

async function restart(bouncer: Bouncer): Promise<void> {
  await bouncer.kill();
  await bouncer.start();
}
