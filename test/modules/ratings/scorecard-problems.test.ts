import { test } from 'tap';
import { evaluate, validateScorecard } from '../../../src/modules/ratings/rules.ts';
import { type ScorecardDraft, scorecardSchema } from '../../../src/modules/ratings/scorecard.ts';

const label = { en: 'Label', zh: '标签' };
const unit = { en: 'people', zh: '人' };
const input = (code: string) => ({ op: 'input' as const, input: code });
const one = { op: 'const' as const, value: '1' };
const zero = { op: 'const' as const, value: '0' };
const count = { code: 'COUNT', label, type: 'NUMBER' as const, unit };
const kind = {
  code: 'KIND',
  label,
  type: 'CHOICE' as const,
  options: [
    { code: 'X', label },
    { code: 'Y', label },
  ],
};
const ill = { code: 'ILL', label, type: 'BOOLEAN' as const, sensitiveGround: 'ILLNESS' as const };
const formula = (code: string, node: ScorecardDraft['lines'][number]['formula']) => {
  return { code, label, kind: 'FORMULA' as const, formula: node };
};
const line = {
  code: 'LINE',
  label,
  audience: 'PUBLIC' as const,
  formula: zero,
  roundToFen: '100',
  rounding: 'DOWN' as const,
};

function draft(changes: Partial<ScorecardDraft> = {}): ScorecardDraft {
  return {
    format: 1,
    code: 'CARD',
    version: 1,
    label,
    customerKind: 'HOUSEHOLD',
    inputs: [count, kind, ill],
    items: [formula('ITEM', input('COUNT'))],
    score: { digits: 0, rounding: 'HALF_UP' },
    grades: [{ grade: 'A', label, coefficient: '1' }],
    lines: [line],
    ...changes,
  };
}
const problemsOf = (changes: Partial<ScorecardDraft>) =>
  validateScorecard(scorecardSchema.parse(draft(changes))).map(
    ({ code, path }) => `${code} ${path.join('.')}`,
  );
const range = (bands: { from?: string; to?: string; points: string }[], measured = 'COUNT') => {
  return {
    code: 'R',
    label,
    kind: 'RANGE' as const,
    measure: { kind: 'INPUT' as const, input: measured },
    bands,
  };
};
const choice = (options: { option: string; points: string }[], from = 'KIND') => {
  return { code: 'C', label, kind: 'CHOICE' as const, input: from, options };
};
const bothOptions = [
  { option: 'X', points: '1' },
  { option: 'Y', points: '2' },
];

test('a plain card has no problems', async (t) => {
  t.strictSame(problemsOf({}), []);
});

