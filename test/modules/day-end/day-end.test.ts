import { test } from 'tap';
import { registerDayEndStep } from '../../../src/modules/day-end/index.ts';
import { type TestApp, testApp } from '../../helpers/app.ts';
import { testWorker } from '../../helpers/worker.ts';
import { bring, EVIDENCE, keyOf, openLending, rate, readLoan } from '../loans/lending.ts';

/** The institution whose day is to break off, once, between two parts of a step. */
let breaking = '';
registerDayEndStep({
  code: 'TEST_BREAKING',
  title: { en: 'Breaks off when it is told to', zh: '测试' },
  acts: [],
  async run(_tx, { institutionId, reached }) {
    const counts = { calls: 1 };
    if (breaking !== institutionId) return { counts, reached: null };
    if (reached === null) return { counts, reached: 'half' };
    breaking = '';
    throw new Error('told to break off');
  },
});

async function lent(t: Parameters<typeof testApp>[0]) {
  const app = await testApp(t);
  const lending = await openLending(app);
  await rate(app, lending.customerKey, 20_000);
  const loan = await bring(app, lending, { to: 'ACTIVE' });
  return { app, loan, worker: testWorker(t, app) };
}

const at = (day: string, time = '02:00') => `${day}T${time}:00Z`;
const FIGURES = 'positionOn overdueDays overdueSince overduePrincipal nextDueOn loanClass';
const figures = async (app: TestApp, loan: string) => (await readLoan(app, loan, FIGURES)).loan;

/** Loans whose columns are not what their standings and classes say of the business date. */
const WRONG = `select l.code from loan l
  join loan_standing s on s.loan_id = l.id and s.valid_from <= $1::date
    and (s.valid_to is null or s.valid_to > $1::date)
  left join loan_classification c on c.loan_id = l.id and c.superseded_at is null
    and c.valid_from <= $1::date and (c.valid_to is null or c.valid_to > $1::date)
  where l.status = 'ACTIVE' and (
    (l.outstanding_principal_fen, l.overdue_principal_fen, l.overdue_interest_fen)
      <> (s.outstanding_principal_fen, s.overdue_principal_fen, s.overdue_interest_fen)
    or (l.overdue_since, l.next_due_on) is distinct from (s.overdue_since, s.next_due_on)
    or l.overdue_days <> s.overdue_days
      + case when s.overdue_since is null then 0 else $1::date - s.valid_from end
    or l.loan_class is distinct from c.loan_class)`;

const wrong = (app: TestApp, day: string) => app.owner(WRONG, [day]);

test('a night moves loans, classes and figures on, and several nights one after the other', async (t) => {
  const { app, loan, worker } = await lent(t);
  app.clock.set(at('2026-04-03'));
  await worker.run('day-end.run');
  t.match(await figures(app, loan), {
    positionOn: '2026-04-03',
    overdueDays: 1,
    overdueSince: '2026-04-02',
    overduePrincipal: '1000.00',
    nextDueOn: '2026-05-02',
    loanClass: 'SPECIAL_MENTION',
  });
  app.clock.set(at('2026-04-06'));
  await worker.run('day-end.run');
  t.match(await figures(app, loan), { positionOn: '2026-04-06', overdueDays: 4 });
  t.same(await wrong(app, '2026-04-06'), []);
  const risk = app.as('risk.officer');
  const { dayEnds, provisionFigures, dayEndBusinessDay } = await risk.query(`{
    dayEnds(first: 10, order: NEWEST) { edges { node { closes opens status
      steps(first: 9, order: NUMBER) { edges { node { code status counts } } } } } }
    provisionFigures(first: 10, order: NEWEST) { edges { node {
      businessDate loanClass loans principal overduePrincipal provision } } }
    dayEndBusinessDay { businessDate behind dayEnd { id } } }`);
  type Edges = { edges: { node: Record<string, unknown> }[] };
  const nodes = ({ edges }: Edges) => edges.map(({ node }) => node);
  t.same(
    nodes(dayEnds).map(({ closes, opens, status }) => [closes, opens, status]),
    [
      ['2026-04-05', '2026-04-06', 'DONE'],
      ['2026-04-04', '2026-04-05', 'DONE'],
      ['2026-04-03', '2026-04-04', 'DONE'],
      ['2026-04-02', '2026-04-03', 'DONE'],
    ],
  );
  const first = nodes(nodes(dayEnds).at(-1)?.steps as Edges);
  t.same(
    first.slice(0, 5).map(({ code, counts }) => [code, counts]),
    [
      ['POSITIONS', { loans: 1, reclassified: 1 }],
      ['DELAYS', { loans: 0, reclassified: 0 }],
      ['CLASSES', { loans: 0, changed: 0 }],
      ['DOUBTS', { customers: 0 }],
      ['PROVISIONS', { loans: 1 }],
    ],
  );
  t.same(nodes(provisionFigures).slice(2), [
    {
      businessDate: '2026-04-03',
      loanClass: 'SPECIAL_MENTION',
      loans: 1,
      principal: '12000.00',
      overduePrincipal: '1000.00',
      provision: '360.00',
    },
    {
      businessDate: '2026-04-02',
      loanClass: 'NORMAL',
      loans: 1,
      principal: '12000.00',
      overduePrincipal: '0.00',
      provision: '180.00',
    },
  ]);
  t.same(dayEndBusinessDay, { businessDate: '2026-04-06', behind: 0, dayEnd: null });
});

