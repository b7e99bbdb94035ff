import { test } from 'tap';
import {
  type Criterion,
  type Figure,
  findingOf,
  judge,
  levelOfArea,
  sampleNeeded,
} from '../../../src/modules/credit-areas/rules.ts';
import { sampleCriteria } from '../../../src/modules/credit-areas/sample-criteria.ts';
import { fc } from '../../helpers/property.ts';

const criterion = (given: Partial<Criterion>): Criterion => ({
  code: 'C',
  figure: 'F',
  comparison: 'AT_LEAST',
  threshold: '70',
  whenEmpty: 'NOT_MET',
  basis: { en: 'x', zh: '某' },
  ...given,
});
const figures = (numerator: string, denominator: string | null) =>
  new Map<string, Figure>([['F', { numerator, denominator }]]);

test('verdicts at their thresholds', async (t) => {
  const table: [Partial<Criterion>, string, string | null, string, string | null][] = [
    [{}, '7', '10', 'MET', '70.0000'],
    [{}, '6999999', '10000000', 'NOT_MET', '69.9999'],
    [{ comparison: 'ABOVE' }, '7', '10', 'NOT_MET', '70.0000'],
    [{ comparison: 'BELOW', threshold: '5' }, '1', '20', 'NOT_MET', '5.0000'],
    [{ comparison: 'BELOW', threshold: '5' }, '49999', '1000000', 'MET', '4.9999'],
    [{ comparison: 'AT_MOST', threshold: '5' }, '1', '20', 'MET', '5.0000'],
    [{ comparison: 'AT_MOST', threshold: '33.3333' }, '1', '3', 'NOT_MET', '33.3333'],
    [{ comparison: 'EQUAL', threshold: '0' }, '0', null, 'MET', '0.0000'],
    [{ comparison: 'EQUAL', threshold: '0' }, '1', null, 'NOT_MET', '1.0000'],
    [{ threshold: '0' }, '-0.01', null, 'NOT_MET', '-0.0100'],
    [{}, '0', '0', 'NOT_MET', null],
    [{ whenEmpty: 'MET' }, '0', '0', 'MET', null],
    [{ figure: 'OTHER' }, '1', null, 'UNKNOWN', null],
  ];
  for (const [given, numerator, denominator, verdict, value] of table) {
    const found = findingOf(criterion(given), figures(numerator, denominator));
    t.match(found, { verdict, value }, `${numerator}/${denominator}`);
  }
});

test('a verdict follows from whole numbers alone, whatever is shown', async () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 10n ** 15n }),
      fc.bigInt({ min: 1n, max: 10n ** 15n }),
      fc.integer({ min: 0, max: 10_000 }),
      (part, whole, hundredths) => {
        const threshold = (hundredths / 100).toFixed(2);
        const found = findingOf(criterion({ threshold }), figures(String(part), String(whole)));
        return (found.verdict === 'MET') === part * 10_000n >= whole * BigInt(hundredths);
      },
    ),
  );
});

test('one unmet or unknown criterion is enough', async (t) => {
  const known = figures('1', null);
  const met = criterion({ threshold: '1' });
  t.equal(judge([met, met], known).qualified, true);
  t.equal(judge([met, criterion({ threshold: '2' })], known).qualified, false);
  t.equal(judge([met, criterion({ figure: 'OTHER' })], known).qualified, false);
});

test('a paper attests only what it is about', async (t) => {
  const paper = criterion({ figure: 'ATTESTED', attestation: 'A', threshold: '1' });
  const brought = (code: string) =>
    new Map([[`ATTESTED:${code}`, { numerator: '1', denominator: null }]]);
  t.equal(findingOf(paper, brought('A')).verdict, 'MET');
  t.equal(findingOf(paper, brought('B')).verdict, 'UNKNOWN');
});

test('levels, samples and the criteria that come with the program', async (t) => {
  t.equal(levelOfArea('429005100201'), 'VILLAGE');
  t.equal(levelOfArea('429005100'), 'TOWN');
  t.equal(levelOfArea('429005'), 'COUNTY');
  t.equal(levelOfArea('4290'), undefined);
  const [, village] = sampleCriteria;
  if (!village) throw new Error('no sample');
  t.equal(sampleNeeded(village.rules, 4), 4);
  t.equal(sampleNeeded(village.rules, 400), 10);
  t.same(
    sampleCriteria.map(({ level }) => level),
    ['HOUSEHOLD', 'VILLAGE', 'TOWN', 'COUNTY'],
  );
  for (const { rules, legalBasis } of sampleCriteria) {
    t.ok(rules.criteria.length > 0 && legalBasis.zh.includes('样例'));
    t.equal(new Set(rules.criteria.map(({ code }) => code)).size, rules.criteria.length);
  }
});
