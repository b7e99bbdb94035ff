import { test } from 'tap';
import { testApp } from '../../helpers/app.ts';

test('a page asked only for its total is one object, however many rows it has', async (t) => {
  const app = await testApp(t);
  const data = await app
    .as('administrator')
    .query(
      '{ roles(first: 50) { totalCount } people(first: 5, filter: { code: "nobody" }) { totalCount } outlet(code: "HEAD") { appointments(first: 50) { __typename totalCount } } }',
    );
  t.ok(data.roles.totalCount > 1);
  t.same(data.people, { totalCount: 0 });
  t.ok(data.outlet.appointments.totalCount > 1);
});
