import { test } from 'tap';
import { type TestApp, testApp } from '../../helpers/app.ts';
import { testWorker } from '../../helpers/worker.ts';
import { bring, openLending, readLoan } from '../loans/lending.ts';

type Row = { loan: string; reference: string; amount: string; paidOn: string };

const DAY = '2026-03-02';
const BATCH = `query ($id: ID!) { repaymentBatch(id: $id) { status source rowCount total faultyCount
  takenCount knownCount heldCount refusedCount receivedBy { code } decidedBy { code }
  rows(first: 20, order: NUMBER) { nodes { number state code loan { id } amount } } } }`;

async function open(t: Parameters<typeof testWorker>[0]) {
  const app = await testApp(t as never);
  const lending = await openLending(app);
  const one = await bring(app, lending, { to: 'ACTIVE' });
  const two = await bring(app, lending, { to: 'ACTIVE' });
  const codes = await Promise.all(
    [one, two].map(async (loan) => (await readLoan(app, loan, 'code')).loan.code),
  );
  return { app, lending, loans: [one, two] as const, codes, worker: testWorker(t, app) };
}

const rowOf = (loan: string, reference: string, more: Partial<Row> = {}): Row => ({
  loan,
  reference,
  amount: '100.00',
  paidOn: DAY,
  ...more,
});
const batchOf = async (app: TestApp, id: string) =>
  (await app.as('auditor').query(BATCH, { id })).repaymentBatch;

test('a list is booked row by row, once', async (t) => {
  const { app, loans, codes, worker } = await open(t);
  const core = app.as('core.banking');
  const [a = '', b = ''] = codes;
  await core.command('loan.repay', {
    id: loans[0],
    reference: 'R1',
    amount: '100.00',
    paidOn: DAY,
  });
  const rows = [
    rowOf(a, 'R1'),
    rowOf(a, 'R2'),
    rowOf(b, 'R3'),
    rowOf(b, 'R4', { paidOn: '2026-03-01' }),
  ];
  const list = { total: '400.00', rowCount: 4, rows };
  const { batch } = await core.command('repayment-batch.receive', list);
  t.match(await batchOf(app, batch), { status: 'OPEN', rowCount: 4, total: '400.00' });
  await worker.due();
  const done = await batchOf(app, batch);
  t.match(done, {
    status: 'DONE',
    takenCount: 2,
    knownCount: 1,
    refusedCount: 1,
    rows: {
      nodes: [
        { state: 'KNOWN' },
        { state: 'TAKEN', loan: { id: loans[0] } },
        { state: 'TAKEN' },
        { state: 'REFUSED', code: 'loan.date_too_early' },
      ],
    },
  });
  const again = await core.command('repayment-batch.receive', list);
  t.equal(again.batch, batch, 'the same rows again are the same batch');
  await worker.due();
  const paid = await app.owner('select count(*)::int as n from loan_fact where kind = $1', [
    'REPAID',
  ]);
  t.same(paid, [{ n: 3 }]);
});

test('a wrong total is refused whole', async (t) => {
  const { app, codes } = await open(t);
  const core = app.as('core.banking');
  const [a = '', b = ''] = codes;
  const rows = [rowOf(a, 'R1'), rowOf(b, 'R2')];
  const bad = (amount: string) => [rowOf(a, 'R1'), rowOf(b, 'R2', { amount })];
  const cases = [
    [{ total: '200.01', rowCount: 2, rows }, 'total'],
    [{ total: '200.00', rowCount: 3, rows }, 'rowCount'],
    [{ total: '200.00', rowCount: 2, rows: bad('1e2') }, 'total'],
    [{ total: '200.00', rowCount: 2, rows: bad('-100.00') }, 'total'],
  ] as const;
  for (const [list, path] of cases) {
    const refusal = await core.refused('repayment-batch.receive', list);
    t.match(refusal, { code: 'repayment-batch.wrong_total', status: 422, path: [path] });
  }
  t.same(await app.owner('select count(*)::int as n from repayment_batch'), [{ n: 0 }]);
  t.same(await app.owner('select count(*)::int as n from loan_fact where kind = $1', ['REPAID']), [
    { n: 0 },
  ]);
});

