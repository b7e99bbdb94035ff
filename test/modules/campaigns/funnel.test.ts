import { test } from 'tap';
import { addDays } from '../../../src/kernel/dates.ts';
import { newId } from '../../../src/kernel/ids.ts';
import { type TestApp, testApp } from '../../helpers/app.ts';
import { fc } from '../../helpers/property.ts';
import { codeOf, VILLAGE } from '../grids/territory.ts';
import { keyOf, openVillage } from '../notices/noticed.ts';
import { visit } from './visited.ts';

const FUNNEL = `query ($id: ID, $area: String, $level: FunnelLevel, $on: Date, $after: String, $first: Int) {
  campaignFunnel(campaignId: $id, areaPrefix: $area, level: $level, asOf: $on, after: $after, first: $first) {
    asOf level more rows { code name
      now { households profiled rated credited signed drawn }
      weekAgo { households profiled rated credited signed drawn } } } }`;

const DAY_ONE = '2026-03-02';
const HOUSEHOLDS = 12;
const DAYS = 40;

type Count = Record<'households' | 'profiled' | 'rated' | 'credited' | 'signed' | 'drawn', number>;

/** Everything dated of one household, as the test itself made it. */
type Made = {
  steps: { stage: string; on: string }[];
  visited: string | null;
  rated: { from: string; to: string } | null;
  line: { from: string; to: string } | null;
  drawn: string | null;
};

const STAGES = ['SCREENED', 'VISITED', 'DECIDED', 'SIGNED', 'DROPPED', 'ROSTER'];
const DECIDED = ['DECIDED', 'NOTICED', 'SIGNED', 'DRAWN'];

const day = fc.nat({ max: DAYS }).map((offset) => addDays(DAY_ONE, offset));
const period = fc.tuple(day, fc.nat({ max: DAYS })).map(([from, long]) => ({
  from,
  to: addDays(from, long),
}));
const made: fc.Arbitrary<Made> = fc.record({
  steps: fc
    .array(fc.record({ stage: fc.constantFrom(...STAGES), on: day }), { maxLength: 5 })
    .map((steps) => steps.toSorted((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0))),
  visited: fc.option(day),
  rated: fc.option(period),
  line: fc.option(period),
  drawn: fc.option(day),
});

/** The funnel of a day, counted again household by household. */
function recount(all: readonly Made[], on: string): Count {
  const count: Count = { households: 0, profiled: 0, rated: 0, credited: 0, signed: 0, drawn: 0 };
  const holds = (span: { from: string; to: string } | null) =>
    span !== null && span.from <= on && on < span.to;
  for (const each of all) {
    const reached = each.steps.filter((step) => step.on <= on).at(-1)?.stage;
    if (reached === undefined || reached === 'DROPPED') continue;
    count.households += 1;
    count.profiled += Number(each.visited !== null && each.visited <= on);
    count.rated += Number(holds(each.rated));
    count.credited += Number(DECIDED.includes(reached));
    count.signed += Number(holds(each.line));
    count.drawn += Number(each.drawn !== null && each.drawn <= on);
  }
  return count;
}

/** Puts on record what a household was made to have gone through. */
async function record(app: TestApp, customer: string, { household, facts, rating }: Recorded) {
  const bank = app.world.bankId;
  const person = app.world.people['grid.officer'];
  for (const { stage, on } of facts.steps) {
    await app.owner(
      `insert into campaign_step (institution_id, id, campaign_household_id, stage, moved_on, moved_by)
       values ($1, $2, $3, $4, $5, $6)`,
      [bank, newId(), household, stage, on, person],
    );
  }
  if (facts.visited) await visit(app, customer, { day: facts.visited });
  if (facts.rated) {
    const { from, to } = facts.rated;
    await app.owner('update rating set valid_from = $2, valid_to = $3 where id = $1', [
      rating,
      from,
      to,
    ]);
  } else await app.owner(`update rating set valid_to = valid_from where id = $1`, [rating]);
  if (facts.line) {
    await app.owner(
      `insert into credit_line (institution_id, id, customer_id, rating_id, grade, granted_fen,
         amount_fen, products, valid_from, valid_to, review_due_on, rule_set, granted_by)
       values ($1, $2, $3, $4, 'A', 100, 100, '{}', $5, $6, $6, 'TEST', $7)`,
      [bank, newId(), keyOf(customer), rating, facts.line.from, facts.line.to, person],
    );
  }
  if (facts.drawn) await lend(app, keyOf(customer), { rating, on: facts.drawn });
}

type Recorded = { household: string; facts: Made; rating: string };

