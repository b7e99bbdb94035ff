import { test } from 'tap';
import { testApp } from '../../helpers/app.ts';
import { seat } from '../credit-authority/board.ts';
import { askErasure, keyOf, registerHousehold } from '../loans/lending.ts';
import {
  CHAIR,
  convene,
  EXTENSION,
  MEMBERS,
  propose,
  toldOf,
  voterOn,
  WRITE_OFF,
} from './board-changes.ts';

const OPINION = { opinion: '同意' };

test('a guarantor who has not agreed stops a vote for it, and the vote that would carry it', async (t) => {
  const app = await testApp(t);
  const { lending, loan } = await convene(app);
  await seat(app, { code: 'm6', role: 'MEMBER' });
  const id = await propose(lending, loan, EXTENSION);
  await app.as('grid.manager').command('loan-change.approve', { id, ...OPINION });
  for (const who of ['m1', 'm2', CHAIR]) await voterOn(app, id)(who, 'FOR');
  const guarantor = await registerHousehold(lending.zhang, lending.grid);
  await app.owner(
    `insert into loan_guarantee (institution_id, id, loan_id, kind, amount_fen, guarantor_id,
       offered_by, offered_on)
     select institution_id, gen_random_uuid(), id, 'GUARANTEE', 500000, $2, created_by, '2026-03-02'
     from loan where id = $1`,
    [keyOf(loan), keyOf(guarantor)],
  );
  const missing = { code: 'loan-change.consent_missing' };
  for (const choice of ['FOR', 'ABSTAIN', 'AGAINST']) {
    const said = { id, choice, ...OPINION };
    t.match(await app.as('m3').refused('loan-change.vote', said), missing, choice);
  }
  t.match(await toldOf(app, 'm3', id), { consentsMissing: 1 });
  await lending.zhang.command('loan-change.record-consent', {
    id,
    guarantorId: guarantor,
    consentedOn: '2026-03-02',
    evidenceSha256: 'a'.repeat(64),
  });
  await voterOn(app, id)('m3', 'AGAINST');
  t.match(await app.owner('select status from loan_change'), [{ status: 'APPLIED' }]);
});

test('the database holds the votes on a change to the rules by itself', async (t) => {
  const app = await testApp(t);
  const { lending, loan } = await convene(app);
  const id = await propose(lending, loan, EXTENSION);
  const apply = `update loan_change set status = 'APPLIED', decided_on = '2026-03-02', opinion = 'x',
    decided_by = (select id from person where code = 'm5') where id = $1`;
  const carried = { message: /not carried at every level/ };
  await t.rejects(app.owner(apply, [keyOf(id)]), carried);
  const vote = (person: string, level = 1, seatOf = person) =>
    app.owner(
      `insert into loan_change_vote (institution_id, id, change_id, deliberation_id, level,
         person_id, seat_of, delegation_id, roles, choice, opinion, voted_at)
       select d.institution_id, gen_random_uuid(), d.change_id, d.id, $3, p.id, s.id, null, '{}',
         'FOR', '-', now()
       from loan_change_deliberation d
       join person p on p.code = $1 and p.institution_id = d.institution_id
       join person s on s.code = $2 and s.institution_id = d.institution_id`,
      [person, seatOf, level],
    );
  for (const who of ['zhang', 'li']) {
    await t.rejects(vote(who), { message: /has no vote on it/ }, who);
  }
  await t.rejects(vote('m1', 1, 'm2'), { message: /loan_change_vote_delegation_check/ });
  await t.rejects(vote('m1', 2), { message: /does not decide change/ }, 'not its turn');
  await vote('grid.manager');
  await t.rejects(vote('grid.manager'), { message: /loan_change_vote_person_id_key/ });
  await app.owner('update loan_change_deliberation set level = 2');
  for (const who of MEMBERS.slice(0, 2)) await vote(who, 2);
  await app.owner(`update loan_change_deliberation set status = 'APPROVED', closed_at = now()`);
  await t.rejects(app.owner(apply, [keyOf(id)]), carried, 'two of three');
  await t.rejects(vote('m3', 2), { message: /does not decide change/ }, 'it is closed');
  await app.owner(`update loan_change_deliberation set status = 'OPEN', closed_at = null`);
  await vote('m3', 2);
  await app.owner(`update loan_change_deliberation set status = 'APPROVED', closed_at = now()`);
  await app.owner(apply, [keyOf(id)]);
  await t.rejects(
    app.owner(
      `insert into loan_change (institution_id, id, loan_id, kind, ground, status, principal_fen,
         rule_set, statement, evidence, proposed_by, proposed_on, decided_by, decided_on, opinion)
       select institution_id, gen_random_uuid(), loan_id, 'WRITE_OFF', 'DEATH', 'APPLIED', 1,
         rule_set, statement, evidence, proposed_by, proposed_on, decided_by, decided_on, opinion
       from loan_change`,
    ),
    { message: /not proposed first/ },
  );
  const [rights] = await app.owner(
    `select has_table_privilege('jingtian_api', 'loan_change_vote', 'update') as changes`,
  );
  t.same(rights, { changes: false });
});

