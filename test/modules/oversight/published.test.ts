import { test } from 'tap';
import { chainOf, FEWEST_SHOWN } from '../../../src/modules/coverage/index.ts';
import { testApp } from '../../helpers/app.ts';
import { fc } from '../../helpers/property.ts';
import { bring, openLending, rate } from '../loans/lending.ts';
import { anyPool, freely, recordBorrowers, recordLoans } from './pool.ts';

const PUBLISHED = `query ($areaCode: String!, $asOf: Date) {
  portfolioPublished(areaCode: $areaCode, asOf: $asOf) { areaCode asOf fewestShown
    ruleSets { code } total { ...row } rows { ...row } } }
  fragment row on PublishedPortfolioRow { areaCode customers balance agriculture inclusive badBalance
    suppressed }`;
const AS_OF = '2025-08-15';

test('governments are shown divisions, and no small number of borrowers', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  await rate(app, lending.customerKey, 20_000);
  await bring(app, lending, { to: 'ACTIVE' });
  const [made] = fc.sample(anyPool, { numRuns: 1, seed: 11 });
  if (!made) throw new Error('no pool');
  const [many, rest] = ['429005100201', '429005100202'];
  const borrowers = made.borrowers.map((each, index) => ({
    ...each,
    grid: null,
    areaCode: index < 3 ? rest : index < 6 ? '429005001003' : many,
  }));
  const loans = made.loans.map((loan) => {
    const at = made.borrowers.indexOf(loan.borrower);
    const borrower = borrowers[at];
    if (!borrower) throw new Error('no borrower');
    return { ...loan, borrower };
  });
  await freely(app);
  await recordBorrowers(app, borrowers, []);
  await recordLoans(app, loans);
  const platform = app.as('government.platform');
  const ask = async (areaCode: string) =>
    (await platform.query(PUBLISHED, { areaCode, asOf: AS_OF })).portfolioPublished;
  const county = await ask('429005');
  t.equal(county.fewestShown, FEWEST_SHOWN);
  t.ok(county.total.customers >= FEWEST_SHOWN, 'the county is shown');
  t.ok(county.ruleSets.length >= 4, 'with the definitions it rests on');
  t.ok(county.rows.every(({ customers }: { customers: number | null }) => customers === null));
  t.ok(
    county.rows.every(({ suppressed }: { suppressed: boolean }) => suppressed),
    'one of two towns would give the other away',
  );
  const town = await ask('429005100');
  t.equal(town.total.balance, null, 'what lies inside a withheld town is withheld');
  for (const each of [county, town]) {
    for (const row of [each.total, ...each.rows]) {
      t.ok(row.customers === null || row.customers === 0 || row.customers >= FEWEST_SHOWN);
      t.ok(chainOf(row.areaCode).length > 0);
    }
  }
  const refused = await platform.graphql('{ portfolioFigures { asOf } }');
  t.ok(refused.errors, 'figures of the bank are not for others');
  const late = await platform.graphql(PUBLISHED, { areaCode: '429005', asOf: '2030-01-01' });
  t.equal(late.errors[0].extensions.code, 'portfolio.day_in_future');
  const wrong = await platform.graphql(PUBLISHED, { areaCode: '42900' });
  t.equal(wrong.errors[0].extensions.code, 'coverage.area_code');
});
