import { test } from 'tap';
import { testApp } from '../../helpers/app.ts';
import { bring, EVIDENCE, keyOf, openLending, rate, readLoan } from '../loans/lending.ts';

const opinion = { opinion: '同意' };

async function lent(t: Parameters<typeof testApp>[0]) {
  const app = await testApp(t);
  const lending = await openLending(app);
  await rate(app, lending.customerKey, 20_000);
  const loan = await bring(app, lending, { to: 'ACTIVE' });
  return { app, loan, lending };
}

/** Classes on record, the superseded ones last. */
const recorded = async (app: Awaited<ReturnType<typeof testApp>>, loan: string) =>
  (
    await app.owner<{ line: string }>(
      `select loan_class || ' ' || valid_from || ' ' || coalesce(valid_to::text, '-') as line
       from loan_classification where loan_id = $1 and superseded_at is null order by valid_from`,
      [keyOf(loan)],
    )
  ).map(({ line }) => line);

const classNow = async (app: Awaited<ReturnType<typeof testApp>>, loan: string) =>
  (await readLoan(app, loan, 'loanClass classReasons { code }')).loan;

test('three people who did not lend the money decide a worse class, and it holds', async (t) => {
  const { app, loan, lending } = await lent(t);
  const proposal = { id: loan, loanClass: 'DOUBTFUL', ...opinion, evidenceSha256: EVIDENCE };
  const officer = app.as('risk.officer');
  const same = await officer.refused('loan.propose-class', { ...proposal, loanClass: 'NORMAL' });
  t.equal(same.code, 'class-review.same_class');
  const { loanClassReview: review } = await officer.command('loan.propose-class', proposal);
  t.equal((await officer.refused('loan.propose-class', proposal)).code, 'class-review.open');
  const step = { id: review, ...opinion };
  const approver = app.as('risk.approver');
  t.equal((await approver.refused('class-review.approve', step)).code, 'class-review.not_in_step');
  t.equal((await officer.refused('class-review.determine', step)).code, 'auth.forbidden');
  await app.as('risk.manager').command('class-review.determine', step);
  t.equal((await classNow(app, loan)).loanClass, 'NORMAL', 'nothing holds before the third step');
  await approver.command('class-review.approve', step);
  t.match(await classNow(app, loan), {
    loanClass: 'DOUBTFUL',
    classReasons: [{ code: 'DECIDED' }],
  });
  t.same(await recorded(app, loan), ['DOUBTFUL 2026-03-02 -']);
  t.equal((await approver.refused('class-review.approve', step)).code, 'class-review.not_in_step');

  const better = { ...proposal, loanClass: 'NORMAL', abilityConfirmed: true };
  const early = await officer.refused('loan.propose-class', better);
  t.equal(early.code, 'class-review.not_cured');
  const lender = await lending.zhang.refused('loan.propose-class', proposal);
  t.equal(lender.code, 'auth.forbidden');
  await app.owner(`update role set permissions = permissions || '{class-review.propose}'
    where code = 'GRID_OFFICER'`);
  const lent2 = await lending.zhang.refused('loan.propose-class', proposal);
  t.equal(lent2.code, 'class-review.not_independent');
});

test('the database keeps the three steps apart, whoever writes', async (t) => {
  const { app, loan } = await lent(t);
  const proposal = { id: loan, loanClass: 'LOSS', ...opinion, evidenceSha256: EVIDENCE };
  await app.as('risk.officer').command('loan.propose-class', proposal);
  await t.rejects(
    app.owner(`update loan_class_review set determined_by = proposed_by, determined_on = '2026-03-02',
      determination = 'x', status = 'DETERMINED'`),
    /loan_class_review_separation_check/,
  );
  await t.rejects(
    app.owner(`insert into loan_classification (institution_id, id, loan_id, loan_class, rule_set,
        reasons, valid_from)
      select institution_id, gen_random_uuid(), loan_id, 'LOSS', 'X', '[]', '2026-03-05'
      from loan_classification`),
    /loan_classification_period_excl/,
  );
});

test('evidence makes a class worse at once, and its lifting does not make a bad loan good', async (t) => {
  const { app, loan } = await lent(t);
  const officer = app.as('risk.officer');
  const ground = {
    id: loan,
    code: 'USE_CHANGED',
    since: '2026-03-02',
    explanation: '资金转入房地产',
    evidenceSha256: EVIDENCE,
  };
  const faults: [object, string][] = [
    [{ since: '2026-03-03' }, 'loan.date_in_future'],
    [{ since: '2026-03-01' }, 'loan.date_too_early'],
    [{ percent: '20' }, 'class-ground.share'],
    [{ code: 'CREDIT_IMPAIRED' }, 'class-ground.share'],
    [{ code: 'CREDIT_IMPAIRED', percent: '100.01' }, 'class-ground.share'],
    [{ code: 'TECHNICAL_DELAY' }, 'class-ground.delay'],
    [{ code: 'TECHNICAL_DELAY', delaySince: '2026-03-09' }, 'class-ground.no_such_delay'],
    [{ percent: '-1' }, 'input.invalid'],
    [{ evidenceSha256: 'x' }, 'input.invalid'],
  ];
  for (const [fault, code] of faults) {
    const refused = await officer.refused('loan.record-class-ground', { ...ground, ...fault });
    t.equal(refused.code, code, JSON.stringify(fault));
  }
  const { loanClassGround } = await officer.command('loan.record-class-ground', ground);
  t.match(await classNow(app, loan), { loanClass: 'SPECIAL_MENTION' });
  const twice = await officer.refused('loan.record-class-ground', ground);
  t.equal(twice.code, 'class-ground.on_record');
  const impaired = { ...ground, code: 'CREDIT_IMPAIRED', percent: '50' };
  const { loanClassGround: second } = await officer.command('loan.record-class-ground', impaired);
  t.match(await classNow(app, loan), { loanClass: 'DOUBTFUL' });

  const lift = { id: loanClassGround, until: '2026-03-03', evidenceSha256: EVIDENCE };
  const given = { reason: '资金已收回' };
  t.equal((await officer.refused('class-ground.lift', lift, given)).code, 'auth.forbidden');
  const manager = app.as('risk.manager');
  const never = { ...lift, until: '2026-03-02' };
  const early = await manager.refused('class-ground.lift', never, given);
  t.equal(early.code, 'loan.date_too_early', 'it held for a day');
  app.clock.set('2026-03-03T02:00:00Z');
  await manager.command('class-ground.lift', lift, given);
  t.equal((await manager.refused('class-ground.lift', lift, given)).code, 'class-ground.lifted');
  await manager.command('class-ground.lift', { ...lift, id: second }, given);
  t.match(await classNow(app, loan), {
    loanClass: 'DOUBTFUL',
    classReasons: [{ code: 'NOT_CURED' }, { code: 'NOT_OVERDUE' }],
  });
});

