import { test } from 'tap';
import { newId } from '../../src/kernel/ids.ts';
import { type TestApp, testApp } from '../helpers/app.ts';
import { HEAD, openTerritory } from '../modules/customers/households.ts';
import { codeOf } from '../modules/grids/territory.ts';
import { keyOf } from '../modules/notices/noticed.ts';

const WHY = { reason: '同一户重复建档' };
const MOBILE = '13800000001';
const PAIRS = '{ duplicatePairs(first: 9) { nodes { id first { id } second { id } } } }';

/** Two files of one household, and the pair they make. */
async function openPair(app: TestApp) {
  const { west, east } = await openTerritory(app);
  const manager = app.as('grid.manager');
  const register = async (gridId: string, more: object): Promise<string> => {
    const household = { kind: 'HOUSEHOLD', name: '周小满', mobile: MOBILE, gridId, ...more };
    return (await manager.command('customer.register', household)).customer;
  };
  const kept = await register(west.id, {});
  const gone = await register(east.id, { idNumber: HEAD });
  const [pair] = (await manager.query(PAIRS)).duplicatePairs.nodes;
  return { manager, kept, gone, pair: pair.id as string, west, east };
}

test('who is erased is erased in the files that were merged, too', async (t) => {
  const app = await testApp(t);
  const { manager, kept, gone, pair } = await openPair(app);
  await manager.command('duplicate.merge', { id: pair, survivorId: kept }, WHY);
  const { body } = await app.as('data.protection.officer').rest({
    method: 'POST',
    url: `/v1/customers/${kept}/erase`,
    headers: { 'idempotency-key': newId(), 'if-match': '*' },
    payload: { ground: 'SUBJECT_REQUEST' },
  });
  await app.as('administrator').command('approval.approve', { id: body.approval.id });
  const files = await app.owner(
    'select id, status, name_mask, id_number_digest, mobile_digest from customer order by id',
  );
  const erased = { status: 'ERASED', name_mask: '已删除', id_number_digest: null };
  t.match(files, [erased, erased]);
  const keys = await app.owner('select 1 from subject_key where subject_id = any($1)', [
    [keyOf(kept), keyOf(gone)],
  ]);
  t.same(keys, [], 'and no key of either opens anything');
});

test('nobody says that two files are two without seeing both', async (t) => {
  const app = await testApp(t);
  const { pair, west } = await openPair(app);
  await app.owner('update outlet set area_codes = $2 where id = $1', [
    app.world.outletId,
    [west.code],
  ]);
  const manager = app.as('grid.manager');
  t.equal(await codeOf(manager, 'duplicate.keep-both', { id: pair }, WHY), 'object.not_found');
});

test('the words of a request go with the one person it names', async (t) => {
  const app = await testApp(t);
  const { manager, kept } = await openPair(app);
  await app.as('administrator').command('approval.set-policy', { command: 'core-household.mark' });
  const marked = await manager.rest({
    method: 'POST',
    url: '/v1/core-households/mark',
    headers: { 'idempotency-key': newId(), reason: encodeURIComponent('周小满家是模范户') },
    payload: { customerId: kept, reason: 'MODEL' },
  });
  const approved = { id: marked.body.approval.id };
  await app.owner('update approval_request set maker_reason = $1', ['周小满家是模范户']);
  await app.owner("update role set permissions = permissions || '{core-household.manage}'");
  await app.as('administrator').command('approval.approve', approved, { reason: '周小满同意' });
  const { body } = await app.as('data.protection.officer').rest({
    method: 'POST',
    url: `/v1/customers/${kept}/erase`,
    headers: { 'idempotency-key': newId(), 'if-match': '*' },
    payload: { ground: 'SUBJECT_REQUEST' },
  });
  await app.as('administrator').command('approval.approve', { id: body.approval.id });
  const words = await app.owner(
    `select reason as words from journal_reason where reason is not null
     union all select maker_reason from approval_request
     union all select checker_reason from approval_request`,
  );
  t.notMatch(JSON.stringify(words), /周小满/);
});
