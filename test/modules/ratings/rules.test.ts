import { test } from 'tap';
import { type Answers, evaluate } from '../../../src/modules/ratings/rules.ts';
import {
  sampleHouseholdScorecard as household,
  sampleMerchantScorecard as merchant,
} from '../../../src/modules/ratings/sample-scorecards.ts';
import { type Scorecard, scorecardSchema } from '../../../src/modules/ratings/scorecard.ts';
import { explanationOf } from '../../../src/modules/ratings/scoring.ts';

const good: Answers = {
  PEOPLE: '4',
  LABOUR: '2',
  NET_INCOME: '9000000',
  ASSETS: '30000000',
  DEBTS: '5000000',
  YEARS_RESIDENT: '20',
  REPAYMENT: 'ON_TIME',
  INTEGRITY: '9.5',
  NEIGHBOURHOOD: '7.7',
  HAS_BAD_LOAN: false,
  JUDGMENT_DEFAULTER: false,
  HEAD_AGE: '50',
  CIRCUMSTANCES: 'NONE',
};
const rate = (changes: Record<string, unknown> = {}) =>
  evaluate(household, { ...good, ...changes });
const item = (code: string, changes: Record<string, unknown>) => {
  const found = rate(changes).items.find((entry) => entry.code === code);
  return [found?.rule, found?.points];
};
/** The sample, but with an age that somebody has to ask for. */
const insisting = scorecardSchema.parse({
  ...household,
  inputs: household.inputs.map((input) =>
    input.code === 'HEAD_AGE' ? { ...input, required: true } : input,
  ),
});
const lines = (result: ReturnType<typeof rate>) => result.lines.map(({ amountFen }) => amountFen);

test('a household, item by item', async (t) => {
  const result = rate();
  t.strictSame(
    result.items.map(({ code, rule, points }) => [code, rule, points]),
    [
      ['LABOUR_SHARE', 'BAND:3', '8'],
      ['INCOME_LEVEL', 'BAND:4', '25'],
      ['ASSET_LEVEL', 'BAND:3', '15'],
      ['DEBT_RATIO', 'BAND:1', '15'],
      ['REPAYMENT_HISTORY', 'OPTION:ON_TIME', '15'],
      ['RESIDENCE', 'AT_STANDARD', '5'],
      ['INTEGRITY_REVIEW', 'PANEL', '7.6'],
      ['NEIGHBOURHOOD_REVIEW', 'PANEL', '5.4'],
      ['CIRCUMSTANCES_CHECK', 'OPTION:NONE', '0'],
      ['AGE_CHECK', 'BAND:2', '0'],
    ],
  );
  t.match(result, { outcome: 'RATED', score: '96', grade: 'A', refusals: [], referrals: [] });
  t.strictSame(lines(result), [18_000_000n, 5_000_000n]);
  t.strictSame(result.items[0]?.inputs, { LABOUR: '2', PEOPLE: '4' });
  const [labour, , assets] = result.items.map(explanationOf);
  t.match(labour, {
    en: /0\.5 \(2 people ÷ 4 people\), at least 0\.5 and below 0\.75/,
    zh: /大于等于0\.5且小于0\.75。得分：8/,
  });
  t.match(assets, {
    en: /300000 yuan, at least 200000 yuan/,
    zh: /300000元/,
  });
});

test('bands: each side of a bound, ratios compared exactly', async (t) => {
  const table: [string, Record<string, unknown>, string[]][] = [
    ['LABOUR_SHARE', { LABOUR: 1 }, ['BAND:2', '5']],
    ['LABOUR_SHARE', { LABOUR: 0 }, ['BAND:1', '2']],
    ['LABOUR_SHARE', { LABOUR: 3 }, ['BAND:4', '10']],
    ['INCOME_LEVEL', { NET_INCOME: '8999999' }, ['BAND:3', '18']],
    ['INCOME_LEVEL', { NET_INCOME: 3000000n }, ['BAND:2', '12']],
    ['DEBT_RATIO', { DEBTS: '9000000' }, ['BAND:1', '15']],
    ['DEBT_RATIO', { DEBTS: '9000001' }, ['BAND:2', '8']],
    ['DEBT_RATIO', { DEBTS: '21000000' }, ['BAND:2', '8']],
    ['DEBT_RATIO', { DEBTS: '21000001' }, ['BAND:3', '0']],
    ['DEBT_RATIO', { ASSETS: 0 }, ['NO_BASE', '0']],
    ['INTEGRITY_REVIEW', { INTEGRITY: '10' }, ['PANEL', '8']],
    ['NEIGHBOURHOOD_REVIEW', { NEIGHBOURHOOD: '9.93' }, ['PANEL', '7']],
    ['NEIGHBOURHOOD_REVIEW', { NEIGHBOURHOOD: undefined }, ['NOT_ANSWERED', '3']],
    ['RESIDENCE', { YEARS_RESIDENT: 0 }, ['BELOW:5', '0']],
    ['RESIDENCE', { YEARS_RESIDENT: 4 }, ['BELOW:1', '4']],
    ['RESIDENCE', { YEARS_RESIDENT: 5 }, ['AT_STANDARD', '5']],
    ['AGE_CHECK', { HEAD_AGE: undefined }, ['NOT_ANSWERED', '0']],
  ];
  for (const [code, changes, expected] of table)
    t.strictSame(item(code, changes), expected, JSON.stringify(expected));
});

