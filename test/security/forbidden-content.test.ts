import { test } from 'tap';
import { testApp } from '../helpers/app.ts';
import { HEAD, openTerritory } from '../modules/customers/households.ts';

const CARD = '4111 1111 1111 1111';

test('numbers of people and cards are taken in their own fields and nowhere else', async (t) => {
  const app = await testApp(t);
  const { west } = await openTerritory(app);
  const manager = app.as('grid.manager');
  const household = { kind: 'HOUSEHOLD', name: '诸葛明德', idNumber: HEAD, gridId: west.id };
  const { customer: id } = await manager.command('customer.register', household);
  const forbidden = { status: 422, code: 'privacy.forbidden_content' };

  await t.test('in a text', async (t) => {
    const answer = await manager.refused('customer.revise', { id, address: `五组，卡号${CARD}` });
    t.match(answer, { ...forbidden, path: ['address'] });
    t.notMatch(JSON.stringify(answer), /4111/, 'and it is not said again');
    t.match(await manager.refused('customer.revise', { id, name: HEAD }), forbidden);
  });

  await t.test('in a reason, in both protocols', async (t) => {
    const input = { id, screening: 'GREY', screeningReason: 'OTHER' };
    const given = { reason: `本人身份证${HEAD}` };
    const screened = await manager.refused('customer.screen', input, given);
    t.match(screened, { ...forbidden, path: ['reason'] });
    const { data } = await manager.graphql(
      `mutation ($id: ID!, $reason: String) { customerScreen(
         input: { id: $id, screening: GREY, screeningReason: OTHER },
         envelope: { idempotencyKey: "k", reason: $reason }) { userErrors { code field } } }`,
      { id, ...given },
    );
    t.match(data.customerScreen.userErrors, [{ code: 'privacy.forbidden_content' }]);
  });

  await t.test('nothing of it stands in any table', async (t) => {
    const entries = await app.owner<{ leaf: string }>(
      `select convert_from(leaf, 'UTF8') as leaf from journal_entry`,
    );
    const refused = entries.filter(({ leaf }) => leaf.includes('privacy.forbidden_content'));
    t.equal(refused.length, 4, 'each refusal is on record');
    t.notMatch(entries.map(({ leaf }) => leaf).join('\n'), /11010519491231|4111/);
  });
});
