import { test } from 'tap';
import { poured } from '../../../src/modules/servicing/account.ts';
import {
  accountOn,
  balanced,
  type LoanFact,
  type LoanTerms,
  payoffOn,
  positionOf,
  replay,
} from '../../../src/modules/servicing/index.ts';

/** What each kind of fact does to a loan of 12,000.00 at 6 % from 2024-01-15, worked out by hand. */
const ON = '2024-01-15';
const terms = (changes: Partial<LoanTerms> = {}): LoanTerms => ({
  method: 'EQUAL_PRINCIPAL',
  months: 12,
  annualRatePercent: '6',
  dayCount: 'THIRTY_360',
  ...changes,
});
type Given = LoanFact extends infer F ? (F extends LoanFact ? Omit<F, 'reference'> : never) : never;
const epochs = (loan: LoanTerms, ...facts: Given[]) => {
  const paidOut = { kind: 'DISBURSED', amountFen: 1_200_000n, occurredOn: ON } as const;
  const all = [paidOut, ...facts].map((fact, index) => ({ ...fact, reference: `R${index}` }));
  return replay(loan, all as LoanFact[]);
};
const lines = (loan: LoanTerms, ...facts: Given[]) => {
  const account = epochs(loan, ...facts).at(-1)?.account;
  return (account ? poured(account).lines : []).map((line) => [
    line.dueOn,
    line.principalFen,
    line.interestFen,
  ]);
};
const position = (day: string, loan: LoanTerms, ...facts: Given[]) => {
  const account = accountOn(epochs(loan, ...facts), day);
  if (!account) throw new Error('nothing yet');
  return positionOf(balanced(account), day);
};

test('early repayment: what is due, then interest to the day, then principal', async (t) => {
  // 15 of 30 days at 6 %: 12,000 x 6 % x 15 / 360 = 30.00; of 3,030 the rest is principal.
  const early = { kind: 'EARLY_REPAID', amountFen: 303_000n, occurredOn: '2024-01-30' } as const;
  const lower = lines(terms(), { ...early, recomputation: 'LOWER_INSTALMENT' });
  t.same(lower[0], ['2024-01-30', 300_000n, 3_000n]);
  t.same(lower[1], ['2024-02-15', 75_000n, 2_250n], '9,000 / 12, interest of the other 15 days');
  t.equal(lower.length, 13);
  const shorter = lines(terms(), { ...early, recomputation: 'SHORTEN_TERM' });
  t.same(shorter[1], ['2024-02-15', 100_000n, 2_250n], 'a thousand a month as before');
  t.same(shorter.at(-1), ['2024-10-15', 100_000n, 500n], 'three months sooner');
});

test('an early repayment that does not reach the interest so far waits', async (t) => {
  const facts = [{ kind: 'EARLY_REPAID', amountFen: 2_999n, occurredOn: '2024-01-30' }] as const;
  const all = facts.map((fact) => ({ ...fact, recomputation: 'SHORTEN_TERM' as const }));
  t.same(lines(terms(), ...all), lines(terms()));
  t.equal(position('2024-01-30', terms(), ...all).outstandingInterestFen, 39_000n - 2_999n);
});

test('paying all that is left ends the loan', async (t) => {
  const all = { kind: 'EARLY_REPAID', amountFen: 1_203_001n, occurredOn: '2024-01-30' } as const;
  const end = position('2024-01-30', terms(), { ...all, recomputation: 'LOWER_INSTALMENT' });
  t.match(end, { outstandingTotalFen: 0n, surplusFen: 1n, nextDueOn: null });
});

test('what it takes to repay everything on a day', async (t) => {
  // 300.00 ahead; 12,000.00 and 30.00 of interest for fifteen days: 11,730.00 are left to pay.
  const ahead = { kind: 'REPAID', amountFen: 30_000n, occurredOn: '2024-01-20' } as const;
  const account = accountOn(epochs(terms(), ahead), '2024-01-30');
  if (!account) throw new Error('nothing yet');
  t.same(payoffOn(account, '2024-01-30'), {
    principalFen: 1_200_000n,
    interestFen: 3_000n,
    penaltyFen: 0n,
    aheadFen: 30_000n,
    totalFen: 1_173_000n,
  });
  const all = { kind: 'EARLY_REPAID', amountFen: 1_173_000n, occurredOn: '2024-01-30' } as const;
  const end = position('2024-01-30', terms(), ahead, { ...all, recomputation: 'SHORTEN_TERM' });
  t.match(end, { outstandingTotalFen: 0n, surplusFen: 0n });
});

