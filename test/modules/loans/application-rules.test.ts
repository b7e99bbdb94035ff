import { test } from 'tap';
import {
  type Application,
  applicationRulesOn,
  flagsOf,
  type Sighted,
} from '../../../src/modules/loans/application-rules.ts';
import { fc } from '../../helpers/property.ts';

const rules = applicationRulesOn('2026-03-02');
const FEN = 1_000_000n;
const other = (change: Partial<Sighted> = {}): Sighted => ({
  id: 'other',
  appliedOn: '2026-03-01',
  amountFen: 5n * FEN,
  fundUse: 'BUSINESS',
  sameHousehold: true,
  samePayee: false,
  ...change,
});
const application = (change: Partial<Application> = {}): Application => ({
  appliedOn: '2026-03-02',
  amountFen: 10n * FEN,
  fundUse: 'BUSINESS',
  others: [],
  householdFen: 10n * FEN,
  guarantors: [],
  collateralLoans: [],
  ...change,
});
const kindsOf = (change: Partial<Application>) =>
  flagsOf(application(change), rules).map(({ kind }) => kind);

test('what looks wrong, at both sides of each threshold', async (t) => {
  const cases: [string, Partial<Application>, string[]][] = [
    ['alone', {}, []],
    ['another amount', { others: [other()] }, []],
    ['ten per cent less', { others: [other({ amountFen: 9n * FEN })] }, ['DUPLICATE']],
    ['a fen less than that', { others: [other({ amountFen: 9n * FEN - 1n })] }, []],
    ['another use', { others: [other({ amountFen: 10n * FEN, fundUse: 'CONSUMPTION' })] }, []],
    [
      '29 days ago',
      { others: [other({ amountFen: 10n * FEN, appliedOn: '2026-02-01' })] },
      ['DUPLICATE'],
    ],
    ['30 days ago', { others: [other({ amountFen: 10n * FEN, appliedOn: '2026-01-31' })] }, []],
    ['another house', { others: [other({ amountFen: 10n * FEN, sameHousehold: false })] }, []],
    ['exactly the limit together', { amountFen: 15n * FEN, others: [other()] }, []],
    [
      'a fen above it together',
      { amountFen: 15n * FEN, others: [other({ amountFen: 5n * FEN + 1n })] },
      ['SPLIT_HOUSEHOLD'],
    ],
    [
      'to one payee',
      { amountFen: 16n * FEN, others: [other({ sameHousehold: false, samePayee: true })] },
      ['SPLIT_PAYEE'],
    ],
    ['a part above the limit itself', { amountFen: 51n * FEN, others: [other()] }, []],
    ['a household at its limit', { householdFen: 100n * FEN }, []],
    ['a household above it', { householdFen: 100n * FEN + 1n }, ['HOUSEHOLD_EXPOSURE']],
    ['a guarantor of three', { guarantors: [['a', 'b']] }, []],
    ['a guarantor of four', { guarantors: [[], ['a', 'b', 'c']] }, ['GUARANTOR_OVERLOADED']],
    ['a thing twice', { collateralLoans: ['a'] }, ['COLLATERAL_REUSED']],
  ];
  for (const [label, change, kinds] of cases) t.same(kindsOf(change), kinds, label);
  const [flag] = flagsOf(application({ amountFen: 25n * FEN, others: [other()] }), rules);
  t.equal(flag, undefined, '25 and 5 stay within 30');
  t.match(flagsOf(application({ amountFen: 26n * FEN, others: [other()] }), rules), [
    { kind: 'SPLIT_HOUSEHOLD', figures: { foundFen: 31n * FEN, thresholdFen: 30n * FEN } },
  ]);
});

const sighted = fc.record({
  id: fc.uuid(),
  appliedOn: fc.constantFrom('2026-01-31', '2026-02-10', '2026-03-02'),
  amountFen: fc.bigInt({ min: 1n, max: 60n * FEN }),
  fundUse: fc.constantFrom('BUSINESS', 'CONSUMPTION'),
  sameHousehold: fc.boolean(),
  samePayee: fc.boolean(),
});

test('another application more never makes a flag go away', async () => {
  const cases = fc.record({
    amountFen: fc.bigInt({ min: 1n, max: 60n * FEN }),
    others: fc.array(sighted, { maxLength: 6 }),
    more: sighted,
  });
  fc.assert(
    fc.property(cases, ({ amountFen, others, more }) => {
      const before = kindsOf({ amountFen, others });
      const after = kindsOf({ amountFen, others: [...others, more] });
      return before.every((kind) => after.includes(kind));
    }),
  );
});

test('a flag is always above its threshold and names what it rests on', async () => {
  fc.assert(
    fc.property(fc.array(sighted, { maxLength: 6 }), (others) =>
      flagsOf(application({ others }), rules).every(({ figures, others: named }) => {
        const isAbove =
          'foundFen' in figures
            ? figures.foundFen > figures.thresholdFen
            : figures.foundLoans > figures.thresholdLoans;
        return (
          isAbove && named.length > 0 && named.every((id) => others.some((each) => each.id === id))
        );
      }),
    ),
  );
});
