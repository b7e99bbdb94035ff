import { test } from 'tap';
import { newId } from '../../../src/kernel/ids.ts';
import { registerPanelProvider } from '../../../src/modules/ratings/index.ts';
import { sampleHouseholdScorecard } from '../../../src/modules/ratings/sample-scorecards.ts';
import { testApp } from '../../helpers/app.ts';
import { fc } from '../../helpers/property.ts';
import { openTerritory } from '../customers/households.ts';
import { codeOf, VILLAGE } from '../grids/territory.ts';
import { agreeToRating } from '../privacy/agreements.ts';
import { HOUSEHOLD_ANSWERS, registerAnswered } from '../profiles/answered.ts';
import { anyCard } from './any-card.ts';
import { GIVEN, openRatable } from './ratable.ts';

const HERE = { areaCode: VILLAGE, customerKind: 'HOUSEHOLD' };
const SURE = { HAS_BAD_LOAN: false, JUDGMENT_DEFAULTER: false };

test('a territory is rated chunk by chunk', async (t) => {
  const app = await testApp(t);
  const { manager, household } = await openRatable(app);
  await app.as('administrator').command('scorecard.publish', {
    content: sampleHouseholdScorecard,
    validFrom: '2026-03-02',
  });
  const good = await household();
  const grey = await household({});
  const why = { reason: '诉讼' };
  const screening = { id: grey, screening: 'GREY', screeningReason: 'LITIGATION' };
  await manager.command('customer.screen', screening, why);
  const { ASSET_ROWS: _unknown, ...silent } = HOUSEHOLD_ANSWERS;
  const poor = await household({}, silent);

  await t.test('each gets what it would have got alone, and says why not', async (t) => {
    const alone = (await manager.command('rating.rate', { id: good, inputs: GIVEN })).rating;
    const first = await manager.command('rating.rate-many', { ...HERE, inputs: SURE, limit: 2 });
    t.type(first.next, 'string');
    const rest = await manager.command('rating.rate-many', {
      ...HERE,
      inputs: SURE,
      limit: 2,
      after: first.next,
    });
    t.equal(rest.next, null);
    t.same([first.rated + rest.rated, first.awaiting + rest.awaiting], [1, 1]);
    t.match(
      [...first.notRated, ...rest.notRated],
      [{ customer: poor, code: 'rating.inputs_missing', about: ['ASSETS'] }],
    );
    const [before] = await app.owner<{ status: string; valid_to: string }>(
      'select valid_from = valid_to as status from rating where id = $1',
      [alone.slice(alone.indexOf('_') + 1)],
    );
    t.match(before, { status: true }, 'the rating before ended that day');
  });

  await t.test(
    'who waits for a decision is left alone, who is up to date if so asked',
    async (t) => {
      const again = await manager.command('rating.rate-many', {
        ...HERE,
        inputs: SURE,
        onlyOutdated: true,
      });
      t.match(again, { rated: 0, awaiting: 0, upToDate: 1, next: null });
      const reasons = again.notRated.map((each: { customer: string; code: string }) => [
        each.customer,
        each.code,
      ]);
      t.match(Object.fromEntries(reasons), {
        [grey]: 'rating.decision_awaited',
        [poor]: 'rating.inputs_missing',
      });
    },
  );

  await t.test('a repeated key rates nobody twice, and every rating has its fact', async (t) => {
    const before = await app.owner<{ count: number }>('select count(*)::int from rating');
    const once = await manager.command(
      'rating.rate-many',
      { ...HERE, inputs: SURE },
      { key: 'chunk-1' },
    );
    const twice = await manager.command(
      'rating.rate-many',
      { ...HERE, inputs: SURE },
      { key: 'chunk-1' },
    );
    t.same(twice, once);
    const after = await app.owner<{ count: number }>('select count(*)::int from rating');
    t.equal((after[0]?.count ?? 0) - (before[0]?.count ?? 0), 1);
    const [untold] = await app.owner<{ count: number }>(
      `select count(*)::int from rating r where not exists (select from journal_entry e
       where position(convert_to(r.id::text, 'UTF8') in e.leaf) > 0)`,
    );
    t.equal(untold?.count, 0, 'no rating without a fact that names it');
  });

  await t.test('refusals', async (t) => {
    const refused = (input: object, who = manager) =>
      codeOf(who, 'rating.rate-many', { customerKind: 'HOUSEHOLD', ...input });
    t.equal(await refused({}), 'rating.one_territory');
    t.equal(await refused({ areaCode: '999999' }, app.as('grid.officer')), 'object.not_found');
    t.equal(await refused({ areaCode: VILLAGE }, app.as('auditor')), 'auth.forbidden');
    t.equal(
      await refused({ areaCode: VILLAGE, inputs: { SHOE_SIZE: 43 } }),
      'rating.inputs_invalid',
    );
    t.equal(await refused({ areaCode: VILLAGE, inputs: { INTEGRITY: 9 } }), 'rating.panel_input');
    t.equal(await refused({ areaCode: VILLAGE, after: '110101/X' }), 'input.invalid');
    t.equal(
      await codeOf(manager, 'rating.rate-many', { areaCode: VILLAGE, customerKind: 'MERCHANT' }),
      'rating.scorecard_missing',
    );
  });
});

