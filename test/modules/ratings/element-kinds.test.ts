import { test } from 'tap';
import { type Answers, evaluate } from '../../../src/modules/ratings/rules.ts';
import { type ScorecardDraft, scorecardSchema } from '../../../src/modules/ratings/scorecard.ts';
import { explanationOf } from '../../../src/modules/ratings/scoring.ts';

const label = { en: 'Label', zh: '标签' };
const unit = { en: 'mu', zh: '亩' };
type Item = ScorecardDraft['items'][number];

/** A card of one item over LAND, PEOPLE and a panel's WORD. */
function cardOf(item: Item) {
  return scorecardSchema.parse({
    format: 1,
    code: 'CARD',
    version: 1,
    label,
    customerKind: 'HOUSEHOLD',
    inputs: [
      { code: 'LAND', label, type: 'NUMBER', unit },
      { code: 'PEOPLE', label, type: 'NUMBER', unit, integer: true, min: '0' },
      { code: 'WORD', label, type: 'PANEL', min: '0', max: '10' },
    ],
    items: [item],
    score: { digits: 2, rounding: 'HALF_UP' },
    grades: [{ grade: 'A', label, coefficient: '1' }],
    lines: [],
  } satisfies ScorecardDraft);
}
const itemOf = (item: Item, answers: Answers) => {
  const result = evaluate(cardOf(item), { LAND: '10', PEOPLE: '4', ...answers });
  const [scored] = result.items;
  return {
    rule: scored?.rule,
    points: scored?.points,
    result,
    why: scored && explanationOf(scored),
  };
};

const steps = (changes: Partial<Extract<Item, { kind: 'STEPS' }>> = {}): Item => ({
  code: 'I',
  label,
  kind: 'STEPS',
  measure: { kind: 'INPUT', input: 'LAND' },
  standard: '10',
  points: '20',
  below: { step: '2', points: '3', effect: 'DEDUCT' },
  ...changes,
});

test('steps from a standard', async (t) => {
  const better = { step: '5', points: '1.5', effect: 'ADD' } as const;
  const table: [string, Item, string, [string, string]][] = [
    ['at the standard', steps(), '10', ['AT_STANDARD', '20']],
    ['full points above it', steps(), '1000', ['AT_STANDARD', '20']],
    ['less than a step', steps(), '8.1', ['AT_STANDARD', '20']],
    ['exactly a step', steps(), '8', ['BELOW:1', '17']],
    ['two steps and a bit', steps(), '5', ['BELOW:2', '14']],
    ['a started step counts', steps({ part: 'UP' }), '9.9', ['BELOW:1', '17']],
    ['a whole step started', steps({ part: 'UP' }), '8', ['BELOW:1', '17']],
    ['in proportion', steps({ part: 'EXACT' }), '9', ['BELOW:0.5', '18.5']],
    ['a third, rounded', steps({ part: 'EXACT', digits: 2 }), '9.8', ['BELOW:0.1', '19.7']],
    ['never below the floor', steps({ floor: '0' }), '-100', ['BELOW:55', '0']],
    ['without a floor', steps(), '-100', ['BELOW:55', '-145']],
    ['adding above', steps({ above: better }), '21', ['ABOVE:2', '23']],
    ['adding up to the cap', steps({ above: better, cap: '22' }), '21', ['ABOVE:2', '22']],
    [
      'the other direction: more is worse',
      steps({ below: undefined, above: { step: '1', points: '2', effect: 'DEDUCT' } }),
      '13',
      ['ABOVE:3', '14'],
    ],
    [
      'and less is full',
      steps({ below: undefined, above: { step: '1', points: '2', effect: 'DEDUCT' } }),
      '1',
      ['AT_STANDARD', '20'],
    ],
  ];
  for (const [name, item, LAND, expected] of table) {
    const { rule, points } = itemOf(item, { LAND });
    t.strictSame([rule, points], expected, name);
  }
});

