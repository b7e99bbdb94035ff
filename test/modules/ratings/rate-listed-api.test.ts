import { test } from 'tap';
import { CustomerKind } from '../../../src/generated/enums.ts';
import {
  sampleHouseholdScorecard,
  sampleTakenOverScorecard,
  validateScorecard,
} from '../../../src/modules/ratings/index.ts';
import { testApp } from '../../helpers/app.ts';
import { HEAD } from '../customers/households.ts';
import { codeOf } from '../grids/territory.ts';
import { GIVEN, openRatable } from './ratable.ts';

const publish = { content: sampleHouseholdScorecard, validFrom: '2026-03-02' };

test('listed customers are each rated as if alone', async (t) => {
  const app = await testApp(t);
  const { manager, household } = await openRatable(app);
  const bank = app.as('administrator');
  const { scorecard } = await bank.command('scorecard.publish', publish);
  const ids = [await household({ idNumber: HEAD }), await household({}), await household({})];
  const [first = '', second = '', third = ''] = ids;
  const customers = [
    { customerId: first, inputs: GIVEN },
    { customerId: second, inputs: { ...GIVEN, HAS_BAD_LOAN: true } },
    { customerId: third, inputs: { ...GIVEN, SHOE_SIZE: 43 } },
  ];
  const { outcomes } = await manager.command('rating.rate-listed', { customers });
  t.match(outcomes, [
    { customer: first, status: 'EFFECTIVE', code: null },
    { customer: second, status: 'AWAITING_DECISION', code: null },
    { customer: third, rating: null, code: 'rating.inputs_invalid', about: ['SHOE_SIZE'] },
  ]);
  const columns = 'score, grade, inputs, items, lines, findings, credit_line_fen, ceiling_fen';
  const listed = await app.owner(`select ${columns} from rating where status = 'EFFECTIVE'`);
  await manager.command('rating.rate', { id: first, inputs: GIVEN });
  const alone = await app.owner(
    `select ${columns} from rating where status = 'EFFECTIVE' and valid_from < valid_to`,
  );
  t.same(listed, alone, 'the very same as by itself');

  const again = await manager.command('rating.rate-listed', { customers });
  t.match(again.outcomes, [{ code: 'rating.unchanged' }, { code: 'rating.unchanged' }, {}]);
  const twice = { customers: [customers[0], customers[0]] };
  t.equal(await codeOf(manager, 'rating.rate-listed', twice), 'rating.listed_twice');
  t.equal(await codeOf(app.as('auditor'), 'rating.rate-listed', { customers }), 'auth.forbidden');

  await t.test('a retired card rates nobody from its last day on', async (t) => {
    const why = { reason: '改用新评分表' };
    const retire = (validTo: string) => ({ id: scorecard, validTo });
    t.equal(
      (await bank.refused('scorecard.retire', retire('2026-03-02'), why)).code,
      'scorecard.valid_to_past',
    );
    await bank.command('scorecard.retire', retire('2026-03-03'), why);
    t.equal(
      (await bank.refused('scorecard.retire', retire('2026-03-04'), why)).code,
      'scorecard.not_in_use',
    );
    app.clock.set('2026-03-03T02:00:00Z');
    const { outcomes: none } = await manager.command('rating.rate-listed', { customers });
    t.match(
      none,
      ids.map(() => ({ code: 'rating.scorecard_missing' })),
    );
    const next = { ...sampleHouseholdScorecard, version: 2 };
    await bank.command('scorecard.publish', { content: next, validFrom: '2026-03-05' });
    const [old] = await app.owner<{ end: string }>(
      `select valid_to::text as end from scorecard where edition = 1`,
    );
    t.equal(old?.end, '2026-03-03', 'a gap stays a gap');
  });
});

test('the sample for ratings taken over is sound for every kind', async (t) => {
  for (const kind of CustomerKind) t.same(validateScorecard(sampleTakenOverScorecard(kind)), []);
});
