import { test } from 'tap';
import { gridNormOn, rangeOf, verdictOf } from '../../../src/modules/customers/grid-norms.ts';

test('norms of households per grid', (t) => {
  const usual = gridNormOn(undefined, '2026-03-02');
  t.match(usual, { code: 'HOUSEHOLDS_300_500', from: 300, to: 500 });
  t.equal(gridNormOn('HOUSEHOLDS_1000', '2026-03-02').to, 1250);
  t.equal(gridNormOn('constructor', '2026-03-02').code, usual.code);
  t.throws(() => gridNormOn(undefined, '2001-01-01'), RangeError);

  const cases = [
    { own: null, households: 299, verdict: 'BELOW' },
    { own: null, households: 300, verdict: 'WITHIN' },
    { own: null, households: 500, verdict: 'WITHIN' },
    { own: null, households: 501, verdict: 'ABOVE' },
    { own: 100, households: 74, verdict: 'BELOW' },
    { own: 100, households: 75, verdict: 'WITHIN' },
    { own: 100, households: 125, verdict: 'WITHIN' },
    { own: 100, households: 126, verdict: 'ABOVE' },
    { own: 1, households: 1, verdict: 'WITHIN' },
    { own: 1, households: 0, verdict: 'BELOW' },
  ];
  for (const { own, households, verdict } of cases) {
    t.equal(verdictOf(households, rangeOf(usual, own)), verdict, `${households} of ${own}`);
  }
  t.end();
});
