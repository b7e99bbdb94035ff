import { test } from 'tap';
import type { LoanProduct } from '../../../src/modules/products/content.ts';
import { millionthsOf, percentOf } from '../../../src/modules/products/content-values.ts';
import { rateMadeOf, tenorOf } from '../../../src/modules/products/prime-rates.ts';
import { sampleProductOf } from '../../../src/modules/products/samples.ts';
import { fc } from '../../helpers/property.ts';

const relief = sampleProductOf('POVERTY_RELIEF') as LoanProduct;
const village = sampleProductOf('VILLAGE_CREDIT') as LoanProduct;
const prime = { id: 'p', tenor: 'ONE_YEAR', publishedOn: '2025-05-20', rate: '3.000000' } as const;
const codeOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    return (error as { code: string }).code;
  }
  return 'none';
};

test('which prime rate a term goes by', async (t) => {
  t.equal(tenorOf(relief, 12), 'ONE_YEAR');
  t.equal(tenorOf(relief, 13), 'FIVE_YEARS');
  t.equal(tenorOf(relief, 37), undefined);
  t.equal(tenorOf(village, 12), undefined);
});

test('a rate is taken apart, and a spread outside the product refused', async (t) => {
  const made = (annualRate: string) => rateMadeOf(relief, { termMonths: 12, annualRate }, prime);
  t.match(made('3'), { type: 'LPR_FLOATING', prime, spread: '0' });
  t.match(made('2.65'), { spread: '-0.35' });
  t.equal(
    codeOf(() => made('3.000001')),
    'loan.spread_out_of_range',
  );
  t.equal(
    codeOf(() => made('1.999999')),
    'loan.spread_out_of_range',
  );
  const asked = { termMonths: 12, annualRate: '3' };
  t.equal(
    codeOf(() => rateMadeOf(relief, asked, undefined)),
    'loan.prime_rate_missing',
  );
  t.same(rateMadeOf(village, asked, undefined), { type: 'FIXED', prime: null, spread: null });
});

test('rates as text and as millionths are the same', async () => {
  const rate = fc.bigInt({ min: -99_999_999n, max: 99_999_999n });
  fc.assert(fc.property(rate, (each) => millionthsOf(percentOf(each)) === each));
});
