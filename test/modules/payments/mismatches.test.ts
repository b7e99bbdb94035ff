import { test } from 'tap';
import { newId } from '../../../src/kernel/ids.ts';
import { testApp } from '../../helpers/app.ts';
import { monitored } from '../../helpers/monitored.ts';
import { bring, keyOf, openLending, readLoan } from '../loans/lending.ts';
import { FIELDS, open, paidOut } from './reported.ts';

test('what does not fit is queued with both sides, and changes nothing', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const core = app.as('core.banking');
  const loan = await bring(app, lending, { to: 'DISBURSING' });
  const told = await paidOut(app, loan);
  const before = (await readLoan(app, loan, 'version status')).loan;
  const look = await monitored(t, app);
  const cases = [
    [{ amount: '11999.99', reference: 'A' }, 'AMOUNT'],
    [{ instruction: `${told.instruction}9`, reference: 'B' }, 'UNKNOWN_LOAN'],
    [{ occurredOn: '2026-03-03', reference: 'C' }, 'DATE'],
    [{ occurredOn: '2026-02-28', reference: 'D' }, 'DATE'],
    [{ kind: 'DISBURSEMENT_REFUSED', reference: 'E' }, 'NOT_APPLICABLE'],
    [{ kind: 'REPAYMENT', loanCode: 'L20260302-NONE', reference: 'F' }, 'UNKNOWN_LOAN'],
  ] as const;
  for (const [change, kind] of cases) {
    const received = await core.command('core-report.receive', { ...told, ...change });
    t.match(received, { status: 'MISMATCHED' }, kind);
  }
  t.same((await readLoan(app, loan, 'version status')).loan, before);
  t.same(await look(), [], 'every row has its facts');
  const { coreMismatches } = await open(app);
  t.same(
    coreMismatches.nodes.map(({ kind }: { kind: string }) => kind).sort(),
    cases.map(([, kind]) => kind).sort(),
  );
  const amount = coreMismatches.nodes.find(({ kind }: { kind: string }) => kind === 'AMOUNT');
  t.match(amount, {
    loan: { id: loan },
    report: { status: 'MISMATCHED', toldTimes: 1 },
    known: { amount: '12000.00', status: 'INSTRUCTED' },
    told: { amount: '11999.99', status: 'DISBURSEMENT_CONFIRMED' },
  });
  await core.command('core-report.receive', told);
  const twice = await core.command('core-report.receive', { ...told, reference: 'OTHER' });
  t.match(twice, { status: 'MISMATCHED' }, 'answered otherwise');
  const reused = await core.command('core-report.receive', { ...told, amount: '11000.00' });
  t.match(reused, { status: 'MISMATCHED' }, 'its reference used for another amount');
  t.match((await readLoan(app, loan, FIELDS)).loan, {
    status: 'ACTIVE',
    outstandingPrincipal: '12000.00',
  });
});

test('what is no report is refused', async (t) => {
  const app = await testApp(t);
  const core = app.as('core.banking');
  const report = {
    kind: 'REPAYMENT',
    loanCode: 'L1',
    reference: 'R',
    amount: '1.00',
    occurredOn: '2026-03-02',
  };
  const { loanCode: _, ...unnamed } = report;
  const cases = [
    [unnamed, 'core-report.unnamed'],
    [{ ...report, kind: 'DISBURSEMENT_CONFIRMED' }, 'core-report.unnamed'],
    [{ ...report, amount: '0.00' }, 'input.invalid'],
    [{ ...report, amount: '1.001' }, 'input.invalid'],
    [{ ...report, amount: '-1' }, 'input.invalid'],
    [{ ...report, occurredOn: '2026-02-30' }, 'input.invalid'],
    [{ ...report, currency: 'USD' }, 'input.invalid'],
  ] as const;
  for (const [input, code] of cases) {
    t.match(await core.refused('core-report.receive', input), { code }, code);
  }
  const { code } = await app.as('loan.disburser').refused('core-report.receive', report);
  t.equal(code, 'auth.forbidden');
});

test('a mismatch is settled by a person; another account is taken by two', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const core = app.as('core.banking');
  const disburser = app.as('loan.disburser');
  const loan = await bring(app, lending, { to: 'DISBURSING' });
  await app.owner(`update disbursement set account_reference = 'ACC-1' where loan_id = $1`, [
    keyOf(loan),
  ]);
  const told = await paidOut(app, loan);
  await core.command('core-report.receive', { ...told, amount: '1.00', reference: 'A' });
  await core.command('core-report.receive', { ...told, account: 'ACC-2' });
  const nodes = (await open(app)).coreMismatches.nodes as { id: string; kind: string }[];
  const [amount, account] = ['AMOUNT', 'ACCOUNT'].map(
    (kind) => nodes.find((each) => each.kind === kind)?.id ?? '',
  );
  const why = { reason: '已与核心核实' };
  const settling = { id: amount ?? '', resolution: 'CORE_CORRECTS' };
  const taken = { ...settling, resolution: 'ACCEPTED' };
  const admin = app.as('administrator');
  /** What the caller asked for is agreed to by a second person, or refused when it is. */
  const agree =
    (code?: string) =>
    async ({ answer }: { answer: { approval: { id: string } } }) => {
      const asked = { id: answer.approval.id };
      if (!code) await admin.command('approval.approve', asked);
      else t.match(await admin.refused('approval.approve', asked), { code });
    };
  await disburser
    .refused('core-mismatch.settle', taken, why)
    .then(agree('core-mismatch.not_acceptable'));
  await disburser.refused('core-mismatch.settle', settling, why).then(agree());
  await disburser
    .refused('core-mismatch.settle', settling, why)
    .then(agree('core-mismatch.settled'));
  const { status, body } = await disburser.rest({
    method: 'POST',
    url: `/v1/core-mismatches/${account}/accept`,
    headers: {
      'idempotency-key': newId(),
      'if-match': '*',
      reason: encodeURIComponent(why.reason),
    },
    payload: {},
  });
  t.equal(status, 202);
  t.match((await readLoan(app, loan, FIELDS)).loan, { status: 'DISBURSING' }, 'waits for a second');
  await app.as('administrator').command('approval.approve', { id: body.approval.id });
  t.match((await readLoan(app, loan, FIELDS)).loan, { status: 'ACTIVE' });
  t.same((await open(app)).coreMismatches.nodes, []);
});
