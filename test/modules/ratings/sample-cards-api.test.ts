import { test } from 'tap';
import { sampleScorecardOf } from '../../../src/modules/ratings/index.ts';
import { testApp } from '../../helpers/app.ts';
import { openTerritory } from '../customers/households.ts';
import { agreeToRating } from '../privacy/agreements.ts';
import { HOUSEHOLD_ANSWERS, MERCHANT_ANSWERS, registerAnswered } from '../profiles/answered.ts';

const SURE = { HAS_BAD_LOAN: false, JUDGMENT_DEFAULTER: false };
const { REGISTRATION: _registration, ...ORGANISATION } = MERCHANT_ANSWERS;
const FARM = {
  ...HOUSEHOLD_ANSWERS,
  INDUSTRY: 'A0111',
  STARTED_ON: '2015-03-01',
  PREMISES: 'OWNED',
  EMPLOYEES: 4,
  TURNOVER: '600000',
  PROFIT: '100000',
};
const SETTLED = { SETTLED_HERE: '20000000' };

/** A customer of each kind, as its form asks, and what its card asks besides. */
const PLANS = [
  { kind: 'HOUSEHOLD', answers: HOUSEHOLD_ANSWERS, given: {} },
  { kind: 'FAMILY_FARM', answers: FARM, given: {} },
  { kind: 'LARGE_GROWER', answers: FARM, given: {} },
  { kind: 'MERCHANT', answers: MERCHANT_ANSWERS, given: SETTLED, business: true },
  {
    kind: 'SMALL_ENTERPRISE',
    answers: ORGANISATION,
    given: { ...SETTLED, INSURED_STAFF: '8' },
    creditCode: '91350100M000100Y43',
  },
  {
    kind: 'COOPERATIVE',
    answers: ORGANISATION,
    given: { ...SETTLED, MEMBER_HOUSEHOLDS: '30' },
    creditCode: '914403001922038216',
  },
  {
    kind: 'LEADING_ENTERPRISE',
    answers: ORGANISATION,
    given: { ...SETTLED, LINKED_HOUSEHOLDS: '800' },
    creditCode: '91110108551385082Q',
  },
] as const;

test('every kind of customer has a card to be rated by', async (t) => {
  const app = await testApp(t);
  const { west } = await openTerritory(app);
  const manager = app.as('grid.manager');
  for (const plan of PLANS) {
    const { kind, answers, given } = plan;
    const content = sampleScorecardOf(kind);
    await app
      .as('administrator')
      .command('scorecard.publish', { content, validFrom: '2026-03-02' });
    const named = 'creditCode' in plan || 'business' in plan ? { businessName: `${kind}店` } : {};
    const licence = 'creditCode' in plan ? { creditCode: plan.creditCode } : {};
    const file = { kind, name: '王家明', gridId: west.id, ...named, ...licence };
    const id = await registerAnswered(manager, file, answers);
    await agreeToRating(app, id);
    const { rating } = await manager.command('rating.rate', { id, inputs: { ...SURE, ...given } });
    const found = await manager.query(
      `query ($id: ID!) { rating(id: $id) { status score grade creditLine
        scorecard { code customerKind } items { explanation { en zh } } } }`,
      { id: rating },
    );
    t.match(found.rating, {
      status: 'EFFECTIVE',
      grade: /^[A-D]$/,
      creditLine: /^[1-9]\d*\.00$/,
      scorecard: { code: `SAMPLE_${kind}`, customerKind: kind },
    });
    t.ok(
      found.rating.items.every(
        ({ explanation }: { explanation: { zh: string } }) => explanation.zh,
      ),
    );
  }
});
