import { Decimal } from 'decimal.js';
import { test } from 'tap';
import { yuanOf } from '../../../src/kernel/money.ts';
import { classesByStandings } from '../../../src/modules/classification/index.ts';
import {
  inclusiveOn,
  rulesOfKind,
  sizeOf,
  sizeRulesOn,
} from '../../../src/modules/customers/index.ts';
import { provisionRulesOn } from '../../../src/modules/day-end/index.ts';
import {
  agricultureOf,
  agricultureRulesOn,
} from '../../../src/modules/oversight/agriculture-rules.ts';
import {
  accountOn,
  balanced,
  type Position,
  positionOf,
  standingsOf,
} from '../../../src/modules/servicing/index.ts';
import { type TestApp, testApp } from '../../helpers/app.ts';
import { fc } from '../../helpers/property.ts';
import { bring, openLending, rate } from '../loans/lending.ts';
import { enlistPeople, openGrid } from '../staff/field.ts';
import { anyPool, type Borrower, freely, type Lent, recordBorrowers, recordLoans } from './pool.ts';

const MONEY = (names: string) => names.split(' ');
const AGRICULTURE = MONEY(
  'total farming supporting otherUse rural elsewhere farmHouseholds ruralOrganisations urbanOrganisations persons',
);
const FIGURES = `query ($level: PortfolioLevel, $asOf: Date, $after: String, $first: Int, $area: String) {
  portfolioFigures(level: $level, asOf: $asOf, after: $after, first: $first, areaPrefix: $area) {
    more total { ...row } rows { code ...row } } }
  fragment row on PortfolioRow { loans customers balance weightedRate overdueLoans overduePrincipal
    overdueInterest badBalance badRatio unclassified provision
    classes { loanClass loans balance }
    agriculture { ${AGRICULTURE.join(' ')} }
    inclusive { authority loans customers total farmHouseholds soleTraders smallMicro agriculture }
    creditUse { lines granted drawn share } }`;

const SCALE = 6;
const share = (part: Decimal.Value, whole: Decimal.Value): string | null =>
  new Decimal(whole).isZero()
    ? null
    : new Decimal(part).div(whole).toFixed(SCALE, Decimal.ROUND_HALF_UP);
const sum = (all: readonly bigint[]): bigint => all.reduce((total, each) => total + each, 0n);

type Judged = Lent & { position: Position; rate: string; loanClass: string | undefined };

/** The rate agreed last, by a day. */
function rateOn({ terms, facts }: Lent, day: string): string {
  const told = facts.filter((fact) => 'annualRatePercent' in fact && fact.occurredOn <= day);
  const rank = (kind: string) => Number(kind === 'RESTRUCTURED');
  const last = told.toSorted(
    (a, b) =>
      a.occurredOn.localeCompare(b.occurredOn) ||
      rank(a.kind) - rank(b.kind) ||
      a.reference.localeCompare(b.reference),
  );
  const agreed = last.at(-1);
  return agreed && 'annualRatePercent' in agreed
    ? agreed.annualRatePercent
    : terms.annualRatePercent;
}

/** Loans with anything owed on a day, by their facts alone. */
function owedOn(loans: readonly Lent[], day: string): Judged[] {
  return loans.flatMap((loan) => {
    const account = accountOn(loan.epochs, day);
    if (!account?.plan) return [];
    const position = positionOf(balanced(account), day);
    const owed = position.outstandingPrincipalFen + position.overdueInterestFen;
    if (owed + position.penaltyFen === 0n) return [];
    const { periods } = classesByStandings(standingsOf(loan.epochs), { on: day });
    const loanClass = periods.findLast(({ from }) => from <= day)?.loanClass;
    return [{ ...loan, position, rate: rateOn(loan, day), loanClass }];
  });
}

const principal = ({ position }: Judged): bigint => position.outstandingPrincipalFen;
const total = (loans: readonly Judged[]): bigint => sum(loans.map(principal));
const distinct = (loans: readonly Judged[]): number =>
  new Set(loans.map(({ borrower }) => borrower.id)).size;

function agricultureIn(day: string, { borrower, industryCode }: Judged) {
  const { party } = rulesOfKind(borrower.kind);
  const facts = { industryCode, areaCode: borrower.areaCode, party };
  return agricultureOf(agricultureRulesOn(day), facts);
}

function agricultureRow(day: string, loans: readonly Judged[]) {
  const counted = loans.filter((loan) => agricultureIn(day, loan).counted);
  const where = (test: (found: ReturnType<typeof agricultureOf>) => boolean): string =>
    yuanOf(total(counted.filter((loan) => test(agricultureIn(day, loan)))));
  return {
    total: yuanOf(total(counted)),
    farming: where(({ use }) => use === 'FARMING'),
    supporting: where(({ use }) => use === 'SUPPORTING'),
    otherUse: where(({ use }) => use === 'OTHER'),
    rural: where(({ rural }) => rural),
    elsewhere: where(({ rural }) => !rural),
    farmHouseholds: where(({ borrower }) => borrower === 'FARM_HOUSEHOLD'),
    ruralOrganisations: where(({ borrower }) => borrower === 'RURAL_ORGANISATION'),
    urbanOrganisations: where(({ borrower }) => borrower === 'URBAN_ORGANISATION'),
    persons: where(({ borrower }) => borrower === 'PERSON'),
  };
}

