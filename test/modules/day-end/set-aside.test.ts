import { test } from 'tap';
import { type TestApp, testApp } from '../../helpers/app.ts';
import { monitored } from '../../helpers/monitored.ts';
import { testWorker } from '../../helpers/worker.ts';
import { bring, keyOf, openLending, readLoan } from '../loans/lending.ts';

const night = (app: TestApp, day: string) => app.clock.set(`${day}T02:00:00Z`);
const FIGURES = 'positionOn overdueDays loanClass';
const figures = async (app: TestApp, loan: string) => (await readLoan(app, loan, FIGURES)).loan;

/** From now on nothing more can be written about this loan. */
const spoil = (app: TestApp, loan: string) =>
  app.owner(
    `create function spoilt() returns trigger language plpgsql as $$
     begin raise exception 'spoilt' using errcode = 'internal_error'; end $$;
     create trigger spoilt before update on loan for each row
     when (old.id = '${keyOf(loan)}') execute function spoilt()`,
  );

test('one bad loan is set aside, and the night goes on without it', async (t) => {
  const app = await testApp(t);
  const worker = testWorker(t, app);
  const lending = await openLending(app);
  const loans: string[] = [];
  for (let made = 0; made < 4; made += 1) {
    loans.push(await bring(app, lending, { to: 'ACTIVE', terms: { amount: '2000.00' } }));
  }
  const [bad = '', ...good] = loans;
  await spoil(app, bad);
  const look = await monitored(t, app);
  night(app, '2026-04-03');
  await worker.run('day-end.run');
  for (const loan of good) {
    t.match(await figures(app, loan), {
      positionOn: '2026-04-03',
      overdueDays: 1,
      loanClass: 'SPECIAL_MENTION',
    });
  }
  t.match(await figures(app, bad), { positionOn: '2026-03-02', overdueDays: 0 });
  t.same(await look(), [], 'every row has its facts');
  const risk = app.as('risk.officer');
  const seen = await risk.query(`{
    dayEndBusinessDay { businessDate setAside }
    dayEnds(first: 1, order: NEWEST) { nodes { status
      steps(first: 9, order: NUMBER) { nodes { code counts } }
      exceptions(first: 9) { nodes { step errorCode loan { id } } } } } }`);
  t.match(seen.dayEndBusinessDay, { businessDate: '2026-04-03', setAside: 1 });
  const [{ status, steps, exceptions }] = seen.dayEnds.nodes;
  t.equal(status, 'DONE');
  t.same(
    exceptions.nodes,
    ['POSITIONS', 'CLASSES'].map((step) => ({
      step,
      errorCode: 'server.fault',
      loan: { id: bad },
    })),
  );
  t.match(steps.nodes[0], { code: 'POSITIONS', counts: { loans: 3, setAside: 1 } });
  const [told] = await app.owner<{ count: number }>(
    `select count(*)::int as count from journal_entry where convert_from(leaf, 'UTF8') like '%day-end.loan-set-aside%'`,
  );
  t.equal(told?.count, 2);

  await app.owner('drop trigger spoilt on loan');
  night(app, '2026-04-04');
  await worker.run('day-end.run');
  t.match(await figures(app, bad), { loanClass: 'SPECIAL_MENTION' }, 'tried again');
});

test('what stands in the way of all of them is no exception', async (t) => {
  const app = await testApp(t);
  const worker = testWorker(t, app);
  const lending = await openLending(app);
  for (let made = 0; made < 2; made += 1) {
    await bring(app, lending, { to: 'ACTIVE', terms: { amount: '2000.00' } });
  }
  await app.owner(
    `create function spoilt() returns trigger language plpgsql as $$
     begin raise exception 'spoilt' using errcode = 'internal_error'; end $$;
     create trigger spoilt before update on loan for each row execute function spoilt()`,
  );
  night(app, '2026-04-03');
  await worker.run('day-end.run');
  t.same(
    await app.owner('select status, error_code from job_run where institution_id = $1', [
      app.world.bankId,
    ]),
    [{ status: 'FAILED', error_code: 'server.fault' }],
  );
  t.same(await app.owner('select id from day_end_exception'), []);
});
