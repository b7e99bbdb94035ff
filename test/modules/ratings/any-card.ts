import { type Scorecard, scorecardSchema } from '../../../src/modules/ratings/scorecard.ts';
import { fc } from '../../helpers/property.ts';

const label = { en: 'Label', zh: '标签' };
const unit = { en: 'units', zh: '单位' };
const points = fc.integer({ min: -200, max: 200 }).map((tenths) => (tenths / 10).toFixed(1));

const MONEY = ['NET_INCOME', 'ASSETS', 'DEBTS'] as const;
const NUMBERS = ['PEOPLE', 'LABOUR', 'YEARS_RESIDENT'] as const;
const REPAYMENTS = ['ON_TIME', 'NO_HISTORY', 'SHORT_DELAY', 'LONG_DELAY'];

const inputs = [
  ...MONEY.map((code) => ({ code, label, type: 'MONEY_FEN' })),
  ...NUMBERS.map((code) => ({ code, label, type: 'NUMBER', unit, integer: true, min: '0' })),
  {
    code: 'REPAYMENT',
    label,
    type: 'CHOICE',
    options: REPAYMENTS.map((code) => ({ code, label })),
  },
  { code: 'WORD', label, type: 'PANEL', min: '0', max: '10' },
  { code: 'HAS_BAD_LOAN', label, type: 'BOOLEAN' },
  { code: 'HEAD_AGE', label, type: 'NUMBER', unit, sensitiveGround: 'AGE', required: false },
];

const figure = fc.constantFrom(...MONEY).map((input) => ({ input }));
const ratio = fc.record({
  kind: fc.constant('RATIO'),
  of: figure,
  to: fc.oneof(figure, fc.constant({ base: 'COUNTY_INCOME' })),
  withoutBase: fc.record({ points, refer: fc.boolean() }),
});
const amount = fc.constantFrom(...MONEY).map((input) => ({ kind: 'INPUT', input }));
const measure = fc.oneof(ratio, amount);

/** Bands between sorted cuts, each cut belonging to the band below it or above it. */
const bands = fc
  .uniqueArray(fc.integer({ min: -5, max: 60_000_000 }), { maxLength: 4 })
  .chain((cuts) => {
    const sorted = cuts.toSorted((a, b) => a - b);
    const scored = fc.array(points, { minLength: cuts.length + 1, maxLength: cuts.length + 1 });
    const closings = fc.array(fc.boolean(), { minLength: cuts.length, maxLength: cuts.length });
    return fc.tuple(scored, closings).map(([awards, closed]) =>
      awards.map((award, i) => ({
        points: award,
        ...(i > 0 ? { from: `${sorted[i - 1]}`, fromOpen: closed[i - 1] } : {}),
        ...(i < sorted.length ? { to: `${sorted[i]}`, toClosed: closed[i] } : {}),
      })),
    );
  });
const positive = fc.integer({ min: 1, max: 5_000_000 }).map(String);
const side = fc.option(
  fc.record({
    step: positive,
    points: fc.integer({ min: 1, max: 50 }).map((tenths) => (tenths / 10).toFixed(1)),
    effect: fc.constantFrom('ADD', 'DEDUCT'),
  }),
  { nil: undefined },
);

const choice = fc.tuple(points, points, points, points).map((awards) => ({
  kind: 'CHOICE',
  input: 'REPAYMENT',
  options: REPAYMENTS.map((option, i) => ({ option, points: awards[i] })),
}));
const range = fc.record({ kind: fc.constant('RANGE'), measure, bands });
const steps = fc.record({
  kind: fc.constant('STEPS'),
  measure,
  standard: positive,
  points,
  above: side,
  below: side,
  part: fc.constantFrom('DOWN', 'UP', 'EXACT'),
  floor: fc.constant('-100'),
  cap: fc.constant('100'),
});
const panel = fc.record({
  kind: fc.constant('PANEL'),
  input: fc.constant('WORD'),
  factor: points,
  unanswered: fc.record({ points, refer: fc.boolean() }),
});
const formula = fc.record({
  kind: fc.constant('FORMULA'),
  counted: fc.boolean(),
  floor: fc.constant('-50'),
  cap: fc.constant('50'),
  formula: fc.record({
    op: fc.constant('round'),
    digits: fc.nat(4),
    mode: fc.constantFrom('HALF_UP', 'DOWN', 'UP'),
    of: fc.record({
      op: fc.constant('div'),
      left: fc.constantFrom(...MONEY).map((input) => ({ op: 'input', input })),
      right: fc.constantFrom(...MONEY, ...NUMBERS).map((input) => ({ op: 'input', input })),
    }),
  }),
});

const line = fc.record({
  label: fc.constant(label),
  audience: fc.constantFrom('INTERNAL', 'PUBLIC'),
  formula: fc.record({
    op: fc.constant('mul'),
    of: fc.tuple(
      fc.constant({ op: 'coefficient' }),
      fc.constantFrom(...MONEY).map((input) => ({ op: 'input', input })),
      points.map((value) => ({ op: 'const', value })),
    ),
  }),
  roundToFen: fc.constantFrom('1', '100', '100000'),
  rounding: fc.constantFrom('HALF_UP', 'DOWN', 'UP'),
  capFen: fc.option(fc.integer({ min: 0, max: 50_000_000 }).map(String), { nil: undefined }),
  floor: fc.option(
    fc.record({ fen: fc.constant('300000'), below: fc.constantFrom('RAISE', 'ZERO') }),
    { nil: undefined },
  ),
});

/** Scorecards for households with every kind of item, over what a file and a panel answer. */
export const anyCard: fc.Arbitrary<Scorecard> = fc
  .record({
    items: fc.array(fc.oneof(choice, range, steps, panel, formula), { minLength: 1, maxLength: 8 }),
    cut: fc.integer({ min: -20, max: 60 }),
    lines: fc.array(line, { maxLength: 3 }),
    errors: fc.boolean(),
  })
  .map(({ items, cut, lines, errors }) =>
    scorecardSchema.parse({
      format: 1,
      code: 'ANY_CARD',
      version: 1,
      label,
      customerKind: 'HOUSEHOLD',
      inputs,
      bases: [{ code: 'COUNTY_INCOME', label, type: 'MONEY_FEN', value: '6000000' }],
      errors: errors
        ? [
            {
              code: 'LABOUR_ABOVE_PEOPLE',
              message: label,
              when: {
                op: 'gt',
                left: { op: 'input', input: 'LABOUR' },
                right: { op: 'input', input: 'PEOPLE' },
              },
            },
          ]
        : [],
      items: items.map((item, i) => ({ ...item, code: `ITEM_${i}`, label })),
      score: { digits: 2, rounding: 'HALF_UP' },
      grades: [
        { grade: 'A', label, from: `${cut}`, coefficient: '1' },
        { grade: 'B', label, to: `${cut}`, coefficient: '0.5' },
      ],
      vetoes: [{ code: 'BAD_LOAN', message: label, when: { op: 'holds', input: 'HAS_BAD_LOAN' } }],
      lines: lines.map((each, i) => ({ ...each, code: `LINE_${i}` })),
    }),
  );
