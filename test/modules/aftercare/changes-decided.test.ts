import { test } from 'tap';
import { testApp } from '../../helpers/app.ts';
import { board, one, SECOND, sendMatrix, setMatrix } from '../credit-authority/board.ts';
import { keyOf, readLoan } from '../loans/lending.ts';
import {
  CHAIR,
  convene,
  EXTENSION,
  personWith,
  propose,
  RULES,
  toldOf,
  voterOn,
  WRITE_OFF,
} from './board-changes.ts';

const OPINION = { opinion: '同意' };

test('a change passes the levels of its own rule, by votes, a quorum and a veto', async (t) => {
  const app = await testApp(t);
  const { lending, loan } = await convene(app);
  const manager = app.as('grid.manager');
  const id = await propose(lending, loan, EXTENSION);
  const first = await toldOf(app, 'grid.manager', id);
  t.match(first.codes, {
    approve: true,
    vote: 'loan-change.level_single',
    reject: true,
    withdraw: 'loan-change.not_own',
  });
  t.match(first, {
    dueOn: '2026-03-09',
    authority: { matrixCode: 'M1', rule: 'EXTENDING', matter: 'EXTENSION', amount: '12000.00' },
    next: [{ action: 'loan-change.approve', roles: ['GRID_MANAGER'], level: { code: 'MANAGER' } }],
  });
  t.equal((await toldOf(app, 'm1', id)).codes.approve, 'loan-change.no_seat');
  await manager.command('loan-change.approve', { id, ...OPINION });
  t.match(await manager.refused('loan-change.approve', { id, ...OPINION }), {
    code: 'loan-change.level_votes',
  });
  const vote = voterOn(app, id);
  for (const who of ['m1', 'm2', 'm3']) await vote(who, 'FOR');
  const again = { id, choice: 'AGAINST', ...OPINION };
  t.match(await app.as('m1').refused('loan-change.vote', again), {
    code: 'loan-change.voted_already',
  });
  await vote('m4', 'ABSTAIN');
  t.equal((await toldOf(app, 'm5', id)).codes.vote, 'loan-change.seat_kept');
  t.match(await toldOf(app, CHAIR, id), {
    codes: { vote: true },
    next: [{ action: 'loan-change.vote', roles: ['CHAIR', 'MEMBER'], votes: 4, votesFor: 3 }],
  });
  await vote(CHAIR, 'FOR');
  const { loan: found } = await readLoan(
    app,
    loan,
    `facts(first: 9) { nodes { kind } } changes(first: 1) { nodes { status decidedBy { code }
       deliberations(first: 3) { nodes { status level ruleCode amount votes(first: 9) { nodes {
         level choice person { code } roles } } } } } }`,
  );
  t.equal(found.facts.nodes.filter(({ kind }: { kind: string }) => kind === 'EXTENDED').length, 1);
  const [change] = found.changes.nodes;
  t.match(change, {
    status: 'APPLIED',
    decidedBy: { code: CHAIR },
    deliberations: { nodes: [{ status: 'APPROVED', level: 2, amount: '12000.00' }] },
  });
  t.equal(change.deliberations.nodes[0].votes.nodes.length, 6);
  const said = await app.owner(
    `select leaf ->> 'act' as act, leaf -> 'data' ->> 'level' as level,
       leaf -> 'data' ->> 'choice' as choice from (
         select convert_from(leaf, 'UTF8')::jsonb as leaf from journal_entry order by id) told
     where leaf ->> 'act' in ('loan-change.voted', 'loan-change.applied')`,
  );
  t.equal(said.length, 6);
  t.match(said.at(-1), { act: 'loan-change.applied', level: 'BOARD', choice: 'FOR' });
  t.match(await app.as('m5').refused('loan-change.vote', { ...again, choice: 'FOR' }), {
    code: 'loan-change.decided',
  });
});

