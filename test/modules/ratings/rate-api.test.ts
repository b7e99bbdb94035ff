import { test } from 'tap';
import { evaluate } from '../../../src/modules/ratings/rules.ts';
import { sampleHouseholdScorecard } from '../../../src/modules/ratings/sample-scorecards.ts';
import { parseScorecard } from '../../../src/modules/ratings/scorecard.ts';
import { storedItem } from '../../../src/modules/ratings/stored-rating.ts';
import { testApp } from '../../helpers/app.ts';
import { codeOf } from '../grids/territory.ts';
import { GIVEN, openRatable, RATING } from './ratable.ts';

test('a customer is rated from its file and the given answers', async (t) => {
  const app = await testApp(t);
  const { manager, household } = await openRatable(app);
  const id = await household();

  await t.test('not before a scorecard is in force', async (t) => {
    t.equal(await codeOf(manager, 'rating.rate', { id }), 'rating.scorecard_missing');
  });
  const { scorecard } = await app.as('administrator').command('scorecard.publish', {
    content: sampleHouseholdScorecard,
    validFrom: '2026-03-02',
  });

  await t.test('what is missing is named', async (t) => {
    const data = await manager.query(
      `mutation ($id: ID!) { ratingRate(input: { id: $id, inputs: {} }, envelope: { idempotencyKey: "missing" }) {
        userErrors { code field details } } }`,
      { id },
    );
    const [error] = data.ratingRate.userErrors;
    t.match(error, { code: 'rating.inputs_missing', field: ['inputs'] });
    t.same(
      error.details.missing.map(({ code }: { code: string }) => code),
      ['HAS_BAD_LOAN', 'JUDGMENT_DEFAULTER'],
    );
    t.match(error.details.missing[0].label, { zh: '有不良或核销贷款' });
  });

  const { rating, customer } = await manager.command('rating.rate', { id, inputs: GIVEN });
  t.equal(customer, id);
  const { rating: read } = await manager.query(RATING, { id: rating });

  await t.test('every item says in both languages why it scored so', async (t) => {
    t.match(read, {
      outcome: 'RATED',
      status: 'EFFECTIVE',
      grade: 'A',
      validFrom: '2026-03-02',
      validTo: '2027-03-02',
      ratedBy: { code: 'grid.manager' },
      scorecard: { id: scorecard, code: 'SAMPLE_HOUSEHOLD', edition: 1 },
      customer: { id, currentRating: { id: rating } },
      creditLine: '50000.00',
    });
    const income = read.items.find(({ code }: { code: string }) => code === 'INCOME_LEVEL');
    t.match(income, {
      rule: 'BAND:4',
      points: '25',
      counted: true,
      inputs: { NET_INCOME: '12000000' },
    });
    for (const { explanation, points } of read.items) {
      t.match(explanation.zh, new RegExp(`得分：${points}。`));
      t.match(explanation.en, new RegExp(`Points: ${points}\\.`));
    }
    const sum = read.items
      .filter(({ counted }: { counted: boolean }) => counted)
      .reduce((total: number, { points }: { points: string }) => total + Number(points), 0);
    t.equal(Number(read.score), sum);
    t.match(read.lines, [
      { code: 'CEILING', audience: 'INTERNAL', amount: read.ceiling },
      { code: 'PUBLIC_LINE', audience: 'PUBLIC', amount: read.creditLine },
    ]);
  });

  await t.test('the stored card and answers give the stored result again', async (t) => {
    const [row] = await app.owner<{
      content: unknown;
      inputs: Record<string, unknown>;
      area_code: string;
      items: unknown;
      score: string;
      grade: string;
    }>(
      `select content, inputs, r.area_code, items, score, grade from rating r
       join scorecard s on s.id = r.scorecard_id`,
    );
    const parsed = parseScorecard(row?.content);
    if (!parsed.ok || !row) throw new Error('the card was not stored');
    const again = evaluate(parsed.card, row.inputs, { areaCode: row.area_code });
    t.same(JSON.parse(JSON.stringify(again.items.map(storedItem))), row.items);
    t.equal(again.score, row.score);
    t.equal(again.grade, row.grade);
  });

  await t.test('the file is not contradicted', async (t) => {
    const inputs = { ...GIVEN, PEOPLE: 9 };
    t.equal(await codeOf(manager, 'rating.rate', { id, inputs }), 'rating.input_on_file');
  });
  await t.test('unknown and impossible answers are refused', async (t) => {
    const refused = (inputs: unknown) => codeOf(manager, 'rating.rate', { id, inputs });
    t.equal(await refused({ ...GIVEN, SHOE_SIZE: 43 }), 'rating.inputs_invalid');
    t.equal(await refused({ ...GIVEN, HEAD_AGE: 131, HAS_BAD_LOAN: 1 }), 'rating.inputs_invalid');
    t.equal(await refused({ ...GIVEN, HEAD_AGE: { of: 3 } }), 'input.invalid');
    t.equal(await refused({ ...GIVEN, INTEGRITY: 9 }), 'rating.panel_input');
    t.equal(await refused([1]), 'input.invalid');
  });

  await t.test('rating again ends the rating before, also on the same day', async (t) => {
    app.clock.set('2026-06-01T02:00:00Z');
    const june = (await manager.command('rating.rate', { id, inputs: GIVEN })).rating;
    const again = (await manager.command('rating.rate', { id, inputs: GIVEN })).rating;
    const list = `query ($id: ID!, $asOf: Date, $all: Boolean) { customer(id: $id) {
      currentRating { id }
      ratings(first: 10, asOf: $asOf, order: VALID_FROM, filter: { anyTime: $all }) {
        nodes { id validFrom validTo } } } }`;
    const now = (await manager.query(list, { id })).customer;
    t.equal(now.currentRating.id, again);
    t.same(now.ratings.nodes, [{ id: again, validFrom: '2026-06-01', validTo: '2027-06-01' }]);
    const may = (await manager.query(list, { id, asOf: '2026-05-31' })).customer;
    t.same(may.ratings.nodes, [{ id: rating, validFrom: '2026-03-02', validTo: '2026-06-01' }]);
    const all = (await manager.query(list, { id, all: true })).customer.ratings.nodes;
    t.same(
      all.map((each: { id: string }) => each.id),
      [rating, june, again],
    );
  });

  await t.test('a year later it has expired', async (t) => {
    app.clock.set('2027-06-01T02:00:00Z');
    const query = '{ customers(first: 1) { nodes { currentRating { id } } } }';
    t.equal((await manager.query(query)).customers.nodes[0].currentRating, null);
  });

  await t.test('another bank sees neither card nor rating', async (t) => {
    const data = await app
      .as('other.administrator')
      .query(
        'query ($s: ID!, $r: ID!) { scorecard(id: $s) { id } rating(id: $r) { id } ratings(first: 1) { nodes { id } } }',
        { s: scorecard, r: rating },
      );
    t.same(data, { scorecard: null, rating: null, ratings: { nodes: [] } });
  });
});
