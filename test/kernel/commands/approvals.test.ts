import { test } from 'tap';
import { inputPlace } from '../../../src/kernel/commands/approval-policy.ts';
import { newId } from '../../../src/kernel/ids.ts';
import { startSequencer } from '../../../src/kernel/journal/sequence-loop.ts';
import { createVault } from '../../../src/kernel/vault/vault.ts';
import { TEST_KEY, type TestApp, testApp } from '../../helpers/app.ts';

type Answer = { status: number; body: { approval: { id: string } } };

/** Sends a command to its own endpoint, where a waiting one answers 202. */
function post(app: TestApp, person: string, url: string, given: object = {}) {
  const { headers, ...payload } = given as { headers?: Record<string, string> };
  return app.as(person).rest({
    method: 'POST',
    url,
    headers: { 'idempotency-key': newId(), 'if-match': '*', ...headers },
    payload,
  });
}

const openOutlet = (app: TestApp, code: string, headers = {}) =>
  post(app, 'administrator', '/v1/outlets/open', {
    headers,
    code,
    name: '城关支行',
    level: 'FIRST_BRANCH',
    parentId: `outlet_${app.world.outletId}`,
  });

const waiting = ({ body }: Answer): string => body.approval.id;

const approve = (app: TestApp, person: string, id: string, headers = {}) =>
  post(app, person, `/v1/approval-requests/${id}/approve`, { headers });

const outletsOf = async (app: TestApp, code: string): Promise<number> =>
  (await app.owner('select 1 from outlet where code = $1', [code])).length;

const factsAbout = (app: TestApp, text: string) =>
  app.owner<{ act: string; person: string; reason: string | null; data: Record<string, string> }>(
    `select leaf ->> 'act' as act, leaf -> 'actor' ->> 'person' as person,
       leaf ->> 'reason' as reason, leaf -> 'data' as data
     from (select id, convert_from(leaf, 'UTF8')::jsonb as leaf from journal_entry) entries
     where leaf::text like '%' || $1 || '%' order by id`,
    [text],
  );

/** Replaces what the newest request holds by an input that was good once. */
async function storeInput(app: TestApp, input: object): Promise<void> {
  const vault = createVault(TEST_KEY);
  const institutionId = app.world.bankId;
  const [{ id } = { id: '' }] = await app.owner<{ id: string }>(
    'select id from approval_request order by id desc limit 1',
  );
  const stored = JSON.stringify({ input, ifMatch: null });
  const sealed = await app.database.transact({ institutionId }, async (tx) => ({
    value: await vault.seal(tx, institutionId, inputPlace(id), stored),
  }));
  await app.owner('update approval_request set input_cipher = $2 where id = $1', [id, sealed]);
}

/** The grid manager may open outlets here, too, and sees the whole bank, so that there is a checker. */
async function foundMakers(t: Parameters<typeof testApp>[0]): Promise<TestApp> {
  const app = await testApp(t);
  await app.owner(
    `update role set permissions = permissions || '{outlet.manage,role.manage}',
       scope_kind = 'INSTITUTION' where code = 'GRID_MANAGER'`,
  );
  await app.as('administrator').command('approval.set-policy', { command: 'outlet.open' });
  return app;
}

