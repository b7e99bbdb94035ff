/** The classes of a territory's loans on a day: what three people look at, and that it is the same. */
import { type RawBuilder, sql } from 'kysely';
import type { LoanClass } from '../../generated/enums.ts';
import type { Tx } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import { yuanOf } from '../../kernel/money.ts';
import { tiedCustomers } from '../credit-authority/index.ts';
import { broughtAbout, type Judging } from './independence.ts';
import { severityOf } from './severity.ts';

export type RoundOf = { institutionId: string; areaCode: string; asOf: string };

export type RoundFigures = {
  loans: number;
  principalFen: bigint;
  classes: { loanClass: LoanClass; loans: number; principal: string }[];
  digest: string;
};

/** Loans of borrowers under the code that had a class on the day. */
const classed = ({ institutionId, areaCode, asOf }: RoundOf): RawBuilder<unknown> => sql`
  select loan.id, c.loan_class, loan.customer_id
  from customer
  join loan on loan.institution_id = ${institutionId} and loan.customer_id = customer.id
    and loan.disbursed_on <= ${asOf}::date
  join loan_classification as c on c.institution_id = ${institutionId} and c.loan_id = loan.id
    and c.valid_from <= ${asOf}::date and (c.valid_to is null or c.valid_to > ${asOf}::date)
  where customer.institution_id = ${institutionId} and customer.area_code >= ${areaCode}
    and customer.area_code < ${`${areaCode}~`}`;

type Found = { loanClass: LoanClass; loans: number; fen: bigint };

/** @throws Refusal `class-round.empty` where no loan has a class on the day */
export async function roundFigures(tx: Tx, of: RoundOf): Promise<RoundFigures> {
  const { rows } = await sql<{ digest: string | null; classes: RawFound[] | null }>`
    with classed as materialized (${classed(of)}),
    counted as (
      select loan_class, count(*) as loans, sum(coalesce(s.fen, 0)) as fen
      from classed left join lateral (
        select outstanding_principal_fen as fen from loan_standing
        where institution_id = ${of.institutionId} and loan_id = classed.id
          and valid_from <= ${of.asOf}::date order by valid_from desc limit 1) as s on true
      group by loan_class)
    select (select encode(sha256(string_agg(id || ' ' || loan_class, ',' order by id)::bytea), 'hex')
        from classed) as digest,
      (select json_agg(json_build_object('loanClass', loan_class, 'loans', loans, 'fen', fen::text))
        from counted) as classes`.execute(tx);
  const [row] = rows;
  if (!row?.digest || !row.classes) throw refuse('class-round.empty');
  const found = row.classes.map(({ fen, ...rest }): Found => ({ ...rest, fen: BigInt(fen) }));
  found.sort((a, b) => severityOf(a.loanClass) - severityOf(b.loanClass));
  return {
    loans: found.reduce((sum, { loans }) => sum + loans, 0),
    principalFen: found.reduce((sum, { fen }) => sum + fen, 0n),
    classes: found.map(({ fen, ...rest }) => ({ ...rest, principal: yuanOf(fen) })),
    digest: row.digest,
  };
}

type RawFound = Omit<Found, 'fen'> & { fen: string };

/**
 * @throws Refusal `class-review.not_independent` for whoever lent the money of any of the loans,
 *   `loan.recused` for whoever is tied to who owes or stands for one
 */
export async function requireRoundIndependent(
  tx: Tx,
  of: RoundOf,
  { actor, today, vault }: Judging,
): Promise<void> {
  const { personId } = actor;
  const { rows } = await sql`
    select 1 from loan as lent
    join customer on customer.institution_id = ${of.institutionId} and customer.id = lent.customer_id
      and customer.area_code >= ${of.areaCode} and customer.area_code < ${`${of.areaCode}~`}
    where lent.institution_id = ${of.institutionId} and lent.disbursed_on <= ${of.asOf}::date
      and (lent.created_by = ${personId} or lent.first_investigator_id = ${personId}
        or lent.second_investigator_id = ${personId} or lent.reviewer_id = ${personId}
        or lent.approver_id = ${personId} or lent.disburser_id = ${personId}
        or lent.id in (${broughtAbout(of.institutionId, personId)}))
    limit 1`.execute(tx);
  if (rows.length > 0) throw refuse('class-review.not_independent');
  const { institutionId } = of;
  const tied = await tiedCustomers(tx, { institutionId, personId, today }, vault);
  if (tied.length > 0 && (await isAmong(tx, of, tied))) throw refuse('loan.recused');
}

/** Does one of these people owe a loan of the territory, or stand for one? */
async function isAmong(tx: Tx, of: RoundOf, customers: readonly string[]): Promise<boolean> {
  const { rows } = await sql`
    select 1 from (${classed(of)}) as classed
    where classed.customer_id = any(${customers}::uuid[])
      or exists (select from loan_guarantee as stands
        where stands.institution_id = ${of.institutionId} and stands.loan_id = classed.id
          and stands.status = 'OFFERED' and stands.guarantor_id = any(${customers}::uuid[]))
    limit 1`.execute(tx);
  return rows.length > 0;
}
