import { test } from 'tap';
import { type TestApp, testApp } from '../../helpers/app.ts';
import { testWorker } from '../../helpers/worker.ts';

const url = 'https://93.184.215.14/facts';
const register = (app: TestApp, name: string) =>
  app.as('administrator').command('webhook-endpoint.register', { name, url, acts: ['grid.*'] });

/** Deliveries by place, as they stand after the fact. */
const WRITE = `insert into webhook_delivery
  (institution_id, endpoint_id, position, objects, status, due_at, delivered_at)
select $1, $2, place, '{}', $3, $4::timestamptz,
  case when $3 = 'DELIVERED' then $4::timestamptz end
from unnest($5::bigint[]) as place`;
const LEFT = `select position::int, status from webhook_delivery where endpoint_id = $1 order by 1`;
const OLD = '2026-01-15T00:00:00Z';
const NEW = '2026-02-15T00:00:00Z';

test('deliveries that are over are forgotten, counted, and but for the last', async (t) => {
  const app = await testApp(t);
  const ids = await Promise.all(
    ['core', 'archive'].map(async (name) => (await register(app, name)).webhookEndpoint as string),
  );
  const [core = '', archive = ''] = ids.map((id) => id.replace('webhookendpoint_', ''));
  const write = (endpoint: string, status: string, at: string, places: number[]) =>
    app.owner(WRITE, [app.world.bankId, endpoint, status, at, places]);
  await write(core, 'DELIVERED', OLD, [0, 1, 2]);
  await write(core, 'DROPPED', OLD, [3]);
  await write(core, 'PENDING', OLD, [4]);
  await write(core, 'DELIVERED', NEW, [5, 6]);
  await write(archive, 'DELIVERED', OLD, [0, 1]);
  const counts = async () =>
    Promise.all(
      ids.map(async (id) => {
        const { webhookEndpoint } = await app.as('administrator').query(
          `query ($id: ID!) { webhookEndpoint(id: $id) {
             delivered lastDelivered { position deliveredAt status } waiting } }`,
          { id },
        );
        return webhookEndpoint;
      }),
    );
  const before = await counts();
  t.match(before, [
    { delivered: '5', lastDelivered: { position: '6', status: 'DELIVERED' }, waiting: 1 },
    { delivered: '2', lastDelivered: { position: '1' }, waiting: 0 },
  ]);
  await testWorker(t, app).run('webhook-delivery.purge');
  const status = (places: [number, string][]) =>
    places.map(([position, each]) => ({ position, status: each }));
  t.same(
    await app.owner(LEFT, [core]),
    status([
      [4, 'PENDING'],
      [5, 'DELIVERED'],
      [6, 'DELIVERED'],
    ]),
    'what has not arrived is kept however old',
  );
  t.same(await app.owner(LEFT, [archive]), status([[1, 'DELIVERED']]), 'the last is kept');
  t.same(await counts(), before, 'and what is told of them is the same');
  const runs = await app.owner(
    `select institution_id, counts from job_run where job = 'webhook-delivery.purge'`,
  );
  t.same(
    runs.find(({ institution_id: id }) => id === app.world.bankId),
    { institution_id: app.world.bankId, counts: { purged: 5 } },
  );
  const early = await app
    .as('administrator')
    .refused('webhook-delivery.purge', { olderThanDays: 1 });
  t.equal(early.code, 'input.invalid');
});

test('an institution has so many endpoints at once, and no more', async (t) => {
  const app = await testApp(t, { env: { WEBHOOK_ENDPOINTS: '2' } });
  const administrator = app.as('administrator');
  const first = await register(app, 'first');
  const asked = await Promise.allSettled(['a', 'b', 'c'].map((name) => register(app, name)));
  t.equal(asked.filter(({ status }) => status === 'fulfilled').length, 1, 'of three, one has room');
  const last = { name: 'late', url, acts: [] };
  t.match(await administrator.refused('webhook-endpoint.register', last), {
    status: 409,
    code: 'webhook-endpoint.too_many',
    details: { limit: 2 },
  });
  await administrator.command('webhook-endpoint.pause', { id: first.webhookEndpoint });
  await administrator.command('webhook-endpoint.register', last);
  const back = { id: first.webhookEndpoint };
  const { code } = await administrator.refused('webhook-endpoint.resume', back);
  t.equal(code, 'webhook-endpoint.too_many', 'its place was taken meanwhile');
});

test('an act that nobody writes is not waited for', async (t) => {
  const app = await testApp(t);
  const administrator = app.as('administrator');
  const { webhookEndpoint: id } = await register(app, 'core');
  const misspelt = { name: 'other', url, acts: ['loan.*', 'loan.aproved', 'lone.*'] };
  for (const [command, input] of [
    ['webhook-endpoint.register', misspelt],
    ['webhook-endpoint.revise', { id, ...misspelt }],
  ] as const) {
    t.match(await administrator.refused(command, input), {
      status: 422,
      code: 'webhook-endpoint.act_unknown',
      path: ['acts', 1],
    });
  }
  const right = { id, name: 'other', url, acts: ['loan.*', 'loan.approved', 'command.refused'] };
  await administrator.command('webhook-endpoint.revise', right);
});

test('an endpoint that is wanted no more is removed for good', async (t) => {
  const app = await testApp(t);
  const administrator = app.as('administrator');
  const because = { reason: 'The receiver is no more' };
  const { webhookEndpoint: id } = await register(app, 'core');
  const key = String(id).replace('webhookendpoint_', '');
  const remove = { id };
  const { code } = await administrator.refused('webhook-endpoint.remove', remove, because);
  t.equal(code, 'webhook-endpoint.is_active', 'who is sent to is paused first');
  await administrator.command('webhook-endpoint.pause', { id });
  for (const [status, place] of [
    ['DELIVERED', 0],
    ['PENDING', 1],
  ] as const) {
    await app.owner(WRITE, [app.world.bankId, key, status, NEW, [place]]);
  }
  await administrator.command('webhook-endpoint.remove', remove, because);
  const { webhookEndpoint } = await administrator.query(
    'query ($id: ID!) { webhookEndpoint(id: $id) { status name delivered waiting } }',
    { id },
  );
  t.same(webhookEndpoint, { status: 'REMOVED', name: 'core', delivered: '1', waiting: 0 });
  const keys = 'select count(*)::int as left from subject_key where subject_id = $1';
  t.same(await app.owner(keys, [key]), [{ left: 0 }], 'nobody can open its secret any more');
  const [fact] = await app.owner(
    `select leaf -> 'data' as said from
       (select convert_from(leaf, 'UTF8')::json as leaf from journal_entry) as entry
     where leaf ->> 'act' = 'webhook-endpoint.removed'`,
  );
  t.same(fact, { said: { dropped: 1 } });
  const address = { name: 'core', url, acts: [] };
  for (const [act, input] of [
    ['resume', {}],
    ['revise', address],
    ['replay', { after: '-1' }],
    ['rotate-secret', {}],
    ['reveal-secret', {}],
    ['remove', {}],
  ] as const) {
    const refused = await administrator.refused(
      `webhook-endpoint.${act}`,
      { id, ...input },
      because,
    );
    t.match(refused, { status: 410, code: 'object.erased' }, act);
  }
  const again = await register(app, 'core');
  t.not(again.webhookEndpoint, id, 'its name is free');
  const { code: taken } = await administrator.refused('webhook-endpoint.register', address);
  t.equal(taken, 'webhook-endpoint.name_taken', 'and taken again');
});