test('input errors refuse and nothing is scored', async (t) => {
  const table: [Record<string, unknown>, string][] = [
    [{ PEOPLE: 0, LABOUR: 0 }, 'NO_PEOPLE'],
    [{ LABOUR: 5 }, 'LABOUR_ABOVE_PEOPLE'],
    [{ PEOPLE: undefined }, 'INPUT_MISSING'],
    [{ PEOPLE: null }, 'INPUT_MISSING'],
    [{ PEOPLE: '2.5' }, 'INPUT_MALFORMED'],
    [{ PEOPLE: 'four' }, 'INPUT_MALFORMED'],
    [{ PEOPLE: Number.NaN }, 'INPUT_MALFORMED'],
    [{ PEOPLE: '1e1' }, 'INPUT_MALFORMED'],
    [{ PEOPLE: { toString: '4' } }, 'INPUT_MALFORMED'],
    [{ PEOPLE: 51 }, 'INPUT_OUT_OF_RANGE'],
    [{ ASSETS: -1 }, 'INPUT_OUT_OF_RANGE'],
    [{ ASSETS: '0.5' }, 'INPUT_MALFORMED'],
    [{ REPAYMENT: 'SOMETIMES' }, 'INPUT_MALFORMED'],
    [{ HAS_BAD_LOAN: 'false' }, 'INPUT_MALFORMED'],
    [{ EXTRA: 1 }, 'INPUT_UNKNOWN'],
  ];
  for (const [changes, code] of table) {
    const result = rate(changes);
    t.match(
      result,
      { outcome: 'REFUSED', score: null, grade: null, refusals: [{ code, kind: 'INPUT_ERROR' }] },
      code,
    );
    t.strictSame([result.items, result.lines], [[], []]);
  }
});

test('a veto closes the lines and keeps the grade; a referral keeps both', async (t) => {
  const vetoed = rate({ HAS_BAD_LOAN: true });
  t.match(vetoed, {
    outcome: 'REFUSED',
    grade: 'A',
    refusals: [{ code: 'BAD_LOAN', kind: 'VETO' }],
  });
  t.strictSame(lines(vetoed), [0n, 0n]);
  const referred = rate({ CIRCUMSTANCES: 'WELFARE', HEAD_AGE: 70 });
  t.match(referred, { outcome: 'NEEDS_PERSON', grade: 'A', refusals: [] });
  t.strictSame(
    referred.referrals.map(({ about }) => about),
    [['CIRCUMSTANCES_CHECK'], ['AGE_CHECK']],
  );
  t.strictSame(lines(referred), [18_000_000n, 5_000_000n]);
  t.match(rate({ HEAD_AGE: undefined }), { outcome: 'RATED', referrals: [] });
  t.match(evaluate(insisting, { ...good, HEAD_AGE: undefined }), {
    outcome: 'NEEDS_PERSON',
    refusals: [],
    referrals: [{ code: 'INPUT_MISSING', about: ['HEAD_AGE'] }],
  });
});

