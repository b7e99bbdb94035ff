import { test } from 'tap';
import { type TestApp, testApp } from '../helpers/app.ts';
import { one, seat, setMatrix } from '../modules/credit-authority/board.ts';
import {
  bring,
  EVIDENCE,
  enter,
  type Lending,
  openLending,
  readLoan,
  TERMS,
} from '../modules/loans/lending.ts';

const RECUSED = { code: 'loan.recused' };

const declare = (app: TestApp, who: string, { customer }: Lending) =>
  app.as(who).command('interest-declaration.make', { customerId: customer, ground: 'DEBT' });

test('whoever is tied to a borrower has no say in the class of the loan', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const loan = await bring(app, lending, { to: 'ACTIVE' });
  const proof = { id: loan, evidenceSha256: EVIDENCE };
  const officer = app.as('risk.officer');
  const manager = app.as('risk.manager');
  await declare(app, 'risk.officer', lending);
  const ground = { ...proof, code: 'USE_CHANGED', since: '2026-03-02', explanation: '挪用' };
  const proposal = { ...proof, loanClass: 'LOSS', opinion: '损失' };
  t.match(await officer.refused('loan.record-class-ground', ground), RECUSED);
  t.match(await officer.refused('loan.propose-class', proposal), RECUSED);
  app.clock.set('2026-03-03T02:00:00Z');
  const round = { asOf: '2026-03-02', areaCode: '429005' };
  t.match(await officer.refused('class-round.open', round), RECUSED);
  const ended = await app.owner(
    `update interest_declaration set valid_to = '2026-03-03', ended_by = $1 returning id`,
    [app.world.people.administrator],
  );
  t.equal(ended.length, 1);
  const { loanClassReview } = await officer.command('loan.propose-class', proposal);
  const { loanClassRound } = await officer.command('class-round.open', round);
  await declare(app, 'risk.manager', lending);
  const opinion = { opinion: '同意' };
  t.match(
    await manager.refused('class-review.determine', { id: loanClassReview, ...opinion }),
    RECUSED,
  );
  t.match(
    await manager.refused('class-round.determine', { id: loanClassRound, ...opinion }),
    RECUSED,
  );
});

test('nor shows its conditions fulfilled, checks it after the payment, or refuses its change', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const loan = await bring(app, lending, { to: 'REVIEWED' });
  const approver = app.as('loan.approver');
  const conditions = ['追加配偶签字'];
  await approver.command('loan.approve', { id: loan, opinion: '附条件同意', conditions });
  const fields = 'conditions(first: 5) { nodes { id } }';
  const [{ id }] = (await readLoan(app, loan, fields)).loan.conditions.nodes;
  await declare(app, 'li', lending);
  const shown = { id, evidenceSha256: EVIDENCE };
  t.match(await lending.li.refused('loan-condition.fulfil', shown), RECUSED);
  const { loanConditionAllowedActions: allowed } = await lending.li.query(
    `query ($id: ID!) { loanConditionAllowedActions(loanConditionId: $id) {
       allowedActions { action allowed reason { code } } } }`,
    { id },
  );
  t.match(allowed.allowedActions[0], { allowed: false, reason: RECUSED });
  await lending.zhang.command('loan-condition.fulfil', shown);
  for (const state of ['SIGNED', 'DISBURSING', 'ACTIVE'] as const) {
    await enter(app, lending, { loan, state, amount: TERMS.amount });
  }
  await app.as('administrator').command('loan-check.plan', {});
  const { loanChecks } = await app
    .as('auditor')
    .query('{ loanChecks(first: 1, order: DUE) { nodes { id } } }');
  const check = {
    id: loanChecks.nodes[0].id,
    way: 'PHONE',
    checkedOn: '2026-03-02',
    contact: 'REACHED',
    fundUse: 'AS_AGREED',
    conclusion: 'NORMAL',
  };
  t.match(await lending.li.refused('loan-check.record', check), RECUSED);
  const { loanChange } = await lending.zhang.command('loan-change.propose', {
    loanId: loan,
    kind: 'EXTENSION',
    ground: 'SEASON',
    months: 3,
    statement: '水稻晚熟',
    evidence: [EVIDENCE],
  });
  await declare(app, 'grid.manager', lending);
  const decision = { id: loanChange, opinion: '不同意' };
  t.match(await app.as('grid.manager').refused('loan-change.reject', decision), RECUSED);
});

test('who set the terms does not grant them, whatever role they have by then', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  await seat(app, { code: 'member', role: 'MEMBER' });
  await setMatrix(app, { code: 'ONE', rules: [{ code: 'ALL', levels: [one('ONE', 'MEMBER')] }] });
  const loan = await bring(app, lending, { to: 'DRAFT' });
  await lending.li.command('loan.revise', { id: loan, ...TERMS, amount: '13000.00' });
  for (const state of ['SUBMITTED', 'INVESTIGATED', 'REVIEWED'] as const) {
    await enter(app, lending, { loan, state, amount: '13000.00' });
  }
  // Nobody of the investigators: the step that counts is the revision alone.
  await app.owner(
    `update loan_step set person_id = $2 where action = 'REVISE' and loan_id in
       (select id from loan where institution_id = $1)`,
    [app.world.bankId, (await app.owner(`select id from person where code = 'member'`))[0]?.id],
  );
  const vote = { id: loan, opinion: '同意' };
  const member = app.as('member');
  t.match(await member.refused('loan.approve', vote), { code: 'loan.separation_of_duties' });
  await t.rejects(
    app.owner(
      `insert into loan_vote (institution_id, id, loan_id, deliberation_id, level, person_id, seat_of,
         roles, choice, opinion, voted_at)
       select d.institution_id, d.id, d.loan_id, d.id, 1, p.id, p.id, '{MEMBER}', 'FOR', 'x', now()
       from loan_deliberation d join person p on p.institution_id = d.institution_id
       where p.code = 'member'`,
    ),
    /has no vote on it/,
    'the database says so too',
  );
});