test('a new rate counts from its day', async (t) => {
  // 15 days at 6 % and 15 at 12 %: 30.00 + 60.00; from then on 12 %.
  const loan = terms({ method: 'INTEREST_MONTHLY', months: 3 });
  const changed = {
    kind: 'RATE_CHANGED',
    annualRatePercent: '12',
    occurredOn: '2024-01-30',
  } as const;
  t.same(
    lines(loan, changed).map(([, , interest]) => interest),
    [9_000n, 12_000n, 12_000n],
  );
  const level = lines(terms({ method: 'EQUAL_INSTALMENTS' }), {
    ...changed,
    occurredOn: '2024-02-15',
  });
  // 11,027.20 left over eleven months at 1 %: 11,027.20 x 0.01 / (1 - 1.01^-11) = 1,063.62.
  t.same(level[1]?.slice(1), [95_335n, 11_027n]);
});

test('two new rates in one period each count for their days', async (t) => {
  // 10 days at 6 %, 10 at 12 % and 10 at 3 %: 20.00 + 40.00 + 10.00.
  const loan = terms({ method: 'INTEREST_MONTHLY', months: 2 });
  const rates = [
    { kind: 'RATE_CHANGED', annualRatePercent: '12', occurredOn: '2024-01-25' },
    { kind: 'RATE_CHANGED', annualRatePercent: '3', occurredOn: '2024-02-04' },
  ] as const;
  t.same(lines(loan, ...rates)[0], ['2024-02-15', 0n, 7_000n]);
});

test('an extension moves what is not yet due, or due that very day', async (t) => {
  const loan = terms({ method: 'AT_MATURITY', months: 6 });
  const before = { kind: 'EXTENDED', months: 3, occurredOn: '2024-05-01' } as const;
  t.same(lines(loan, before), [['2024-10-15', 1_200_000n, 54_000n]]);
  const monthly = terms({ method: 'INTEREST_MONTHLY', months: 3 });
  const onTheDay = { kind: 'EXTENDED', months: 2, occurredOn: '2024-04-15' } as const;
  t.same(lines(monthly, onTheDay).slice(2), [
    ['2024-04-15', 0n, 6_000n],
    ['2024-05-15', 0n, 6_000n],
    ['2024-06-15', 1_200_000n, 6_000n],
  ]);
  const late = { ...onTheDay, occurredOn: '2024-04-16' };
  t.same(epochs(monthly, late).at(-1)?.account.idle, ['EXTENDED R1'], 'past maturity: no effect');
});

test('a restructuring lays out all that is unpaid, unpaid interest with the first of it', async (t) => {
  // Two months unpaid: 60.00 + 55.00 of interest fell due, and 15 days of 10,000 make 25.00.
  const fact = {
    kind: 'RESTRUCTURED',
    months: 6,
    method: 'EQUAL_PRINCIPAL',
    annualRatePercent: '3',
    occurredOn: '2024-03-30',
  } as const;
  const found = lines(terms(), fact);
  t.same(found.slice(0, 2), [
    ['2024-02-15', 0n, 0n],
    ['2024-03-15', 0n, 0n],
  ]);
  t.same(found[2], ['2024-04-30', 200_000n, 11_500n + 2_500n + 3_000n]);
  t.equal(found.length, 8);
  t.match(position('2024-03-30', terms(), fact), { overdueDays: 0, overdueSince: null });
});

test('interest carried through a restructuring is not lost by another one', async (t) => {
  const fact = { kind: 'RESTRUCTURED', months: 6, method: 'EQUAL_PRINCIPAL' } as const;
  const first = { ...fact, annualRatePercent: '3', occurredOn: '2024-03-30' };
  // 140.00 from before, and 16 days of 12,000 at 3 %: 16.00.
  const second = { ...fact, annualRatePercent: '6', occurredOn: '2024-04-15' };
  const found = lines(terms(), first, second);
  t.same(found[2], ['2024-05-15', 200_000n, 14_000n + 1_600n + 6_000n]);
  const off = { kind: 'WRITTEN_OFF', occurredOn: '2024-04-15' } as const;
  t.equal(position('2024-04-15', terms(), first, off).writtenOffInterestFen, 15_600n);
});

test('drawn and repaid at will: interest on what is out, for as long as it is', async (t) => {
  const loan = terms({ method: 'REVOLVING', months: 3 });
  const found = lines(
    loan,
    { kind: 'REPAID', amountFen: 603_000n, occurredOn: '2024-01-30' },
    { kind: 'DRAWN', amountFen: 300_000n, occurredOn: '2024-02-15' },
  );
  t.same(found, [
    ['2024-01-30', 600_000n, 3_000n],
    ['2024-02-15', 0n, 1_500n],
    ['2024-03-15', 0n, 4_500n],
    ['2024-04-15', 900_000n, 4_500n],
  ]);
});

test('what was paid beyond a revolving loan pays for its next drawing at once', async (t) => {
  const loan = terms({ method: 'REVOLVING', months: 3 });
  const facts = [
    { kind: 'REPAID', amountFen: 1_253_000n, occurredOn: '2024-01-30' },
    { kind: 'DRAWN', amountFen: 300_000n, occurredOn: '2024-02-20' },
  ] as const;
  const was = position('2024-02-19', loan, ...facts);
  t.match(was, { outstandingPrincipalFen: 0n, surplusFen: 50_000n });
  const is = position('2024-02-20', loan, ...facts);
  t.match(
    is,
    { outstandingPrincipalFen: 250_000n, surplusFen: 0n },
    'and not for interest to come',
  );
  t.same(lines(loan, ...facts), [
    ['2024-01-30', 1_200_000n, 3_000n],
    ['2024-02-20', 50_000n, 0n],
    ['2024-03-15', 0n, 1_042n],
    ['2024-04-15', 250_000n, 1_250n],
  ]);
});

