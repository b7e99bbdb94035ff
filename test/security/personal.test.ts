import { test } from 'tap';
import { type TestApp, testApp } from '../helpers/app.ts';
import { HEAD, openTerritory, SPOUSE } from '../modules/customers/households.ts';

const factsOf = async (app: TestApp): Promise<number> =>
  (await app.owner('select 1 from journal_entry')).length;

test('a dry run shows no clear value that is not on record', async (t) => {
  const app = await testApp(t);
  const { west } = await openTerritory(app);
  const manager = app.as('grid.manager');
  const { customer } = await manager.command('customer.register', {
    kind: 'HOUSEHOLD',
    name: '诸葛明德',
    idNumber: HEAD,
    gridId: west.id,
  });
  const before = await factsOf(app);
  const asked = [
    {
      url: `/v1/customers/${customer}/reveal`,
      payload: { fields: ['NAME', 'ID_NUMBER'], purpose: 'COMPLAINT' },
    },
    { url: '/v1/customers/find', payload: { idNumber: HEAD, purpose: 'COMPLAINT' } },
  ];
  for (const { url, payload } of asked) {
    const headers = { 'dry-run': 'true', reason: 'test' };
    const { status, text } = await manager.rest({ method: 'POST', url, headers, payload });
    t.equal(status, 400, url);
    t.notMatch(text, /诸葛明德|11010519491231002X|customer_/, url);
  }
  const { data } = await manager.graphql(
    `mutation ($id: ID!) { customerReveal(input: { id: $id, fields: [NAME], purpose: COMPLAINT },
       envelope: { dryRun: true, reason: "test" }) { result { name } userErrors { code } } }`,
    { id: customer },
  );
  t.same(data.customerReveal, { result: null, userErrors: [{ code: 'command.no_dry_run' }] });
  t.equal(await factsOf(app), before);
});

/** Everything that stands in any table, byte columns as hexadecimal. */
async function everything(app: TestApp): Promise<Map<string, string>> {
  const tables = await app.owner<{ name: string }>(
    `select relname as name from pg_class
     where relkind = 'r' and relnamespace = 'public'::regnamespace`,
  );
  const texts = new Map<string, string>();
  for (const { name } of tables) {
    const rows = await app.owner(`select row_to_json(r)::text as text from ${name} r`);
    texts.set(name, rows.map(({ text }) => String(text)).join('\n'));
  }
  return texts;
}

test('after an erasure no table holds a name, clear or masked, nor a key that opens one', async (t) => {
  const app = await testApp(t);
  const { west } = await openTerritory(app);
  const manager = app.as('grid.manager');
  const address = '湖北省潜江市浩口镇柳洲村五组8号';
  const { customer: id } = await manager.command('customer.register', {
    kind: 'HOUSEHOLD',
    name: '诸葛明德',
    idNumber: HEAD,
    mobile: '13912345678',
    address,
    gridId: west.id,
    members: [{ relationship: 'SPOUSE', name: '黄月英', idNumber: SPOUSE }],
  });
  const why = { reason: '与诸葛明德核对地址' };
  const purpose = 'FILE_KEEPING';
  await manager.command('customer.revise', { id, address: `${address}后院` }, why);
  await manager.command('customer.reveal', { id, fields: ['NAME', 'MEMBERS'], purpose }, why);
  await app.as('administrator').command('approval.set-policy', { command: 'customer.revise' });
  const { rest } = manager;
  const waiting = await rest({
    method: 'POST',
    url: `/v1/customers/${id}/revise`,
    headers: {
      'idempotency-key': 'waits',
      'if-match': '*',
      reason: encodeURIComponent('诸葛明德来电'),
    },
    payload: { name: '诸葛明' },
  });
  t.equal(waiting.status, 202);
  const told = [
    '诸葛',
    '黄月',
    '明德',
    HEAD,
    SPOUSE,
    '1391234',
    '139****5678',
    '110105',
    '五组8号',
  ];
  const found = async () => {
    const texts = await everything(app);
    return told.filter((clear) => [...texts.values()].some((text) => text.includes(clear)));
  };
  t.ok((await found()).length > 3, 'before, masks and reasons tell of them');
  await app.owner(
    `update role set permissions = permissions || '{customer.revise}' where code = 'ADMINISTRATOR'`,
  );
  const sealed = await app.owner<{ name_cipher: Buffer }>('select name_cipher from customer');

  const answer = await app.as('data.protection.officer').rest({
    method: 'POST',
    url: `/v1/customers/${id}/erase`,
    headers: { 'idempotency-key': 'erase', 'if-match': '*' },
    payload: { ground: 'SUBJECT_REQUEST' },
  });
  const request = { id: answer.body.approval.id };
  await app.as('administrator').command('approval.approve', request);

  t.same(await found(), []);
  t.same(await app.owner('select subject_id from subject_key'), [], 'no key is left');
  t.ok(sealed.every(({ name_cipher }) => name_cipher.length > 0));
  const ciphers = await app.owner<{ name_cipher: Buffer }>(
    'select name_cipher from customer union all select name_cipher from customer_member',
  );
  t.ok(
    ciphers.every(({ name_cipher }) => name_cipher.length === 0),
    'nor anything to open',
  );
  const [late] = await app.owner<{ id: string }>(
    `select id from approval_request where command = 'customer.revise'`,
  );
  const approved = await app
    .as('administrator')
    .refused('approval.approve', { id: `approvalrequest_${late?.id}` });
  t.equal(approved.code, 'object.erased', 'and what waited about them runs no more');
  const leaves = await app.owner<{ reason: string }>(
    `select convert_from(leaf, 'UTF8')::jsonb ->> 'reason' as reason from journal_entry
     where convert_from(leaf, 'UTF8')::jsonb ->> 'act' = 'customer.revealed'`,
  );
  t.match(leaves, [{ reason: /^sha256:/ }], 'the journal stands as it was');
});