test('every problem a card can have', async (t) => {
  const when = { op: 'holds' as const, input: 'ILL' };
  const table: [string, Partial<ScorecardDraft>, string[]][] = [
    [
      'hole',
      {
        items: [
          range([
            { to: '1', points: '1' },
            { from: '2', points: '2' },
          ]),
        ],
      },
      ['BAND_HOLE items.0.bands.1'],
    ],
    [
      'overlap',
      {
        items: [
          range([
            { to: '2', points: '1' },
            { from: '1', points: '2' },
          ]),
        ],
      },
      ['BAND_OVERLAP items.0.bands.1'],
    ],
    [
      'range over a choice',
      { items: [range([{ points: '1' }], 'KIND')] },
      ['INPUT_TYPE items.0.measure'],
    ],
    ['unknown input', { items: [range([{ points: '1' }], 'NOBODY')] }, ['UNKNOWN_INPUT items.0']],
    [
      'unknown input in a formula',
      { items: [formula('I', input('NOBODY'))] },
      ['UNKNOWN_INPUT items.0.formula'],
    ],
    [
      'unknown item',
      { items: [formula('I', { op: 'item', item: 'NOBODY' })] },
      ['UNKNOWN_ITEM items.0.formula'],
    ],
    [
      'unknown base',
      { items: [formula('I', { op: 'base', base: 'NOBODY' })] },
      ['UNKNOWN_BASE items.0.formula'],
    ],
    [
      'formula over a choice',
      { items: [formula('I', input('KIND'))] },
      ['INPUT_TYPE items.0.formula'],
    ],
    [
      'option left out',
      { items: [choice(bothOptions.slice(1))] },
      ['OPTION_MISSING items.0.options'],
    ],
    [
      'option of nobody',
      { items: [choice([...bothOptions, { option: 'Z', points: '1' }])] },
      ['UNKNOWN_OPTION items.0.options'],
    ],
    [
      'option twice',
      { items: [choice([...bothOptions, ...bothOptions])] },
      ['DUPLICATE_CODE items.0.options'],
    ],
    [
      'choice over a number',
      { items: [choice(bothOptions, 'COUNT')] },
      ['INPUT_TYPE items.0.options'],
    ],
    [
      'lookup with a hole',
      {
        items: [
          formula('I', { op: 'lookup', input: 'KIND', table: [{ option: 'X', value: '1' }] }),
        ],
      },
      ['OPTION_MISSING items.0.formula'],
    ],
    ['own result', { items: [formula('I', { op: 'item', item: 'I' })] }, ['CYCLE items.0.formula']],
    [
      'circle',
      {
        items: [
          formula('I', { op: 'item', item: 'J' }),
          formula('J', { op: 'add', of: [one, { op: 'item', item: 'I' }] }),
        ],
      },
      ['CYCLE items.0.formula', 'CYCLE items.1.formula'],
    ],
    [
      'division by zero',
      { items: [formula('I', { op: 'div', left: one, right: zero })] },
      ['DIVISION_BY_ZERO items.0.formula'],
    ],
    [
      'division by a computed zero',
      {
        items: [
          formula('I', { op: 'div', left: one, right: { op: 'sub', left: one, right: one } }),
        ],
      },
      ['DIVISION_BY_ZERO items.0.formula'],
    ],
    [
      'grades with a hole',
      { grades: [{ grade: 'A', label, from: '1', coefficient: '1' }] },
      ['BAND_HOLE grades.0'],
    ],
    [
      'grades overlap',
      {
        grades: [
          { grade: 'A', label, coefficient: '1' },
          { grade: 'B', label, from: '5', coefficient: '1' },
        ],
      },
      ['BAND_OVERLAP grades.1'],
    ],
    ['item twice', { items: [formula('I', one), formula('I', one)] }, ['DUPLICATE_CODE items.1']],
    [
      'score in an item',
      { items: [formula('I', { op: 'score' })] },
      ['NOT_AVAILABLE items.0.formula'],
    ],
    [
      'line circle',
      { lines: [{ ...line, formula: { op: 'line', line: 'LINE' } }] },
      ['CYCLE lines.0.formula'],
    ],
    [
      'unknown grade',
      { lines: [{ ...line, capByGrade: [{ grade: 'Z', capFen: '0' }] }] },
      ['UNKNOWN_GRADE lines.0.capByGrade'],
    ],
    [
      'veto of an unknown line',
      {
        vetoes: [
          {
            code: 'V',
            when: { op: 'is', input: 'KIND', option: 'X' },
            message: label,
            lines: ['NOBODY'],
          },
        ],
      },
      ['UNKNOWN_LINE vetoes.0.lines'],
    ],
    [
      'error over an item',
      {
        errors: [
          {
            code: 'E',
            when: { op: 'gt', left: { op: 'item', item: 'ITEM' }, right: one },
            message: label,
          },
        ],
      },
      ['UNKNOWN_ITEM errors.0.when'],
    ],
    [
      'limits reversed',
      {
        score: { digits: 0, rounding: 'DOWN', min: '5', max: '1' },
        grades: [{ grade: 'A', label, coefficient: '1' }],
      },
      ['LIMITS_REVERSED score'],
    ],
    [
      'sensitive error',
      { errors: [{ code: 'E', when, message: label }] },
      ['SENSITIVE_USE errors.0.when'],
    ],
    [
      'sensitive veto',
      { vetoes: [{ code: 'V', when, message: label }] },
      ['SENSITIVE_USE vetoes.0.when'],
    ],
    [
      'sensitive formula',
      { items: [formula('I', { op: 'if', when, value: one, otherwise: zero })] },
      ['SENSITIVE_USE items.0.formula'],
    ],
    [
      'sensitive line',
      { lines: [{ ...line, formula: { op: 'if', when, value: one, otherwise: zero } }] },
      ['SENSITIVE_USE lines.0.formula'],
    ],
    ['sensitive referral', { referrals: [{ code: 'R', when, message: label }] }, []],
    [
      'sensitive points',
      {
        inputs: [count, { ...kind, sensitiveGround: 'WELFARE' as const }],
        items: [{ ...choice(bothOptions), sensitive: true }],
      },
      ['SENSITIVE_POINTS items.0'],
    ],
    [
      'sensitive unmarked',
      {
        inputs: [count, { ...kind, sensitiveGround: 'WELFARE' as const }],
        items: [choice(bothOptions)],
      },
      ['SENSITIVE_UNMARKED items.0'],
    ],
  ];
  for (const [name, changes, expected] of table) t.strictSame(problemsOf(changes), expected, name);
});

test('a card with problems is never evaluated', async (t) => {
  const card = scorecardSchema.parse(draft({ items: [formula('I', { op: 'item', item: 'I' })] }));
  t.throws(() => evaluate(card, { COUNT: 1 }), /CYCLE/);
});
