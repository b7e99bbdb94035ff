import { test } from 'tap';
import { interestOf, type Stretch } from '../../../src/modules/servicing/interest.ts';
import { fc } from '../../helpers/property.ts';

const basis = { dayCount: 'ACTUAL_360', anchor: '2026-01-01' } as const;
const UNTIL = '2026-02-15';

test('the borrower’s part and the subsidised one are the whole, to the fen', async (t) => {
  const anyStretch = fc.record({
    balanceFen: fc.bigInt({ min: 1n, max: 10_000_000n }),
    rate: fc.bigInt({ min: 1n, max: 24_000_000n }),
    share: fc.bigInt({ min: 0n, max: 100n }),
  });
  fc.assert(
    fc.property(anyStretch, ({ balanceFen, rate, share }) => {
      const plain: Stretch = {
        ...{ from: '2026-01-01', balanceFen, rate, basis },
        ...{ subsidyRate: 0n, subsidisedFen: 0n },
      };
      const subsidyRate = (rate * share) / 100n;
      const subsidised = { ...plain, subsidyRate, subsidisedFen: balanceFen };
      const whole = interestOf([plain], UNTIL, 'HALF_UP').interestFen;
      const parts = interestOf([subsidised], UNTIL, 'HALF_UP');
      return parts.interestFen + parts.subsidisedFen === whole;
    }),
    { numRuns: 1_000 },
  );
  t.pass('of a thousand balances and rates');
});