const BAD: readonly (readonly [Partial<Row>, string])[] = [
  [{ loan: 'L0' }, 'repayment-batch.row_loan'],
  [{ reference: 'R1' }, 'repayment-batch.row_reference'],
  [{ reference: '张三还款' }, 'repayment-batch.row_reference'],
  [{ amount: '0' }, 'repayment-batch.row_amount'],
  [{ paidOn: '2026-02-30' }, 'repayment-batch.row_date'],
  [{ paidOn: '2026-03-03' }, 'repayment-batch.row_date'],
];

test('bad rows are reported; the rest is held for somebody else to decide, or taken', async (t) => {
  const { app, codes, worker } = await open(t);
  const core = app.as('core.banking');
  const [a = ''] = codes;
  const bad = BAD.map(([fault], index) => rowOf(a, `B${index}`, fault));
  const rows = [rowOf(a, 'R1'), ...bad];
  const total = '600.00';
  const { batch } = await core.command('repayment-batch.receive', {
    total,
    rowCount: rows.length,
    rows,
  });
  await worker.due();
  const held = await batchOf(app, batch);
  t.match(held, { status: 'HELD', faultyCount: BAD.length, takenCount: 0 });
  t.same(
    held.rows.nodes.map((row: { code: string | null }) => row.code),
    [null, ...BAD.map(([, code]) => code)],
  );
  t.match(
    await core.refused('repayment-batch.decide', { id: batch, takeRest: true }, { reason: 'x' }),
    {
      code: 'auth.forbidden',
    },
  );
  const disburser = app.as('loan.disburser');
  const reason = { reason: '与核心核对后入账' };
  await disburser.command('repayment-batch.decide', { id: batch, takeRest: true }, reason);
  await worker.due();
  t.match(await batchOf(app, batch), {
    status: 'DONE',
    takenCount: 1,
    decidedBy: { code: 'loan.disburser' },
  });
  const late = await disburser.refused(
    'repayment-batch.decide',
    { id: batch, takeRest: false },
    reason,
  );
  t.match(late, { code: 'repayment-batch.state' });
  const other = [rowOf(a, 'S1'), rowOf('L0', 'S2')];
  const list = { total: '200.00', rowCount: 2, rows: other };
  const dropped = await core.command('repayment-batch.receive', list);
  await disburser.command('repayment-batch.decide', { id: dropped.batch, takeRest: false }, reason);
  const taking = { ...list, whenFaulty: 'TAKE_REST' };
  const taken = await core.command('repayment-batch.receive', taking);
  t.not(taken.batch, dropped.batch, 'dropped, it may be sent again');
  await worker.due();
  t.match(await batchOf(app, taken.batch), { status: 'DONE', takenCount: 1, faultyCount: 1 });
});

test('a file is a list', async (t) => {
  const { app, codes, worker } = await open(t);
  const [a = '', b = ''] = codes;
  const send = (payload: string, query: string) =>
    app.as('core.banking').rest({
      method: 'POST',
      url: `/v1/repayment-files?${query}`,
      headers: { 'content-type': 'text/csv' },
      payload,
    });
  const file = `贷款编号,流水号,还款金额,还款日期,计划调整\n${a},F1,3000.00,${DAY},SHORTEN_TERM\n${b},F2,50.5,${DAY},\n`;
  const cases = [
    [file, 'total=3050.51&rowCount=2', 'repayment-batch.wrong_total'],
    [file, 'total=3050.50', 'input.invalid'],
    [file, 'total=3050.50&rowCount=2&whenFaulty=NEVER', 'input.invalid'],
    ['贷款编号,金额\nx,1\n', 'total=1&rowCount=1', 'bulk.header'],
    ['贷款编号,流水号,还款金额,还款日期\n', 'total=0&rowCount=1', 'input.invalid'],
  ] as const;
  for (const [payload, query, code] of cases) {
    t.match((await send(payload, query)).body, { code }, query);
  }
  const { status, body } = await send(file, 'total=3050.50&rowCount=2');
  t.equal(status, 200);
  await worker.due();
  t.match(await batchOf(app, body.result.batch), { source: 'FILE', status: 'DONE', takenCount: 2 });
  const officer = await app.as('auditor').rest({
    method: 'POST',
    url: '/v1/repayment-files?total=1&rowCount=1',
    headers: { 'content-type': 'text/csv' },
    payload: file,
  });
  t.match(officer.body, { code: 'auth.forbidden' });
});