const whole = (text: string | undefined): bigint | null => (text ? BigInt(text) : null);

/** How an authority counts a loan, by what its borrower owes in all and the file says. */
function inclusiveIn(authority: 'NFRA' | 'PBC', day: string, all: readonly Judged[]) {
  return (loan: Judged): string | null => {
    const { kind, answers, ratedFen, id } = loan.borrower;
    const rules = sizeRulesOn(day);
    if (loan.industryCode === null || !rules) return null;
    const facts = {
      industry: answers.INDUSTRY ?? null,
      employees: whole(answers.EMPLOYEES),
      turnoverFen: whole(answers.TURNOVER),
      assetsFen: whole(answers.ASSETS),
    };
    const owed = total(all.filter(({ borrower }) => borrower.id === id));
    const rated = ratedFen !== null && day >= '2024-06-01' ? ratedFen : 0n;
    const creditFen = owed > rated ? owed : rated;
    const { party } = rulesOfKind(kind);
    const found = inclusiveOn(authority, day, {
      party,
      size: sizeOf(rules, facts).size,
      creditFen,
    });
    return found?.within ? found.class : null;
  };
}

function inclusiveRow(
  authority: 'NFRA' | 'PBC',
  day: string,
  { loans, all }: { loans: readonly Judged[]; all: readonly Judged[] },
) {
  const classOf = inclusiveIn(authority, day, all);
  const counted = loans.filter((loan) => classOf(loan) !== null);
  const of = (found: string) => total(counted.filter((loan) => classOf(loan) === found));
  const farming = counted.filter(
    (loan) =>
      classOf(loan) === 'FARM_HOUSEHOLD' ||
      (classOf(loan) === 'SMALL_MICRO' && agricultureIn(day, loan).counted),
  );
  return {
    authority,
    loans: counted.length,
    customers: distinct(counted),
    total: yuanOf(total(counted)),
    farmHouseholds: yuanOf(of('FARM_HOUSEHOLD')),
    soleTraders: yuanOf(of('SOLE_TRADER')),
    smallMicro: yuanOf(of('SMALL_MICRO')),
    agriculture: yuanOf(total(farming)),
  };
}

const BAD = ['SUBSTANDARD', 'DOUBTFUL', 'LOSS'];
const CLASSES = ['NORMAL', 'SPECIAL_MENTION', ...BAD] as const;

function classesRow(day: string, loans: readonly Judged[]) {
  const { coefficients } = provisionRulesOn(day);
  const of = (loanClass: string) => loans.filter((loan) => loan.loanClass === loanClass);
  const bad = total(loans.filter(({ loanClass }) => BAD.includes(loanClass ?? '')));
  const parts = CLASSES.map((each) =>
    new Decimal(String(total(of(each)))).times(coefficients[each as 'LOSS']),
  );
  const provided = Decimal.sum(...parts).div(100);
  return {
    badBalance: yuanOf(bad),
    badRatio: share(String(bad), String(total(loans))),
    unclassified: '0.00',
    provision: yuanOf(BigInt(provided.toFixed(0, Decimal.ROUND_HALF_UP))),
    classes: CLASSES.map((loanClass) => ({
      loanClass,
      loans: of(loanClass).length,
      balance: yuanOf(total(of(loanClass))),
    })),
  };
}

type Counted = { loans: readonly Judged[]; lines: readonly Borrower[] | null };

/** A row of the report, computed again loan by loan. */
function recount(day: string, all: readonly Judged[], { loans, lines }: Counted) {
  const overdue = loans.filter(({ position }) => position.overdueSince !== null);
  const weighted = Decimal.sum(
    0,
    ...loans.map((loan) => new Decimal(String(principal(loan))).times(loan.rate)),
  );
  return {
    loans: loans.length,
    customers: distinct(loans),
    balance: yuanOf(total(loans)),
    weightedRate: share(weighted, String(total(loans))),
    overdueLoans: overdue.length,
    overduePrincipal: yuanOf(sum(loans.map(({ position }) => position.overduePrincipalFen))),
    overdueInterest: yuanOf(sum(loans.map(({ position }) => position.overdueInterestFen))),
    ...classesRow(day, loans),
    agriculture: agricultureRow(day, loans),
    inclusive: [
      inclusiveRow('NFRA', day, { loans, all }),
      inclusiveRow('PBC', day, { loans, all }),
    ],
    creditUse: lines && usesOf(lines, all),
  };
}

function usesOf(lines: readonly Borrower[], all: readonly Judged[]) {
  if (lines.length === 0) return null;
  const granted = sum(lines.map(({ line }) => line?.fen ?? 0n));
  const drawn = total(
    all.filter(({ basis, borrower }) => basis === 'CREDIT_LINE' && lines.includes(borrower)),
  );
  return {
    lines: lines.length,
    granted: yuanOf(granted),
    drawn: yuanOf(drawn),
    share: share(String(drawn), String(granted)),
  };
}

const lineOn = (day: string) => (borrower: Borrower) =>
  borrower.line !== null && borrower.line.from <= day && day < borrower.line.to;

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
