import { test } from 'tap';
import { type TestApp, testApp } from '../../helpers/app.ts';
import { testWorker } from '../../helpers/worker.ts';
import { board, seat, setMatrix } from '../credit-authority/board.ts';
import { bring, contract, EVIDENCE, keyOf, openLending, readLoan, SEEN } from './lending.ts';

const CONDITIONS = `id number text fulfilledBy { code } evidenceSha256`;

async function conditionsOf(app: TestApp, loan: string) {
  const { loan: found } = await readLoan(
    app,
    loan,
    `status conditions(first: 20) { nodes { ${CONDITIONS} } }`,
  );
  return found.conditions.nodes;
}

test('what an approval asks for is shown with evidence before anything is paid out', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const { zhang } = lending;
  const loan = await bring(app, lending, { to: 'REVIEWED' });
  const conditions = ['办妥农机具抵押登记', '追加配偶签字'];
  const approver = app.as('loan.approver');
  await approver.command('loan.approve', { id: loan, opinion: '附条件同意', conditions });
  const [first, second] = await conditionsOf(app, loan);
  t.match([first, second], [{ number: 1, text: conditions[0] }, { number: 2 }]);
  const shown = (id: string) => ({ id, evidenceSha256: EVIDENCE, note: '见影像' });
  t.match(await approver.refused('loan-condition.fulfil', shown(first.id)), { status: 403 });
  await contract(app, lending, loan);
  await zhang.command('loan.draw', { id: loan });
  const disburser = app.as('loan.disburser');
  t.match(await disburser.refused('loan.check', { id: loan, ...SEEN }), {
    code: 'loan.conditions_open',
    details: { count: 2 },
  });
  await zhang.command('loan-condition.fulfil', shown(first.id));
  t.match(await zhang.refused('loan-condition.fulfil', shown(first.id)), {
    code: 'loan.condition_settled',
  });
  await zhang.command('loan-condition.fulfil', shown(second.id));
  await disburser.command('loan-condition.reopen', { id: second.id }, { reason: '影像不清' });
  t.match(await disburser.refused('loan-condition.reopen', { id: second.id }, { reason: '同上' }), {
    code: 'loan.condition_open',
  });
  t.match(await disburser.refused('loan.check', { id: loan, ...SEEN }), {
    code: 'loan.conditions_open',
    details: { count: 1 },
  });
  const may = async (who: string) => {
    const { loanConditionAllowedActions } = await app.as(who).query(
      `query ($id: ID!) { loanConditionAllowedActions(loanConditionId: $id) {
         allowedActions { action allowed reason { code } } } }`,
      { id: second.id },
    );
    return loanConditionAllowedActions.allowedActions.map(
      (each: { allowed: boolean; reason: { code: string } | null }) =>
        each.allowed || each.reason?.code,
    );
  };
  t.same(await may('zhang'), [true, 'auth.forbidden']);
  t.same(await may('loan.disburser'), ['auth.forbidden', 'loan.condition_open']);
  const forced = app.owner(
    `update loan set status = 'DISBURSING', instruction = 'X', instructed_on = '2026-03-02',
       disburser_id = (select id from person where code = 'loan.disburser'
         and institution_id = loan.institution_id) where id = $1`,
    [keyOf(loan)],
  );
  await t.rejects(forced, { message: /conditions that are not met/ }, 'the database holds it too');
  await zhang.command('loan-condition.fulfil', shown(second.id));
  await disburser.command('loan.check', { id: loan, ...SEEN });
  await disburser.command('loan.instruct', { id: loan });
});

test('conditions come with votes for it, and count when those carried it', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  for (const code of ['m1', 'm2', 'm3']) await seat(app, { code, role: 'MEMBER' });
  await seat(app, { code: 'chair', role: 'CHAIR' });
  const levels = [board({ seats: 3, votesFor: 2, quorum: 2, vetoRoles: [] })];
  await setMatrix(app, { code: 'M1', rules: [{ code: 'ALL', levels }] });
  const loan = await bring(app, lending, { to: 'REVIEWED' });
  const vote = { id: loan, opinion: '可', conditions: ['提供购销合同'] };
  t.match(await app.as('m1').refused('loan.vote', { ...vote, choice: 'AGAINST' }), {
    code: 'loan.conditions_without_assent',
    path: ['conditions'],
  });
  const many = Array.from({ length: 21 }, (_, index) => `条件${index}`);
  t.match(await app.as('m1').refused('loan.vote', { ...vote, choice: 'FOR', conditions: many }), {
    code: 'input.invalid',
  });
  await app.as('m1').command('loan.vote', { ...vote, choice: 'FOR' });
  const [early] = await conditionsOf(app, loan);
  const shown = { id: early.id, evidenceSha256: EVIDENCE };
  t.match(await lending.zhang.refused('loan-condition.fulfil', shown), {
    code: 'loan.condition_void',
  });
  await app.as('m2').command('loan.vote', { ...vote, conditions: [], choice: 'FOR' });
  await lending.zhang.command('loan-condition.fulfil', shown);
});

