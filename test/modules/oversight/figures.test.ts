import { test } from 'tap';
import { type TestApp, testApp } from '../../helpers/app.ts';
import { fc } from '../../helpers/property.ts';
import { bring, openLending, rate } from '../loans/lending.ts';
import { enlistPeople, openGrid } from '../staff/field.ts';
import { anyPool, type Borrower, freely, type Lent, recordBorrowers, recordLoans } from './pool.ts';
import { AGRICULTURE, lineOn, owedOn, recount } from './recount.ts';

const FIGURES = `query ($level: PortfolioLevel, $asOf: Date, $after: String, $first: Int, $area: String) {
  portfolioFigures(level: $level, asOf: $asOf, after: $after, first: $first, areaPrefix: $area) {
    more total { ...row } rows { code ...row } } }
  fragment row on PortfolioRow { loans customers balance weightedRate overdueLoans overduePrincipal
    overdueInterest badBalance badRatio unclassified provision
    classes { loanClass loans balance }
    agriculture { ${AGRICULTURE.join(' ')} }
    inclusive { authority loans customers total farmHouseholds soleTraders smallMicro agriculture }
    creditUse { lines granted drawn share } }`;

const ASSIGNED = '2026-03-02';
const DAYS = ['2024-01-31', '2024-03-02', '2025-01-01', ASSIGNED, '2025-08-15', '2026-12-31'];

type Pool = { borrowers: readonly Borrower[]; loans: readonly Lent[] };

async function openPool(app: TestApp, made: Pool) {
  const lending = await openLending(app);
  await rate(app, lending.customerKey, 20_000);
  const loan = await bring(app, lending, { to: 'ACTIVE' });
  const village = await openGrid(app, { code: '429005100202' });
  const one = await openGrid(app, { code: '429005100202001', parent: village });
  const two = await openGrid(app, { code: '429005100202002', parent: village });
  const [wang] = await enlistPeople(app, ['wang']);
  const assignment = { gridId: one.id, personId: wang?.person ?? '', role: 'PRIMARY' };
  await app.as('grid.manager').command('staff.assign', assignment, { reason: '新建网格' });
  await freely(app);
  const grids = [one, two];
  await recordBorrowers(app, made.borrowers, grids);
  await recordLoans(app, made.loans);
  // What was needed to put the rest on record is no part of the pool.
  await app.owner(
    `update loan set status = 'WITHDRAWN', approved_on = null, disbursed_on = null
    where id = $1`,
    [loan.slice(loan.indexOf('_') + 1)],
  );
  app.clock.set('2027-01-01T02:00:00Z');
  return grids;
}

test('the figures of any day equal what the facts come to, computed again', async (t) => {
  const app = await testApp(t);
  const [made] = fc.sample(anyPool, { numRuns: 1, seed: 2026 });
  if (!made) throw new Error('no pool');
  const grids = await openPool(app, made);
  const officer = app.as('auditor');
  const gridCode = ({ grid, areaCode }: Borrower) =>
    (grid === null ? null : grids[grid]?.code) ?? areaCode;
  const levels: Record<string, (borrower: Borrower, day: string) => string> = {
    GRID: gridCode,
    VILLAGE: ({ areaCode }) => areaCode,
    TOWN: ({ areaCode }) => areaCode.slice(0, 9),
    COUNTY: ({ areaCode }) => areaCode.slice(0, 6),
    OUTLET: ({ areaCode }) => (areaCode.startsWith('429005') ? 'HEAD' : ''),
    OFFICER: ({ grid }, day) => (grid === 0 && day >= ASSIGNED ? 'wang' : ''),
  };
  for (const asOf of DAYS) {
    const all = owedOn(made.loans, asOf);
    t.ok(all.length > 0, `something is owed on ${asOf}`);
    const lines = made.borrowers.filter(lineOn(asOf));
    for (const [level, codeOf] of Object.entries(levels)) {
      const { portfolioFigures: found } = await officer.query(FIGURES, { level, asOf });
      t.same(found.total, recount(asOf, all, { loans: all, lines }), `all on ${asOf}`);
      const codes = [...all.map(({ borrower }) => borrower), ...lines].map((each) =>
        codeOf(each, asOf),
      );
      const expected = [...new Set(codes)].sort().map((code) => ({
        code,
        ...recount(asOf, all, {
          loans: all.filter(({ borrower }) => codeOf(borrower, asOf) === code),
          lines: lines.filter((each) => codeOf(each, asOf) === code),
        }),
      }));
      t.same(found.rows, expected, `${level} on ${asOf}`);
    }
    const { portfolioFigures: found } = await officer.query(FIGURES, { level: 'PRODUCT', asOf });
    const products = [...new Set(all.map(({ product }) => product))].sort();
    const expected = products.map((code) => {
      const loans = all.filter(({ product }) => product === code);
      return { code, ...recount(asOf, all, { loans, lines: null }) };
    });
    t.same(found.rows, expected, `products on ${asOf}`);
  }
  const page = { level: 'VILLAGE', asOf: '2025-08-15', first: 1 };
  const { portfolioFigures: first } = await officer.query(FIGURES, page);
  t.equal(first.more, true);
  const { portfolioFigures: next } = await officer.query(FIGURES, {
    ...page,
    after: first.rows[0].code,
  });
  t.ok(next.rows[0].code > first.rows[0].code, 'pages follow by code');
});
