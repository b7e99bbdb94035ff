import tap, { type Test, test } from 'tap';
import { appThrough, type Caller, type TestApp, testApp } from '../helpers/app.ts';
import { type FaultProxy, startFaultProxy } from './proxy/proxy.ts';

/** The batch that ends a transaction holds this word, as its own statement. */
const COMMIT = { direction: 'up', bytes: 'commit\0' } as const;
/** The reply to that batch is a good deal shorter. */
const MORE_THAN_ANY_REPLY = 2_000;
const GRAPHQL_STEP = 11;

type Teardown = Parameters<typeof testApp>[0];

async function behindProxy(t: Teardown) {
  const app = await testApp(t);
  const { hostname, port } = new URL(app.url);
  const proxy = await startFaultProxy({ host: hostname, port: Number(port) });
  t.teardown(() => proxy.close());
  const through = await appThrough(t, app, { url: proxy.urlFor(app.url) });
  return { app, proxy, administrator: through.as('administrator') };
}

const BODY = { name: '支行', level: 'FIRST_BRANCH' };
const MUTATION = `mutation ($input: OutletOpenInput!, $envelope: Envelope) {
  outletOpen(input: $input, envelope: $envelope) {
    result { outlet { code } } userErrors { code } } }`;

type Told = { status: number; code: string | undefined; retryAfter: unknown; replayed: boolean };
type Door = (caller: Caller, parentId: string, code: string) => Promise<Told>;

/** The outlet's code is the key too. */
const overRest: Door = async (caller, parentId, code) => {
  const { status, headers, body } = await caller.rest({
    method: 'POST',
    url: '/v1/outlets/open',
    headers: { 'idempotency-key': code },
    payload: { ...BODY, code, parentId },
  });
  const replayed = headers['idempotency-replayed'] === 'true';
  return { status, code: body.code, retryAfter: headers['retry-after'], replayed };
};

const overGraphql: Door = async (caller, parentId, code) => {
  const input = { ...BODY, code, parentId };
  const variables = { input, envelope: { idempotencyKey: code } };
  const { status, headers, body } = await caller.rest({
    method: 'POST',
    url: '/graphql',
    payload: { query: MUTATION, variables },
  });
  const [error] = body.errors ?? [];
  const known = error?.extensions.code ?? body.data?.outletOpen?.userErrors[0]?.code;
  return { status, code: known, retryAfter: headers['retry-after'], replayed: false };
};

const UNKNOWN = { status: 503, code: 'command.unknown_outcome', retryAfter: '1' };

async function headOffice(app: TestApp): Promise<string> {
  const { outlet } = await app
    .as('administrator')
    .command('outlet.open', { code: 'HQ-9', name: '总部', level: 'HEAD_OFFICE' });
  return outlet;
}

const COUNTS = `select (select count(*)::int from outlet where code = $1) as outlets,
  (select count(*)::int from journal_entry
    where convert_from(leaf, 'UTF8')::jsonb #>> '{data,code}' = $1) as facts`;

const countOf = async (app: TestApp, code: string) => (await app.owner(COUNTS, [code]))[0];

type Setting = { app: TestApp; proxy: FaultProxy; administrator: Caller; parent: string };

const through = await behindProxy(tap);
const setting: Setting = { ...through, parent: await headOffice(through.app) };
const { app, proxy, administrator, parent } = setting;

/** Cuts the reply to COMMIT after so many bytes, sends again; false once the cut came too late. */
async function cutReply(t: Test, at: { afterBytes: number; door: Door }) {
  const code = `CUT-${at.door === overRest ? 'R' : 'G'}-${at.afterBytes}`;
  const { afterBytes } = at;
  const order = proxy.inject({ kind: 'cut', direction: 'down', afterBytes }, { when: COMMIT });
  const first = await at.door(administrator, parent, code);
  t.equal(order.times, 1);
  proxy.heal();
  const again = await at.door(administrator, parent, code);
  t.match(again, { status: 200, code: undefined }, `${code}: the same key settles it`);
  t.same(await countOf(app, code), { outlets: 1, facts: 1 }, `${code}: it was done once`);
  if (first.status === 200) return false;
  t.match(first, UNKNOWN, `${code}: the outcome is unknown`);
  if (at.door === overRest) t.equal(again.replayed, true, 'it had been done the first time');
  return true;
}

test('the reply to COMMIT is cut at each byte: unknown, and the same key settles it', async (t) => {
  const lengths: number[] = [];
  for (const [door, step] of [
    [overRest, 1],
    [overGraphql, GRAPHQL_STEP],
  ] as const) {
    let afterBytes = 0;
    while (await cutReply(t, { afterBytes, door })) afterBytes += step;
    lengths.push(afterBytes);
    t.ok(afterBytes < MORE_THAN_ANY_REPLY);
  }
  t.ok(Math.min(...lengths) > 'COMMIT'.length, `cut at ${lengths} bytes`);
});

test('COMMIT is cut on its way: unknown, and the same key does it once', async (t) => {
  for (const afterBytes of [0, 1, 40, 200, 400]) {
    const code = `UP-${afterBytes}`;
    proxy.inject({ kind: 'cut', direction: 'up', afterBytes }, { when: COMMIT });
    t.match(await overRest(administrator, parent, code), UNKNOWN);
    proxy.heal();
    t.match(await overRest(administrator, parent, code), { status: 200 });
    t.same(await countOf(app, code), { outlets: 1, facts: 1 });
  }
});

test('a connection lost before COMMIT is a refusal without effect', async (t) => {
  const begun = { direction: 'up', bytes: 'pg_advisory_xact_lock' } as const;
  proxy.inject({ kind: 'reset' }, { when: begun });
  const refused = await overRest(administrator, parent, 'EARLY');
  t.match(refused, { status: 503, code: 'request.overloaded', retryAfter: '1' });
  t.same(await countOf(app, 'EARLY'), { outlets: 0, facts: 0 });
  t.match(await overRest(administrator, parent, 'EARLY'), { status: 200, replayed: false });
});