test("a command waits for a second person, and then happens as its maker's", async (t) => {
  const app = await foundMakers(t);
  const { people } = app.world;
  const reason = { reason: encodeURIComponent('新设网点') };
  const asked = await openOutlet(app, 'W1', reason);
  t.match(asked, {
    status: 202,
    body: { result: null, approval: { id: /^approvalrequest_/, status: 'PENDING' } },
  });
  t.equal(await outletsOf(app, 'W1'), 0, 'nothing has happened yet');
  const id = waiting(asked);
  const { approvalRequests: queue } = await app.as('grid.manager').query(
    `{ approvalRequests(first: 5, filter: { status: PENDING }) {
      nodes { id command status makerReason maker { code } checker { code } decidedAt } } }`,
  );
  t.same(queue.nodes, [
    {
      id,
      command: 'outlet.open',
      status: 'PENDING',
      makerReason: '新设网点',
      maker: { code: 'administrator' },
      checker: null,
      decidedAt: null,
    },
  ]);

  await t.test('nobody decides who may not', async (t) => {
    t.match(await approve(app, 'administrator', id), {
      status: 403,
      body: { code: 'approval.maker_is_checker' },
    });
    t.match(await approve(app, 'auditor', id), { status: 403, body: { code: 'auth.forbidden' } });
    t.match(await approve(app, 'other.administrator', id), { status: 404 });
    await t.rejects(
      app.owner(
        `update approval_request set status = 'APPROVED', decided_at = now(), checker_id = maker_id`,
      ),
      /approval_request_checker_id_check/,
      'the table holds maker and checker apart by itself',
    );
    t.equal(await outletsOf(app, 'W1'), 0);
  });

  await t.test('the facts name who made it, why, and who checked it', async (t) => {
    const decided = await approve(app, 'grid.manager', id, {
      reason: encodeURIComponent('材料齐全'),
    });
    t.match(decided, {
      status: 200,
      body: { result: { request: id, command: 'outlet.open', outcome: { outlet: /^outlet_/ } } },
    });
    t.equal(await outletsOf(app, 'W1'), 1);
    const facts = await factsAbout(app, 'utlet');
    t.match(
      facts.filter(({ act }) => act === 'outlet.opened'),
      [
        {
          person: people.administrator,
          reason: '新设网点',
          data: { code: 'W1', approvedBy: people['grid.manager'] },
        },
      ],
    );
    t.match(
      facts.filter(({ act }) => act.startsWith('approval.')),
      [
        { act: 'approval.requested', person: people.administrator, reason: '新设网点' },
        { act: 'approval.approved', person: people['grid.manager'], reason: '材料齐全' },
      ],
    );
  });

  await t.test('a request is decided once', async (t) => {
    t.match(await approve(app, 'grid.manager', id), {
      status: 409,
      body: { code: 'approval.not_pending' },
    });
    const other = waiting(await openOutlet(app, 'W2'));
    const both = await Promise.all([
      approve(app, 'grid.manager', other),
      approve(app, 'grid.manager', other),
    ]);
    t.same(both.map(({ status }) => status).sort(), [200, 409], 'two checkers at once, one effect');
    t.equal(await outletsOf(app, 'W2'), 1);
  });

  await t.test('a repeat of the first request is answered as it was', async (t) => {
    const key = { 'idempotency-key': newId() };
    const first = await openOutlet(app, 'W3', key);
    await approve(app, 'grid.manager', waiting(first));
    const again = await openOutlet(app, 'W3', key);
    t.match(again, { status: 202, headers: { 'idempotency-replayed': 'true' } });
    t.equal(again.text, first.text);
    t.equal(await outletsOf(app, 'W3'), 1);
  });

  await t.test('GraphQL shows the request behind a ticket', async (t) => {
    const { outletOpen } = await app.as('administrator').query(
      `mutation ($input: OutletOpenInput!, $key: String!) {
        outletOpen(input: $input, envelope: { idempotencyKey: $key, reason: "迁址" }) {
          result { outlet { id } } userErrors { code }
          approval { status request { command status maker { code } makerReason } } } }`,
      { input: { code: 'W4', name: 'x', level: 'HEAD_OFFICE' }, key: newId() },
    );
    t.same(outletOpen, {
      result: null,
      userErrors: [],
      approval: {
        status: 'PENDING',
        request: {
          command: 'outlet.open',
          status: 'PENDING',
          maker: { code: 'administrator' },
          makerReason: '迁址',
        },
      },
    });
  });

  await t.test('the journal has it all in one order', async (t) => {
    const log = { info() {}, warn() {}, error() {} };
    const sequencer = startSequencer({ url: app.sequencerUrl, periodMs: 60_000, log });
    t.teardown(() => sequencer.stop());
    await sequencer.tick();
    const { journalEntries } = await app.as('auditor').query(
      `query ($id: ID!) { journalEntries(first: 10, order: POSITION, filter: { object: $id }) {
        nodes { act actor { code } } } }`,
      { id },
    );
    t.same(journalEntries.nodes, [
      { act: 'approval.requested', actor: { code: 'administrator' } },
      { act: 'approval.approved', actor: { code: 'grid.manager' } },
    ]);
    const refused = await app
      .as('auditor')
      .query(
        `{ journalEntries(first: 20, filter: { act: "command.refused" }) { nodes { data } } }`,
      );
    t.ok(
      refused.journalEntries.nodes.some(
        ({ data }: { data: { code: string } }) => data.code === 'approval.maker_is_checker',
      ),
      'and who tried',
    );
  });
});

