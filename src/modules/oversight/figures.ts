/** What a pool of loans comes to on a day: one statement for all rows and their total. */
import { type RawBuilder, sql } from 'kysely';
import type { InclusiveAuthority, LoanClass, PortfolioLevel } from '../../generated/enums.ts';
import type { Db } from '../../kernel/db/index.ts';
import { yuanOf } from '../../kernel/money.ts';
import { LEVELS } from './counted-under.ts';
import { type Definitions, linesOnDay, loansOnDay, type Pool } from './loans-on-a-day.ts';

type Sql = RawBuilder<unknown>;

export type Question = Pool & {
  level: PortfolioLevel;
  /** Rows after this code. */
  after: string;
  limit: number;
};

const RATIO_DECIMALS = 6;
const ratio = (part: Sql, whole: Sql): Sql =>
  sql`round(${part} / nullif(${whole}, 0), ${sql.lit(RATIO_DECIMALS)})`;
const fen = (where?: Sql): Sql =>
  where
    ? sql`coalesce(sum(principal) filter (where ${where}), 0)::bigint`
    : sql`sum(principal)::bigint`;
const agriculture = (where: Sql): Sql => fen(sql`agriculture and ${where}`);

/** How many loans of the groups counted, of all or of some. */
const loansOf = (where: Sql): Sql => sql`coalesce(sum(loans) filter (where ${where}), 0)::bigint`;

const CLASSES = ['NORMAL', 'SPECIAL_MENTION', 'SUBSTANDARD', 'DOUBTFUL', 'LOSS'] as const;
const INCLUSIVE = ['FARM_HOUSEHOLD', 'SOLE_TRADER', 'SMALL_MICRO'] as const;

/** Amounts leave as text, which JSON does not round. */
const object = (fields: Readonly<Record<string, Sql>>): Sql =>
  sql`jsonb_build_object(${sql.join(
    Object.entries(fields).flatMap(([name, value]) => [sql.lit(name), sql`(${value})::text`]),
  )})`;

const inclusive = (authority: 'nfra' | 'pbc'): Sql => {
  const found = sql.ref(authority);
  return object({
    loans: loansOf(sql`${found} is not null`),
    total: fen(sql`${found} is not null`),
    agriculture: fen(
      sql`${found} = 'FARM_HOUSEHOLD' or (${found} = 'SMALL_MICRO' and agriculture)`,
    ),
    ...Object.fromEntries(INCLUSIVE.map((each) => [each, fen(sql`${found} = ${sql.lit(each)}`)])),
  });
};

const FIGURES: Readonly<Record<string, Sql>> = {
  loans: sql`sum(loans)::bigint`,
  balance: fen(),
  weightedRate: ratio(sql`sum(rated)`, sql`sum(principal)`),
  overdueLoans: sql`sum(overdue_loans)::bigint`,
  overduePrincipal: sql`sum(overdue_principal)::bigint`,
  overdueInterest: sql`sum(overdue_interest)::bigint`,
  badBalance: fen(sql`bad`),
  badRatio: ratio(fen(sql`bad`), sql`sum(principal)`),
  provision: sql`coalesce(round(sum(principal * percent) / 100), 0)::bigint`,
  unclassified: fen(sql`loan_class is null`),
};

const AGRICULTURE: Readonly<Record<string, Sql>> = {
  total: fen(sql`agriculture`),
  farming: agriculture(sql`use = 'FARMING'`),
  supporting: agriculture(sql`use = 'SUPPORTING'`),
  otherUse: agriculture(sql`use = 'OTHER'`),
  rural: agriculture(sql`borrower in ('FARM_HOUSEHOLD', 'RURAL_ORGANISATION')`),
  elsewhere: agriculture(sql`borrower not in ('FARM_HOUSEHOLD', 'RURAL_ORGANISATION')`),
  farmHouseholds: agriculture(sql`borrower = 'FARM_HOUSEHOLD'`),
  ruralOrganisations: agriculture(sql`borrower = 'RURAL_ORGANISATION'`),
  urbanOrganisations: agriculture(sql`borrower = 'URBAN_ORGANISATION'`),
  persons: agriculture(sql`borrower = 'PERSON'`),
};

const classes = object(
  Object.fromEntries(
    CLASSES.flatMap((each) => [
      [`${each}_LOANS`, loansOf(sql`loan_class = ${sql.lit(each)}`)],
      [each, fen(sql`loan_class = ${sql.lit(each)}`)],
    ]),
  ),
);

type Texts = Readonly<Record<string, string | null>>;
type Parts = {
  figures: Texts | null;
  classes: Texts | null;
  agriculture: Texts | null;
  nfra: Texts | null;
  pbc: Texts | null;
  people: Texts | null;
  uses: Texts | null;
};
export type Row = Parts & { isTotal: boolean; code: string; name: string | null };

const NO_LINES = sql`select null::text as code, false as is_total, null::jsonb as uses where false`;

const linesUnder = (code: Sql, join: Sql): Sql => sql`
  select coalesce(code, '') as code, grouping(code) = 1 as is_total, ${object({
    lines: sql`count(*)`,
    granted: sql`coalesce(sum(granted), 0)::bigint`,
    drawn: sql`coalesce(sum(drawn), 0)::bigint`,
    share: ratio(sql`sum(drawn)`, sql`sum(granted)`),
  })} as uses
  from (select ${code} as code, h.granted, h.drawn from lined h ${join}) each
  group by grouping sets ((code), ())`;

/**
 * `counted`: every figure of a code, and of all. Loans that every definition counts alike are added
 * up first, so that the many sums are made over few rows; who they are lent to is counted apart.
 */
