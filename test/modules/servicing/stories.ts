/** Loans and what may happen to them, made up at random. */
import { addDays } from '../../../src/kernel/dates.ts';
import type { LoanFact } from '../../../src/modules/servicing/facts.ts';
import {
  allocationOrders,
  dayCounts,
  type LoanTerms,
  repaymentMethods,
  roundings,
  type SubsidyTerms,
} from '../../../src/modules/servicing/terms.ts';
import { fc } from '../../helpers/property.ts';

export const DRAWN = '2024-01-31';
const DAYS = 1200;
const FIRST_DAYS = 900;

const rate = (most: number) => fc.integer({ min: 0, max: most }).map((n) => (n / 100).toFixed(2));

const anySubsidy: fc.Arbitrary<SubsidyTerms> = fc.record({
  points: fc.constantFrom('1', '2.5', '99'),
  upToFen: fc.option(fc.bigInt({ min: 1n, max: 2_000_000n }), { nil: null }),
  months: fc.option(fc.integer({ min: 1, max: 20 }), { nil: null }),
});

export const anyTerms: fc.Arbitrary<LoanTerms> = fc.record({
  method: fc.constantFrom(...repaymentMethods),
  months: fc.integer({ min: 1, max: 30 }),
  annualRatePercent: rate(2400),
  dayCount: fc.constantFrom(...dayCounts),
  rounding: fc.constantFrom(...roundings),
  allocation: fc.constantFrom(...allocationOrders),
  subsidy: fc.oneof(
    fc.constant(null),
    anySubsidy,
    fc.constantFrom<SubsidyTerms>({ sharePercent: '100' }, { sharePercent: '33.3', months: 6 }),
  ),
  graceDays: fc.constantFrom(0, 0, 3, 10),
});

const amount = (most: bigint) => fc.record({ amountFen: fc.bigInt({ min: 1n, max: most }) });

const money = amount(600_000n);

const happening = fc.oneof(
  { weight: 6, arbitrary: money.map((paid) => ({ kind: 'REPAID' as const, ...paid })) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('EARLY_REPAID' as const),
      amountFen: fc.bigInt({ min: 1n, max: 900_000n }),
      recomputation: fc.constantFrom('SHORTEN_TERM' as const, 'LOWER_INSTALMENT' as const),
    }),
  },
  amount(200_000n).map((drawn) => ({ kind: 'DRAWN' as const, ...drawn })),
  amount(20_000n).map((charged) => ({ kind: 'PENALTY_CHARGED' as const, ...charged })),
  money.map((paid) => ({ kind: 'GUARANTEE_PAID' as const, ...paid })),
  money.map((paid) => ({ kind: 'RECOVERED' as const, ...paid })),
  amount(30_000n).map((paid) => ({ kind: 'SUBSIDY_PAID' as const, ...paid })),
  rate(2400).map((annualRatePercent) => ({ kind: 'RATE_CHANGED' as const, annualRatePercent })),
  fc.integer({ min: 1, max: 12 }).map((months) => ({ kind: 'EXTENDED' as const, months })),
  fc.record({
    kind: fc.constant('RESTRUCTURED' as const),
    months: fc.integer({ min: 1, max: 24 }),
    method: fc.constantFrom(...repaymentMethods),
    annualRatePercent: rate(1500),
  }),
  fc.constant({ kind: 'WRITTEN_OFF' as const }),
  fc.constant({ kind: 'DAYS_RESUMED' as const }),
  fc
    .option(fc.integer({ min: 1, max: 90 }))
    .map((length) => ({ kind: 'DAYS_PAUSED' as const, length })),
);

/** Days after the disbursement; now and then the very day of an instalment. */
const anyDay = fc.oneof(
  fc.integer({ min: 0, max: FIRST_DAYS }),
  fc.constantFrom(0, 29, 60, 90, 121, 151),
);

const anyFact = fc.tuple(happening, anyDay).map(([given, days]) => {
  const occurredOn = addDays(DRAWN, days);
  if (given.kind !== 'DAYS_PAUSED') return { ...given, occurredOn };
  const { length } = given;
  const until = length === null ? null : addDays(occurredOn, length);
  return { kind: given.kind, until, occurredOn };
});

export type Story = { terms: LoanTerms; facts: readonly LoanFact[]; day: string };

/** A loan paid out on `DRAWN`, what happened to it, and a day to look at it. */
export const anyStory: fc.Arbitrary<Story> = fc
  .record({
    terms: anyTerms,
    amountFen: fc.bigInt({ min: 1n, max: 3_000_000n }),
    told: fc.array(anyFact, { maxLength: 10 }),
    days: fc.integer({ min: 0, max: DAYS }),
  })
  .map(({ terms, amountFen, told, days }) => {
    const facts = told.map((fact, index) => ({ ...fact, reference: `R${index}` }) as LoanFact);
    const paidOut = { amountFen, occurredOn: DRAWN, reference: 'D' };
    return {
      terms,
      facts: [{ kind: 'DISBURSED', ...paidOut } as const, ...facts],
      day: addDays(DRAWN, days),
    };
  });