test('a rejection needs a reason and leaves nothing to run', async (t) => {
  const app = await foundMakers(t);
  const id = waiting(await openOutlet(app, 'R1'));
  const url = `/v1/approval-requests/${id}/reject`;
  const reject = (headers: object) => post(app, 'grid.manager', url, { headers });
  t.match(await reject({}), { status: 400, body: { code: 'command.reason_required' } });
  t.match(await reject({ reason: '%20' }), {
    status: 400,
    body: { code: 'command.reason_required' },
  });
  t.match(await reject({ reason: encodeURIComponent('地址不符') }), { status: 200 });
  t.match(await approve(app, 'grid.manager', id), { body: { code: 'approval.not_pending' } });
  t.equal(await outletsOf(app, 'R1'), 0);
  const { node } = await app
    .as('auditor')
    .query(
      'query ($id: ID!) { node(id: $id) { ... on ApprovalRequest { status checkerReason checker { code } } } }',
      { id },
    );
  t.same(node, {
    status: 'REJECTED',
    checkerReason: '地址不符',
    checker: { code: 'grid.manager' },
  });
});

test('a request is judged anew when it is decided', async (t) => {
  const app = await foundMakers(t);
  const changed = async (code: string, meanwhile: () => Promise<unknown>) => {
    const id = waiting(await openOutlet(app, code));
    await meanwhile();
    const { status, body } = await approve(app, 'grid.manager', id);
    t.equal(await outletsOf(app, code), code === 'TAKEN' ? 1 : 0, `${code}: nothing half done`);
    const [row] = await app.owner('select status from approval_request where id = $1', [
      id.replace(/^.*_/, ''),
    ]);
    t.same(row, { status: 'PENDING' }, `${code}: it waits on`);
    return { status, code: body.code };
  };

  t.same(
    await changed('TAKEN', () =>
      app.owner(
        `insert into outlet (institution_id, id, code, name, level, parent_id)
         values ($1, gen_random_uuid(), 'TAKEN', 'x', 'FIRST_BRANCH', $2)`,
        [app.world.bankId, app.world.outletId],
      ),
    ),
    { status: 409, code: 'outlet.code_taken' },
    'another took the code',
  );
  t.same(
    await changed('RULED', () => storeInput(app, { code: 'no such form' })),
    { status: 400, code: 'input.invalid' },
    'the input is parsed again',
  );
  const alterRole = (kind: string, set: string) =>
    app.owner(`update role set ${set} where code = $1 and institution_id = $2`, [
      kind,
      app.world.bankId,
    ]);
  t.same(
    await changed('UNABLE', () =>
      alterRole('GRID_MANAGER', `permissions = array_remove(permissions, 'outlet.manage')`),
    ),
    { status: 403, code: 'auth.forbidden' },
    'the checker needs the permission of the command',
  );
  await alterRole('GRID_MANAGER', `permissions = permissions || '{outlet.manage}'`);
  t.same(
    await changed('BARRED', () =>
      alterRole('ADMINISTRATOR', `permissions = array_remove(permissions, 'outlet.manage')`),
    ),
    { status: 409, code: 'approval.maker_barred' },
    'so does the maker, still',
  );
  await alterRole('ADMINISTRATOR', `permissions = permissions || '{outlet.manage}'`);
  t.same(
    await changed('LEFT', () =>
      app.owner(`update person set status = 'LEFT' where id = $1`, [
        app.world.people.administrator,
      ]),
    ),
    { status: 409, code: 'approval.maker_barred' },
    'whoever left made nothing',
  );
});

test('the version the maker read must still be there', async (t) => {
  const app = await foundMakers(t);
  const admin = app.as('administrator');
  await admin.command('approval.set-policy', { command: 'outlet.revise' });
  const url = `/v1/outlets/outlet_${app.world.outletId}/revise`;
  const asked = await post(app, 'administrator', url, {
    headers: { 'if-match': '"1"' },
    address: '建设街1号',
  });
  await app.owner(`update outlet set name = '总行' where id = $1`, [app.world.outletId]);
  t.match(await approve(app, 'grid.manager', waiting(asked)), {
    status: 412,
    body: { code: 'object.stale' },
  });
});