test('nothing ends before it is over, and not twice', async (t) => {
  const { app, worker } = await lent(t);
  const administrator = app.as('administrator');
  app.clock.set(at('2026-03-03', '16:30'));
  const done = await administrator.command('day-end.advance', {});
  t.match(done, { closes: '2026-03-03', opens: '2026-03-04', done: true, upToDate: true });
  const again = await administrator.refused('day-end.advance', {});
  t.equal(again.code, 'day-end.nothing_to_close');
  await worker.run('day-end.run');
  const runs = await app.owner('select status, counts from job_run where institution_id = $1', [
    app.world.bankId,
  ]);
  t.same(runs, [{ status: 'DONE', counts: { days: 0, parts: 0, setAside: 0 } }]);
});

test('a run that broke off goes on where it stopped', async (t) => {
  const { app, loan, worker } = await lent(t);
  const runs = () =>
    app.owner('select status, error_code, attempts from job_run where institution_id = $1', [
      app.world.bankId,
    ]);
  const steps = () =>
    app.owner('select status, counts from day_end_step where institution_id = $1 order by number', [
      app.world.bankId,
    ]);
  app.clock.set(at('2026-04-03'));
  breaking = app.world.bankId;
  await worker.run('day-end.run');
  t.same(await runs(), [{ status: 'FAILED', error_code: 'server.fault', attempts: 1 }]);
  t.equal((await figures(app, loan)).loanClass, 'SPECIAL_MENTION', 'what was done is done');
  const done = [
    { status: 'DONE', counts: { loans: 1, reclassified: 1 } },
    { status: 'DONE', counts: { loans: 0, reclassified: 0 } },
    { status: 'DONE', counts: { loans: 0, changed: 0 } },
    { status: 'DONE', counts: { customers: 0 } },
    { status: 'DONE', counts: { loans: 1 } },
  ];
  t.same(await steps(), [...done, { status: 'WAITING', counts: { calls: 1 } }]);
  await worker.run('day-end.run');
  t.same(await steps(), [...done, { status: 'DONE', counts: { calls: 2 } }], 'and not twice');
  t.same(await runs(), [{ status: 'DONE', error_code: null, attempts: 2 }]);
});

test('a write on a loan that lags behind catches it up first', async (t) => {
  const { app, loan, worker } = await lent(t);
  app.clock.set(at('2026-04-02'));
  await worker.run('day-end.run');
  app.clock.set(at('2026-07-10'));
  const paid = { id: loan, reference: 'R-1', amount: '0.01', paidOn: '2026-07-10' };
  await app.as('core.banking').command('loan.repay', paid);
  const caughtUp = await figures(app, loan);
  t.match(caughtUp, { positionOn: '2026-07-10', overdueDays: 99, loanClass: 'SUBSTANDARD' });
  app.clock.set(at('2026-05-10'));
  await worker.run('day-end.run');
  t.same(await figures(app, loan), caughtUp, 'the days behind do not take it back');
  app.clock.set(at('2026-07-10'));
  await worker.run('day-end.run');
  t.same(await figures(app, loan), caughtUp);
  t.same(await wrong(app, '2026-07-10'), []);
  const doubted = await app.owner(
    `select screening, reason from customer
     join screening_record s on s.customer_id = customer.id and s.institution_id = $1
     where customer.institution_id = $1 and customer.id = (select customer_id from loan limit 1)`,
    [app.world.bankId],
  );
  t.same(doubted, [{ screening: 'GREY', reason: 'BAD_LOAN' }], 'a person has to look at it');
});

