import { test } from 'tap';
import { newId } from '../../../src/kernel/ids.ts';
import { startSequencer } from '../../../src/kernel/journal/sequence-loop.ts';
import {
  approve,
  factsAbout,
  foundMakers,
  openOutlet,
  outletsOf,
  post,
  waiting,
} from './makers.ts';

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

test('a dry run shows what a second person would let happen, and asks nobody', async (t) => {
  const app = await foundMakers(t);
  const shown = await openOutlet(app, 'W7', { 'dry-run': 'true' });
  t.match(shown, {
    status: 200,
    body: { result: { outlet: /^outlet_/ }, approval: { id: null, status: 'REQUIRED' } },
  });
  const { outletOpen } = await app.as('administrator').query(
    `mutation ($input: OutletOpenInput!) { outletOpen(input: $input, envelope: { dryRun: true }) {
      result { outlet { id } } approval { request { id } status } userErrors { code } } }`,
    {
      input: {
        code: 'W7',
        name: '城关支行',
        level: 'FIRST_BRANCH',
        parentId: `outlet_${app.world.outletId}`,
      },
    },
  );
  t.match(outletOpen, {
    result: { outlet: null },
    approval: { request: null, status: 'REQUIRED' },
  });
  t.equal(outletOpen.userErrors.length, 0);
  t.equal(await outletsOf(app, 'W7'), 0, 'nothing has happened');
  t.same(await app.owner('select from approval_request'), [], 'nobody was asked');
  t.match(
    await post(app, 'administrator', '/v1/outlets/open', {
      headers: { 'dry-run': 'true' },
      code: 'W8',
      name: '城关支行',
      level: 'FIRST_BRANCH',
    }),
    { status: 422, body: { code: 'outlet.parent_required' } },
    'and what would be refused is refused',
  );
});
