import { test } from 'tap';
import { papersOf } from '../../../src/modules/loans/papers.ts';
import {
  mostAgainst,
  type Offered,
  restsOn,
  securityOf,
} from '../../../src/modules/loans/security.ts';
import type { LoanProduct } from '../../../src/modules/products/content.ts';
import { sampleProductOf } from '../../../src/modules/products/samples.ts';
import { fc } from '../../helpers/property.ts';

const farm = sampleProductOf('FARM_PRODUCTION') as LoanProduct;

test('what is offered, against what may stay unsecured', async (t) => {
  const cases: [bigint, Offered[], boolean, string][] = [
    [5_000_000n, [], true, 'CREDIT'],
    [5_000_001n, [], false, 'CREDIT'],
    [5_000_001n, [{ kind: 'GUARANTEE', amountFen: 1n }], true, 'GUARANTEE'],
    [
      20_000_000n,
      [
        { kind: 'GUARANTEE', amountFen: 5_000_000n },
        { kind: 'GUARANTEE', amountFen: 5_000_000n },
        { kind: 'MORTGAGE', amountFen: 5_000_000n },
      ],
      true,
      'GUARANTEE',
    ],
    [
      20_000_000n,
      [
        { kind: 'GUARANTEE', amountFen: 4_000_000n },
        { kind: 'MORTGAGE', amountFen: 10_999_999n },
      ],
      false,
      'MORTGAGE',
    ],
  ];
  for (const [amount, offered, suffices, kind] of cases) {
    t.match(securityOf(farm, amount, offered), { suffices, kind }, `${amount} ${offered.length}`);
  }
  t.equal(mostAgainst(farm, 'MORTGAGE', 333n), 199n, 'whole fen, never more');
  t.equal(mostAgainst(farm, 'CREDIT', 333n), undefined);
});

test('what a loan rests on', async (t) => {
  t.same(restsOn(2n, []), ['CREDIT']);
  t.same(restsOn(2n, [{ kind: 'PLEDGE', amountFen: 2n }]), ['PLEDGE']);
  const both: Offered[] = [
    { kind: 'PLEDGE', amountFen: 1n },
    { kind: 'GUARANTEE', amountFen: 1n },
  ];
  t.same(restsOn(2n, both), ['GUARANTEE', 'PLEDGE']);
  t.same(restsOn(3n, both), ['CREDIT', 'GUARANTEE', 'PLEDGE']);
});

test('the order of what is offered decides nothing', async () => {
  const offered = fc.array(
    fc.record({
      kind: fc.constantFrom('GUARANTEE', 'MORTGAGE', 'PLEDGE', 'JOINT_GUARANTEE'),
      amountFen: fc.bigInt({ min: 1n, max: 5n }),
    }) as fc.Arbitrary<Offered>,
    { maxLength: 6 },
  );
  fc.assert(
    fc.property(offered, (list) => {
      const one = securityOf(farm, 10n, list);
      const two = securityOf(farm, 10n, list.toReversed());
      return one.kind === two.kind && one.securedFen === two.securedFen;
    }),
  );
});

test('which papers are asked for', async (t) => {
  const facts = {
    amountFen: 10_000_000n,
    fundUse: 'BUSINESS',
    paymentMethod: 'SELF',
    security: [],
  } as const;
  const kinds = (change: object) => papersOf(farm, { ...facts, ...change }).map(({ kind }) => kind);
  t.same(kinds({}), ['IDENTITY_CARD', 'CREDIT_REPORT_CONSENT']);
  t.same(kinds({ amountFen: 10_000_001n }), [
    'IDENTITY_CARD',
    'CREDIT_REPORT_CONSENT',
    'MARRIAGE_CERTIFICATE',
    'LAND_CONTRACT',
  ]);
  t.ok(kinds({ paymentMethod: 'ENTRUSTED' }).includes('PURCHASE_CONTRACT'));
  t.ok(kinds({ security: ['GUARANTEE'] }).includes('GUARANTOR_STATEMENT'));
  const twice = {
    ...farm,
    documents: [
      { kind: 'OTHER', by: 'DISBURSEMENT' },
      { kind: 'OTHER', by: 'SUBMISSION' },
    ],
  };
  t.same(papersOf(twice as LoanProduct, facts), [{ kind: 'OTHER', by: 'SUBMISSION' }]);
});
