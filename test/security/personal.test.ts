import { test } from 'tap';
import { type TestApp, testApp } from '../helpers/app.ts';
import { HEAD, openTerritory } from '../modules/customers/households.ts';

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