test('penalties come first, or last, as the product says', async (t) => {
  const facts = [
    { kind: 'PENALTY_CHARGED', amountFen: 1_000n, occurredOn: '2024-02-20' },
    { kind: 'REPAID', amountFen: 100_000n, occurredOn: '2024-02-25' },
  ] as const;
  const interestFirst = position('2024-02-25', terms(), ...facts);
  t.match(interestFirst, { penaltyFen: 0n, overduePrincipalFen: 7_000n, overdueInterestFen: 0n });
  const principalFirst = position(
    '2024-02-25',
    terms({ allocation: 'PRINCIPAL_INTEREST_PENALTY' }),
    ...facts,
  );
  t.match(principalFirst, {
    penaltyFen: 1_000n,
    overduePrincipalFen: 0n,
    overdueInterestFen: 6_000n,
  });
});

test('written off, a claim remains, and what comes back is counted against it', async (t) => {
  const off = { kind: 'WRITTEN_OFF', occurredOn: '2024-03-30' } as const;
  const loan = terms();
  t.match(position('2024-03-30', loan, off), {
    outstandingTotalFen: 0n,
    overdueDays: 0,
    writtenOffPrincipalFen: 1_200_000n,
    writtenOffInterestFen: 11_500n + 2_500n,
  });
  const back = { kind: 'RECOVERED', amountFen: 1_205_000n, occurredOn: '2025-01-02' } as const;
  t.match(position('2025-01-02', loan, off, back), {
    writtenOffPrincipalFen: 0n,
    writtenOffInterestFen: 9_000n,
    surplusFen: 0n,
  });
});

test('a penalty is written off with the rest, and once', async (t) => {
  const charged = { kind: 'PENALTY_CHARGED', amountFen: 1_000n, occurredOn: '2024-02-20' } as const;
  const paid = { kind: 'REPAID', amountFen: 400n, occurredOn: '2024-02-25' } as const;
  const off = { kind: 'WRITTEN_OFF', occurredOn: '2024-03-30' } as const;
  t.match(position('2024-03-30', terms(), charged, paid, off), {
    penaltyFen: 0n,
    outstandingTotalFen: 0n,
    writtenOffInterestFen: 14_000n + 600n,
  });
});

test('days that a decree paused do not count', async (t) => {
  // Due on 2024-02-15 and unpaid; from the 20th to the 1st of March nothing counts.
  const paused = { kind: 'DAYS_PAUSED', until: '2024-03-01', occurredOn: '2024-02-20' } as const;
  const days = [
    ['2024-02-15', 0],
    ['2024-02-19', 4],
    ['2024-02-20', 4],
    ['2024-02-29', 4],
    ['2024-03-01', 5],
  ] as const;
  for (const [day, expected] of days) {
    t.equal(position(day, terms(), paused).overdueDays, expected, day);
  }
  const open = { ...paused, until: null };
  t.equal(position('2024-12-31', terms(), open).overdueDays, 4);
  const resumed = { kind: 'DAYS_RESUMED', occurredOn: '2024-03-01' } as const;
  t.equal(position('2024-03-01', terms(), open, resumed).overdueDays, 5);
  const later = { ...resumed, occurredOn: '2024-03-10' };
  t.equal(position('2024-03-10', terms(), paused, later).overdueDays, 14, 'it had ended');
});

test('what somebody else pays is not the borrower’s to owe', async (t) => {
  // 脱贫人口小额信贷: the whole interest is subsidised.
  const loan = terms({ subsidy: { sharePercent: '100' }, method: 'INTEREST_MONTHLY', months: 3 });
  t.match(position('2024-03-20', loan), {
    overdueDays: 0,
    outstandingTotalFen: 1_200_000n,
    subsidyDueFen: 12_000n,
  });
  const paid = { kind: 'SUBSIDY_PAID', amountFen: 7_000n, occurredOn: '2024-03-20' } as const;
  t.equal(position('2024-03-20', loan, paid).subsidyDueFen, 5_000n);
  const half = lines(terms({ subsidy: { points: '3' }, method: 'INTEREST_MONTHLY', months: 3 }));
  t.ok(half.every(([, , interest]) => interest === 3_000n));
});

test('days of grace', async (t) => {
  const loan = terms({ graceDays: 3 });
  t.match(position('2024-02-18', loan), { overdueDays: 0, overdueSince: null });
  t.match(position('2024-02-19', loan), { overdueDays: 4, overdueSince: '2024-02-15' });
});
