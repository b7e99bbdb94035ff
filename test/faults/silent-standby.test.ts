import pg from 'pg';
import { type Test, test } from 'tap';
import { appThrough, type Caller, TEST_KEY, TEST_NOW } from '../helpers/app.ts';
import { withClient } from '../helpers/template.ts';
import { foundInstitution } from '../helpers/world.ts';
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

const WAITING = `exists (select from pg_stat_activity
  where wait_event = 'SyncRep' and application_name = 'jingtian')`;

/** What an operator does who will not wait for the standby. */
async function cancelWaiting({ adminUrl }: Pair): Promise<void> {
  await waitUntil(adminUrl, `select ${WAITING} as is_so`);
  await withClient(adminUrl, (client) =>
    client.query(`select pg_cancel_backend(pid) from pg_stat_activity
      where wait_event = 'SyncRep' and application_name = 'jingtian'`),
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

  const waiting = await openOutlet(hurried, 'LONG');
  t.match(waiting, UNKNOWN, 'without anybody cancelling, the caller hears that nobody knows');
  t.notOk(await hasOutlet(pair.ownerUrl, 'LONG'), 'and nobody sees it yet');

  pair.network.heal();
  await pair.isSynchronous();
  await waitUntil(pair.adminUrl, `select not ${WAITING} as is_so`);
  for (const code of ['HALF', 'LONG']) {
    const settled = await openOutlet(patient, code);
    t.match(settled, { status: 200, headers: { 'idempotency-replayed': 'true' } });
    t.ok(await hasOutlet(pair.standbyUrl, code), `${code}: what is acknowledged is on the standby`);
  }
});
