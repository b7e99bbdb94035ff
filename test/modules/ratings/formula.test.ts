import { test } from 'tap';
import {
  amountOf,
  type Condition,
  condition,
  conditionHolds,
  type Expression,
  expression,
  type FormulaContext,
} from '../../../src/modules/ratings/formula.ts';
import { quantity, textOf } from '../../../src/modules/ratings/quantity.ts';

const context: FormulaContext = {
  number: () => quantity('2.5'),
  option: () => 'GOOD',
  truth: () => true,
  base: () => quantity('1000'),
  item: () => quantity('7'),
  line: () => quantity('50'),
  score: () => quantity('80'),
  coefficient: () => quantity('0.8'),
};
const constant = (value: string): Expression => ({ op: 'const', value });
const [one, two, three, zero] = ['1', '2', '3', '0'].map(constant) as [
  Expression,
  Expression,
  Expression,
  Expression,
];

test('each operation', async (t) => {
  const table: [Expression, string][] = [
    [constant('-0.1'), '-0.1'],
    [{ op: 'input', input: 'A' }, '2.5'],
    [{ op: 'base', base: 'B' }, '1000'],
    [{ op: 'item', item: 'I' }, '7'],
    [{ op: 'line', line: 'L' }, '50'],
    [{ op: 'score' }, '80'],
    [{ op: 'coefficient' }, '0.8'],
    [{ op: 'add', of: [constant('0.1'), constant('0.2')] }, '0.3'],
    [{ op: 'mul', of: [two, three, constant('-1')] }, '-6'],
    [{ op: 'sub', left: one, right: three }, '-2'],
    [{ op: 'div', left: three, right: two }, '1.5'],
    [{ op: 'min', of: [three, one, two] }, '1'],
    [{ op: 'max', of: [one, three, two] }, '3'],
    [{ op: 'round', of: constant('2.345'), digits: 2, mode: 'HALF_UP' }, '2.35'],
    [{ op: 'round', of: constant('2.349'), digits: 2, mode: 'DOWN' }, '2.34'],
    [{ op: 'round', of: constant('2.341'), digits: 2, mode: 'UP' }, '2.35'],
    [
      {
        op: 'lookup',
        input: 'C',
        table: [
          { option: 'BAD', value: '0' },
          { option: 'GOOD', value: '1.2' },
        ],
      },
      '1.2',
    ],
    [{ op: 'if', when: { op: 'holds', input: 'D' }, value: one, otherwise: two }, '1'],
    [
      {
        op: 'if',
        when: { op: 'not', of: { op: 'holds', input: 'D' } },
        value: one,
        otherwise: two,
      },
      '2',
    ],
  ];
  for (const [node, expected] of table) {
    t.ok(expression.safeParse(node).success, node.op);
    t.equal(textOf(amountOf(node, context)), expected, JSON.stringify(node));
  }
  const third: Expression = { op: 'div', left: one, right: three };
  const whole: Expression = {
    op: 'round',
    of: { op: 'mul', of: [third, three] },
    digits: 10,
    mode: 'HALF_UP',
  };
  t.equal(textOf(amountOf(whole, context)), '1');
  t.throws(() => amountOf({ op: 'div', left: one, right: zero }, context), {
    name: 'DivisionByZero',
  });
});

test('each condition', async (t) => {
  const table: [Condition, boolean][] = [
    [{ op: 'gt', left: two, right: one }, true],
    [{ op: 'gt', left: two, right: two }, false],
    [{ op: 'gte', left: two, right: two }, true],
    [{ op: 'lt', left: one, right: two }, true],
    [{ op: 'lt', left: two, right: two }, false],
    [{ op: 'lte', left: two, right: two }, true],
    [{ op: 'eq', left: constant('1.0'), right: one }, true],
    [{ op: 'ne', left: constant('1.0'), right: one }, false],
    [{ op: 'is', input: 'C', option: 'GOOD' }, true],
    [{ op: 'is', input: 'C', option: 'BAD' }, false],
    [
      {
        op: 'and',
        of: [
          { op: 'holds', input: 'D' },
          { op: 'is', input: 'C', option: 'BAD' },
        ],
      },
      false,
    ],
    [
      {
        op: 'or',
        of: [
          { op: 'holds', input: 'D' },
          { op: 'is', input: 'C', option: 'BAD' },
        ],
      },
      true,
    ],
  ];
  for (const [node, expected] of table) {
    t.ok(condition.safeParse(node).success, node.op);
    t.equal(conditionHolds(node, context), expected, JSON.stringify(node));
  }
});

test('a formula is data of a known shape, nothing else', async (t) => {
  const table: unknown[] = [
    '1 + 1',
    { op: 'eval', value: '1' },
    { op: 'const', value: 1 },
    { op: 'const', value: '1e9' },
    { op: 'const', value: 'NaN' },
    { op: 'add', of: [] },
    { op: 'score', extra: 1 },
    null,
    { op: 'input', input: '__proto__' },
    { op: 'round', of: one, digits: 11, mode: 'DOWN' },
  ];
  for (const node of table) t.notOk(expression.safeParse(node).success, JSON.stringify(node));
});