test('steps over a ratio are counted without rounding it first', async (t) => {
  const perHead = steps({
    measure: {
      kind: 'RATIO',
      of: { input: 'LAND' },
      to: { input: 'PEOPLE' },
      withoutBase: { points: '1' },
    },
    standard: '2',
    below: { step: '0.5', points: '1', effect: 'DEDUCT' },
  });
  const rated = (LAND: string, PEOPLE: string) => itemOf(perHead, { LAND, PEOPLE });
  t.match(rated('4.5', '3'), { rule: 'BELOW:1', points: '19' }, 'exactly 1.5');
  t.match(rated('4.5000000001', '3'), { rule: 'AT_STANDARD', points: '20' });
  t.match(rated('4', '0'), { rule: 'NO_BASE', points: '1' });
  const { why } = rated('3', '3');
  t.match(why, {
    en: /2 steps, each deducts 1\..*Points: 18\./,
    zh: /相差2档，每档扣1分。得分：18。/,
  });
});

const panel = (changes: Partial<Extract<Item, { kind: 'PANEL' }>> = {}): Item => ({
  code: 'I',
  label,
  kind: 'PANEL',
  input: 'WORD',
  factor: '1.5',
  digits: 1,
  ...changes,
});

test('the village panel', async (t) => {
  t.match(itemOf(panel(), { WORD: '8.35' }), { rule: 'PANEL', points: '12.5' });
  t.match(itemOf(panel({ rounding: 'UP' }), { WORD: '8.01' }), { points: '12.1' });
  t.match(itemOf(panel({ cap: '12' }), { WORD: '10' }), { points: '12' });
  t.match(itemOf(panel({ floor: '3' }), { WORD: '0' }), { points: '3' });
  const waiting = itemOf(panel(), {});
  t.match(waiting, { rule: 'NOT_ANSWERED', points: '0' });
  t.match(waiting.result, {
    outcome: 'NEEDS_PERSON',
    referrals: [{ code: 'ITEM_REFERRED', about: ['I'] }],
  });
  const neutral = itemOf(panel({ unanswered: { points: '7' } }), {});
  t.match(neutral, { rule: 'NOT_ANSWERED', points: '7' });
  t.match(neutral.result, { outcome: 'RATED', referrals: [] });
  for (const WORD of ['10.1', '-1', 'good', true]) {
    t.match(itemOf(panel(), { WORD }).result, {
      outcome: 'REFUSED',
      refusals: [{ about: ['WORD'] }],
    });
  }
});

test('an adjusted grade changes lines and nothing else', async (t) => {
  const card = scorecardSchema.parse({
    ...cardOf(panel()),
    grades: [
      { grade: 'B', label, to: '5', coefficient: '0.5' },
      { grade: 'A', label, from: '5', coefficient: '1' },
    ],
    lines: [
      {
        code: 'LINE',
        label,
        audience: 'PUBLIC',
        formula: {
          op: 'mul',
          of: [{ op: 'coefficient' }, { op: 'const', value: '1000' }],
        },
        roundToFen: '1',
        rounding: 'DOWN',
        capByGrade: [{ grade: 'B', capFen: '400' }],
      },
    ],
  });
  const answers = { LAND: 1, PEOPLE: 1, WORD: '10' };
  const line = (result: ReturnType<typeof evaluate>) => result.lines[0]?.amountFen;
  const computed = evaluate(card, answers);
  const adjusted = evaluate(card, answers, { grade: 'B' });
  t.match(computed, { grade: 'A', computedGrade: 'A' });
  t.match(adjusted, { grade: 'B', computedGrade: 'A', score: computed.score });
  t.strictSame(adjusted.items, computed.items);
  t.strictSame([line(computed), line(adjusted)], [1000n, 400n]);
  t.throws(() => evaluate(card, answers, { grade: 'Z' }), RangeError);
});
