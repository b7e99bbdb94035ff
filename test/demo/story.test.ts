import { test } from 'tap';
import { loadConfig } from '../../src/config.ts';
import { tellStory } from '../../src/demo/story/index.ts';
import { quarterEndBefore } from '../../src/demo/story/lending/classing.ts';
import { tellLending } from '../../src/demo/story/lending/index.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { openDatabase } from '../../src/kernel/db/index.ts';
import { createProgram } from '../../src/program.ts';
import { jobServices } from '../../src/worker.ts';
import { quietLog, TEST_KEY } from '../helpers/app.ts';
import { undeclaredFacts } from '../helpers/declared-facts.ts';
import { demoDatabase, TODAY } from './seeded.ts';

type Counted = { word: string; count: string };

test('a village of the demo is in the middle of its campaign', async (t) => {
  const demo = await demoDatabase(t);
  await demo.seed({ towns: 1 });
  const config = loadConfig({
    NODE_ENV: 'test',
    KEY_ENCRYPTION_KEY: TEST_KEY.toString('base64'),
  });
  const database = openDatabase({
    ...config.database,
    url: demo.db.ownerUrl,
    readLanes: 1,
    poolSize: 1,
    streamPoolSize: 1,
    onError: () => undefined,
  });
  t.teardown(() => database.close());
  const [bank] = await demo.rows<{ institution_id: string }>(
    `select institution_id from institution where code = 'QJ-RCB'`,
  );
  const institutionId = bank?.institution_id ?? '';
  const parts = { program: createProgram(), database, clock: systemClock, log: quietLog, config };
  const setting = { services: jobServices(parts), institutionId, today: TODAY };
  const told = await tellStory(setting);
  t.ok(told.households > 20, `${told.households} households`);

  const counts = async (text: string): Promise<Record<string, number>> =>
    Object.fromEntries(
      (await demo.rows<Counted>(text)).map(({ word, count }) => [word, Number(count)]),
    );
  const stages = await counts(
    'select stage as word, count(*) from campaign_household group by stage',
  );
  t.ok(stages.SCREENED && stages.VISITED && stages.DECIDED, 'some are further than others');
  const named = await counts('select status as word, count(*) from notice_entry group by status');
  t.equal(named.OBJECTED, 1);
  t.ok((named.OPEN ?? 0) > 5);
  t.match(await demo.rows('select kind, status from notice order by opened_on'), [
    { kind: 'CREDIT_AREA', status: 'CLOSED' },
    { kind: 'RATING', status: 'OPEN' },
  ]);
  t.match(await demo.rows('select status, seed from panel'), [{ status: 'CLOSED' }]);
  const heard = await counts(
    'select status as word, count(*) from rating where panel_id is not null group by status',
  );
  t.ok((heard.EFFECTIVE ?? 0) + (heard.AWAITING_DECISION ?? 0) > 0, 'ratings rest on it');
  const standings = await counts(
    "select level as word, count(*) from credit_area where status <> 'RETRACTED' group by level",
  );
  t.match(standings, { HOUSEHOLD: 3, VILLAGE: 1 });
  t.match(await demo.rows(`select count(*) from consent where purpose = 'PUBLIC_NOTICE'`), [
    { count: /^[1-9]/ },
  ]);
  const dated = await demo.rows<{ first: string; last: string }>(
    `select min(valid_from)::text as first, max(valid_from)::text as last
     from consent where purpose = 'PANEL_REVIEW'`,
  );
  t.match(dated, [{ first: '2026-02-13', last: '2026-02-13' }], 'on the days told of');

  await t.test('and its bank lends in every way there is', async (t) => {
    t.same(await tellLending(setting), { loans: 9 });
    for (const [what, query] of Object.entries(LENDING)) {
      const [found] = await demo.rows<{ found: boolean }>(`select ${query} as found`);
      t.ok(found?.found, what);
    }
    t.match(await demo.rows('select as_of::text as on, status from loan_class_round'), [
      { on: '2025-12-31', status: 'APPROVED' },
    ]);
    const [share] = await demo.rows<{ percent: number }>(BAD_PERCENT);
    t.ok(share && share.percent > 1 && share.percent < 7, `${share?.percent} % of it is bad`);
    t.same(await undeclaredFacts(demo.owner), []);
  });
});

const PRODUCTS = ['VILLAGE_CREDIT', 'FARM_PRODUCTION', 'MERCHANT_OPERATING', 'POVERTY_RELIEF'];