test('a bad loan of a firm speaks against its others, and the night says so', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  await rate(app, lending.customerKey, 30_000);
  const first = await bring(app, lending, { to: 'ACTIVE' });
  const second = await bring(app, lending, { to: 'ACTIVE' });
  await app.owner(`update loan set book = 'WORKING_CAPITAL'`);
  await app.as('risk.officer').command('loan.record-class-ground', {
    id: first,
    code: 'DEBT_EVASION',
    since: '2026-03-02',
    explanation: '转移资产',
    evidenceSha256: EVIDENCE,
  });
  const classes = async () => {
    const [one, two] = [await figures(app, first), await figures(app, second)];
    return [one.loanClass, two.loanClass];
  };
  t.same(await classes(), ['DOUBTFUL', 'SUBSTANDARD'], 'at once, where it is said of a loan');
  const core = app.as('core.banking');
  await app.as('risk.manager').command('loan.classify', { id: second });
  app.clock.set(at('2026-03-03'));
  const paid = (id: string, paidOn: string) => ({ id, reference: id, amount: '1.00', paidOn });
  await core.command('loan.repay', paid(first, '2026-03-03'));
  const worker = testWorker(t, app);
  await worker.run('day-end.run');
  t.same(await classes(), ['DOUBTFUL', 'SUBSTANDARD']);
  t.same(await wrong(app, '2026-03-03'), []);
  const facts = await app.owner<{ to: string }>(
    `select convert_from(leaf, 'UTF8')::jsonb #>> '{data,loanClass}' as to from journal_entry
     where convert_from(leaf, 'UTF8')::jsonb ->> 'act' = 'loan.reclassified' order by 1`,
  );
  t.same(
    facts.map(({ to }) => to),
    ['DOUBTFUL', 'SUBSTANDARD'],
    'a fact for each',
  );

  const onRecord = () =>
    app.owner<{
      loan_id: string;
    }>(`select loan_id, loan_class, valid_from::text, valid_to::text, recorded_at
      from loan_classification where superseded_at is null order by id`);
  app.clock.set(at('2026-07-10'));
  await core.command('loan.repay', paid(second, '2026-07-10'));
  const before = await onRecord();
  app.clock.set(at('2026-04-03'));
  await worker.run('day-end.run');
  const after = await onRecord();
  const ofSecond = (rows: readonly { loan_id: string }[]) =>
    rows.filter(({ loan_id }) => loan_id === keyOf(second));
  t.same(ofSecond(after), ofSecond(before), 'nights that lag behind a write take nothing back');
});

test('a settled loan has a class until the day it was settled', async (t) => {
  const { app, loan, worker } = await lent(t);
  app.clock.set(at('2026-03-20'));
  const core = app.as('core.banking');
  const all = { id: loan, reference: 'R-1', amount: '13000.00', paidOn: '2026-03-20' };
  await core.command('loan.repay', all);
  await core.command('loan.settle', { id: loan });
  app.clock.set(at('2026-03-21'));
  await worker.run('day-end.run');
  const history = await app.owner(
    'select loan_class, valid_from::text, valid_to::text from loan_classification',
  );
  const period = { loan_class: 'NORMAL', valid_from: '2026-03-02', valid_to: '2026-03-20' };
  t.same(history, [period]);
  const [row] = await app.owner('select class_turns_on from loan where class_turns_on is not null');
  t.equal(row, undefined, 'and is not looked at again');
});

test('repayments against the end of the day: either order gives what the facts say', async (t) => {
  const { app, loan, worker } = await lent(t);
  app.clock.set(at('2026-04-02'));
  await worker.run('day-end.run');
  for (let day = 3; day <= 9; day += 1) {
    const today = `2026-04-0${day}`;
    app.clock.set(at(today));
    const repaid = { id: loan, reference: `R-${day}`, amount: '200.00', paidOn: today };
    await Promise.all([
      app.as('administrator').command('day-end.advance', {}),
      app.as('core.banking').command('loan.repay', repaid),
    ]);
    t.same(await wrong(app, today), [], today);
  }
  t.match(await figures(app, loan), { overdueDays: 0, loanClass: 'NORMAL' });
});
