import { test } from 'tap';
import { newId } from '../../src/kernel/ids.ts';
import { testApp } from '../helpers/app.ts';
import { openLending } from '../modules/loans/lending.ts';
import { sharedClientApp } from './shared-client.ts';

test('people of one client do not meet', async (t) => {
  const app = await testApp(t);
  const { grid } = await openLending(app);
  const shared = await sharedClientApp(t, app);
  const post = (who: string, url: string, payload: object, headers = {}) =>
    shared.inject({
      method: 'POST',
      url,
      headers: { authorization: `Bearer ${who}`, ...headers },
      payload,
    });

  await t.test('a key gives nobody the answer of another', async (t) => {
    const key = { 'idempotency-key': newId() };
    const household = { kind: 'HOUSEHOLD', name: '李四', gridId: grid };
    const register = (who: string) => post(who, '/v1/customers/register', household, key);
    const first = await register('zhang');
    t.equal(first.statusCode, 200);
    const other = await register('grid.officer');
    t.equal(other.statusCode, 422);
    t.equal(other.json().code, 'idempotency.key_reused');
    t.notMatch(other.payload, /customer_/);
    const again = await register('zhang');
    t.equal(again.payload, first.payload, 'whose key it is may repeat it');
  });

  await t.test('one person’s queries cost no other’s', async (t) => {
    const query = '{ grids(first: 100) { nodes { id code name history { act data } } } }';
    const available = async (who: string) =>
      (await post(who, '/graphql', { query })).json().extensions.cost.available;
    const [once, twice] = [await available('zhang'), await available('zhang')];
    t.ok(twice < once);
    t.equal(await available('li'), once, 'of the same institution');
    t.ok((await available('other.administrator')) >= once, 'of another');
  });
});
