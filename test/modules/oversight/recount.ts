import { Decimal } from 'decimal.js';
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
import type { Borrower, Lent } from './pool.ts';

export const MONEY = (names: string) => names.split(' ');
export const AGRICULTURE = MONEY(
  'total farming supporting otherUse rural elsewhere farmHouseholds ruralOrganisations urbanOrganisations persons',
);

export const SCALE = 6;
export const share = (part: Decimal.Value, whole: Decimal.Value): string | null =>
  new Decimal(whole).isZero()
    ? null
    : new Decimal(part).div(whole).toFixed(SCALE, Decimal.ROUND_HALF_UP);
export const sum = (all: readonly bigint[]): bigint =>
  all.reduce((total, each) => total + each, 0n);

export type Judged = Lent & { position: Position; rate: string; loanClass: string | undefined };

/** The rate agreed last, by a day. */
export function rateOn({ terms, facts }: Lent, day: string): string {
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
export function owedOn(loans: readonly Lent[], day: string): Judged[] {
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

export const principal = ({ position }: Judged): bigint => position.outstandingPrincipalFen;
export const total = (loans: readonly Judged[]): bigint => sum(loans.map(principal));
export const distinct = (loans: readonly Judged[]): number =>
  new Set(loans.map(({ borrower }) => borrower.id)).size;

export function agricultureIn(day: string, { borrower, industryCode }: Judged) {
  const { party } = rulesOfKind(borrower.kind);
  const facts = { industryCode, areaCode: borrower.areaCode, party };
  return agricultureOf(agricultureRulesOn(day), facts);
}

export function agricultureRow(day: string, loans: readonly Judged[]) {
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

export const whole = (text: string | undefined): bigint | null => (text ? BigInt(text) : null);

/** How an authority counts a loan, by what its borrower owes in all and the file says. */
export function inclusiveIn(authority: 'NFRA' | 'PBC', day: string, all: readonly Judged[]) {
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

export function inclusiveRow(
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

export const BAD = ['SUBSTANDARD', 'DOUBTFUL', 'LOSS'];
export const CLASSES = ['NORMAL', 'SPECIAL_MENTION', ...BAD] as const;

export function classesRow(day: string, loans: readonly Judged[]) {
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

export type Counted = { loans: readonly Judged[]; lines: readonly Borrower[] | null };

/** A row of the report, computed again loan by loan. */
export function recount(day: string, all: readonly Judged[], { loans, lines }: Counted) {
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

export function usesOf(lines: readonly Borrower[], all: readonly Judged[]) {
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

export const lineOn = (day: string) => (borrower: Borrower) =>
  borrower.line !== null && borrower.line.from <= day && day < borrower.line.to;
