import { test } from 'tap';
import { type TestApp, testApp } from '../../helpers/app.ts';
import { board, one, seat, setMatrix } from '../credit-authority/board.ts';
import { bring, keyOf, type Lending, openLending, readLoan } from './lending.ts';

const MEMBERS = ['m1', 'm2', 'm3', 'm4', 'm5'];
const CHAIR = 'chair';

/** A committee above the manager, and a loan that waits before the manager. */
async function convene(app: TestApp): Promise<{ lending: Lending; loan: string }> {
  const lending = await openLending(app);
  for (const code of MEMBERS) await seat(app, { code, role: 'MEMBER' });
  await seat(app, { code: CHAIR, role: 'CHAIR', limitYuan: 10 });
  await setMatrix(app, {
    code: 'M1',
    rules: [{ code: 'ALL', levels: [one('MANAGER', 'GRID_MANAGER'), board()] }],
  });
  const loan = await bring(app, lending, { to: 'REVIEWED' });
  return { lending, loan };
}

const statusOf = async (app: TestApp, loan: string) =>
  (await readLoan(app, loan, 'status')).loan.status;

const voterOf =
  (app: TestApp, loan: string) =>
  (who: string, choice: string, more: object = {}) =>
    app.as(who).command('loan.vote', { id: loan, choice, opinion: '已审阅', ...more });

const ALLOWED = `query ($id: ID!) { loanAllowedActions(loanId: $id) {
  allowedActions { action allowed reason { code } } dueOn openConditions
  next { action duty roles votes votesFor level { code seats } } } }`;

async function codesFor(app: TestApp, who: string, loan: string) {
  const { loanAllowedActions } = await app.as(who).query(ALLOWED, { id: loan });
  const entries = loanAllowedActions.allowedActions.map(
    (each: { action: string; allowed: boolean; reason: { code: string } | null }) => [
      each.action,
      each.allowed || each.reason?.code,
    ],
  );
  return { ...loanAllowedActions, codes: Object.fromEntries(entries) };
}

test('level by level, by votes, with a quorum and a veto', async (t) => {
  const app = await testApp(t);
  const { loan } = await convene(app);
  const opinion = { id: loan, opinion: '同意' };
  t.match(await app.as('loan.approver').refused('loan.approve', opinion), { code: 'loan.no_seat' });
  t.match(await app.as('m1').refused('loan.vote', { ...opinion, choice: 'FOR' }), {
    code: 'loan.level_single',
  });
  t.match((await codesFor(app, 'grid.manager', loan)).next, [
    {
      action: 'loan.approve',
      duty: 'APPROVAL',
      roles: ['GRID_MANAGER'],
      level: { code: 'MANAGER' },
    },
  ]);
  await app.as('grid.manager').command('loan.approve', opinion);
  t.equal(await statusOf(app, loan), 'REVIEWED', 'one level up');
  t.match(await app.as('m1').refused('loan.approve', opinion), { code: 'loan.level_votes' });
  t.match(await app.as('m1').refused('loan.reject', { id: loan }, { reason: '否' }), {
    code: 'loan.level_votes',
  });
  t.match(await app.as('grid.manager').refused('loan.vote', { ...opinion, choice: 'FOR' }), {
    code: 'loan.no_seat',
  });
  const vote = voterOf(app, loan);
  await vote('m1', 'FOR');
  await vote('m2', 'FOR');
  await vote('m3', 'FOR');
  t.match(await app.as('m1').refused('loan.vote', { ...opinion, choice: 'AGAINST' }), {
    code: 'loan.voted_already',
  });
  await vote('m4', 'ABSTAIN');
  t.equal(await statusOf(app, loan), 'REVIEWED', 'the chair has not been heard');
  t.match((await codesFor(app, 'm5', loan)).codes, {
    'loan.vote': 'loan.seat_kept',
    'loan.approve': 'loan.level_votes',
    'loan.return': true,
  });
  const { codes, next } = await codesFor(app, CHAIR, loan);
  t.match(codes, { 'loan.vote': true });
  t.match(next, [{ action: 'loan.vote', roles: ['CHAIR', 'MEMBER'], votes: 4, votesFor: 3 }]);
  await vote(CHAIR, 'FOR');
  const { loan: decided } = await readLoan(
    app,
    loan,
    `status approver { code } approvedOn approvalExpiresOn deliberations(first: 5) { nodes {
       status level matrixCode ruleCode outletLevel levels { code }
       votes(first: 9) { nodes { level choice person { code } roles } } } }`,
  );
  t.match(decided, {
    status: 'APPROVED',
    approver: { code: CHAIR },
    approvedOn: '2026-03-02',
    approvalExpiresOn: '2026-04-14',
    deliberations: {
      nodes: [{ status: 'APPROVED', level: 2, ruleCode: 'ALL', outletLevel: 'HEAD_OFFICE' }],
    },
  });
  t.equal(decided.deliberations.nodes[0].votes.nodes.length, 6);
});