test('lines: rounding down to a thousand yuan, caps by grade, floor', async (t) => {
  const table: [Record<string, unknown>, [bigint, bigint]][] = [
    [{ NET_INCOME: '9999999' }, [19_900_000n, 5_000_000n]],
    [{ NET_INCOME: '99000000', ASSETS: '990000000' }, [30_000_000n, 5_000_000n]],
    [
      { REPAYMENT: 'LONG_DELAY', NET_INCOME: '30000000', ASSETS: '90000000' },
      [20_000_000n, 5_000_000n],
    ],
    [{ ASSETS: '5000000', DEBTS: '4600000' }, [300_000n, 0n]],
    [{ ASSETS: '5000000', DEBTS: '6000000' }, [0n, 0n]],
  ];
  for (const [changes, expected] of table)
    t.strictSame(lines(rate(changes)), expected, JSON.stringify(changes));
});

test('a merchant', async (t) => {
  const result = evaluate(merchant, {
    YEARS_TRADING: 8,
    TURNOVER: '100000000',
    PROFIT: '15000000',
    SETTLED_HERE: '30000000',
    DEBTS: '10000000',
    PREMISES: 'RENTED',
    REPAYMENT: 'NO_HISTORY',
    HAS_BAD_LOAN: false,
    JUDGMENT_DEFAULTER: false,
  });
  // 16 + 20 + 12 + 15 + 6 + 9 = 78: grade B, 0.8 x 0.2 x 1,000,000 yuan
  t.match(result, {
    outcome: 'RATED',
    score: '78',
    grade: 'B',
    lines: [{ amountFen: 16_000_000n }],
  });
});

/** The household sample with a county figure and a formula that can lack a value. */
function adapted(change: (card: ReturnType<typeof structuredClone<Scorecard>>) => void): Scorecard {
  const card = structuredClone(insisting);
  change(card);
  return scorecardSchema.parse(card);
}

test('base values follow the area, the longest prefix first', async (t) => {
  const card = adapted((draft) => {
    const [base] = draft.bases;
    base?.byArea.push(
      { areaPrefix: '42', value: '9000000' },
      { areaPrefix: '429005', value: '90000000' },
    );
  });
  const rule = (areaCode?: string) =>
    evaluate(card, good, areaCode ? { areaCode } : {}).items[1]?.rule;
  t.strictSame(
    [rule(), rule('110101'), rule('420101'), rule('429005100201')],
    ['BAND:4', 'BAND:4', 'BAND:3', 'BAND:1'],
  );
});

test('a formula without a value refuses instead of guessing', async (t) => {
  const card = adapted((draft) => {
    draft.items.push({
      kind: 'FORMULA',
      code: 'PER_HEAD',
      label: household.label,
      counted: true,
      cap: '5',
      formula: {
        op: 'div',
        left: { op: 'input', input: 'NET_INCOME' },
        right: { op: 'input', input: 'DEBTS' },
      },
    });
  });
  t.match(evaluate(card, good), { outcome: 'RATED', score: '97.8' });
  t.match(evaluate(card, { ...good, DEBTS: 0 }), {
    outcome: 'REFUSED',
    refusals: [{ code: 'DIVISION_BY_ZERO' }],
  });
});

test('an item that is not counted is a factor; rules may send a case to a person', async (t) => {
  const label = household.label;
  const card = adapted((draft) => {
    draft.items.push(
      {
        kind: 'FORMULA',
        code: 'DOUBLE',
        label,
        counted: true,
        formula: {
          op: 'mul',
          of: [
            { op: 'item', item: 'FACTOR' },
            { op: 'const', value: '2' },
          ],
        },
      },
      {
        kind: 'FORMULA',
        code: 'FACTOR',
        label,
        counted: false,
        formula: { op: 'const', value: '1.5' },
      },
    );
    draft.referrals.push({
      code: 'OLD_AND_ALONE',
      message: label,
      when: {
        op: 'and',
        of: [
          { op: 'eq', left: { op: 'input', input: 'PEOPLE' }, right: { op: 'const', value: '1' } },
          {
            op: 'gt',
            left: { op: 'input', input: 'HEAD_AGE' },
            right: { op: 'const', value: '60' },
          },
        ],
      },
    });
  });
  t.match(evaluate(card, good), { outcome: 'RATED', score: '99', referrals: [] });
  const alone = { ...good, PEOPLE: 1, LABOUR: 1, HEAD_AGE: 61 };
  t.match(evaluate(card, alone), {
    outcome: 'NEEDS_PERSON',
    referrals: [{ code: 'OLD_AND_ALONE' }],
  });
  const unanswered = evaluate(card, { ...alone, HEAD_AGE: null });
  t.strictSame(
    unanswered.referrals.map(({ code }) => code),
    ['INPUT_MISSING'],
  );
});
