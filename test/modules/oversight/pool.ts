/** A small portfolio made up at random and put on record with the facts it follows from. */
import type { CustomerKind } from '../../../src/generated/enums.ts';
import { newId } from '../../../src/kernel/ids.ts';
import {
  classesByStandings,
  classificationColumns,
} from '../../../src/modules/classification/index.ts';
import {
  type Epoch,
  type LoanFact,
  type LoanTerms,
  replay,
  standingColumns,
  standingsOf,
} from '../../../src/modules/servicing/index.ts';
import type { TestApp } from '../../helpers/app.ts';
import { fc } from '../../helpers/property.ts';
import { anyStory } from '../servicing/stories.ts';

export const UNTIL = '2027-06-30';

export type Borrower = {
  id: string;
  kind: CustomerKind;
  areaCode: string;
  /** The place of the grid it is in, if it is in one. */
  grid: number | null;
  answers: Record<string, string>;
  ratedFen: bigint | null;
  line: { fen: bigint; from: string; to: string } | null;
};

export type Lent = {
  id: string;
  borrower: Borrower;
  product: string;
  basis: 'CREDIT_LINE' | 'STAND_ALONE';
  industryCode: string | null;
  terms: LoanTerms;
  facts: readonly LoanFact[];
  epochs: readonly Epoch[];
};

const WAN = 1_000_000n;
const AREAS = ['429005100201', '429005100202', '429005001003', '420102003002', '422801101205'];
const figure = fc.constantFrom('5', '25', '350', '2000000000', '60000000000');

const anyBorrower: fc.Arbitrary<Borrower> = fc.record({
  id: fc.constant('').map(newId),
  kind: fc.constantFrom<CustomerKind>('HOUSEHOLD', 'MERCHANT', 'SMALL_ENTERPRISE', 'COOPERATIVE'),
  areaCode: fc.constantFrom(...AREAS),
  grid: fc.option(fc.nat({ max: 1 })),
  answers: fc.record(
    {
      INDUSTRY: fc.constantFrom('A0111', 'C1310', 'C', 'F5112', 'J66', 'F5212'),
      EMPLOYEES: figure,
      TURNOVER: figure,
      ASSETS: figure,
    },
    { requiredKeys: [] },
  ),
  ratedFen: fc.option(fc.constantFrom(10n * WAN, 600n * WAN, 1_500n * WAN)),
  line: fc.option(
    fc.constantFrom(
      { fen: 10n * WAN, from: '2024-01-01', to: '2025-01-01' },
      { fen: 400n * WAN, from: '2024-09-01', to: '2027-09-01' },
    ),
  ),
});

const anyLoan = (borrowers: readonly Borrower[]): fc.Arbitrary<Lent> =>
  fc
    .record({
      borrower: fc.constantFrom(...borrowers),
      product: fc.constantFrom('VILLAGE_CREDIT', 'MERCHANT_OPERATING'),
      basis: fc.constantFrom('CREDIT_LINE' as const, 'STAND_ALONE' as const),
      industryCode: fc.constantFrom('A0111', 'C1310', 'F5167', 'F5212', null),
      story: anyStory,
      times: fc.constantFrom(1n, 1_000n),
    })
    .map(({ times, story: { terms, facts: told }, ...lent }) => {
      const facts = told.map((fact) =>
        'amountFen' in fact ? { ...fact, amountFen: fact.amountFen * times } : fact,
      );
      return { ...lent, id: newId(), terms, facts, epochs: replay(terms, facts) };
    });

export const anyPool = fc.array(anyBorrower, { minLength: 14, maxLength: 14 }).chain((borrowers) =>
  fc.record({
    borrowers: fc.constant(borrowers),
    loans: fc.array(anyLoan(borrowers), { minLength: 40, maxLength: 40 }),
  }),
);

/** What the test puts on record is dated freely, without the order in which commands lead there. */
export const freely = (app: TestApp) =>
  app.owner(`do $$ declare each record; begin
    for each in select conname, conrelid::regclass as owner from pg_constraint
      where contype = 'c' and conrelid in ('loan'::regclass, 'credit_line'::regclass,
        'rating'::regclass, 'customer'::regclass, 'loan_fact'::regclass) loop
      execute format('alter table %s drop constraint %I', each.owner, each.conname);
    end loop; end $$`);

