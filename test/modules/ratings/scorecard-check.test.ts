import { test } from 'tap';
import { CustomerKind } from '../../../src/generated/enums.ts';
import { evaluate } from '../../../src/modules/ratings/rules.ts';
import {
  sampleHouseholdScorecard as household,
  sampleScorecardOf,
} from '../../../src/modules/ratings/sample-scorecards.ts';
import { type ScorecardDraft, scorecardSchema } from '../../../src/modules/ratings/scorecard.ts';
import { checkScorecard } from '../../../src/modules/ratings/scorecard-check.ts';
import { fc } from '../../helpers/property.ts';
import { anyHouseholdAnswers } from './any-answers.ts';

const asked = new Set(['NET_INCOME', 'ASSETS']);
const label = { en: 'Label', zh: '标签' };
const unit = { en: 'people', zh: '人' };
const input = (code: string) => ({ op: 'input' as const, input: code });
const one = { op: 'const' as const, value: '1' };
const formula = (code: string, node: ScorecardDraft['lines'][number]['formula']) => {
  return { code, label, kind: 'FORMULA' as const, formula: node };
};

function checked(changes: Partial<ScorecardDraft>) {
  const card = scorecardSchema.parse({
    format: 1,
    code: 'CARD',
    version: 1,
    label,
    customerKind: 'HOUSEHOLD',
    inputs: [{ code: 'COUNT', label, type: 'NUMBER', unit, min: '0', max: '10' }],
    items: [formula('ITEM', input('COUNT'))],
    score: { digits: 0, rounding: 'HALF_UP' },
    grades: [{ grade: 'A', label, coefficient: '1' }],
    lines: [],
    ...changes,
  });
  return checkScorecard(card, asked);
}
const warnings = (changes: Partial<ScorecardDraft>) =>
  checked(changes).warnings.map(({ code, path }) => `${code} ${path.join('.')}`);

test('the samples have neither problems nor warnings', async (t) => {
  for (const kind of CustomerKind) {
    const card = sampleScorecardOf(kind);
    const { problems, warnings: found, mostScore } = checkScorecard(card, asked);
    t.strictSame([problems, found, mostScore], [[], [], '100'], card.code);
    t.match(card, { customerKind: kind, sample: true, label: { en: /^Sample/, zh: /示例/ } });
  }
  const { weights, leastScore, mostScore, inputs } = checkScorecard(household, asked);
  t.strictSame([leastScore, mostScore], ['9', '100']);
  const share = weights.reduce((sum, weight) => sum + Number(weight.share ?? 0), 0);
  t.ok(Math.abs(share - 100) < 1, `${share}`);
  t.match(weights[1], { code: 'INCOME_LEVEL', least: '5', most: '25' });
  const sources = Object.fromEntries(inputs.map(({ code, source }) => [code, source]));
  t.match(sources, { NET_INCOME: 'FILE', INTEGRITY: 'PANEL', HAS_BAD_LOAN: 'GIVEN' });
});

test('what an author should know', async (t) => {
  const band = (from: string | undefined, to: string | undefined, points: string) => ({
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    points,
  });
  const range = (bands: ReturnType<typeof band>[]) => ({
    code: 'R',
    label,
    kind: 'RANGE' as const,
    measure: { kind: 'INPUT' as const, input: 'COUNT' },
    bands,
  });
  const table: [string, Partial<ScorecardDraft>, string[]][] = [
    ['nothing', {}, []],
    [
      'a divisor that may be zero',
      { items: [formula('I', { op: 'div', left: one, right: input('COUNT') })] },
      ['DIVISION_BY_ZERO_POSSIBLE items.0.formula'],
    ],
    [
      'a divisor that cannot be zero',
      {
        items: [
          formula('I', {
            op: 'div',
            left: input('COUNT'),
            right: { op: 'add', of: [one, input('COUNT')] },
          }),
        ],
      },
      [],
    ],
    [
      'a divisor in a line',
      {
        lines: [
          {
            code: 'L',
            label,
            audience: 'PUBLIC',
            formula: { op: 'div', left: one, right: { op: 'score' } },
            roundToFen: '1',
            rounding: 'DOWN',
          },
        ],
      },
      ['DIVISION_BY_ZERO_POSSIBLE lines.0.formula'],
    ],
    [
      'a band above every answer',
      {
        items: [
          range([band(undefined, '5', '1'), band('5', '11', '2'), band('11', undefined, '3')]),
        ],
      },
      ['BAND_UNREACHABLE items.0.bands.2'],
    ],
    [
      'a grade above every score',
      {
        grades: [
          { grade: 'B', label, to: '11', coefficient: '1' },
          { grade: 'A', label, from: '11', coefficient: '1' },
        ],
      },
      ['GRADE_UNREACHABLE grades.1'],
    ],
    [
      'an input nobody reads',
      {
        items: [
          formula('I', {
            op: 'if',
            when: { op: 'gt', left: one, right: one },
            value: one,
            otherwise: { op: 'const', value: '2' },
          }),
        ],
      },
      ['INPUT_UNUSED inputs.0'],
    ],
    [
      'a factor nobody uses',
      {
        items: [formula('I', input('COUNT')), { ...formula('F', input('COUNT')), counted: false }],
      },
      ['ITEM_UNUSED items.1'],
    ],
    [
      'the same points for all',
      { items: [formula('I', { op: 'mul', of: [input('COUNT'), { op: 'const', value: '0' }] })] },
      ['ITEM_WITHOUT_WEIGHT items.0'],
    ],
  ];
  for (const [name, changes, expected] of table) t.strictSame(warnings(changes), expected, name);
});

test('problems come first, and nothing is computed from a card that has them', async (t) => {
  const circle = checked({ items: [formula('I', { op: 'item', item: 'I' })] });
  t.match(circle, { warnings: [], weights: [], leastScore: null });
  t.match(circle.problems, [{ code: 'CYCLE', path: ['items', 0, 'formula'] }]);
});

test('no rating falls outside what the check foretells', async () => {
  const { weights, leastScore, mostScore } = checkScorecard(household, asked);
  const least = new Map(weights.map((weight) => [weight.code, weight]));
  fc.assert(
    fc.property(anyHouseholdAnswers, (answers) => {
      const { items, score } = evaluate(household, answers);
      if (score === null) return true;
      const inside = (value: string, low?: string | null, high?: string | null) =>
        Number(value) >= Number(low ?? -Infinity) && Number(value) <= Number(high ?? Infinity);
      return (
        inside(score, leastScore, mostScore) &&
        items.every(({ code, points }) =>
          inside(points, least.get(code)?.least, least.get(code)?.most),
        )
      );
    }),
  );
});
