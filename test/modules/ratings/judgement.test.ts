import { test } from 'tap';
import { sampleFormOf } from '../../../src/modules/profiles/sample-forms.ts';
import {
  contradictions,
  fileAnswers,
  wholeYears,
} from '../../../src/modules/ratings/file-answers.ts';
import { judge, type Listing, listingOf } from '../../../src/modules/ratings/judgement.ts';
import {
  CLEARED,
  factsFor,
  type KnownFact,
  presumed,
  sourcesOf,
} from '../../../src/modules/ratings/known-facts.ts';
import {
  sampleHouseholdScorecard as household,
  sampleMerchantScorecard as merchant,
} from '../../../src/modules/ratings/sample-scorecards.ts';
import { expiryOf } from '../../../src/modules/ratings/validity.ts';
import { fc } from '../../helpers/property.ts';

const answers = {
  PEOPLE: '4',
  LABOUR: '3',
  NET_INCOME: '12000000',
  ASSETS: '30000000',
  DEBTS: '2000000',
  YEARS_RESIDENT: '20',
  REPAYMENT: 'ON_TIME',
  INTEGRITY: '9.3',
  NEIGHBOURHOOD: '9.1',
  HAS_BAD_LOAN: false,
  JUDGMENT_DEFAULTER: false,
  HEAD_AGE: '41',
  CIRCUMSTANCES: 'NONE',
};
const areaCode = '429005106201';

function judgementOf(given: object, listing: Listing) {
  const result = judge(household, { ...answers, ...given }, { areaCode, listing });
  if (!('judgement' in result)) throw new Error('the answers could not be rated');
  return result.judgement;
}

test('the negative list decides after the card', (t) => {
  const cases = [
    { given: {}, listing: 'NONE', outcome: 'RATED' },
    { given: {}, listing: 'GREY', outcome: 'NEEDS_PERSON' },
    { given: {}, listing: 'BLACK', outcome: 'REFUSED' },
    { given: { CIRCUMSTANCES: 'WELFARE' }, listing: 'NONE', outcome: 'NEEDS_PERSON' },
    { given: { CIRCUMSTANCES: 'WELFARE' }, listing: 'BLACK', outcome: 'REFUSED' },
    { given: { HAS_BAD_LOAN: true }, listing: 'NONE', outcome: 'REFUSED' },
    { given: { HAS_BAD_LOAN: true }, listing: 'GREY', outcome: 'REFUSED' },
  ] as const;
  for (const { given, listing, outcome } of cases) {
    const judged = judgementOf(given, listing);
    t.equal(judged.outcome, outcome, `${JSON.stringify(given)} ${listing}`);
    t.equal(listingOf(judged.findings), listing, 'the findings tell how the customer was listed');
  }
  t.end();
});

test('the list changes no points, and black leaves no line open', (t) => {
  const listings = fc.constantFrom<Listing>('NONE', 'GREY', 'BLACK');
  const income = fc.bigInt({ min: 0n, max: 100_000_000n }).map(String);
  const property = fc.property(listings, income, (listing, NET_INCOME) => {
    const free = judgementOf({ NET_INCOME }, 'NONE');
    const judged = judgementOf({ NET_INCOME }, listing);
    t.same(judged.items, free.items);
    t.equal(judged.score, free.score);
    t.equal(judged.grade, free.grade);
    const amounts = listing === 'BLACK' ? 0n : free.ceilingFen;
    t.equal(judged.ceilingFen, amounts);
    t.ok(judged.creditLineFen <= judged.ceilingFen);
    t.ok(judged.lines.every(({ amountFen }) => BigInt(amountFen) <= judged.ceilingFen));
  });
  fc.assert(property, { numRuns: 50 });
  t.end();
});

test('answers that cannot be rated give errors and no judgement', (t) => {
  const { PEOPLE: _people, ...rest } = answers;
  const result = judge(household, rest, { areaCode, listing: 'BLACK' });
  t.match(result, { errors: [{ code: 'INPUT_MISSING', about: ['PEOPLE'] }] });
  t.end();
});

