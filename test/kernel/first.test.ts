import { test } from 'tap';
import { testApp } from '../helpers/app.ts';

test('outlets', async (t) => {
  const app = await testApp(t);
  const admin = app.as('administrator');
  const made = await admin.command('outlet.open', { code: 'B1', name: '城关支行', level: 'FIRST_BRANCH', parentId: `outlet_${app.world.outletId}` });
  t.match(made.outlet, /^outlet_/);
  const data = await admin.query('{ outlets(first: 10, order: CODE) { totalCount pageInfo { hasNextPage endCursor } nodes { id code level parent { code } } edges { cursor node { name } } } }');
  t.match(data.outlets.nodes, [{ code: 'B1', parent: { code: 'HEAD' } }, { code: 'HEAD' }]);
  console.log(JSON.stringify(data));
  const m = await admin.graphql(`mutation { a: outletOpen(input: {code: "B2", name: "x", level: SECOND_BRANCH, parentId: "${made.outlet}"}, envelope: {idempotencyKey: "k1"}) { result { o: outlet { c: code parent { n: name } appointments(first: 3) { nodes { id } } } } userErrors { code field } } }`);
  console.log(JSON.stringify(m));
  const r = await admin.rest({ method: 'GET', url: '/v1/outlets?level=FIRST_BRANCH&first=1' });
  console.log(r.text, r.headers);
});
