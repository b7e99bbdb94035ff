import { type Test, test } from 'tap';
import { testApp } from '../../helpers/app.ts';
import { HEAD, SPOUSE } from '../customers/households.ts';
import { registerAnswered } from '../profiles/answered.ts';
import { personOf } from '../staff/field.ts';
import {
  ANSWERS,
  application,
  bring,
  FINDINGS,
  FORM_FINDINGS,
  openLending,
  registerHousehold,
  TERMS,
} from './lending.ts';

const RECUSED = { code: 'loan.recused', status: 403 };

/** A reviewer whose mother's household borrows; where the key of digests turns between, as well. */
async function relatives(t: Test, { turning }: { turning: boolean }): Promise<void> {
  const app = await testApp(t);
  const lending = await openLending(app);
  const { zhang, grid } = lending;
  const household = (more: object) =>
    registerAnswered(zhang, { kind: 'HOUSEHOLD', name: '某某', gridId: grid, ...more });
  const parents = await household({});
  const son = { id: parents, relationship: 'SON', name: '某子', idNumber: SPOUSE };
  const { member } = await zhang.command('customer.add-member', son);
  await app
    .as('grid.manager')
    .command('customer.remove-member', { id: parents, memberId: member }, { reason: '分户' });
  if (turning) await app.as('administrator').command('key.rotate', { kind: 'DIGEST' });
  const own = await household({ idNumber: SPOUSE });
  const stranger = await household({ idNumber: HEAD });
  await app.as('administrator').command('interest-declaration.make', {
    customerId: own,
    ground: 'SAME_HOUSEHOLD',
    personId: personOf(app, 'loan.reviewer'),
  });
  const review = { opinion: '可' };
  const related = await bring(app, lending, { to: 'INVESTIGATED', customer: parents });
  const reviewer = app.as('loan.reviewer');
  t.match(await reviewer.refused('loan.review', { id: related, ...review }), RECUSED);
  const home = await bring(app, lending, { to: 'INVESTIGATED', customer: own });
  t.match(await reviewer.refused('loan.review', { id: home, ...review }), RECUSED);
  const other = await bring(app, lending, { to: 'INVESTIGATED', customer: stranger });
  await reviewer.command('loan.review', { id: other, ...review });
}

test('relatives are found by the household somebody declared as their own', (t) =>
  relatives(t, { turning: false }));

test('also while the key of digests turns over', (t) => relatives(t, { turning: true }));

test('whoever declares a tie takes no further step, and what they may do says so', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const { zhang, li, customer } = lending;
  const loan = await bring(app, lending, { to: 'SUBMITTED' });
  const tie = { customerId: customer, ground: 'DEBT' };
  const { declaration } = await zhang.command('interest-declaration.make', tie);
  t.match(await zhang.refused('loan.investigate', { id: loan, ...FINDINGS }), RECUSED);
  t.match(await zhang.refused('loan.return', { id: loan }, { reason: '退回' }), RECUSED);
  const { loanAllowedActions } = await zhang.query(
    `query ($id: ID!) { loanAllowedActions(loanId: $id) {
       allowedActions { action reason { code } } next { action duty roles } } }`,
    { id: loan },
  );
  const investigate = loanAllowedActions.allowedActions.find(
    (each: { action: string }) => each.action === 'loan.investigate',
  );
  t.match(investigate, { reason: { code: 'loan.recused' } });
  t.match(loanAllowedActions.next, [
    { action: 'loan.investigate', duty: 'INVESTIGATION', roles: ['GRID_MANAGER', 'GRID_OFFICER'] },
  ]);
  await li.command('loan.investigate', { id: loan, ...FINDINGS });
  const ended = { id: declaration };
  await app.as('administrator').command('interest-declaration.end', ended, { reason: '债务已清' });
  await zhang.command('loan.investigate', { id: loan, ...FINDINGS });
});

test('a tie to a guarantor is a tie to the loan', async (t) => {
  const app = await testApp(t);
  const { zhang, li, customer, grid } = await openLending(app);
  const guarantor = await registerHousehold(zhang, grid);
  const asked = { ...application(customer), product: 'FARM_PRODUCTION' };
  const { loan } = await zhang.command('loan.apply', asked);
  const stands = { kind: 'GUARANTEE', amount: TERMS.amount, guarantorId: guarantor };
  await zhang.command('loan.offer-guarantee', { id: loan, ...stands });
  const papers = ['IDENTITY_CARD', 'CREDIT_REPORT_CONSENT', 'GUARANTOR_STATEMENT'];
  for (const [index, kind] of papers.entries()) {
    const sha256 = String(index).repeat(64);
    await zhang.command('loan.receive-document', { id: loan, kind, sha256 });
  }
  await zhang.command('loan.submit', { id: loan });
  await zhang.command('interest-declaration.make', { customerId: guarantor, ground: 'BUSINESS' });
  const guaranteed = { ...ANSWERS, GUARANTOR_WILLING: true, GUARANTOR_INCOME: '30000.00' };
  const signed = { id: loan, ...FORM_FINDINGS, findings: guaranteed };
  t.match(await zhang.refused('loan.investigate', signed), RECUSED);
  await li.command('loan.investigate', signed);
});