test('a veto ends it, and so does what cannot be carried any more', async (t) => {
  const app = await testApp(t);
  const { lending, loan: first } = await convene(app);
  const second = await bring(app, lending, { to: 'REVIEWED', terms: { amount: '1000.00' } });
  for (const loan of [first, second]) {
    await app.as('grid.manager').command('loan.approve', { id: loan, opinion: '同意' });
  }
  await voterOf(app, first)('m1', 'FOR');
  await voterOf(app, first)(CHAIR, 'AGAINST');
  t.equal(await statusOf(app, first), 'REJECTED');
  for (const who of ['m1', 'm2', 'm3']) await voterOf(app, second)(who, 'AGAINST');
  t.equal(await statusOf(app, second), 'REJECTED');
  t.match(await app.as('m4').refused('loan.vote', { id: second, choice: 'FOR', opinion: '晚' }), {
    code: 'loan.illegal_transition',
  });
});

test('another matrix begins the deliberation anew, and votes under the old one count no more', async (t) => {
  const app = await testApp(t);
  const { loan } = await convene(app);
  await app.as('grid.manager').command('loan.approve', { id: loan, opinion: '同意' });
  for (const who of ['m1', 'm2']) await voterOf(app, loan)(who, 'FOR');
  const rules = [
    { code: 'ALL', levels: [board({ seats: 3, votesFor: 2, quorum: 2, vetoRoles: [] })] },
  ];
  await setMatrix(app, { code: 'M2', validFrom: '2026-03-03', rules });
  app.clock.set('2026-03-03T02:00:00Z');
  t.match((await codesFor(app, 'm3', loan)).next, [{ action: 'loan.vote', votes: 0 }]);
  await voterOf(app, loan)('m1', 'FOR');
  t.equal(await statusOf(app, loan), 'REVIEWED', 'two of before are not two of now');
  await voterOf(app, loan)('m3', 'FOR');
  const { loan: decided } = await readLoan(
    app,
    loan,
    'status deliberations(first: 9, order: OPENED) { nodes { status matrixCode } }',
  );
  t.match(decided, {
    status: 'APPROVED',
    deliberations: {
      nodes: [
        { status: 'SUPERSEDED', matrixCode: 'M1' },
        { status: 'APPROVED', matrixCode: 'M2' },
      ],
    },
  });
});

test('sent back, a loan is decided anew from the first level', async (t) => {
  const app = await testApp(t);
  const { lending, loan } = await convene(app);
  await app.as('grid.manager').command('loan.approve', { id: loan, opinion: '同意' });
  await voterOf(app, loan)('m1', 'FOR');
  await app.as('m2').command('loan.return', { id: loan }, { reason: '补充担保' });
  t.equal(await statusOf(app, loan), 'RETURNED');
  await lending.zhang.command('loan.withdraw', { id: loan }, { reason: '放弃' });
  const again = await bring(app, lending, { to: 'REVIEWED' });
  t.match((await codesFor(app, 'grid.manager', again)).codes, { 'loan.approve': true });
  await app.as('grid.manager').command('loan.reject', { id: again }, { reason: '用途不实' });
  t.equal(await statusOf(app, again), 'REJECTED');
  const ended = await app.owner(
    'select status, round from loan_deliberation order by opened_at, id',
  );
  t.match(ended, [{ status: 'RETURNED' }, { status: 'REJECTED' }]);
});

test('where no rule fits nobody decides, and the reviewer learns it', async (t) => {
  const app = await testApp(t);
  const { lending } = await convene(app);
  const rules = [{ code: 'TINY', upTo: '5', levels: [one('MANAGER', 'GRID_MANAGER')] }];
  const late = await bring(app, lending, { to: 'REVIEWED', terms: { amount: '1000.00' } });
  const early = await bring(app, lending, { to: 'INVESTIGATED', terms: { amount: '2000.00' } });
  await setMatrix(app, { code: 'M2', validFrom: '2026-03-03', rules });
  app.clock.set('2026-03-03T02:00:00Z');
  const opinion = { id: early, opinion: '可' };
  t.match(await app.as('loan.reviewer').refused('loan.review', opinion), {
    code: 'loan.no_authority',
  });
  t.match(await app.as('grid.manager').refused('loan.approve', { id: late, opinion: '可' }), {
    code: 'loan.no_authority',
  });
  await app.as('grid.manager').command('loan.return', { id: late }, { reason: '无权限' });
});

