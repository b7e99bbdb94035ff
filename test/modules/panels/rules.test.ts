import { createHash } from 'node:crypto';
import { test } from 'tap';
import { drawMembers } from '../../../src/modules/panels/draw.ts';
import {
  contradictionIn,
  isOnScale,
  meanOf,
  overallOf,
  type PanelRules,
  panelRuleSets,
  quorumOf,
} from '../../../src/modules/panels/rules.ts';
import { fc } from '../../helpers/property.ts';

const [shipped] = panelRuleSets;
if (!shipped) throw new Error('no rules');
const RULES: PanelRules = shipped.rules;

test('trimmed means', async (t) => {
  const table: [string[], Partial<PanelRules>, { mean: string; trimmed: number }][] = [
    [['80', '90', '70', '60', '100'], {}, { mean: '80.00', trimmed: 2 }],
    [['0', '90', '90', '90', '100'], {}, { mean: '90.00', trimmed: 2 }],
    [['0', '90', '90', '100'], {}, { mean: '70.00', trimmed: 0 }],
    [['0', '90', '90', '90', '100'], { method: 'MEAN' }, { mean: '74.00', trimmed: 0 }],
    [['50', '50', '50', '50', '50'], {}, { mean: '50.00', trimmed: 2 }],
    [['1', '2', '2', '3', '4'], {}, { mean: '2.33', trimmed: 2 }],
    [['1', '2', '3', '3', '4'], {}, { mean: '2.67', trimmed: 2 }],
    [['0.5', '1', '0.5'], {}, { mean: '0.67', trimmed: 0 }],
    [['0', '0.5'], { decimals: 1 }, { mean: '0.3', trimmed: 0 }],
    [['99.5', '100'], { decimals: 0 }, { mean: '100', trimmed: 0 }],
    [['1', '1', '5', '6', '7', '9', '9'], { trimEachEnd: 2 }, { mean: '6.00', trimmed: 4 }],
    [['87.5'], {}, { mean: '87.50', trimmed: 0 }],
    [['0', '0', '1'], { decimals: 6 }, { mean: '0.333333', trimmed: 0 }],
  ];
  for (const [scores, given, expected] of table) {
    const found = meanOf(scores, { ...RULES, ...given });
    t.same(found, { ...expected, reviews: scores.length }, `${scores.join(' ')}`);
  }
  t.throws(() => meanOf([], RULES), RangeError);
  const hundred = { low: '0', high: '100' };
  const three = ['80.00', '90.00', '75.01'].map((mean) => ({ ...hundred, mean }));
  t.equal(overallOf(three, RULES), '81.67');
  const mixed = [
    { low: '0', high: '10', mean: '8.40' },
    { low: '1', high: '5', mean: '3.00' },
  ];
  t.equal(overallOf(mixed, RULES), '67.00', 'in percent of each scale');
});

const halfSteps = fc.array(fc.integer({ min: 0, max: 200 }), { minLength: 1, maxLength: 15 });
const written = (halves: readonly number[]) => halves.map((half) => String(half / 2));

test('a mean does not depend on the order of entry', async () => {
  fc.assert(
    fc.property(
      halfSteps.chain((halves) =>
        fc.tuple(fc.constant(halves), fc.shuffledSubarray(halves, { minLength: halves.length })),
      ),
      fc.constantFrom('TRIMMED_MEAN' as const, 'MEAN' as const),
      ([halves, shuffled], method) => {
        const rules = { ...RULES, method };
        const [a, b] = [meanOf(written(halves), rules), meanOf(written(shuffled), rules)];
        return a.mean === b.mean && a.trimmed === b.trimmed;
      },
    ),
  );
});

/** Whole arithmetic, rounded half up: scores in halves, so means are quarters of fen at least. */
function exactMean(halves: readonly number[], each: number): string {
  const kept = halves.toSorted((a, b) => a - b).slice(each, halves.length - each);
  const sum = BigInt(kept.reduce((total, half) => total + half, 0));
  const parts = BigInt(kept.length) * 2n;
  const hundredths = (sum * 200n + parts) / (parts * 2n);
  return `${hundredths / 100n}.${String(hundredths % 100n).padStart(2, '0')}`;
}

test('a mean is exact to the last digit', async () => {
  fc.assert(
    fc.property(halfSteps, (halves) => {
      const each = halves.length >= RULES.trimFrom ? RULES.trimEachEnd : 0;
      return meanOf(written(halves), RULES).mean === exactMean(halves, each);
    }),
  );
});

