import { test } from 'tap';
import { newId } from '../../../src/kernel/ids.ts';
import { type TestApp, testApp } from '../../helpers/app.ts';
import {
  application,
  bring,
  contract,
  EVIDENCE,
  FINDINGS,
  keyOf,
  openLending,
  rate,
  readLoan,
  SEEN,
} from './lending.ts';

/** Gives someone every permission of lending, so that only separation of duties is in the way. */
async function empower(app: TestApp, person: string): Promise<void> {
  const role = newId();
  await app.owner(
    `insert into role (institution_id, id, code, name_en, name_zh, permissions, scope_kind,
       approval_limit_fen)
     select $1, $2, 'EVERYTHING', 'test', '测试', array_agg(distinct permission), 'INSTITUTION', 1e12
     from role, unnest(permissions) as permission where institution_id = $1
     having not exists (select from role where institution_id = $1 and code = 'EVERYTHING')`,
    [app.world.bankId, role],
  );
  await app.owner(
    `insert into appointment (institution_id, id, person_id, role_id, valid_from)
     select $1, $2, p.id, r.id, '2020-01-01' from person p, role r
     where p.institution_id = $1 and p.code = $3 and r.institution_id = $1 and r.code = 'EVERYTHING'`,
    [app.world.bankId, newId(), person],
  );
}

test('one person never acts in two posts of a loan, whatever the roles', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const { zhang, li } = lending;
  for (const person of ['zhang', 'li', 'loan.reviewer', 'loan.approver'])
    await empower(app, person);
  const loan = await bring(app, lending, { to: 'SUBMITTED' });
  const refused = async (who: string, name: string, input: object, reason?: string) => {
    const given = reason ? { reason } : {};
    const { code } = await app.as(who).refused(name, { id: loan, ...input }, given);
    t.equal(code, 'loan.separation_of_duties', `${who} ${name}`);
  };
  const opinion = { opinion: '可' };
  await zhang.command('loan.investigate', { id: loan, ...FINDINGS });
  await refused('zhang', 'loan.investigate', FINDINGS);
  await li.command('loan.investigate', { id: loan, ...FINDINGS });
  await refused('zhang', 'loan.review', opinion);
  await refused('li', 'loan.review', opinion);
  await refused('li', 'loan.return', {}, '退回');
  await refused('li', 'loan.reject', {}, '否决');
  await app.as('loan.reviewer').command('loan.review', { id: loan, ...opinion });
  for (const who of ['zhang', 'li', 'loan.reviewer']) {
    await refused(who, 'loan.approve', opinion);
    await refused(who, 'loan.reject', {}, '否决');
  }
  await app.as('loan.approver').command('loan.approve', { id: loan, ...opinion });
  await contract(app, lending, loan);
  const earlier = ['zhang', 'li', 'loan.reviewer', 'loan.approver'];
  await zhang.command('loan.draw', { id: loan });
  for (const who of earlier) await refused(who, 'loan.check', SEEN);
  await app.as('loan.disburser').command('loan.check', { id: loan, ...SEEN });
  for (const who of earlier) await refused(who, 'loan.instruct', {});
  await app.as('loan.disburser').command('loan.instruct', { id: loan });
});

test('whoever asks for the money neither checks the drawing nor sends it out', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  await empower(app, 'loan.disburser');
  await empower(app, 'auditor');
  const loan = await bring(app, lending, { to: 'SIGNED' });
  const disburser = app.as('loan.disburser');
  await disburser.command('loan.draw', { id: loan });
  const own = await disburser.refused('loan.check', { id: loan, ...SEEN });
  t.match(own, { code: 'loan.separation_of_duties', status: 403 });
  await app.as('auditor').command('loan.check', { id: loan, ...SEEN });
  const sending = await disburser.refused('loan.instruct', { id: loan });
  t.match(sending, { code: 'loan.separation_of_duties', status: 403 });
  const held = app.owner('update disbursement set checked_by = requested_by where loan_id = $1', [
    keyOf(loan),
  ]);
  await t.rejects(held, { message: /disbursement_separation_check/ });
});

test('who applied may not approve', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const manager = app.as('grid.manager');
  const { loan } = await manager.command('loan.apply', application(lending.customer));
  await manager.command('loan.submit', { id: loan });
  await lending.zhang.command('loan.investigate', { id: loan, ...FINDINGS });
  await lending.li.command('loan.investigate', { id: loan, ...FINDINGS });
  await app.as('loan.reviewer').command('loan.review', { id: loan, opinion: '可' });
  const refusal = await manager.refused('loan.approve', { id: loan, opinion: '可' });
  t.match(refusal, { code: 'loan.separation_of_duties', status: 403 });
});