test('a threshold on an amount', async (t) => {
  const app = await foundMakers(t);
  const admin = app.as('administrator');
  const policy = { command: 'role.define', field: 'approvalLimit', atLeast: '50000.01' };
  await admin.command('approval.set-policy', policy);
  const define = (code: string, approvalLimit?: string) =>
    post(app, 'administrator', '/v1/roles/define', {
      code,
      nameEn: 'x',
      nameZh: '某',
      permissions: ['grid.read'],
      scopeKind: 'OUTLET',
      ...(approvalLimit === undefined ? {} : { approvalLimit }),
    });
  t.equal((await define('ROLE_A')).status, 200, 'the default is below it');
  t.equal((await define('ROLE_B', '50000')).status, 200);
  t.equal((await define('ROLE_C', '50000.01')).status, 202, 'in yuan and fen, from it on');
  t.equal((await define('ROLE_D', '9999999999999.99')).status, 202);
  await admin.command('approval.set-policy', { ...policy, active: false });
  t.equal((await define('ROLE_E', '50000.01')).status, 200, 'lifted');

  const unusable: [object, string][] = [
    [{ command: 'role.define', field: 'code', atLeast: '1' }, 'field'],
    [{ command: 'role.define', field: 'constructor', atLeast: '1' }, 'field'],
    [{ command: 'role.define', field: 'approvalLimit' }, 'atLeast'],
    [{ command: 'role.define', atLeast: '1' }, 'field'],
    [{ command: 'approval.approve' }, 'command'],
    [{ command: 'customer.reveal' }, 'command'],
  ];
  for (const [input, path] of unusable) {
    t.match(await admin.refused('approval.set-policy', input as Record<string, unknown>), {
      status: 422,
      code: 'approval.policy_unusable',
      path: [path],
    });
  }
  t.match(await admin.refused('approval.set-policy', { command: 'no.such' }), {
    status: 404,
    path: ['command'],
  });
});

test('what waits is sealed, and stays', async (t) => {
  const app = await foundMakers(t);
  await app.as('administrator').command('approval.set-policy', { command: 'person.register' });
  await post(app, 'administrator', '/v1/people/register', {
    code: 'secret',
    name: '欧阳绝密',
    telephone: '13800138000',
  });
  const [row] = await app.owner<{ text: string; outcome: string }>(
    `select encode(input_cipher, 'escape') as text from approval_request`,
  );
  t.ok(row && row.text.length > 0);
  t.notMatch(row?.text, /secret|13800138000|telephone/);
  const rows = await app.owner<{ clear: boolean }>(
    `select position(convert_to('欧阳绝密', 'UTF8') in input_cipher) > 0 as clear from approval_request`,
  );
  t.same(rows, [{ clear: false }]);
  const remove = app.database.pipeline.run({
    text: 'delete from approval_request',
    values: [],
    institutionId: app.world.bankId,
  });
  await t.rejects(remove, { code: '42501' }, 'the API may not delete from the queue');
});

test('a checker decides only what lies in sight', async (t) => {
  const app = await foundMakers(t);
  const admin = app.as('administrator');
  await admin.command('approval.set-policy', { command: 'grid.open' });
  await app.owner(
    `insert into grid (institution_id, id, code, name, level, class, kind, area_code, valid_from)
     values ($1, $2, '429005106201', 'x', 'BIG', 'RURAL', 'VILLAGE', '429005106201', '2020-01-01')`,
    [app.world.bankId, app.world.outletId],
  );
  const asked = await post(app, 'administrator', '/v1/grids/open', {
    parentId: `grid_${app.world.outletId}`,
    name: '一组',
    kind: 'VILLAGE',
  });
  t.equal(asked.status, 202);
  await app.owner(`update role set scope_kind = 'OUTLET' where code = 'GRID_MANAGER'`);
  await app.owner(`update outlet set area_codes = '{429006}' where id = $1`, [app.world.outletId]);
  t.match(await approve(app, 'grid.manager', waiting(asked)), {
    status: 403,
    body: { code: 'auth.forbidden' },
  });
});
