import { test } from 'tap';
import { sampleHouseholdScorecard } from '../../../src/modules/ratings/index.ts';
import { testApp } from '../../helpers/app.ts';
import { VILLAGE } from '../grids/territory.ts';
import { agreeToRating } from '../privacy/agreements.ts';
import { registerAnswered } from '../profiles/answered.ts';
import { GIVEN, RATING } from '../ratings/ratable.ts';
import { agreeToReview, close, membersOf, openPool, review, sits } from './assembly.ts';

const ASKED = ['INTEGRITY', 'NEIGHBOURHOOD'];

test('a rating takes what a closed panel found, and nothing before', async (t) => {
  const app = await testApp(t);
  const pool = await openPool(app);
  const { manager } = pool;
  const { scorecard } = await app.as('administrator').command('scorecard.publish', {
    content: sampleHouseholdScorecard,
    validFrom: '2026-03-02',
  });
  const register = async () => {
    const file = { kind: 'HOUSEHOLD', name: '某户', gridId: pool.grid.id };
    const customer = await registerAnswered(manager, file);
    await agreeToReview(app, customer);
    await agreeToRating(app, customer);
    return customer;
  };
  const rate = async (id: string) => {
    const { rating } = await manager.command('rating.rate', { id, inputs: GIVEN });
    const { inputs, items } = (await manager.query(RATING, { id: rating })).rating;
    const pointsOf = (code: string) =>
      items.find((item: { code: string }) => item.code === code)?.points;
    const answered = ASKED.map((code) => inputs[code] ?? null);
    return { answered, points: ASKED.map((code) => pointsOf(`${code}_REVIEW`)) };
  };
  const held = async (customers: string[], given: object) => {
    const convening = { areaCode: VILLAGE, round: '2026', customerIds: customers, ...given };
    const { panel } = await manager.command('panel.convene', convening);
    const members = await membersOf(app, panel);
    for (const [index, member] of members.filter(sits).entries()) {
      const scores = ASKED.map((item) => ({ item, score: String(index + 3) }));
      const reviews = customers.map((_, place) => ({ number: place + 1, scores }));
      await review(app, { panel, member }, reviews);
    }
    return { panel, members };
  };
  const [reviewed, elsewhere] = [await register(), await register()];

  const { panel, members } = await held([reviewed], { scorecardId: scorecard });
  const { panel: found } = await manager.query(
    'query ($id: ID!) { panel(id: $id) { items { code low high label { zh } } } }',
    { id: panel },
  );
  t.same(found.items, [
    { code: 'INTEGRITY', low: '0', high: '10', label: { zh: '诚实守信' } },
    { code: 'NEIGHBOURHOOD', low: '0', high: '10', label: { zh: '邻里和睦' } },
  ]);
  t.same(await rate(reviewed), { answered: [null, null], points: ['4', '3'] });
  await close(app, { ...pool, customers: [reviewed], panel, members });
  // 3 to 9 without the ends: a mean of 6, times 0.8 and 0.7.
  t.same(await rate(reviewed), { answered: ['6.00', '6.00'], points: ['4.8', '4.2'] });
  const [fact] = await app.owner<{ leaf: string }>(
    `select convert_from(leaf, 'UTF8') as leaf from journal_entry
     where convert_from(leaf, 'UTF8') like '%"rating.rated"%' order by id desc limit 1`,
  );
  t.match(fact?.leaf, panel.split('_')[1], 'and its fact names the panel');

  await app.as('administrator').command('panel.set-rules', {
    code: 'HUNDRED',
    legalBasis: '测试',
    validFrom: '2026-03-02',
    rules: {
      method: 'MEAN',
      trimEachEnd: 1,
      trimFrom: 5,
      decimals: 2,
      scaleLow: '0',
      scaleHigh: '100',
      scaleStep: '1',
      seats: 5,
      fewestSeats: 5,
      standby: 0,
      fewestReviews: 3,
      quorumNumerator: 2,
      quorumDenominator: 3,
      usableMonths: 12,
    },
  });
  const items = ASKED.map((code) => ({ code, en: code, zh: '评议' }));
  const other = await held([elsewhere], { items });
  await close(app, { ...pool, customers: [elsewhere], ...other });
  const unanswered = { answered: [null, null], points: ['4', '3'] };
  t.same(await rate(elsewhere), unanswered, 'marks out of a hundred answer no card of ten');

  for (const given of [{ scorecardId: scorecard, items }, { items: [...items, ...items] }]) {
    const asked = { areaCode: VILLAGE, round: '2027', customerIds: [elsewhere], ...given };
    const { code } = await manager.refused('panel.convene', asked);
    t.ok(['panel.items_choice', 'panel.items_repeated'].includes(code), code);
  }
});