type Stored = Record<string, unknown>;
const STORED = `select customer_id, inputs, items, lines, findings, outcome, status, score, grade,
  credit_line_fen, ceiling_fen, area_code, valid_from, valid_to, rated_by, panel_id
  from rating where scorecard_id = $1 and valid_from = $2 order by customer_id, id`;

const CLOSED_PANEL = `insert into panel (institution_id, id, area_code, round, turn, sequence, status,
    algorithm, seed, seats, regular_ids, substitute_ids, rule_set, rules, items, convened_by,
    convened_on, closed_by, closed_on, minutes_sha256, results_sha256)
  values ($1, $2, '${VILLAGE}', '2026', 1, 1, 'CLOSED', 'SHA256_ORDER_1', repeat('a', 64), 3, '{}',
    '{}', 'TEST', '{}', '[]', $3, '2026-03-01', $3, '2026-03-01', repeat('b', 64), repeat('c', 64))`;

test('many at once get the very answers they get one by one', async (t) => {
  const app = await testApp(t);
  const { west } = await openTerritory(app);
  const [manager, bank] = [app.as('grid.manager'), app.as('administrator')];
  const fen = fc.constantFrom('0', '1', '3000000', '6000000', '12000000', '99999999');
  const amount = fc.oneof(fen, fc.integer({ min: 0, max: 100_000_000 }).map(String));
  const yuan = amount.map((text) => `${BigInt(text) / 100n}`);
  const file = fc.record({
    PEOPLE: fc.integer({ min: 1, max: 9 }),
    LABOUR: fc.nat(9),
    YEARS_RESIDENT: fc.nat(60),
    OTHER_INCOME: yuan,
    ASSET_ROWS: yuan.map((PRESENT_VALUE) => [{ KIND: 'OTHER', PRESENT_VALUE }]),
    DEBT_ROWS: yuan.map((AMOUNT) => [{ KIND: 'OTHER', AMOUNT }]),
    REPAYMENT: fc.constantFrom('ON_TIME', 'NO_HISTORY', 'SHORT_DELAY', 'LONG_DELAY'),
  });
  const customers: string[] = [];
  for (const given of fc.sample(file, { numRuns: 25, seed: 5 })) {
    const input = { kind: 'HOUSEHOLD', name: '王家明', gridId: west.id };
    const rows = { CROP_ROWS: [], WORK_ROWS: [], LIVESTOCK_ROWS: [] };
    const answers = { ...HOUSEHOLD_ANSWERS, ...rows, ...given };
    const customer = await registerAnswered(manager, input, answers);
    await agreeToRating(app, customer);
    customers.push(customer);
  }
  // Every other household has had a panel.
  const keys = customers.map((id) => id.slice(id.indexOf('_') + 1));
  const panelId = newId();
  await app.owner(CLOSED_PANEL, [app.world.bankId, panelId, app.world.people.administrator]);
  registerPanelProvider(async (_db, { customerIds }) => {
    const heard = customerIds.filter((id) => keys.indexOf(id) % 2 === 1);
    return new Map(
      heard.map((id) => {
        const means = { WORD: `${keys.indexOf(id) % 10}.5` };
        return [id, { panelId, means, scales: { WORD: { low: '0', high: '10' } } }];
      }),
    );
  });
  let version = 0;
  let rated = 0;
  const dayOf = (n: number) => new Date(Date.UTC(2026, 3, n)).toISOString().slice(0, 10);
  for (const card of fc.sample(anyCard, { numRuns: 12, seed: 11 })) {
    version += 1;
    const validFrom = dayOf(2 * version);
    app.clock.set(`${validFrom}T02:00:00Z`);
    const content = { ...card, version };
    const { scorecard } = await bank.command('scorecard.publish', { content, validFrom });
    const key = scorecard.slice(scorecard.indexOf('_') + 1);
    const inputs = { HAS_BAD_LOAN: version % 4 === 0 };
    const lines = customers.map((id) => ({
      command: 'rating.rate',
      input: { id, inputs },
      idempotencyKey: `${id}-${version}`,
    }));
    const sent = await manager.rest({ method: 'POST', url: '/v1/batch', payload: { lines } });
    const refusals: string[] = sent.body.lines.flatMap(({ code }: { code?: string }) => code ?? []);
    const one = await app.owner<Stored>(STORED, [key, validFrom]);
    await app.owner("delete from rating where status = 'AWAITING_DECISION'");
    const next = dayOf(2 * version + 1);
    app.clock.set(`${next}T02:00:00Z`);
    const many = await manager.command('rating.rate-many', { ...HERE, inputs });
    const batch = await app.owner<Stored>(STORED, [key, next]);
    await app.owner("delete from rating where status = 'AWAITING_DECISION'");
    const undated = (rows: Stored[]) =>
      rows.map(({ valid_from: _from, valid_to: _to, ...row }) => row);
    t.same(undated(batch), undated(one), `card ${version}`);
    t.same(many.notRated.map(({ code }: { code: string }) => code).toSorted(), refusals.toSorted());
    rated += batch.length;
  }
  const [heard] = await app.owner<{ count: number }>(
    `select count(*)::int from rating where items @> '[{"rule": "PANEL"}]'`,
  );
  t.ok((heard?.count ?? 0) > 10, 'panels were heard');
  t.ok(rated > 60, `${rated} ratings were compared`);
});