test('what cannot be carried is lost, a veto ends it, and the borrower keeps the loan as it is', async (t) => {
  const app = await testApp(t);
  const { lending, loan } = await convene(app);
  const statusOf = async (id: string) =>
    (
      await app.owner<{ status: string }>('select status from loan_change where id = $1', [
        keyOf(id),
      ])
    )[0]?.status;
  const vetoed = await propose(lending, loan, WRITE_OFF);
  await voterOn(app, vetoed)('m1', 'FOR');
  await voterOn(app, vetoed)(CHAIR, 'AGAINST');
  t.equal(await statusOf(vetoed), 'REJECTED');
  const lost = await propose(lending, loan, WRITE_OFF);
  for (const who of ['m1', 'm2', 'm3']) await voterOn(app, lost)(who, 'AGAINST');
  t.equal(await statusOf(lost), 'REJECTED');
  const single = await propose(lending, loan, EXTENSION);
  // Proposed before deliberations were kept: the first decision opens one.
  await app.owner(`delete from loan_change_deliberation where status = 'OPEN'`);
  await app.as('grid.manager').command('loan-change.reject', { id: single, opinion: '依据不足' });
  t.equal(await statusOf(single), 'REJECTED');
  const back = await propose(lending, loan, EXTENSION);
  await app.as('grid.manager').command('loan-change.approve', { id: back, ...OPINION });
  await lending.zhang.command('loan-change.withdraw', { id: back });
  t.match(await app.as('m1').refused('loan-change.vote', { id: back, choice: 'FOR', ...OPINION }), {
    code: 'loan-change.decided',
  });
  const ended = await app.owner(
    'select status from loan_change_deliberation order by opened_at, id',
  );
  t.match(ended, [
    ...Array.from({ length: 3 }, () => ({ status: 'REJECTED' })),
    { status: 'WITHDRAWN' },
  ]);
  t.match(await app.owner(`select from loan_fact where kind in ('EXTENDED', 'WRITTEN_OFF')`), []);
});

test('a matter that is governed is decided by its rules alone; one nobody named, as before', async (t) => {
  const app = await testApp(t);
  const { lending, loan } = await convene(app);
  const free = await propose(lending, loan, {
    ...EXTENSION,
    kind: 'RESTRUCTURING',
    repaymentMethod: 'INTEREST_MONTHLY',
    annualRate: '4.00',
  });
  t.match(await toldOf(app, 'grid.manager', free), {
    codes: { approve: true },
    authority: { matrixCode: 'OWN_LIMIT', rule: 'ANY', matter: 'RESTRUCTURING' },
  });
  t.equal((await toldOf(app, 'm1', free)).codes.approve, 'loan-change.above_limit');
  await lending.zhang.command('loan-change.withdraw', { id: free });

  const id = await propose(lending, loan, WRITE_OFF);
  const named = (code: string, rules: object[]) => ({ code, validFrom: '2026-03-03', rules });
  const dropped = await sendMatrix(app, named('M2', [RULES[0] ?? {}]) as never);
  const confirm = { id: dropped.body.approval.id };
  t.match(await app.as(SECOND).refused('approval.approve', confirm), {
    code: 'authority-matrix.matter_dropped',
    details: { dropped: ['EXTENSION', 'WRITE_OFF'] },
  });
  const rules = [...RULES.slice(0, 2), { ...RULES[2], upTo: '5000' }];
  await setMatrix(app, named('M3', rules) as never);
  app.clock.set('2026-03-03T02:00:00Z');
  t.match(await toldOf(app, CHAIR, id), {
    codes: { vote: 'loan-change.no_authority' },
    authority: null,
    next: [],
  });
  const opinion = { id, choice: 'AGAINST', ...OPINION };
  t.match(await app.as(CHAIR).refused('loan-change.vote', opinion), {
    code: 'loan-change.no_authority',
  });
  await lending.zhang.command('loan-change.withdraw', { id });
  t.match(
    await lending.zhang.refused('loan-change.propose', { loanId: loan, ...WRITE_OFF }),
    { code: 'loan-change.no_authority' },
    'whoever proposes learns it',
  );
  const { authorityMatrixAuthority: asked } = await app.as('auditor').query(
    `{ authorityMatrixAuthority(matter: WRITE_OFF, amount: "4000.00", product: "VILLAGE_CREDIT") {
         matrixCode rule levels { code } } }`,
  );
  t.match(asked, { matrixCode: 'M3', rule: 'LOSSES', levels: [{ code: 'BOARD' }] });
});

