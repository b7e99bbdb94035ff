import { test } from 'tap';
import { addDays } from '../../../src/kernel/dates.ts';
import {
  type CollectionRules,
  collectionRulesOn,
  stageOf,
} from '../../../src/modules/aftercare/collection-rules.ts';
import { type TestApp, testApp } from '../../helpers/app.ts';
import { fc } from '../../helpers/property.ts';
import { bring, type Lending, openLending, registerHousehold } from '../loans/lending.ts';

/** Lives of loans that are told; more of them with RUNS=200 in the environment. */
const RUNS = Number(process.env.RUNS ?? 3);
const BEGINNING = '2026-03-02';

const step = fc.record({
  days: fc.integer({ min: 1, max: 40 }),
  repaid: fc.option(
    fc.record({
      yuan: fc.integer({ min: 1, max: 2_500 }),
      daysAgo: fc.integer({ min: 0, max: 20 }),
    }),
  ),
});

type Case = { id: string; status: string; stage: string };
type Check = { kind: string; status: string; occasion: string };
type Delay = { since: string | null; days: number };

const keyOf = (loan: string) => loan.slice(loan.indexOf('_') + 1);

const casesOf = (app: TestApp, loan: string) =>
  app.owner<Case>(
    `select id, status, stage from collection_case where loan_id = $1 order by created_at, id`,
    [keyOf(loan)],
  );

const checksOf = (app: TestApp, loan: string) =>
  app.owner<Check>(`select kind, status, occasion from loan_check where loan_id = $1`, [
    keyOf(loan),
  ]);

/** The delay on a day, by the rows that servicing keeps. */
async function delayOf(app: TestApp, loan: string, day: string): Promise<Delay> {
  const [row] = await app.owner<Delay>(
    `select overdue_since::text as since, overdue_days + case when overdue_since is null then 0
       else $2::date - valid_from end as days
     from loan_standing where loan_id = $1 and valid_from <= $2::date
     order by valid_from desc limit 1`,
    [keyOf(loan), day],
  );
  return row ?? { since: null, days: 0 };
}

const placeOf = ({ stages }: CollectionRules, stage: string): number =>
  stages.findIndex((rule) => rule.stage === stage);

type Told = { app: TestApp; loan: string };

/** Moves on a few days, perhaps with money that came in before, and plans the day. */
async function live({ app, loan }: Told, day: string, { repaid }: { repaid: Repaid }) {
  app.clock.set(`${day}T02:00:00Z`);
  if (repaid) {
    const paidOn = addDays(day, -repaid.daysAgo);
    const input = {
      id: loan,
      reference: `R-${keyOf(loan).slice(-12)}-${day}`,
      amount: `${repaid.yuan}.00`,
      paidOn: paidOn < BEGINNING ? BEGINNING : paidOn,
    };
    // Where nothing is owed any more the core is told so, and the day goes on.
    await app
      .as('core.banking')
      .command('loan.repay', input)
      .catch((error: Error) => {
        if (!error.message.includes('loan.nothing_outstanding')) throw error;
      });
  }
  const admin = app.as('administrator');
  await admin.command('loan-check.plan', {});
  await admin.command('collection-case.plan', {});
}

type Repaid = { yuan: number; daysAgo: number } | null;

test('what is planned follows the delay, whatever is repaid and however late it is known', async (t) => {
  const app = await testApp(t);
  const lending: Lending = await openLending(app);
  const rules = collectionRulesOn(BEGINNING);
  const life = fc.array(step, { minLength: 3, maxLength: 10 });
  await fc.assert(
    fc.asyncProperty(life, async (steps) => {
      app.clock.set(`${BEGINNING}T02:00:00Z`);
      const customer = await registerHousehold(lending.zhang, lending.grid);
      const loan = await bring(app, lending, { to: 'ACTIVE', customer });
      const told = { app, loan };
      const highest = new Map<string, number>();
      let day = BEGINNING;
      for (const { days, repaid } of steps) {
        day = addDays(day, days);
        await live(told, day, { repaid });
        const delay = await delayOf(app, loan, day);
        const cases = await casesOf(app, loan);
        const open = cases.filter(({ status }) => status !== 'CLOSED');
        t.equal(open.length, delay.since === null ? 0 : 1, `${day}: one case while overdue`);
        for (const { id, stage } of open) {
          const reached = placeOf(rules, stageOf(rules, delay.days)?.stage ?? '');
          const before = highest.get(id) ?? -1;
          t.equal(placeOf(rules, stage), Math.max(before, reached), `${day}: ${delay.days} days`);
          highest.set(id, placeOf(rules, stage));
        }
        const checks = await checksOf(app, loan);
        const due = checks.filter(({ status, kind }) => status === 'DUE' && kind !== 'SPECIAL');
        t.ok(due.length <= 1, 'one check by time at once');
        const occasions = checks.map(({ occasion }) => occasion);
        t.equal(new Set(occasions).size, occasions.length);
        if (delay.since) t.ok(occasions.includes(`OVERDUE:${delay.since}`), `${day}: looked at`);
      }
    }),
    { numRuns: RUNS },
  );
});