test('an approval runs out in working days, and then is decided anew', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const { zhang } = lending;
  const loan = await bring(app, lending, { to: 'APPROVED' });
  const { loan: approved } = await readLoan(app, loan, 'approvalExpiresOn stepDueOn');
  t.same(approved, { approvalExpiresOn: '2026-04-14', stepDueOn: '2026-03-16' });
  const worker = testWorker(t, app);
  app.clock.set('2026-04-14T02:00:00Z');
  await worker.run('loan.lapse-approvals');
  t.match((await readLoan(app, loan, 'status')).loan, { status: 'APPROVED' }, 'the last day');
  app.clock.set('2026-04-15T02:00:00Z');
  await zhang.command('loan.disclose-cost', { id: loan, channel: 'ON_SITE' });
  await zhang.command('loan.confirm-cost', { id: loan, evidenceSha256: EVIDENCE });
  const signing = {
    method: 'FACE_TO_FACE',
    signedAt: app.clock.now().toISOString(),
    evidenceSha256: EVIDENCE,
  };
  t.match(await zhang.refused('loan.sign', { id: loan, ...signing }), {
    code: 'loan.approval_expired',
    details: { expiresOn: '2026-04-14' },
  });
  await app.as('administrator').command('calendar.announce', {
    title: '临时放假',
    legalBasis: '通知',
    daysOff: ['2026-04-14'],
    makeUpDays: [],
  });
  await worker.run('loan.lapse-approvals');
  t.match(
    (await readLoan(app, loan, 'status approvalExpiresOn')).loan,
    { status: 'APPROVED', approvalExpiresOn: '2026-04-15' },
    'a holiday announced meanwhile moves it',
  );
  app.clock.set('2026-04-16T02:00:00Z');
  await worker.run('loan.lapse-approvals');
  const { loan: lapsed } = await readLoan(
    app,
    loan,
    `status round approver { code } approvedOn costStatus
     steps(last: 1, order: NUMBER) { nodes { action duty person { code } } }`,
  );
  t.match(lapsed, {
    status: 'RETURNED',
    round: 2,
    approver: null,
    approvedOn: null,
    costStatus: null,
    steps: { nodes: [{ action: 'LAPSE', duty: null, person: { code: 'system.jobs' } }] },
  });
  await worker.run('loan.lapse-approvals');
  await zhang.command('loan.submit', { id: loan });
});

test('a late step is told further up the later it is, and no more once it is taken', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const loan = await bring(app, lending, { to: 'INVESTIGATED' });
  t.match((await readLoan(app, loan, 'stepDueOn')).loan, { stepDueOn: '2026-03-05' });
  const worker = testWorker(t, app);
  const told = async () => {
    const { loanEscalations } = await app.as('auditor').query(
      `{ loanEscalations(first: 20, filter: { status: [OPEN] }, order: NEWEST) { nodes {
         tier toRole loanStatus dueOn escalatedOn loan { code } } } }`,
    );
    return loanEscalations.nodes;
  };
  const on = async (day: string) => {
    app.clock.set(`${day}T02:00:00Z`);
    await worker.run('loan.escalate-due');
    return (await told()).map(({ tier }: { tier: number }) => tier).sort();
  };
  t.same(await on('2026-03-05'), [], 'the last day is not late');
  t.same(await on('2026-03-06'), [1]);
  t.same(await on('2026-03-08'), [1], 'a weekend makes nothing later');
  t.same(await on('2026-03-12'), [1, 2, 3]);
  t.match((await told())[0], { loanStatus: 'INVESTIGATED', dueOn: '2026-03-05' });
  const { loanEscalations: managers } = await app
    .as('auditor')
    .query(`{ loanEscalations(first: 20, filter: { toRole: "GRID_MANAGER" }) { nodes { tier } } }`);
  t.same(managers.nodes, [{ tier: 1 }]);
  await app.as('loan.reviewer').command('loan.review', { id: loan, opinion: '可' });
  t.same(await told(), []);
  t.match((await readLoan(app, loan, 'stepDueOn')).loan, { stepDueOn: '2026-03-17' });
  const [{ told: facts } = { told: 0 }] = await app.owner<{ told: number }>(
    `select count(*)::int as told from journal_entry
     where convert_from(leaf, 'UTF8')::jsonb ->> 'act' = 'loan.step-overdue'`,
  );
  t.equal(facts, 3, 'nobody is told twice');
});