test('what the bank knows of a customer by its own books', (t) => {
  const knows = (holds: boolean): KnownFact[] => [
    { input: 'HAS_BAD_LOAN', holds, source: 'LENDING' },
  ];
  const none = { screening_reason: null };
  const listed = { screening_reason: 'BAD_LOAN' };
  const clean = { HAS_BAD_LOAN: false, JUDGMENT_DEFAULTER: false };
  t.same(presumed(factsFor(household, none)), {}, 'whoever was not screened is not spoken of');
  t.same(presumed(factsFor(household, none, CLEARED)), clean, 'who was screened and found clean');
  t.same(presumed(factsFor(household, none, knows(false))), { HAS_BAD_LOAN: false });
  t.same(presumed(factsFor(household, listed, knows(false))), {}, 'listed for a loan elsewhere');
  t.match(factsFor(household, none, [...knows(true), ...CLEARED]), [
    { input: 'HAS_BAD_LOAN', holds: true, source: 'LENDING' },
    { input: 'JUDGMENT_DEFAULTER', holds: false, source: 'SCREENING' },
  ]);
  const facts = factsFor(household, none, [...knows(false), ...CLEARED]);
  t.same(sourcesOf(facts, {}), [
    { input: 'HAS_BAD_LOAN', source: 'LENDING' },
    { input: 'JUDGMENT_DEFAULTER', source: 'SCREENING' },
  ]);
  const given = { HAS_BAD_LOAN: true };
  t.same(sourcesOf(facts, given), [{ input: 'JUDGMENT_DEFAULTER', source: 'SCREENING' }]);
  const files = { answers: {}, facts };
  t.same(
    contradictions(fileAnswers(household, files, '2026-03-02'), given),
    [],
    'may know of more',
  );
  t.end();
});

test('what the file answers', (t) => {
  const onFile = {
    PEOPLE: '4',
    LABOUR: '0',
    NET_INCOME: '12000000',
    REPAYMENT: 'ON_TIME',
    CREDIT_REPORT_CONSENT: true,
    STARTED_ON: '2020-05-01',
    ASSETS: [{ PRESENT_VALUE: '1' }],
  };
  const file = { answers: onFile, facts: [] };
  t.same(
    fileAnswers(household, file, '2026-03-02'),
    { PEOPLE: '4', LABOUR: '0', NET_INCOME: '12000000', REPAYMENT: 'ON_TIME' },
    'only what this card asks for, and never the rows of a table',
  );
  t.same(fileAnswers(merchant, file, '2026-03-02'), { YEARS_TRADING: '5', REPAYMENT: 'ON_TIME' });
  const listed = (screening_reason: string) => {
    const facts = factsFor(household, { screening_reason });
    return fileAnswers(household, { answers: {}, facts }, '2026-03-02');
  };
  t.same(listed('BAD_LOAN'), { HAS_BAD_LOAN: true });
  t.same(listed('WRITTEN_OFF_LOAN'), { HAS_BAD_LOAN: true });
  t.same(listed('JUDGMENT_DEFAULTER'), { JUDGMENT_DEFAULTER: true });
  t.same(listed('GAMBLING'), {});
  t.same(contradictions({ PEOPLE: '4', LABOUR: '3' }, { PEOPLE: '4', LABOUR: '2', X: 1 }), [
    'LABOUR',
  ]);
  for (const [card, kind] of [
    [household, 'HOUSEHOLD'],
    [merchant, 'MERCHANT'],
  ] as const) {
    const items = sampleFormOf(kind).sections.flatMap((section) => section.items);
    const codes = new Set(items.map(({ code }) => code));
    t.ok(card.inputs.filter(({ code }) => codes.has(code)).length > 4, 'the samples fit together');
  }
  t.end();
});

test('whole years, and how long a rating holds', (t) => {
  t.equal(wholeYears('2020-05-01', '2026-04-30'), 5);
  t.equal(wholeYears('2020-05-01', '2026-05-01'), 6);
  t.equal(wholeYears('2024-02-29', '2025-02-28'), 0);
  t.equal(wholeYears('2024-02-29', '2025-03-01'), 1);
  t.equal(expiryOf('2026-03-02'), '2027-03-02');
  t.equal(expiryOf('2024-02-29'), '2025-02-28');
  t.throws(() => expiryOf('2001-01-01'), RangeError);
  t.end();
});