const countedUnder = (code: Sql, joins: Sql): Sql => sql`
  coded as materialized (select coalesce(${code}, '') as code, h.* from loans h ${joins}),
  lent as (
    select code, grouping(code) = 1 as is_total, bool_or(nfra is not null) as nfra,
      bool_or(pbc is not null) as pbc
    from coded group by grouping sets ((code, customer_id), (customer_id))),
  people as (
    select coalesce(code, '') as code, is_total, ${object({
      customers: sql`count(*)`,
      nfra: sql`count(*) filter (where nfra)`,
      pbc: sql`count(*) filter (where pbc)`,
    })} as people
    from lent group by 1, 2),
  alike as (
    select code, loan_class, use, borrower, agriculture, nfra, pbc, percent, bad,
      count(*) as loans, sum(principal) as principal, sum(principal * annual_rate) as rated,
      count(overdue_since) as overdue_loans, sum(overdue_principal) as overdue_principal,
      sum(overdue_interest) as overdue_interest
    from coded group by code, loan_class, use, borrower, agriculture, nfra, pbc, percent, bad),
  summed as (
    select coalesce(code, '') as code, grouping(code) = 1 as is_total,
      ${object(FIGURES)} as figures, ${classes} as classes, ${object(AGRICULTURE)} as agriculture,
      ${inclusive('nfra')} as nfra, ${inclusive('pbc')} as pbc
    from alike group by grouping sets ((code), ())),
  counted as (select * from summed left join people using (code, is_total))`;

/** The rows after a code, the total of all rows first. */
export async function figuresOf(
  db: Db,
  { level, after, limit, ...pool }: Question,
  definitions: Definitions,
): Promise<Row[]> {
  const tenant = pool.actor.institutionId;
  const { code, lineCode, join = sql``, loanJoin = sql``, parts, name } = LEVELS[level];
  const { rows } = await sql<Row>`
    with ${loansOnDay(pool, definitions)},
    ${linesOnDay(pool)}
    ${parts?.({ tenant, day: pool.day }) ?? sql``},
    ${countedUnder(code, sql`${join} ${loanJoin}`)},
    used as (${lineCode ? linesUnder(lineCode, join) : NO_LINES}),
    f as (
      select coalesce(counted.code, used.code) collate "C" as code,
        coalesce(counted.is_total, used.is_total) as is_total, counted.figures, counted.classes,
        counted.agriculture, counted.nfra, counted.pbc, counted.people, used.uses
      from counted full join used on used.code = counted.code
        and used.is_total = counted.is_total)
    select is_total as "isTotal", code, null as name, figures, classes, agriculture, nfra, pbc,
        people, uses
    from f where is_total
    union all
    (select false, code, ${name(tenant)}, figures, classes, agriculture, nfra, pbc,
        people, uses
      from f where not is_total and (code > ${after} or (code = '' and ${after} = ''))
      order by code limit ${limit})`.execute(db);
  return rows;
}

const count = (texts: Texts | null, name: string): number => Number(texts?.[name] ?? 0);
const money = (texts: Texts | null, name: string): string => yuanOf(BigInt(texts?.[name] ?? 0));

type Included = { authority: InclusiveAuthority; texts: Texts | null; customers: number };

const inclusiveAnswer = (
  { authority, texts, customers }: Included,
  { inclusive: rules }: Definitions,
) => ({
  authority,
  ruleSet: rules[authority]?.code ?? null,
  loans: count(texts, 'loans'),
  customers,
  total: money(texts, 'total'),
  farmHouseholds: money(texts, 'FARM_HOUSEHOLD'),
  soleTraders: money(texts, 'SOLE_TRADER'),
  smallMicro: money(texts, 'SMALL_MICRO'),
  agriculture: money(texts, 'agriculture'),
});

const classAnswer =
  (texts: Texts | null, { provision }: Definitions) =>
  (loanClass: LoanClass) => ({
    loanClass,
    loans: count(texts, `${loanClass}_LOANS`),
    balance: money(texts, loanClass),
    coefficient: provision.coefficients[loanClass],
  });

/** A row as the report shows it; ratios of nothing are absent. */
export function answerOf({ code, name, ...row }: Row, definitions: Definitions) {
  const { figures, people } = row;
  const [nfra, pbc] = [count(people, 'nfra'), count(people, 'pbc')];
  return {
    code,
    name,
    loans: count(figures, 'loans'),
    customers: count(people, 'customers'),
    balance: money(figures, 'balance'),
    weightedRate: figures?.weightedRate ?? null,
    overdueLoans: count(figures, 'overdueLoans'),
    overduePrincipal: money(figures, 'overduePrincipal'),
    overdueInterest: money(figures, 'overdueInterest'),
    badBalance: money(figures, 'badBalance'),
    badRatio: figures?.badRatio ?? null,
    classes: CLASSES.map(classAnswer(row.classes, definitions)),
    unclassified: money(figures, 'unclassified'),
    provision: money(figures, 'provision'),
    agriculture: Object.fromEntries(
      Object.keys(AGRICULTURE).map((each) => [each, money(row.agriculture, each)]),
    ),
    inclusive: [
      inclusiveAnswer({ authority: 'NFRA', texts: row.nfra, customers: nfra }, definitions),
      inclusiveAnswer({ authority: 'PBC', texts: row.pbc, customers: pbc }, definitions),
    ],
    creditUse: row.uses && {
      lines: count(row.uses, 'lines'),
      granted: money(row.uses, 'granted'),
      drawn: money(row.uses, 'drawn'),
      share: row.uses.share ?? null,
    },
  };
}