test('up from bad: cured by the facts, able to pay, and decided by three', async (t) => {
  const { app, loan } = await lent(t);
  const core = app.as('core.banking');
  const due = await app.owner<{ on: string; fen: string }>(
    `select due_on::text as on, (principal_fen + interest_fen)::text as fen
     from loan_instalment where loan_id = $1 order by number`,
    [keyOf(loan)],
  );
  const repay = async (number: number, paidOn: string) => {
    const amount = (Number(due[number - 1]?.fen) / 100).toFixed(2);
    await core.command('loan.repay', { id: loan, reference: `R-${number}`, amount, paidOn });
  };
  app.clock.set('2026-07-10T02:00:00Z');
  for (const number of [1, 2, 3, 4]) await repay(number, '2026-07-10');
  t.match(await classNow(app, loan), {
    loanClass: 'SUBSTANDARD',
    classReasons: [{ code: 'NOT_CURED' }, { code: 'NOT_OVERDUE' }],
  });
  app.clock.set('2027-01-10T02:00:00Z');
  for (const number of [5, 6, 7, 8, 9, 10]) await repay(number, due[number - 1]?.on ?? '');
  const officer = app.as('risk.officer');
  const proposal = { id: loan, loanClass: 'NORMAL', ...opinion, evidenceSha256: EVIDENCE };
  const unable = await officer.refused('loan.propose-class', proposal);
  t.equal(unable.code, 'class-review.ability_unconfirmed');
  const able = { ...proposal, abilityConfirmed: true };
  const { loanClassReview: review } = await officer.command('loan.propose-class', able);
  const step = { id: review, ...opinion };
  await app.as('risk.manager').command('class-review.determine', step);
  await app.as('risk.approver').command('class-review.approve', step);
  t.match(await classNow(app, loan), { loanClass: 'NORMAL' });
  t.same(await recorded(app, loan), [
    'NORMAL 2026-03-02 2026-04-03',
    'SPECIAL_MENTION 2026-04-03 2026-07-02',
    'SUBSTANDARD 2026-07-02 2026-07-10',
    'SUBSTANDARD 2026-07-10 2027-01-10',
    'NORMAL 2027-01-10 -',
  ]);
});

test('facts that come late give the days before their right class, and what was thought is kept', async (t) => {
  const { app, loan } = await lent(t);
  const [first] = await app.owner<{ due: string; fen: string }>(
    `select due_on::text as due, (principal_fen + interest_fen)::text as fen
     from loan_instalment where loan_id = $1 and number = 1`,
    [keyOf(loan)],
  );
  const amount = (Number(first?.fen) / 100).toFixed(2);
  t.equal(first?.due, '2026-04-02');
  app.clock.set('2026-07-05T02:00:00Z');
  await app.as('core.banking').command('loan.classify', { id: loan });
  t.same(await recorded(app, loan), [
    'NORMAL 2026-03-02 2026-04-03',
    'SPECIAL_MENTION 2026-04-03 2026-07-02',
    'SUBSTANDARD 2026-07-02 -',
  ]);
  const repaid = { id: loan, reference: 'R-1', amount, paidOn: '2026-04-02' };
  await app.as('core.banking').command('loan.repay', repaid);
  t.same(await recorded(app, loan), [
    'NORMAL 2026-03-02 2026-05-03',
    'SPECIAL_MENTION 2026-05-03 -',
  ]);
  const { loanClassExplained: then } = await app.as('auditor').query(
    `query ($id: ID!) { loanClassExplained(loanId: $id, asOf: "2026-07-04") {
      loanClass recorded overdueDays turnsOn ruleSet reasons { code } } }`,
    { id: loan },
  );
  t.same(then, {
    loanClass: 'SPECIAL_MENTION',
    recorded: 'SPECIAL_MENTION',
    overdueDays: 63,
    turnsOn: '2026-08-01',
    ruleSet: 'CLASSIFICATION_2023',
    reasons: [{ code: 'OVERDUE' }],
  });
  const before = await app.owner<{ count: string }>(
    'select count(*) from loan_classification where superseded_at is not null',
  );
  t.equal(Number(before[0]?.count), 3, 'what was on record before');
  const { loanClassifications } = await app
    .as('auditor')
    .query(
      `{ loanClassifications(first: 5, asOf: "2026-04-30") { edges { node { loanClass validFrom } } } }`,
    );
  t.same(
    loanClassifications.edges.map(({ node }: { node: object }) => node),
    [{ loanClass: 'NORMAL', validFrom: '2026-03-02' }],
  );
});