test('a delegate votes in another’s seat, once, and not for whoever keeps out', async (t) => {
  const app = await testApp(t);
  const { lending, loan } = await convene(app);
  await seat(app, { code: 'deputy', role: 'DEPUTY' });
  const [{ id: deputy } = { id: '' }] = await app.owner<{ id: string }>(
    `select id from person where code = 'deputy'`,
  );
  await app.as('grid.manager').command('loan.approve', { id: loan, opinion: '同意' });
  const opinion = { id: loan, choice: 'FOR', opinion: '代' };
  t.match(await app.as('deputy').refused('loan.vote', opinion), { code: 'loan.no_seat' });
  await app.as(CHAIR).command('authority-delegation.grant', {
    toPersonId: `person_${deputy}`,
    role: 'CHAIR',
    document: 'Q-1',
    validFrom: '2026-03-02',
    validTo: '2026-03-05',
  });
  for (const who of ['m1', 'm2', 'm3']) await voterOf(app, loan)(who, 'FOR');
  await app.as('deputy').command('loan.vote', opinion);
  const votes = await app.owner(
    `select p.code as person, s.code as seat, v.roles, v.delegation_id is not null as lent
     from loan_vote v join person p on p.id = v.person_id join person s on s.id = v.seat_of
     where p.code = 'deputy'`,
  );
  t.same(votes, [{ person: 'deputy', seat: CHAIR, roles: ['CHAIR'], lent: true }]);
  t.equal(await statusOf(app, loan), 'APPROVED');

  const second = await bring(app, lending, { to: 'REVIEWED', terms: { amount: '1000.00' } });
  await app.as('grid.manager').command('loan.approve', { id: second, opinion: '同意' });
  await voterOf(app, second)(CHAIR, 'FOR');
  t.match(await app.as('deputy').refused('loan.vote', { ...opinion, id: second }), {
    code: 'loan.voted_already',
  });
  app.clock.set('2026-03-05T02:00:00Z');
  t.match(await app.as('deputy').refused('loan.vote', { ...opinion, id: second }), {
    code: 'loan.no_seat',
  });
  const third = await bring(app, lending, { to: 'REVIEWED', terms: { amount: '1000.00' } });
  app.clock.set('2026-03-04T02:00:00Z');
  await app.as('grid.manager').command('loan.approve', { id: third, opinion: '同意' });
  await app.as(CHAIR).command('interest-declaration.make', {
    customerId: lending.customer,
    ground: 'BUSINESS',
  });
  t.match(await app.as(CHAIR).refused('loan.vote', { ...opinion, id: third }), {
    code: 'loan.recused',
  });
  t.match(await app.as('deputy').refused('loan.vote', { ...opinion, id: third }), {
    code: 'loan.no_seat',
  });
});

test('the database holds votes to the rules by itself', async (t) => {
  const app = await testApp(t);
  const { loan } = await convene(app);
  const key = keyOf(loan);
  const approve = `update loan set status = 'APPROVED', approved_on = '2026-03-02',
    approval_expires_on = '2026-04-13',
    approver_id = (select id from person where code = 'm5') where id = $1`;
  await t.rejects(app.owner(approve, [key]), { message: /not carried at every level/ });
  await app.owner(`update loan_deliberation set status = 'APPROVED', closed_at = now()`);
  await t.rejects(app.owner(approve, [key]), { message: /not carried at every level/ });
  const vote = (person: string, seatOf = person, level = 1) =>
    app.owner(
      `insert into loan_vote (institution_id, id, loan_id, deliberation_id, level, person_id, seat_of,
         delegation_id, roles, choice, opinion, voted_at)
       select d.institution_id, gen_random_uuid(), d.loan_id, d.id, $3, p.id, s.id, null, '{}', 'FOR',
         '-', now()
       from loan_deliberation d join person p on p.code = $1 and p.institution_id = d.institution_id
       join person s on s.code = $2 and s.institution_id = d.institution_id`,
      [person, seatOf, level],
    );
  for (const who of ['zhang', 'li', 'loan.reviewer']) {
    await t.rejects(vote(who), { message: /has no vote on it/ }, who);
  }
  await t.rejects(vote('m1', 'm2'), { message: /loan_vote_delegation_check/ });
  await vote('m1');
  await t.rejects(vote('m1', 'm1', 2), { message: /loan_vote_person_id_key/ });
  for (const who of ['m2', 'm3']) await vote(who, who, 2);
  await t.rejects(app.owner(approve, [key]), { message: /not carried/ }, 'two of three');
  await vote('m4', 'm4', 2);
  await app.owner(approve, [key]);
  const [rights] = await app.owner(
    `select has_table_privilege('jingtian_api', 'loan_vote', 'update') as changes`,
  );
  t.same(rights, { changes: false });
});

test('a seat that was taken back is voted in no more, from that moment', async (t) => {
  const app = await testApp(t);
  const { loan } = await convene(app);
  const deputy = await seat(app, { code: 'deputy', role: 'DEPUTY' });
  await app.as('grid.manager').command('loan.approve', { id: loan, opinion: '同意' });
  const letter = { toPersonId: deputy, role: 'CHAIR', document: 'Q-2', validFrom: '2026-03-02' };
  const { delegation } = await app
    .as(CHAIR)
    .command('authority-delegation.grant', { ...letter, validTo: '2026-03-09' });
  t.match((await codesFor(app, 'deputy', loan)).codes, { 'loan.vote': true });
  const revoke = { id: delegation };
  await app.as(CHAIR).command('authority-delegation.revoke', revoke, { reason: '已返岗' });
  t.match((await codesFor(app, 'deputy', loan)).codes, { 'loan.vote': 'loan.no_seat' });
  const vote = { id: loan, choice: 'FOR', opinion: '代' };
  t.match(await app.as('deputy').refused('loan.vote', vote), { code: 'loan.no_seat' });
  await voterOf(app, loan)(CHAIR, 'FOR');
});
