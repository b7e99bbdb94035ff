import { test } from 'tap';
import { testApp } from '../../helpers/app.ts';
import { codeOf } from '../grids/territory.ts';
import { openLending, TERMS } from './lending.ts';

test('a customer with loans under way is neither closed nor moved unseen', async (t) => {
  const app = await testApp(t);
  const { customer: id, zhang } = await openLending(app);
  const manager = app.as('grid.manager');
  const { loan } = await zhang.command('loan.apply', {
    customerId: id,
    product: 'VILLAGE_CREDIT',
    ...TERMS,
  });
  const why = { reason: '外迁' };
  const closing = { id, closeReason: 'MOVED_AWAY' };
  const refused = await manager.refused('customer.close', closing, why);
  t.match(refused, {
    code: 'customer.work_under_way',
    details: { work: [{ kind: 'LOAN_APPLICATIONS', count: 1 }] },
  });
  const { move } = await zhang.command(
    'customer.propose-move',
    { id, toGridCode: '429005100201' },
    why,
  );
  const { customerMove } = await manager.query(
    'query ($id: ID!) { customerMove(id: $id) { openWork { kind count zh } } }',
    { id: move },
  );
  t.match(customerMove.openWork, [{ kind: 'LOAN_APPLICATIONS', count: 1 }]);
  await zhang.command('loan.withdraw', { id: loan }, { reason: '不再需要' });
  await manager.command('customer.close', closing, why);
  t.equal(
    await codeOf(zhang, 'loan.apply', { customerId: id, product: 'VILLAGE_CREDIT', ...TERMS }),
    'loan.customer_not_active',
  );
});
