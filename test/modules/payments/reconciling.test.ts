import { test } from 'tap';
import { testApp } from '../../helpers/app.ts';
import { bring, openLending, readLoan } from '../loans/lending.ts';

const DAY = '2026-03-02';

test('a day is compared entry by entry: nothing confirmed is lost, nothing is found twice', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const core = app.as('core.banking');
  const terms = { amount: '3000.00' };
  const [known, lost, differing] = [
    await bring(app, lending, { to: 'ACTIVE', terms }),
    await bring(app, lending, { to: 'DISBURSING', terms }),
    await bring(app, lending, { to: 'DISBURSING', terms }),
  ];
  const instructionOf = async (loan: string): Promise<string> =>
    (await readLoan(app, loan, 'instruction')).loan.instruction;
  const { loan: first } = await readLoan(app, known, 'code coreReference');
  const repayment = { reference: 'ONLY-HERE', amount: '10.00', paidOn: DAY };
  await core.command('loan.repay', { id: known, ...repayment });
  const out = { kind: 'DISBURSEMENT_CONFIRMED', amount: '3000.00' };
  const entries = [
    { ...out, reference: first.coreReference, instruction: await instructionOf(known) },
    { ...out, reference: 'LOST', instruction: await instructionOf(lost) },
    { ...out, reference: 'LESS', instruction: await instructionOf(differing), amount: '2999.99' },
    { kind: 'REPAYMENT', reference: 'NEW', loanCode: first.code, amount: '20.00' },
  ];
  const list = { businessDate: DAY, count: 4, total: '9019.99', entries };
  const wrong = [
    [{ count: 3 }, 'core-reconciliation.total', ['count']],
    [{ total: '9020.00' }, 'core-reconciliation.total', ['total']],
    [{ businessDate: '2026-03-03' }, 'loan.date_in_future', ['businessDate']],
    [
      { count: 5, total: '9039.99', entries: [...entries, entries[3]] },
      'core-reconciliation.entry_twice',
      ['entries', 4],
    ],
    [
      { count: 1, total: '1.00', entries: [{ kind: 'REPAYMENT', reference: 'X', amount: '1.00' }] },
      'core-report.unnamed',
      ['entries', 0, 'loanCode'],
    ],
  ] as const;
  for (const [change, code, path] of wrong) {
    const refusal = await core.refused('core-reconciliation.make', { ...list, ...change });
    t.match(refusal, { code, path }, code);
  }
  t.match((await readLoan(app, lost, 'status')).loan, { status: 'DISBURSING' }, 'refused whole');
  const made = await core.command('core-reconciliation.make', list);
  t.match(made, { matched: 1, madeUp: 2, mismatches: 2 });
  t.match((await readLoan(app, lost, 'status')).loan, { status: 'ACTIVE' });
  t.match((await readLoan(app, differing, 'status')).loan, { status: 'DISBURSING' });
  const again = await app.as('loan.disburser').command('core-reconciliation.make', list);
  t.match(again, { matched: 3, madeUp: 0, mismatches: 2 });
  const { coreMismatches, coreReconciliations } = await app.as('loan.disburser').query(
    `{ coreMismatches(first: 9) { nodes { kind subject known { amount } told { amount } } }
       coreReconciliations(first: 9, order: DAY) { nodes { number entryCount matchedCount
         mismatches(first: 9) { nodes { kind } } } } }`,
  );
  t.same(coreMismatches.nodes.map(({ kind }: { kind: string }) => kind).sort(), [
    'AMOUNT',
    'MISSING_IN_CORE',
  ]);
  t.match(
    coreMismatches.nodes.find(({ kind }: { kind: string }) => kind === 'MISSING_IN_CORE'),
    { subject: 'REPAYMENT ONLY-HERE', known: { amount: '10.00' }, told: { amount: null } },
  );
  t.match(coreReconciliations.nodes, [
    { number: 1, entryCount: 4 },
    { number: 2, matchedCount: 3 },
  ]);
});

test('an instruction is asked about again under the same reference, not too soon', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const disburser = app.as('loan.disburser');
  const loan = await bring(app, lending, { to: 'DISBURSING' });
  const fields = `drawingStatus instruction
    disbursements(first: 9) { nodes { status instruction askedTimes } }`;
  const before = (await readLoan(app, loan, fields)).loan;
  app.clock.set('2026-03-02T02:15:00Z');
  t.match(await disburser.refused('loan.ask-core', { id: loan }), { code: 'loan.core_asked' });
  t.match(await disburser.command('disbursement.ask-silent', {}), { asked: 0, left: false });
  app.clock.set('2026-03-02T02:15:01Z');
  t.match(await disburser.command('disbursement.ask-silent', {}), { asked: 1, left: false });
  t.match(await disburser.refused('loan.ask-core', { id: loan }), { code: 'loan.core_asked' });
  app.clock.set('2026-03-02T02:31:00Z');
  await disburser.command('loan.ask-core', { id: loan });
  const after = (await readLoan(app, loan, fields)).loan;
  const { instruction } = before;
  t.same(after, {
    drawingStatus: 'UNKNOWN',
    instruction,
    disbursements: { nodes: [{ status: 'UNKNOWN', instruction, askedTimes: 2 }] },
  });
  const confirmed = { kind: 'DISBURSEMENT_CONFIRMED', instruction, reference: 'D-1' };
  const told = { ...confirmed, amount: '12000.00', occurredOn: '2026-03-02' };
  await app.as('core.banking').command('core-report.receive', told);
  t.match((await readLoan(app, loan, 'status')).loan, { status: 'ACTIVE' });
});
