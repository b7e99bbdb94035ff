import { test } from 'tap';
import { testApp } from '../../helpers/app.ts';
import { application, bring, drawAndCheck, openLending } from '../loans/lending.ts';
import { grant } from './granted.ts';

const why = { reason: '涉诉' };

test('what was granted limits what may be lent, and a stopped line lends nothing', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const id = await grant(app, lending.customerKey, 20_000);
  const manager = app.as('grid.manager');
  const apply = (amount: string) =>
    lending.zhang.refused('loan.apply', application(lending.customer, { amount }));
  t.match(await apply('20000.01'), {
    code: 'loan.over_credit_line',
    details: { limit: '20000.00' },
  });
  const loan = await bring(app, lending, { to: 'SIGNED' });
  await drawAndCheck(app, lending, { loan });

  await manager.command('credit-line.suspend', { id, trigger: 'DISPUTE' }, why);
  t.match(await apply('1000.00'), { code: 'loan.line_suspended' });
  const disburser = app.as('loan.disburser');
  t.match(
    await disburser.refused('loan.instruct', { id: loan }),
    { code: 'loan.line_suspended' },
    'not even what was approved before',
  );
  await app.as('loan.reviewer').command('credit-line.resume', { id }, why);
  await disburser.command('loan.instruct', { id: loan });

  await manager.command('credit-line.reduce', { id, amount: '15000.00' }, why);
  t.match(await apply('3000.01'), {
    code: 'loan.over_credit_line',
    details: { limit: '15000.00', committed: '12000.00', available: '3000.00' },
  });
  const { loanExposure } = await lending.zhang.query(
    'query ($id: ID!) { loanExposure(customerId: $id) { creditLine available } }',
    { id: lending.customer },
  );
  t.same(loanExposure, { creditLine: '15000.00', available: '3000.00' });
});

test('a line for some products is drawn by no other', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const { zhang, customer } = lending;
  await grant(app, lending.customerKey, 20_000);
  const holds = (products: string[]) =>
    app.owner('update credit_line set products = $1', [products]);
  const apply = () => zhang.refused('loan.apply', application(customer));
  const outside = { code: 'loan.product_outside_line', path: ['product'] };
  await holds(['FARM_MACHINES']);
  t.match(await apply(), { ...outside, details: { products: ['FARM_MACHINES'] } });
  await holds(['FARM_MACHINES', 'VILLAGE_CREDIT']);
  const { loan } = await zhang.command('loan.apply', application(customer));
  await holds(['FARM_MACHINES']);
  const { product: _, customerId: __, ...terms } = application(customer);
  t.match(await zhang.refused('loan.revise', { id: loan, ...terms }), outside);
  t.match(await zhang.refused('loan.submit', { id: loan }), outside);
  await holds([]);
  const approved = await bring(app, lending, { to: 'SIGNED' });
  await drawAndCheck(app, lending, { loan: approved });
  await holds(['FARM_MACHINES']);
  const disburser = app.as('loan.disburser');
  t.match(await disburser.refused('loan.instruct', { id: approved }), outside);
  await holds(['VILLAGE_CREDIT']);
  await disburser.command('loan.instruct', { id: approved });
});

const ALLOWED = `query ($id: ID!) { creditLineAllowedActions(creditLineId: $id) {
  creditLine { id } allowedActions { action allowed reason { code zh } } } }`;

test('the server says what may be done with a line, and that is how it is', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const id = await grant(app, lending.customerKey, 20_000);
  const people = ['grid.manager', 'loan.reviewer', 'zhang'];
  const inputs: Record<string, object> = {
    'credit-line.suspend': { trigger: 'OTHER' },
    'credit-line.resume': {},
    'credit-line.reduce': { amount: '1.00' },
    'credit-line.close': {},
  };
  const compare = async () => {
    for (const person of people) {
      const who = app.as(person);
      const { allowedActions } = (await who.query(ALLOWED, { id })).creditLineAllowedActions;
      for (const { action, allowed, reason } of allowedActions) {
        const input = inputs[action];
        if (!input || allowed) continue;
        t.match(await who.refused(action, { id, ...input }, why), { code: reason.code }, person);
      }
    }
  };
  const allowedTo = async (person: string) => {
    const found = (await app.as(person).query(ALLOWED, { id })).creditLineAllowedActions;
    return found.allowedActions
      .filter(({ allowed }: { allowed: boolean }) => allowed)
      .map(({ action }: { action: string }) => action.replace('credit-line.', ''));
  };
  const manager = app.as('grid.manager');
  t.same(await allowedTo('zhang'), []);
  t.same(await allowedTo('grid.manager'), ['suspend', 'reduce', 'review', 'close']);
  await compare();
  await manager.command('credit-line.suspend', { id, trigger: 'OTHER' }, why);
  t.same(await allowedTo('grid.manager'), ['reduce', 'close']);
  t.same(await allowedTo('loan.reviewer'), ['resume', 'reduce', 'close']);
  await compare();
  await manager.command('credit-line.close', { id }, why);
  t.same(await allowedTo('loan.reviewer'), []);
  await compare();
});