test('one reviewer at either end moves a trimmed mean by nothing', async () => {
  const five = fc.array(fc.integer({ min: 60, max: 140 }), { minLength: 5, maxLength: 15 });
  fc.assert(
    fc.property(five, fc.integer({ min: 0, max: 60 }), (halves, low) => {
      const lowest = Math.min(...halves);
      const spoilt = halves.with(halves.indexOf(lowest), low);
      return meanOf(written(spoilt), RULES).mean === meanOf(written(halves), RULES).mean;
    }),
  );
});

test('scores on the scale', async (t) => {
  const table: [string, boolean][] = [
    ['0', true],
    ['100', true],
    ['87.5', true],
    ['87.50', true],
    ['87.25', false],
    ['100.5', false],
    ['0.5', true],
  ];
  const hundred = { low: '0', high: '100' };
  for (const [score, on] of table) t.equal(isOnScale(score, hundred, '0.5'), on, score);
  const tens = { low: '10', high: '40' };
  t.ok(isOnScale('30', tens, '10'));
  t.notOk(isOnScale('0', tens, '10'), 'below');
  t.notOk(isOnScale('35', tens, '10'), 'between steps');
});

test('the quorum is a share of those who may review, and never below the fewest', async (t) => {
  const table: [number, number][] = [
    [7, 5],
    [6, 4],
    [5, 4],
    [4, 3],
    [3, 3],
    [1, 3],
    [0, 3],
  ];
  for (const [mayReview, needed] of table) t.equal(quorumOf(mayReview, RULES), needed);
});

test('rules that contradict each other are named', async (t) => {
  const table: [Partial<PanelRules>, keyof PanelRules | undefined][] = [
    [{}, undefined],
    [{ scaleLow: '10' }, 'scaleHigh'],
    [{ scaleStep: '0' }, 'scaleStep'],
    [{ scaleStep: '-1' }, 'scaleStep'],
    [{ scaleStep: '0.3' }, 'scaleStep'],
    [{ fewestSeats: 8 }, 'fewestSeats'],
    [{ fewestReviews: 6 }, 'fewestReviews'],
    [{ quorumNumerator: 4 }, 'quorumNumerator'],
    [{ trimEachEnd: 3 }, 'trimFrom'],
  ];
  for (const [given, field] of table) t.equal(contradictionIn({ ...RULES, ...given }), field);
});

test('the draw', async (t) => {
  const seed = 'ab'.repeat(32);
  const digest = (id: string, sequence: number) =>
    createHash('sha256').update(`${seed}:${sequence}:${id}`).digest('hex');
  const pool = { regulars: ['a', 'b', 'c', 'd'], substitutes: ['e', 'f'] };
  const drawn = drawMembers({ seed, sequence: 1 }, pool, { seats: 3, standby: 2 });

  await t.test('is by digest, regulars first', async (t) => {
    const by = (ids: readonly string[]) =>
      ids.toSorted((a, b) => (digest(a, 1) < digest(b, 1) ? -1 : 1));
    const order = [...by(pool.regulars), ...by(pool.substitutes)];
    t.same(
      drawn.map(({ reviewerId }) => reviewerId),
      order,
    );
    t.same(
      drawn.map(({ seat }) => seat),
      ['SITTING', 'SITTING', 'SITTING', 'STANDBY', 'STANDBY', null],
    );
    t.equal(drawn[0]?.digest, digest(drawn[0]?.reviewerId ?? '', 1));
  });

  await t.test('does not depend on how the pool is listed, only on seed and sequence', async () => {
    const ids = fc.uniqueArray(fc.uuid(), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(ids, fc.integer({ min: 1, max: 9 }), (regulars, sequence) => {
        const seating = { seats: 5, standby: 2 };
        const lot = { seed, sequence };
        const one = drawMembers(lot, { regulars, substitutes: [] }, seating);
        const other = drawMembers(
          lot,
          { regulars: regulars.toReversed(), substitutes: [] },
          seating,
        );
        const sitting = one.filter(({ seat }) => seat === 'SITTING').length;
        return (
          JSON.stringify(one) === JSON.stringify(other) && sitting === Math.min(5, regulars.length)
        );
      }),
    );
  });

  await t.test('is fair: over many seeds everybody sits about equally often', async (t) => {
    const sat = new Map<string, number>();
    for (let round = 0; round < 2_000; round += 1) {
      const lot = { seed: createHash('sha256').update(String(round)).digest('hex'), sequence: 1 };
      for (const { reviewerId, seat } of drawMembers(lot, pool, { seats: 2, standby: 0 })) {
        if (seat === 'SITTING') sat.set(reviewerId, (sat.get(reviewerId) ?? 0) + 1);
      }
    }
    // 2 of 4 over 2,000 draws: 1,000 each, a standard deviation of 22.
    for (const id of pool.regulars) t.ok(Math.abs((sat.get(id) ?? 0) - 1_000) < 120, id);
  });
});
