import pg from 'pg';
import { addDays, addMonths } from '../../src/kernel/dates.ts';
import { newId } from '../../src/kernel/ids.ts';
import {
  classColumns,
  classesByStandings,
  classificationColumns,
} from '../../src/modules/classification/index.ts';
import {
  type LoanFact,
  positionColumns,
  positionIn,
  replay,
  scheduleOf,
  standingColumns,
  standingOn,
  standingsOf,
} from '../../src/modules/servicing/index.ts';
import { BANK, keySql } from './county.ts';
import { setIndexesAside } from './fill.ts';

/** The business date before the first night. */
export const BUSINESS_DATE = '2026-06-10';

/** `SPREAD`: due on all days of the month. `TOGETHER`: all due on the business date, none paid. */
export type Pattern = 'SPREAD' | 'TOGETHER';

const TERMS = {
  annualRatePercent: '4.35',
  months: 12,
  method: 'EQUAL_INSTALMENTS',
  dayCount: 'ACTUAL_365',
} as const;
const AMOUNT_FEN = 5_000_000n;
const DAYS = 28;
const AGES = 11;
/** One loan in so many has paid nothing for two months. */
const STOPPED = 10;
const STOPPED_DAYS = 61;

type Row = Record<string, unknown>;
type Template = { loan: Row; standings: Row[]; classifications: Row[] };

/** A loan that was paid out some months ago, by the engine, and paid on time until it was not. */
function templateOf(n: number, pattern: Pattern): Template {
  const day = pattern === 'SPREAD' ? 1 + (n % DAYS) : Number(BUSINESS_DATE.slice(-2));
  const month = addMonths(`${BUSINESS_DATE.slice(0, 8)}01`, -(1 + (Math.floor(n / DAYS) % AGES)));
  const on = addDays(month, day - 1);
  const until = n % STOPPED === 0 ? addDays(BUSINESS_DATE, -STOPPED_DAYS) : BUSINESS_DATE;
  const paid = scheduleOf(TERMS, { amountFen: AMOUNT_FEN, on })
    .filter(({ dueOn }) => dueOn < until)
    .map(({ dueOn, principalFen, interestFen }): LoanFact => {
      const amountFen = principalFen + interestFen;
      return { kind: 'REPAID', amountFen, occurredOn: dueOn, reference: dueOn };
    });
  const paidOut = { amountFen: AMOUNT_FEN, occurredOn: on, reference: '' };
  const standings = standingsOf(replay(TERMS, [{ kind: 'DISBURSED', ...paidOut }, ...paid]));
  const present = standingOn(standings, BUSINESS_DATE);
  if (!present) throw new Error(`nothing was paid out by ${on}`);
  const classes = classesByStandings(standings, { on: BUSINESS_DATE });
  return {
    loan: {
      ...positionColumns(positionIn(present, BUSINESS_DATE)),
      ...classColumns(classes, BUSINESS_DATE),
      class_reasons: [],
      disbursed_on: on,
    },
    standings: standings.map(standingColumns),
    classifications: classes.periods.map(classificationColumns),
  };
}

const asText = (rows: unknown): string =>
  JSON.stringify(rows, (_, value) => (typeof value === 'bigint' ? String(value) : value));

/** Behind the loans that the county came with. */
const LOAN = keySql('loan', '100000000 + n');

/** Columns of loans that no two share, and whose they are. */
const OWN = `'id', ${LOAN}, 'code', 'EOD' || n, 'instruction', 'EOD' || n,
  'core_reference', 'EOD' || n, 'institution_id', '${BANK}', 'version', 1,
  'customer_id', ${keySql('customer', 'n % $3::int')}`;

const TEMPLATES = `create temporary table template (number int primary key, loan jsonb,
  standings jsonb, classifications jsonb)`;

/** From a list of tables: the star behind a function would call it once per column. */
const LOANS = `insert into loan select r.* from generate_series(0, $1::int - 1) as n
  join template t on t.number = n % $2::int
  cross join (select l as row from loan l where status = 'ACTIVE' limit 1) as base,
  jsonb_populate_record(base.row, t.loan || jsonb_build_object(${OWN})) as r`;

type Part = { table: string; kind: 'standing' | 'classification'; names: readonly string[] };

/** Typed once, so that millions of rows are copied and not parsed. */
const typed = ({ table, kind }: Part): string =>
  `create temporary table template_${kind} as select t.number, r.*
   from template t, jsonb_populate_recordset(null::${table}, t.${kind}s) as r`;

const copied = ({ table, kind, names }: Part): string =>
  `insert into ${table} (institution_id, id, loan_id, ${names.join(', ')})
   select '${BANK}', ${keySql(kind, 'row_number() over ()')}, ${LOAN},
     ${names.map((name) => `r.${name}`).join(', ')}
   from generate_series(0, $1::int - 1) as n join template_${kind} r on r.number = n % $2::int`;

/** The day before has ended, so that the first night measured is like every other one. */
const DAY_BEFORE = `insert into day_end (institution_id, id, closes, opens, status, started_at, ended_at)
  values ($1, $2, $3::date - 1, $3, 'DONE', now(), now())`;

export type Lending = {
  ownerUrl: string;
  loans: number;
  /** Households of the county, among whom they are spread. */
  borrowers: number;
  pattern: Pattern;
  log: (line: string) => void;
};

/** Puts active loans, with their standings and classes, in place of those of the county. */
export async function fillLoans(lending: Lending): Promise<void> {
  const { ownerUrl, loans, borrowers, pattern, log } = lending;
  const started = performance.now();
  const templates = Array.from({ length: DAYS * AGES }, (_, n) => templateOf(n, pattern));
  const [first] = templates;
  const parts: Part[] = [
    { table: 'loan_standing', kind: 'standing', names: Object.keys(first?.standings[0] ?? {}) },
    {
      table: 'loan_classification',
      kind: 'classification',
      names: Object.keys(first?.classifications[0] ?? {}),
    },
  ];
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    // Rows are right by construction.
    await client.query('set session_replication_role = replica');
    await client.query(TEMPLATES);
    for (const [number, { loan, standings, classifications }] of templates.entries()) {
      await client.query('insert into template values ($1, $2, $3, $4)', [
        number,
        asText(loan),
        asText(standings),
        asText(
          classifications.map(({ reasons, ...row }) => ({
            ...row,
            reasons: JSON.parse(`${reasons}`),
          })),
        ),
      ]);
    }
    const restore = await setIndexesAside(client, ['loan', ...parts.map(({ table }) => table)]);
    await client.query(LOANS, [loans, templates.length, borrowers]);
    await client.query(`delete from loan where code not like 'EOD%'`);
    for (const part of parts) {
      await client.query(typed(part));
      await client.query(copied(part), [loans, templates.length]);
    }
    for (const statement of restore) await client.query(statement);
    await client.query(DAY_BEFORE, [BANK, newId(), BUSINESS_DATE]);
    await client.query('vacuum analyze');
    await client.query('checkpoint');
  } finally {
    await client.end();
  }
  log(`lent to ${loans} borrowers in ${((performance.now() - started) / 1_000).toFixed(1)} s`);
}
