import { test } from 'tap';
import { testApp } from '../../helpers/app.ts';
import { bring, EVIDENCE, keyOf, openLending, readLoan } from '../loans/lending.ts';

const SHOWN = `status costStatus signedOn
  disclosures(first: 5, order: NUMBER) { nodes { number channel status annualCost interest ruleSet
    readingSeconds shownBy { code } confirmedAt evidenceSha256 statement { zh }
    items { code amount name { zh } } contingent { code amount } } }
  signatures(first: 5) { nodes { party method witnessedBy { code } evidenceSha256 } }`;

test('what a loan costs is shown, confirmed on paper, and then the contract is signed', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const { zhang: officer } = lending;
  const loan = await bring(app, lending, { to: 'APPROVED' });
  const evidenceSha256 = EVIDENCE;
  const confirm = { id: loan, evidenceSha256 };
  const signing = {
    id: loan,
    method: 'VIDEO',
    signedAt: '2026-03-02T10:00:00+08:00',
    evidenceSha256,
  };
  const refused = async (name: string, input: Record<string, unknown>, code: string) =>
    t.match(await officer.refused(name, input), { code }, code);
  await refused('loan.confirm-cost', confirm, 'loan.cost_not_shown');
  await refused('loan.sign', signing, 'loan.cost_not_confirmed');
  const past = { id: loan, channel: 'ON_SITE', drawnOn: '2026-03-01' };
  await refused('loan.disclose-cost', past, 'loan.date_too_early');
  await officer.command('loan.disclose-cost', { id: loan, channel: 'ONLINE' });
  await officer.command('loan.disclose-cost', { id: loan, channel: 'ON_SITE' });
  await refused('loan.sign', signing, 'loan.cost_not_confirmed');
  await refused('loan.confirm-cost', { id: loan }, 'loan.evidence_required');
  await officer.command('loan.confirm-cost', confirm);
  await refused('loan.confirm-cost', confirm, 'loan.cost_not_shown');
  for (const signedAt of ['2026-03-02T09:59:59+08:00', '2026-03-02T10:00:01+08:00']) {
    await refused('loan.sign', { ...signing, signedAt }, 'loan.signed_before_confirmed');
  }
  await officer.command('loan.sign', signing);
  const found = (await readLoan(app, loan, SHOWN)).loan;
  t.match(found, {
    status: 'SIGNED',
    costStatus: 'CONFIRMED',
    signedOn: '2026-03-02',
    disclosures: {
      nodes: [
        { number: 1, channel: 'ONLINE', status: 'SUPERSEDED', confirmedAt: null },
        {
          number: 2,
          channel: 'ON_SITE',
          status: 'CONFIRMED',
          ruleSet: 'ANNUAL_RATE_2021',
          shownBy: { code: 'zhang' },
          evidenceSha256,
          items: [{ code: 'INTEREST', name: { zh: '利息' } }],
          contingent: [{ code: 'PENALTY_OVERDUE', amount: null }, { code: 'PENALTY_MISUSE' }],
        },
      ],
    },
    signatures: { nodes: [{ party: 'BORROWER', method: 'VIDEO', witnessedBy: { code: 'zhang' } }] },
  });
  t.equal(found.disclosures.nodes[1].items[0].amount, found.disclosures.nodes[1].interest);
  const { loanCost } = await officer.query(
    'query ($id: ID!) { loanCost(loanId: $id) { annualCost items { amount } } }',
    { id: loan },
  );
  t.equal(loanCost.annualCost, found.disclosures.nodes[1].annualCost);
});

test('on a screen the time to read runs on the clock of the server', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  app.clock.set('2026-08-03T02:00:00Z');
  const loan = await bring(app, lending, { to: 'APPROVED' });
  const { zhang: officer } = lending;
  await officer.command('loan.disclose-cost', { id: loan, channel: 'ONLINE' });
  const early = async (at: string, secondsLeft: number) => {
    app.clock.set(at);
    const refusal = await officer.refused('loan.confirm-cost', { id: loan });
    t.match(refusal, { code: 'loan.reading_time', details: { secondsLeft } });
  };
  await early('2026-08-03T02:00:00Z', 15);
  await early('2026-08-03T02:00:14.100Z', 1);
  const held = app.owner(
    `update cost_disclosure set status = 'CONFIRMED', confirmed_at = shown_at + interval '14 seconds'
     where loan_id = $1`,
    [keyOf(loan)],
  );
  await t.rejects(held, { message: /cost_disclosure_confirmed_check/ }, 'held by the database too');
  app.clock.set('2026-08-03T02:00:15Z');
  const signed = { id: loan, evidenceSha256: EVIDENCE };
  t.match(await officer.refused('loan.confirm-cost', signed), { code: 'loan.evidence_required' });
  await officer.command('loan.confirm-cost', { id: loan });
});

test('rules that have changed since are shown anew', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  app.clock.set('2026-07-31T02:00:00Z');
  const loan = await bring(app, lending, { to: 'APPROVED' });
  const { zhang: officer } = lending;
  await officer.command('loan.disclose-cost', { id: loan, channel: 'ONLINE' });
  app.clock.set('2026-08-01T02:00:00Z');
  const stale = await officer.refused('loan.confirm-cost', { id: loan });
  t.match(stale, { code: 'loan.disclosure_outdated', status: 409 });
  await officer.command('loan.disclose-cost', { id: loan, channel: 'ONLINE' });
  app.clock.set('2026-08-01T02:01:00Z');
  await officer.command('loan.confirm-cost', { id: loan });
});
