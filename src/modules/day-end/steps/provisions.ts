/** 拨备: what the day closed with, by product and class. */
import { sql } from 'kysely';
import type { LoanClass } from '../../../generated/enums.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { newId } from '../../../kernel/ids.ts';
import { provisionRulesOn } from '../provision-rules.ts';
import { type Part, registerDayEndStep, type StepContext } from '../steps.ts';

/** Loans looked at in one part. */
const MOST = 20_000;

type Sum = {
  product: string;
  loanClass: LoanClass;
  loans: number;
  principalFen: bigint;
  overdueFen: bigint;
};
type Summed = { last: string | null; seen: number; sums: Sum[] };

/** Each loan as it stood at the end of the day that closes; one that was not paid out had no class. */
async function sumUp(tx: Tx, { institutionId, closes, reached }: StepContext): Promise<Summed> {
  const { rows } = await sql<{ last: string | null; seen: number; sums: RawSum[] | null }>`
    with part as materialized (
      select id, product from loan
      where institution_id = ${institutionId} and disbursed_on <= ${closes}::date
        and ${reached === null ? sql`true` : sql`id > ${reached}::uuid`}
      order by id limit ${MOST}),
    summed as (
      select part.product, c.loan_class, count(*) as loans,
        sum(s.outstanding_principal_fen) as principal, sum(s.overdue_principal_fen) as overdue
      from part
      join lateral (select outstanding_principal_fen, overdue_principal_fen from loan_standing
        where institution_id = ${institutionId} and loan_id = part.id
          and valid_from <= ${closes}::date order by valid_from desc limit 1) as s
        on s.outstanding_principal_fen > 0
      join loan_classification as c on c.institution_id = ${institutionId} and c.loan_id = part.id
        and c.valid_from <= ${closes}::date
        and (c.valid_to is null or c.valid_to > ${closes}::date)
      group by 1, 2)
    select (select max(id::text) from part) as last, (select count(*)::int from part) as seen,
      (select json_agg(json_build_object('product', product, 'loanClass', loan_class,
        'loans', loans, 'principal', principal::text, 'overdue', overdue::text)) from summed)
        as sums`.execute(tx);
  const [row] = rows;
  return { last: row?.last ?? null, seen: row?.seen ?? 0, sums: (row?.sums ?? []).map(sumOf) };
}

type RawSum = Omit<Sum, 'principalFen' | 'overdueFen'> & { principal: string; overdue: string };

const sumOf = ({ principal, overdue, ...sum }: RawSum): Sum => ({
  ...sum,
  principalFen: BigInt(principal),
  overdueFen: BigInt(overdue),
});

async function addUp(tx: Tx, { institutionId, closes }: StepContext, sums: readonly Sum[]) {
  const { code, coefficients } = provisionRulesOn(closes);
  const rows = sums.map((sum) => ({
    institution_id: institutionId,
    id: newId(),
    business_date: closes,
    product: sum.product,
    loan_class: sum.loanClass,
    loans: sum.loans,
    principal_fen: sum.principalFen,
    overdue_principal_fen: sum.overdueFen,
    coefficient: coefficients[sum.loanClass],
    rule_set: code,
  }));
  await tx
    .insertInto('provision_figure')
    .values(rows)
    .onConflict((conflict) =>
      conflict.constraint('provision_figure_day_key').doUpdateSet((old) => ({
        loans: sql`${old.ref('provision_figure.loans')} + excluded.loans`,
        principal_fen: sql`${old.ref('provision_figure.principal_fen')} + excluded.principal_fen`,
        overdue_principal_fen: sql`${old.ref('provision_figure.overdue_principal_fen')}
          + excluded.overdue_principal_fen`,
      })),
    )
    .execute();
}

async function run(tx: Tx, context: StepContext): Promise<Part> {
  const { last, seen, sums } = await sumUp(tx, context);
  if (sums.length > 0) await addUp(tx, context, sums);
  const loans = sums.reduce((total, sum) => total + sum.loans, 0);
  return { counts: { loans }, reached: seen < MOST ? null : last };
}

registerDayEndStep({
  code: 'PROVISIONS',
  title: { en: 'What the day closed with, and provisions', zh: '日终余额与拨备' },
  acts: [],
  run,
});