async function lend(
  app: TestApp,
  customer: string,
  { rating, on }: { rating: string; on: string },
) {
  const client = `insert into loan (institution_id, id, code, customer_id, rating_id, basis, product,
      book, fund_use, purpose, amount_fen, term_months, annual_rate, repayment_method, day_count,
      counterparty_fixed, non_cash_possible, payment_method, payment_rule, payment_rule_set,
      applied_on, created_by, disbursed_on)
    values ($1, $2, $3, $4, $5, 'CREDIT_LINE', 'VILLAGE_CREDIT', 'FARM_HOUSEHOLD', 'BUSINESS', '种稻',
      100, 12, 4.35, 'EQUAL_PRINCIPAL', 'THIRTY_360', false, false, 'SELF', 'TEST', 'TEST', $6, $7, $6)`;
  const id = newId();
  const code = `L${id.slice(-12).toUpperCase()}`;
  const person = app.world.people['grid.officer'];
  await app.owner(client, [app.world.bankId, id, code, customer, rating, on, person]);
}

test('the funnel of any day equals a recount', async (t) => {
  const app = await testApp(t);
  // What the test puts on record is dated freely, without the loans' and lines' own order.
  await app.owner(`do $$ declare each record; begin
    for each in select conname, conrelid::regclass as owner from pg_constraint
      where contype = 'c' and conrelid in ('loan'::regclass, 'credit_line'::regclass,
        'rating'::regclass) loop
      execute format('alter table %s drop constraint %I', each.owner, each.conname);
    end loop; end $$`);
  const village = await openVillage(app);
  const { manager } = village;
  const facts = fc.sample(made, { numRuns: HOUSEHOLDS, seed: 11 });
  const customers: string[] = [];
  for (const index of facts.keys()) customers.push(await village.household(`张${index}`));
  app.clock.set('2026-02-01T02:00:00Z');
  const { campaign: id } = await manager.command('campaign.open', {
    areaCode: VILLAGE,
    name: '整村授信',
    rosterHouseholds: 20,
  });
  await manager.command('campaign.enrol', { id });
  const households = await app.owner<{ id: string; customer_id: string }>(
    'select id, customer_id from campaign_household',
  );
  await app.owner('alter table campaign_step disable trigger all');
  await app.owner('delete from campaign_step');
  for (const [index, customer] of customers.entries()) {
    const household = households.find((each) => each.customer_id === keyOf(customer))?.id ?? '';
    const rating = await village.rate(customer);
    const given = facts[index];
    if (given) await record(app, customer, { household, facts: given, rating });
  }
  const ask = async (given: Record<string, unknown>) =>
    (await manager.query(FUNNEL, given)).campaignFunnel;
  let drawn = 0;
  for (let offset = -8; offset <= DAYS + 10; offset += 1) {
    const on = addDays(DAY_ONE, offset);
    const { rows } = await ask({ id, on });
    const now = recount(facts, on);
    const weekAgo = recount(facts, addDays(on, -7));
    drawn += now.drawn;
    if (now.households + weekAgo.households === 0) t.same(rows, [], on);
    else t.same(rows, [{ code: VILLAGE, name: '柳洲村', now, weekAgo }], on);
  }
  t.ok(drawn > 20, 'something was counted');

  await t.test('by group, town and outlet it is the same households', async (t) => {
    const on = addDays(DAY_ONE, DAYS);
    const [total] = (await ask({ id, on })).rows;
    for (const [level, name] of [
      ['GROUP', '网格'],
      ['TOWN', '浩口镇'],
      ['OUTLET', 'Head office'],
    ] as const) {
      const { rows } = await ask({ area: '429005', level, on });
      t.match(rows, [{ name, now: total.now, weekAgo: total.weekAgo }], level);
      t.equal(rows.length, 1);
    }
    t.same((await ask({ area: '429006', on })).rows, []);
    t.same((await ask({ id, on, after: VILLAGE })).rows, []);
    t.match(await ask({ id, on, first: 1 }), { more: false });
  });

  await t.test('and nobody counts what they do not see', async (t) => {
    const officer = app.as('grid.officer');
    const { campaignFunnel } = await officer.query(FUNNEL, { area: '429005', on: '2026-04-10' });
    t.same(campaignFunnel.rows, [], 'no grid, no households');
    const { errors } = await app.as('core.banking').graphql(FUNNEL, { area: '429005' });
    t.match(errors, [{ extensions: { code: 'auth.forbidden' } }]);
    const both = await manager.graphql(FUNNEL, { id, area: '429005' });
    t.match(both.errors, [{ extensions: { code: 'campaign.scope_choice' } }]);
    t.ok(await codeOf(officer, 'campaign.enrol', { id }));
  });
});
