import pg from 'pg';
import { type Test, test } from 'tap';
import { appThrough, type Caller, TEST_KEY, TEST_NOW } from '../helpers/app.ts';
import { withClient } from '../helpers/template.ts';
import { foundInstitution } from '../helpers/world.ts';
import { connect, write } from '../kernel/journal/journal-database.ts';
import { folderOf, nameLog, ORIGIN, sequencerOf, signingIn } from '../kernel/journal/signed-log.ts';
import { type Pair, startPair, waitUntil } from './standby.ts';

/** A bank on a primary with a synchronous standby. */
async function open(t: Test) {
  const pair = await startPair();
  t.teardown(() => pair.stop());
  const owner = new pg.Pool({ connectionString: pair.ownerUrl, max: 1 });
  owner.on('error', () => undefined);
  await foundInstitution(owner, TEST_KEY);
  await owner.end();
  const clock = { now: () => TEST_NOW, set: () => undefined };
  const callerOf = async (commitPatienceMs: number) => {
    const options = { url: pair.url, commitPatienceMs };
    return (await appThrough(t, { clock } as never, options)).as('administrator');
  };
  return { pair, patient: await callerOf(NEVER_MS), hurried: await callerOf(SOON_MS) };
}

/** Only the database itself can then say that the wait was cancelled. */
const NEVER_MS = 600_000;
const SOON_MS = 400;
const UNKNOWN = { status: 503, body: { code: 'command.unknown_outcome' } };

const openOutlet = (caller: Caller, code: string) =>
  caller.rest({
    method: 'POST',
    url: '/v1/outlets/open',
    headers: { 'idempotency-key': code },
    payload: { code, name: '总部', level: 'HEAD_OFFICE' },
  });

const waiting = (program: string): string => `from pg_stat_activity
  where wait_event = 'SyncRep' and application_name = '${program}'`;

/** What an operator does who will not wait for the standby. */
async function cancelWaiting({ adminUrl }: Pair, program = 'jingtian'): Promise<void> {
  await waitUntil(adminUrl, `select exists (select ${waiting(program)}) as is_so`);
  await withClient(adminUrl, (client) =>
    client.query(`select pg_cancel_backend(pid) ${waiting(program)}`),
  );
}

const hasOutlet = (url: string, code: string): Promise<boolean> =>
  withClient(url, async (client) => {
    const { rowCount } = await client.query('select from outlet where code = $1', [code]);
    return rowCount === 1;
  });

/** An answer that has to be cancelled before it comes. */
async function cancelled(pair: Pair, answer: ReturnType<typeof openOutlet>) {
  await cancelWaiting(pair);
  return answer;
}

test('what a standby may not have is never acknowledged', async (t) => {
  const { pair, patient, hurried } = await open(t);
  await pair.isSynchronous();
  t.match(await openOutlet(patient, 'WHOLE'), { status: 200 });
  t.ok(await hasOutlet(pair.standbyUrl, 'WHOLE'), 'an acknowledged command is on the standby');

  pair.network.inject({ kind: 'black-hole' });
  const first = await cancelled(pair, openOutlet(patient, 'HALF'));
  t.match(first, { ...UNKNOWN, headers: { 'retry-after': '1' } });
  t.ok(await hasOutlet(pair.ownerUrl, 'HALF'), 'it stands in the primary');
  t.notOk(await hasOutlet(pair.standbyUrl, 'HALF'), 'and would be lost with it');
  const repeated = await cancelled(pair, openOutlet(patient, 'HALF'));
  t.match(repeated, UNKNOWN, 'its answer is not repeated either while that is so');

  const long = await openOutlet(hurried, 'LONG');
  t.match(long, UNKNOWN, 'without anybody cancelling, the caller hears that nobody knows');
  t.notOk(await hasOutlet(pair.ownerUrl, 'LONG'), 'and nobody sees it yet');

  pair.network.heal();
  await pair.isSynchronous();
  await waitUntil(pair.adminUrl, `select not exists (select ${waiting('jingtian')}) as is_so`);
  for (const code of ['HALF', 'LONG']) {
    const settled = await openOutlet(patient, code);
    t.match(settled, { status: 200, headers: { 'idempotency-replayed': 'true' } });
    t.ok(await hasOutlet(pair.standbyUrl, code), `${code}: what is acknowledged is on the standby`);
  }
  await t.test('nor is it signed', (t) => neverSigned(t, pair));
});

const SEQUENCER = 'jingtian sequencer';

async function neverSigned(t: Test, pair: Pair): Promise<void> {
  const [owner, api] = [await connect(t, pair.ownerUrl), await connect(t, pair.url)];
  // So that the sequencer alone waits.
  await api.query('set synchronous_commit = local');
  const bank = await nameLog(owner, 'BANK-1');
  const signing = await signingIn(await folderOf(t));
  const signed = async () => (await signing.guard.last(`${ORIGIN}/BANK-1`))?.size;
  const sealed = (size: number) =>
    `select exists (select from journal_tree where institution_id = '${bank}' and size = ${size}) as is_so`;
  const loop = sequencerOf(t, pair.sequencerUrl, signing);
  await write(api, bank, 3);
  await loop.tick();
  t.equal(await signed(), 3);

  pair.network.inject({ kind: 'black-hole' });
  await write(api, bank, 2);
  const tick = loop.tick().catch((error: Error) => error.name);
  await cancelWaiting(pair, SEQUENCER);
  await waitUntil(pair.ownerUrl, sealed(5));
  await cancelWaiting(pair, SEQUENCER);
  t.equal(await tick, 'StandbyNotWaitedFor', 'sealed, and not on the standby');
  t.equal(await signed(), 3, 'so it is not signed');
  const next = loop.tick();
  await waitUntil(pair.adminUrl, `select exists (select ${waiting(SEQUENCER)}) as is_so`);
  t.equal(await signed(), 3, 'nor is it while the standby is silent');
  pair.network.heal();
  await next;
  t.equal(await signed(), 5);
  await waitUntil(pair.standbyUrl, sealed(5));
}
