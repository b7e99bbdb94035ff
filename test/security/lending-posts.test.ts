import { test } from 'tap';
import { newId } from '../../src/kernel/ids.ts';
import { type TestApp, testApp } from '../helpers/app.ts';
import { one, seat, setMatrix } from '../modules/credit-authority/board.ts';
import {
  bring,
  contract,
  drawAndCheck,
  EVIDENCE,
  enter,
  openLending,
  readLoan,
} from '../modules/loans/lending.ts';
import { personOf } from '../modules/staff/field.ts';

/** Two people decide, one after the other: a member, then the approver. */
async function decidedByTwo(app: TestApp) {
  await seat(app, { code: 'member', role: 'MEMBER' });
  const levels = [one('FIRST', 'MEMBER'), one('SECOND', 'LOAN_APPROVER')];
  await setMatrix(app, { code: 'TWO', rules: [{ code: 'ALL', levels }] });
}

const allow = (app: TestApp, role: string, permission: string) =>
  app.owner('update role set permissions = permissions || array[$2::text] where code = $1', [
    role,
    permission,
  ]);

test('no vote goes with showing the conditions met, or with the class later', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  await decidedByTwo(app);
  await allow(app, 'MEMBER', 'loan-condition.fulfil');
  await allow(app, 'MEMBER', 'class-review.propose');
  await allow(app, 'MEMBER', 'class-ground.record');
  const member = app.as('member');
  const loan = await bring(app, lending, { to: 'REVIEWED' });
  const conditions = ['追加配偶签字'];
  await member.command('loan.approve', { id: loan, opinion: '附条件同意', conditions });
  await app.as('loan.approver').command('loan.approve', { id: loan, opinion: '同意' });
  const fields = 'conditions(first: 5) { nodes { id } }';
  const [condition] = (await readLoan(app, loan, fields)).loan.conditions.nodes;
  const shown = { id: condition.id, evidenceSha256: EVIDENCE };
  t.match(await member.refused('loan-condition.fulfil', shown), {
    code: 'loan.separation_of_duties',
  });
  await lending.zhang.command('loan-condition.fulfil', shown);
  await contract(app, lending, loan);
  for (const state of ['DISBURSING', 'ACTIVE'] as const)
    await enter(app, lending, { loan, state, amount: '12000.00' });
  const lent = { code: 'class-review.not_independent' };
  const proof = { id: loan, evidenceSha256: EVIDENCE };
  const proposal = { ...proof, loanClass: 'LOSS', opinion: '损失' };
  t.match(await member.refused('loan.propose-class', proposal), lent);
  const ground = { ...proof, code: 'USE_CHANGED', since: '2026-03-02', explanation: '挪用' };
  t.match(await member.refused('loan.record-class-ground', ground), lent);
  app.clock.set('2026-03-03T02:00:00Z');
  const round = { asOf: '2026-03-02', areaCode: '429005' };
  t.match(await member.refused('class-round.open', round), lent);
});

test('whoever keeps out of an application does not explain its flags away', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const terms = { amount: '3000.00' };
  await bring(app, lending, { to: 'SUBMITTED', terms });
  const loan = await bring(app, lending, { to: 'INVESTIGATED', terms });
  const flags = (await readLoan(app, loan, 'flags(first: 5) { nodes { id } }')).loan.flags.nodes;
  t.ok(flags.length > 0);
  const reviewer = app.as('loan.reviewer');
  const tie = { customerId: lending.customer, ground: 'DEBT' };
  await reviewer.command('interest-declaration.make', tie);
  const answer = { id: loan, flagId: flags[0].id, outcome: 'EXPLAINED', answer: '无妨' };
  t.match(await reviewer.refused('loan.answer-flag', answer), { code: 'loan.recused' });
});