const some = (rows: string): string => `exists (${rows})`;
const action = (kind: string): string =>
  some(`select from collection_action where kind = '${kind}'`);
const check = (more: string): string =>
  some(`select from loan_check where ${more} and kind = 'REGULAR'`);

/** What can be found about the loans of the story. */
const LENDING: Readonly<Record<string, string>> = {
  'every product is lent': `(select count(distinct product) from loan
    where status = 'ACTIVE' and product = any('{${PRODUCTS}}')) = ${PRODUCTS.length}`,
  'on every kind of security': `(select count(distinct guarantee_kind) from loan
    where status = 'ACTIVE' and guarantee_kind in ('CREDIT', 'GUARANTEE', 'MORTGAGE', 'PLEDGE')) = 4`,
  'to be paid by the bank, or by the borrower': `(select count(distinct payment_method)
    from disbursement where status = 'CONFIRMED') = 2`,
  'a line is drawn, repaid and drawn again': some(`select from loan l
    where repayment_method = 'REVOLVING' and outstanding_principal_fen < amount_fen
      and 3 = (select count(*) from disbursement d where d.loan_id = l.id and status = 'CONFIRMED')
      and exists (select from loan_fact f where f.loan_id = l.id and kind = 'REPAID')`),
  'a committee grants by votes': some(`select from loan_deliberation d
    where rule_code = 'LARGE' and status = 'APPROVED'
      and 4 = (select count(*) from loan_vote v where v.deliberation_id = d.id)`),
  'and is overruled by its chair': some(`select from loan_deliberation d
    join loan_vote v on v.deliberation_id = d.id and v.roles = '{COMMITTEE_CHAIR}'
    where d.status = 'REJECTED' and v.choice = 'AGAINST'`),
  'a condition is fulfilled': some('select from loan_condition where fulfilled_at is not null'),
  'an application is sent back': some(
    `select from loan where product <> 'VILLAGE_CREDIT' and round > 1`,
  ),
  'loans hang out': some(`select from notice_entry where loan_id is not null
    and status = 'EFFECTIVE'`),
  'checks are done': check(`status = 'DONE'`),
  'checks are due': check(`status = 'DUE' and due_on >= '${TODAY}'`),
  'checks are overdue': check(`status = 'DUE' and due_on < '${TODAY}'`),
  'money is looked after': some(`select from loan_check k join loan l on l.id = k.loan_id
    where k.kind = 'FIRST' and k.status = 'DONE' and l.product = 'FARM_PRODUCTION'`),
  'every class': `(select count(distinct loan_class) from loan) = 5`,
  'a letter': action('LETTER'),
  'a call at the door': action('VISIT'),
  'a case in court': action('COURT_FILING'),
  'a promise kept': some(`select from repayment_promise p join collection_case c on c.id = p.case_id
    where c.status = 'CLOSED' and c.outcome = 'CURED'`),
  'a promise not kept': some(`select from repayment_promise p
    join collection_case c on c.id = p.case_id where c.status = 'OPEN'`),
  'an extension': some(`select from loan_change where kind = 'EXTENSION' and status = 'APPLIED'`),
  'early repayment': some(`select from loan_fact where kind = 'EARLY_REPAID'`),
  'a claim written off, and some of it recovered': some(`select from loan_fact w
    join loan_fact r on r.loan_id = w.loan_id and r.kind = 'RECOVERED'
      and r.occurred_on > w.occurred_on
    where w.kind = 'WRITTEN_OFF'`),
  'yesterday has ended': some(`select from day_end where status = 'DONE' and opens = '${TODAY}'`),
  'every loan stands where it stands today': `not ${some(`select from loan
    where status = 'ACTIVE' and position_on <> '${TODAY}'`)}`,
};

const BAD_PERCENT = `select (100.0 * sum(outstanding_principal_fen)
    filter (where loan_class in ('SUBSTANDARD', 'DOUBTFUL', 'LOSS'))
  / sum(outstanding_principal_fen))::float8 as percent from loan where status = 'ACTIVE'`;

test('a quarter is over on its last day', async (t) => {
  t.equal(quarterEndBefore('2026-11-22'), '2026-09-30');
  t.equal(quarterEndBefore('2026-10-01'), '2026-09-30');
  t.equal(quarterEndBefore('2026-09-30'), '2026-06-30');
  t.equal(quarterEndBefore('2026-02-25'), '2025-12-31');
});