const json = (rows: unknown): string =>
  JSON.stringify(rows, (_, value) => (typeof value === 'bigint' ? String(value) : value));

/** Rows of a table; what is not given is as in a row that is there already, or empty. */
async function put(app: TestApp, table: string, rows: readonly Record<string, unknown>[]) {
  const [stored] = await app.owner<{ columns: string }>(
    `select string_agg(quote_ident(attname), ', ') as columns from pg_attribute
     where attrelid = $1::regclass and attnum > 0 and attgenerated = '' and not attisdropped`,
    [table],
  );
  await app.owner(
    `insert into ${table} (${stored?.columns}) select ${stored?.columns}
     from json_array_elements($1::json) as given,
       jsonb_populate_record((select t from ${table} t limit 1), given::jsonb) as r`,
    [json(rows.map((row) => ({ institution_id: app.world.bankId, ...row })))],
  );
}

type Places = readonly { key: string; code: string }[];

export async function recordBorrowers(app: TestApp, all: readonly Borrower[], grids: Places) {
  const rows = all.map(({ id, kind, areaCode, grid }) => ({
    id,
    code: `T${id.slice(-12)}`,
    kind,
    area_code: areaCode,
    territory_code: (grid === null ? null : grids[grid]?.code) ?? areaCode,
    grid_id: grid === null ? null : grids[grid]?.key,
    id_number_digest: null,
    mobile_digest: null,
    address_digest: null,
  }));
  await put(app, 'customer', rows);
  await put(
    app,
    'customer_profile',
    all.map(({ id, answers }) => ({ id, answers })),
  );
  for (const each of all) await recordCredit(app, each);
}

async function recordCredit(app: TestApp, { id, ratedFen, line }: Borrower) {
  const rated = { valid_from: '2024-06-01', valid_to: null, status: 'EFFECTIVE' };
  const rating = { id: newId(), customer_id: id, credit_line_fen: ratedFen, ...rated };
  if (ratedFen !== null) await put(app, 'rating', [rating]);
  if (!line) return;
  await app.owner(
    `insert into credit_line (institution_id, id, customer_id, rating_id, grade, granted_fen,
       amount_fen, products, valid_from, valid_to, review_due_on, rule_set, granted_by)
     select institution_id, $1, $2, id, 'A', $3, $3, '{}', $4, $5, $5, 'TEST', rated_by
     from rating limit 1`,
    [newId(), id, line.fen, line.from, line.to],
  );
}

export async function recordLoans(app: TestApp, all: readonly Lent[]) {
  const loans = all.map(({ id, borrower, product, basis, industryCode, terms, epochs }) => ({
    id,
    code: `T${id.slice(-12).toUpperCase()}`,
    customer_id: borrower.id,
    product,
    basis,
    fund_use: industryCode === null ? 'CONSUMPTION' : 'BUSINESS',
    industry_code: industryCode,
    annual_rate: terms.annualRatePercent,
    status: 'ACTIVE',
    approved_on: epochs[0]?.from,
    disbursed_on: epochs[0]?.from,
    instruction: null,
    core_reference: null,
  }));
  await put(app, 'loan', loans);
  await put(app, 'loan_fact', all.flatMap(factRows));
  const standings = all.flatMap(({ id, epochs }) =>
    standingsOf(epochs).map((each) => ({ ...standingColumns(each), id: newId(), loan_id: id })),
  );
  await put(app, 'loan_standing', standings);
  const classes = all.flatMap(({ id, epochs }) =>
    classesByStandings(standingsOf(epochs), { on: UNTIL }).periods.map((each) => ({
      ...classificationColumns(each),
      reasons: [],
      id: newId(),
      loan_id: id,
    })),
  );
  await put(app, 'loan_classification', classes);
}

const factRows = ({ id, facts }: Lent) =>
  facts.map((fact) => ({
    id: newId(),
    loan_id: id,
    kind: fact.kind,
    reference: `${id}-${fact.reference}`,
    instruction: null,
    occurred_on: fact.occurredOn,
    annual_rate: 'annualRatePercent' in fact ? fact.annualRatePercent : null,
  }));