test('whoever is tied to a borrower grants no change, and the core takes none back', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const loan = await bring(app, lending, { to: 'ACTIVE' });
  const { loanChange: id } = await lending.zhang.command('loan-change.propose', {
    loanId: loan,
    kind: 'EXTENSION',
    ground: 'SEASON',
    months: 3,
    statement: '水稻晚熟',
    evidence: [EVIDENCE],
  });
  const manager = app.as('grid.manager');
  const tie = { customerId: lending.customer, ground: 'DEBT' };
  await manager.command('interest-declaration.make', tie);
  const decision = { id, opinion: '同意' };
  t.match(await manager.refused('loan-change.approve', decision), { code: 'loan.recused' });
  await app.as('loan.approver').command('loan-change.approve', decision);
  const facts = (await readLoan(app, loan, 'facts(first: 9) { nodes { id kind } }')).loan.facts;
  const extended = facts.nodes.find(({ kind }: { kind: string }) => kind === 'EXTENDED');
  const back = { id: loan, reference: 'BACK', occurredOn: '2026-03-02', factId: extended.id };
  const reason = { reason: '误报' };
  t.match(await app.as('core.banking').refused('loan.reverse-fact', back, reason), {
    code: 'loan.fact_not_reversible',
  });
});

test('a seat in one outlet is none for the loans of another', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  await seat(app, { code: 'member', role: 'MEMBER', limitYuan: 1 });
  const loan = await bring(app, lending, { to: 'REVIEWED' });
  await app.owner(
    `with away as (
       insert into outlet (institution_id, id, code, name, level, area_codes)
       select institution_id, $2, 'FAR', '远支行', level, '{11}' from outlet
       where institution_id = $1 and id = $3 returning id),
     head as (
       insert into role (institution_id, id, code, name_en, name_zh, permissions, scope_kind)
       values ($1, $2, 'HEAD', 'Head', '负责人', '{loan.approve,customer.read}', 'OUTLET')
       returning id)
     insert into appointment (institution_id, id, person_id, role_id, outlet_id, valid_from)
     select $1, $2, person.id, head.id, away.id, '2020-01-01' from person, head, away
     where person.institution_id = $1 and person.code = 'member'`,
    [app.world.bankId, newId(), app.world.outletId],
  );
  await setMatrix(app, { code: 'ONE', rules: [{ code: 'ALL', levels: [one('HEAD', 'HEAD')] }] });
  app.clock.set('2026-03-02T03:00:00Z');
  const vote = { id: loan, opinion: '同意' };
  t.match(await app.as('member').refused('loan.approve', vote), { code: 'loan.no_seat' });
  await app.owner(`update outlet set area_codes = '{429005}' where code = 'FAR'`);
  app.clock.set('2026-03-02T04:00:00Z');
  await app.as('member').command('loan.approve', vote);
});

test('what a role allows in one outlet takes no drawing back in another', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const loan = await bring(app, lending, { to: 'SIGNED' });
  await drawAndCheck(app, lending, { loan });
  const [bank, role, outlet] = [app.world.bankId, newId(), newId()];
  await app.owner(
    `insert into role (institution_id, id, code, name_en, name_zh, permissions, scope_kind)
     values ($1, $2, 'DRAWER', 'Drawer', '提款岗', '{loan.draw}', 'OUTLET')`,
    [bank, role],
  );
  await app.owner(
    `insert into outlet (institution_id, id, code, name, level, area_codes)
     select institution_id, $2, 'FAR', '远支行', level, '{11}' from outlet
     where institution_id = $1 and id = $3`,
    [bank, outlet, app.world.outletId],
  );
  await app.owner(
    `insert into appointment (institution_id, id, person_id, role_id, outlet_id, valid_from)
     values ($1, $2, $3, $4, $5, '2020-01-01')`,
    [bank, newId(), personOf(app, 'loan.reviewer').replace('person_', ''), role, outlet],
  );
  const reason = { reason: '撤回' };
  const reviewer = app.as('loan.reviewer');
  app.clock.set('2026-03-02T03:00:00Z');
  t.match(await reviewer.refused('loan.cancel-drawing', { id: loan }, reason), {
    code: 'loan.permission_required',
  });
  await lending.zhang.command('loan.cancel-drawing', { id: loan }, reason);
});
