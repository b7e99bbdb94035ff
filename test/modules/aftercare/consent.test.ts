import { test } from 'tap';
import { newId } from '../../../src/kernel/ids.ts';
import { testApp } from '../../helpers/app.ts';
import {
  bring,
  EVIDENCE,
  keyOf,
  openLending,
  readLoan,
  registerHousehold,
} from '../loans/lending.ts';

test('a loan is extended once everybody who stands for it agrees in writing', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const { zhang } = lending;
  const loan = await bring(app, lending, { to: 'ACTIVE' });
  const [one, two] = [
    await registerHousehold(zhang, lending.grid),
    await registerHousehold(zhang, lending.grid),
  ];
  for (const guarantor of [one, two]) {
    await app.owner(
      `insert into loan_guarantee (institution_id, id, loan_id, kind, amount_fen, guarantor_id,
         offered_by, offered_on)
       select institution_id, $2, id, 'GUARANTEE', 500000, $3, created_by, '2026-03-02'
       from loan where id = $1`,
      [keyOf(loan), newId(), keyOf(guarantor)],
    );
  }
  const { loanChange: id } = await zhang.command('loan-change.propose', {
    loanId: loan,
    kind: 'EXTENSION',
    ground: 'SEASON',
    months: 3,
    statement: '水稻晚熟',
    evidence: [EVIDENCE],
  });
  const approver = app.as('grid.manager');
  const decision = { id, opinion: '同意' };
  const missing = { code: 'loan-change.consent_missing', status: 409 };
  t.match(await approver.refused('loan-change.approve', decision), missing);
  const consent = (guarantorId: string, more: object = {}) => ({
    id,
    guarantorId,
    consentedOn: '2026-03-02',
    evidenceSha256: EVIDENCE,
    ...more,
  });
  const record = 'loan-change.record-consent';
  await zhang.command(record, consent(one));
  t.match(await zhang.refused(record, consent(one)), { code: 'loan-change.consent_recorded' });
  const bad = [
    [consent(lending.customer), 'loan-change.no_guarantor'],
    [consent(two, { consentedOn: '2026-03-03' }), 'loan.date_in_future'],
    [consent(two, { consentedOn: '2026-03-01' }), 'loan.date_too_early'],
    [consent(two, { evidenceSha256: 'x' }), 'input.invalid'],
  ] as const;
  for (const [input, code] of bad) t.match(await zhang.refused(record, input), { code });
  t.match(await approver.refused('loan-change.approve', decision), missing, 'one is not both');
  const reasons = await approver.query(
    `query ($id: ID!) { loanChangeAllowedActions(loanChangeId: $id) {
       allowedActions { action allowed reason { code } } } }`,
    { id },
  );
  t.match(reasons.loanChangeAllowedActions.allowedActions[0], {
    action: 'loan-change.approve',
    reason: { code: missing.code },
  });
  await t.rejects(
    app.owner(
      `update loan_change set status = 'APPLIED', decided_on = '2026-03-02', opinion = 'x',
         decided_by = (select id from person where code = 'grid.manager')`,
    ),
    /agrees to its change/,
    'the database says so too',
  );
  await zhang.command(record, consent(two));
  await approver.command('loan-change.approve', decision);
  const { loan: found } = await readLoan(
    app,
    loan,
    'changes(first: 1) { nodes { status consents(first: 5) { nodes { consentedOn } } } }',
  );
  t.match(found.changes.nodes, [{ status: 'APPLIED', consents: { nodes: [{}, {}] } }]);
});