test('the database holds the posts apart by itself', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const key = keyOf(await bring(app, lending, { to: 'DISBURSING' }));
  const posts = [
    'first_investigator_id',
    'second_investigator_id',
    'reviewer_id',
    'approver_id',
    'disburser_id',
  ];
  for (const post of posts) {
    for (const other of posts.filter((each) => each !== post)) {
      const change = app.owner(`update loan set ${post} = ${other} where id = $1`, [key]);
      await t.rejects(change, { message: /loan_separation_check/ }, `${post} = ${other}`);
    }
    const emptied = app.owner(`update loan set ${post} = null where id = $1`, [key]);
    await t.rejects(emptied, { code: '23514' }, `${post} missing`);
  }
  const made = app.owner('update loan set approver_id = created_by where id = $1', [key]);
  await t.rejects(made, { message: /loan_separation_check/ });
  for (const status of ['ACTIVE', 'SETTLED']) {
    const jump = app.owner('update loan set status = $2 where id = $1', [key, status]);
    await t.rejects(jump, { code: '23514' }, 'no state without its facts');
  }

  const step = (action: string, duty: string | null, person: string) =>
    app.owner(
      `insert into loan_step (institution_id, id, loan_id, number, round, action, duty, from_status,
         to_status, person_id, taken_at)
       select institution_id, $2, id, 90, 1, $3, $4, 'SUBMITTED', 'SUBMITTED', ${person}, now()
       from loan where id = $1`,
      [key, newId(), action, duty],
    );
  const twoDuties = { message: /loan_step_duty_excl/ };
  await t.rejects(step('REVIEW', 'REVIEW', 'first_investigator_id'), twoDuties);
  await t.rejects(step('APPROVE', 'APPROVAL', 'reviewer_id'), twoDuties);
  await t.rejects(step('INSTRUCT', 'DISBURSEMENT', 'approver_id'), twoDuties);
  const twice = { message: /loan_step_signature_key/ };
  await t.rejects(step('INVESTIGATE', 'INVESTIGATION', 'first_investigator_id'), twice);
  const unposted = { message: /loan_step_duty_action_check/ };
  await t.rejects(step('APPROVE', 'REVIEW', 'created_by'), unposted);
  const third = app.owner(
    `insert into loan_investigation (institution_id, id, loan_id, round, seat, investigator_id,
       signed_at, on_site, identity_checked, income_checked, debts_checked, purpose_confirmed,
       repayment_source, recommended, opinion)
     select institution_id, $2, id, 1, 2, reviewer_id, now(), false, true, true, true, true, '-',
       true, '-' from loan where id = $1`,
    [key, newId()],
  );
  await t.rejects(third, { message: /loan_investigation_seat_key/ }, 'two seats only');
});

test('signatures and reports cannot be changed by the service itself', async (t) => {
  const app = await testApp(t);
  const rights = await app.owner(
    `select name, has_table_privilege('jingtian_api', name, 'insert') as adds,
       has_table_privilege('jingtian_api', name, 'update') as changes,
       has_table_privilege('jingtian_api', name, 'delete') as removes
     from unnest(array['loan_step', 'loan_investigation', 'loan_fact']) as name`,
  );
  for (const { name, ...right } of rights) {
    t.same(right, { adds: true, changes: false, removes: false }, name);
  }
});

test('the limit of the approver holds, and the refusal names it', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  await rate(app, lending.customerKey, 900_000);
  const terms = { amount: '500000.01', payeeReference: 'P-1', counterpartyFixed: true };
  const loan = await bring(app, lending, { to: 'REVIEWED', terms });
  const { body, status } = await app.as('loan.approver').rest({
    method: 'POST',
    url: `/v1/loans/${loan}/approve`,
    headers: { 'idempotency-key': newId(), 'if-match': '"5"' },
    payload: { opinion: '可' },
  });
  t.equal(status, 403);
  t.match(body, {
    code: 'loan.above_approval_limit',
    details: { limit: '500000.00', amount: '500000.01' },
  });
  const answer = await app.as('grid.manager').graphql(
    `mutation ($id: ID!) { loanApprove(input: { id: $id, opinion: "可" },
       envelope: { idempotencyKey: "k" }) { result { loan { id } } userErrors { code details } } }`,
    { id: loan },
  );
  t.match(answer.data.loanApprove, {
    result: null,
    userErrors: [{ code: 'loan.above_approval_limit', details: { limit: '50000.00' } }],
  });
  await app.owner(`update role set approval_limit_fen = 50000001 where code = 'LOAN_APPROVER'`);
  await app.as('loan.approver').command('loan.approve', { id: loan, opinion: '可' });
  t.match((await readLoan(app, loan, 'status')).loan, { status: 'APPROVED' });
});

test('an investigation is complete and on the spot, or not signed', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const loan = await bring(app, lending, { to: 'SUBMITTED' });
  const cases = [
    [{ incomeChecked: false }, 'loan.checks_incomplete', ['incomeChecked']],
    [{ debtsChecked: false }, 'loan.checks_incomplete', ['debtsChecked']],
    [{ onSite: false }, 'loan.field_visit_required', ['onSite']],
    [{ visitedAt: undefined }, 'loan.visit_incomplete', ['visitedAt']],
    [{ longitude: undefined }, 'loan.visit_incomplete', ['longitude']],
    [{ evidenceSha256: undefined }, 'loan.visit_incomplete', ['evidenceSha256']],
    [{ evidenceSha256: EVIDENCE.slice(1) }, 'input.invalid', ['evidenceSha256']],
    [{ visitedAt: '2026-03-02T10:00:01+08:00' }, 'loan.date_in_future', ['visitedAt']],
    [{ latitude: 90.1 }, 'input.invalid', ['latitude']],
    [{ opinion: ' ' }, 'input.invalid', ['opinion']],
  ] as const;
  for (const [change, code, path] of cases) {
    const input = { id: loan, ...FINDINGS, ...change };
    t.match(await lending.zhang.refused('loan.investigate', input), { code, path }, code);
  }
  t.match((await readLoan(app, loan, 'steps(first: 9) { totalCount }')).loan.steps, {
    totalCount: 2,
  });
});
