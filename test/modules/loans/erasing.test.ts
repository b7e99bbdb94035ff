import { test } from 'tap';
import { testApp } from '../../helpers/app.ts';
import {
  answerFlags,
  application,
  askErasure,
  bring,
  openLending,
  registerHousehold,
} from './lending.ts';

test('words of an application go with its borrower; who still stands for a loan stays known', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const { zhang, customer, grid } = lending;
  const guarantorId = await registerHousehold(zhang, grid);
  const farm = { product: 'FARM_PRODUCTION' };
  const { loan } = await zhang.command('loan.apply', application(customer, farm));
  await zhang.command('loan.offer-guarantee', {
    id: loan,
    kind: 'PLEDGE',
    amount: '1000.00',
    collateralKind: 'DEPOSIT',
    titleReference: 'D-1',
    value: '5000.00',
    valuedOn: '2026-03-01',
  });
  const stands = { id: loan, kind: 'GUARANTEE', amount: '1000.00', guarantorId };
  await zhang.command('loan.offer-guarantee', stands);
  await bring(app, lending, { to: 'SUBMITTED' });
  const second = await bring(app, lending, { to: 'INVESTIGATED' });
  await answerFlags(app, second);
  const bank = app.as('administrator');
  t.match(await bank.refused('approval.approve', await askErasure(app, guarantorId)), {
    code: 'privacy.contract_in_force',
  });
  const open = await app.owner<{ id: string }>(`select id from loan`);
  for (const { id } of open) {
    await zhang.command('loan.withdraw', { id: `loan_${id}` }, { reason: '客户放弃' });
  }
  await bank.command('approval.approve', await askErasure(app, customer));
  t.same(await app.owner('select distinct answer from loan_flag'), [{ answer: '已删除' }]);
  const titles = await app.owner<{ title_reference: string | null }>(
    'select title_reference from loan_guarantee order by title_reference',
  );
  t.match(titles, [{ title_reference: /^ERASED-[0-9A-F]{12}$/ }, { title_reference: null }]);
});