test('votes of before count for nothing under another rule, or once there is more to decide on', async (t) => {
  const app = await testApp(t);
  const { lending, loan } = await convene(app);
  const id = await propose(lending, loan, WRITE_OFF);
  for (const who of ['m1', 'm2']) await voterOn(app, id)(who, 'FOR');
  const small = { ...board(), seats: 3, votesFor: 2, quorum: 2, vetoRoles: [] };
  const rules = [...RULES.slice(0, 2), { ...RULES[2], levels: [small] }];
  await setMatrix(app, { code: 'M2', validFrom: '2026-03-03', rules });
  app.clock.set('2026-03-03T02:00:00Z');
  await voterOn(app, id)('m1', 'FOR');
  // Drawn on meanwhile: what the standings say is owed is more than the deliberation began with.
  await app.owner(
    `update loan_change_deliberation set amount_fen = amount_fen - 1 where status = 'OPEN'`,
  );
  t.match((await toldOf(app, 'm3', id)).next, [{ votes: 0 }]);
  await voterOn(app, id)('m3', 'FOR');
  await voterOn(app, id)('m1', 'FOR');
  const ended = await app.owner(
    'select matrix_code, status, level from loan_change_deliberation order by opened_at, id',
  );
  t.match(ended, [
    { matrix_code: 'M1', status: 'SUPERSEDED' },
    { matrix_code: 'M2', status: 'SUPERSEDED' },
    { matrix_code: 'M2', status: 'APPROVED' },
  ]);
  t.equal(ended.length, 3);
});

test('who keeps out: proposer, investigators, lenders of a loss, the tied; nobody sits in their seat', async (t) => {
  const app = await testApp(t);
  const { lending, loan } = await convene(app);
  const everybody = ['MEMBER', 'LOAN_APPROVER', 'GRID_OFFICER'];
  const alone = (code: string, matters: string[]) => ({
    code,
    matters,
    levels: [one('ONE', 'MEMBER', { roles: everybody })],
  });
  const rules = [...RULES.slice(0, 1), alone('TERMS', ['EXTENSION']), alone('LOSS', ['WRITE_OFF'])];
  await setMatrix(app, { code: 'M2', validFrom: '2026-03-03', rules });
  await app.owner(
    `update role set permissions = permissions || '{loan-change.decide,loan-change.propose,authority-delegation.grant}'
     where code in ('GRID_OFFICER', 'MEMBER')`,
  );
  app.clock.set('2026-03-03T02:00:00Z');
  const extension = await propose(lending, loan, EXTENSION);
  const lent = { code: 'loan-change.own_loan' };
  const refusedTo = async (who: string, id: string, code: string) => {
    t.match(await app.as(who).refused('loan-change.approve', { id, ...OPINION }), { code });
    t.equal((await toldOf(app, who, id)).codes.approve, code);
  };
  await refusedTo('zhang', extension, 'loan-change.same_person');
  await refusedTo('li', extension, lent.code);
  t.equal((await toldOf(app, 'loan.approver', extension)).codes.approve, true);
  await lending.zhang.command('loan-change.withdraw', { id: extension });

  const loss = await propose(lending, loan, WRITE_OFF);
  await refusedTo('loan.approver', loss, lent.code);
  await app.as('loan.approver').command('authority-delegation.grant', {
    toPersonId: await personWith(app, 'm1'),
    role: 'LOAN_APPROVER',
    document: 'Q-1',
    validFrom: '2026-03-03',
    validTo: '2026-03-05',
  });
  await app.owner(`delete from appointment a using person p, role r
    where p.id = a.person_id and r.id = a.role_id and p.code = 'm1' and r.code = 'MEMBER'`);
  await app.owner(
    `insert into appointment (institution_id, id, person_id, role_id, valid_from)
     select p.institution_id, gen_random_uuid(), p.id, r.id, '2020-01-01' from person p
     join role r on r.institution_id = p.institution_id and r.code = 'CHAIR' where p.code = 'm1'`,
  );
  app.clock.set('2026-03-03T03:00:00Z');
  await refusedTo('m1', loss, 'loan-change.no_seat');
  await lending.zhang.command('loan-change.withdraw', { id: loss });

  const other = await propose(lending, loan, EXTENSION);
  t.equal((await toldOf(app, 'm1', other)).codes.approve, true, 'in the seat that was lent');
  app.clock.set('2026-03-05T02:00:00Z');
  await refusedTo('m1', other, 'loan-change.no_seat');
  app.clock.set('2026-03-04T02:00:00Z');
  await app.as('m2').command('interest-declaration.make', {
    customerId: lending.customer,
    ground: 'BUSINESS',
  });
  await refusedTo('m2', other, 'loan.recused');
  await app.as('m1').command('loan-change.approve', { id: other, ...OPINION });
  t.same(
    await app.owner(
      `select p.code as person, s.code as seat, v.roles, v.delegation_id is not null as lent
       from loan_change_vote v join person p on p.id = v.person_id join person s on s.id = v.seat_of`,
    ),
    [{ person: 'm1', seat: 'loan.approver', roles: ['LOAN_APPROVER'], lent: true }],
  );
});
