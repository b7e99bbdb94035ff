import { test } from 'tap';
import { evaluateLine } from '../../../src/modules/ratings/credit-lines.ts';
import type { FormulaContext } from '../../../src/modules/ratings/formula.ts';
import { ZERO } from '../../../src/modules/ratings/quantity.ts';
import type { ScorecardLine } from '../../../src/modules/ratings/scorecard.ts';

const zero = () => ZERO;
const context: FormulaContext = {
  number: zero,
  base: zero,
  item: zero,
  line: zero,
  score: zero,
  coefficient: zero,
  option: () => '',
  truth: () => false,
};

const base: ScorecardLine = {
  code: 'LINE',
  label: { en: 'Line', zh: '额度' },
  audience: 'PUBLIC',
  formula: { op: 'const', value: '0' },
  roundToFen: '1000',
  rounding: 'DOWN',
  capByGrade: [],
};

/** The amount of a line whose formula is a plain figure in fen. */
function amount(fen: string, changes: Partial<ScorecardLine> = {}, vetoed = false): bigint {
  const line = {
    ...base,
    formula: { op: 'const' as const, value: fen },
    ...changes,
  };
  return evaluateLine(line, { grade: 'B', vetoed }, context).amountFen;
}

test('rounding, cap, floor and veto, in that order', async (t) => {
  const raise = { fen: '5000', below: 'RAISE' } as const;
  const drop = { fen: '5000', below: 'ZERO' } as const;
  const capB = [{ grade: 'B', capFen: '2500' }];
  const table: [bigint, bigint][] = [
    [amount('1999.99'), 1000n],
    [amount('1500', { rounding: 'HALF_UP' }), 2000n],
    [amount('1499.9', { rounding: 'HALF_UP' }), 1000n],
    [amount('1000.01', { rounding: 'UP' }), 2000n],
    [amount('-1', { rounding: 'UP' }), 0n],
    [amount('9999', { rounding: 'UP', capFen: '9500' }), 9500n],
    [amount('9999', { capFen: '9500', capByGrade: capB }), 2500n],
    [amount('9999', { capByGrade: [{ grade: 'A', capFen: '2500' }] }), 9000n],
    [amount('4999', { floor: raise }), 5000n],
    [amount('4999', { floor: drop }), 0n],
    [amount('5000', { floor: drop }), 5000n],
    [amount('4000', { floor: raise, capByGrade: capB }), 2500n],
    [amount('-9000', { floor: raise }), 0n],
    [amount('0', { floor: raise }), 0n],
    [amount('1', { floor: raise }), 5000n],
    [amount('9000', { floor: raise }, true), 0n],
  ];
  for (const [index, [found, expected]] of table.entries())
    t.equal(found, expected, `row ${index}`);
});

test('the explanation gives both steps in yuan', async (t) => {
  const line = { ...base, formula: { op: 'const' as const, value: '199999' } };
  t.match(evaluateLine(line, { grade: 'B', vetoed: false }, context).explanation, {
    en: /1999\.99 yuan by formula, 1990\.00 yuan/,
    zh: /1999\.99元，取整和限额后为1990\.00元/,
  });
  t.match(evaluateLine(line, { grade: 'B', vetoed: true }, context).explanation, { zh: /否决/ });
});