test('a level that does not decide in its time is told of further up, once, until it does', async (t) => {
  const app = await testApp(t);
  const { lending, loan } = await convene(app);
  const id = await propose(lending, loan, EXTENSION);
  const admin = app.as('administrator');
  t.match(await admin.command('loan-change.escalate-due', {}), { escalated: 0 });
  app.clock.set('2026-03-12T02:00:00Z');
  t.match(await admin.command('loan-change.escalate-due', {}), { escalated: 2, remaining: false });
  t.match(await admin.command('loan-change.escalate-due', {}), { escalated: 0 });
  const open = async () =>
    (
      await app.as('auditor').query(
        `{ loanChangeEscalations(first: 9, order: NEWEST, filter: { status: [OPEN] }) {
           nodes { tier toRole dueOn change { stepDueOn } } } }`,
      )
    ).loanChangeEscalations.nodes;
  t.equal((await open()).length, 2);
  t.match((await open())[0], { dueOn: '2026-03-09', change: { stepDueOn: '2026-03-09' } });
  await app.as('grid.manager').command('loan-change.approve', { id, ...OPINION });
  t.same(await open(), []);
  t.match(await toldOf(app, CHAIR, id), { dueOn: '2026-03-19' }, 'the next level has its own time');
  await lending.zhang.command('loan-change.withdraw', { id });
  t.match(await toldOf(app, CHAIR, id), { dueOn: null, authority: null, next: [] });
});

test('what was said in votes on a change goes with the borrower', async (t) => {
  const app = await testApp(t);
  const { lending, loan } = await convene(app);
  const id = await propose(lending, loan, WRITE_OFF);
  await voterOn(app, id)(CHAIR, 'AGAINST');
  const opinions = async () =>
    (await app.owner<{ opinion: string }>('select opinion from loan_change_vote')).map(
      ({ opinion }) => opinion,
    );
  t.same(await opinions(), ['已审阅']);
  const whole = { reference: 'R-ALL', amount: '12000.00', recomputation: 'SHORTEN_TERM' };
  await app.as('core.banking').command('loan.repay', { id: loan, paidOn: '2026-03-02', ...whole });
  await app.as('loan.disburser').command('loan.settle', { id: loan });
  // Records of loans are kept for ten years.
  app.clock.set('2036-04-01T02:00:00Z');
  const request = await askErasure(app, lending.customer);
  await app.as('administrator').command('approval.approve', request);
  t.same(await opinions(), ['已删除']);
  const rows = await app.owner('select statement, opinion from loan_change');
  t.same(rows, [{ statement: '已删除', opinion: '已删除' }]);
});
