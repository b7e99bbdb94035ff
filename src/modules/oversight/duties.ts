/** Loans that one person brought about or answers for on a day, one by one and summed. */
import { type RawBuilder, sql } from 'kysely';
import type { LoanClass, PortfolioDuty } from '../../generated/enums.ts';
import type { Actor } from '../../kernel/auth/actor.ts';
import type { Db } from '../../kernel/db/index.ts';
import { yuanOf } from '../../kernel/money.ts';
import { scopeOf } from '../staff/index.ts';

type Sql = RawBuilder<unknown>;

export type DutyQuestion = {
  actor: Actor;
  personId: string;
  day: string;
  /** Loans after this code. */
  after: string;
  limit: number;
};

/** Who applied, and whose signature of the loan's last round brought it on its way. */
const brought = ({ actor: { institutionId: tenant }, personId, day }: DutyQuestion): Sql => sql`
  select l.id, 'APPLIED' as duty from loan l
  where l.institution_id = ${tenant} and l.created_by = ${personId}
  union
  select step.loan_id, case step.duty when 'INVESTIGATION' then 'INVESTIGATED'
    when 'REVIEW' then 'REVIEWED' when 'APPROVAL' then 'APPROVED' else 'DISBURSED' end
  from loan_step step
  join loan l on l.institution_id = ${tenant} and l.id = step.loan_id and l.round = step.round
  where step.institution_id = ${tenant} and step.person_id = ${personId}
    and step.duty is not null and step.action not in ('RETURN', 'REJECT')
    and (step.taken_at at time zone 'Asia/Shanghai')::date <= ${day}::date`;

/** Whoever is named for a loan manages it; else whoever answers for the grid on the day. */
const managed = ({ actor: { institutionId: tenant }, personId, day }: DutyQuestion): Sql => sql`
  select m.loan_id, 'MANAGES' from loan_manager m
  where m.institution_id = ${tenant} and m.person_id = ${personId}
    and m.valid_from <= ${day}::date and (m.valid_to is null or m.valid_to > ${day}::date)
  union
  select l.id, 'MANAGES' from grid_staffing(${tenant}, ${day}::date) s
  join customer c on c.institution_id = ${tenant} and c.grid_id = s.grid_id
  join loan l on l.institution_id = ${tenant} and l.customer_id = c.id
  where s.responsible_id = ${personId} and not exists (
    select from loan_manager m where m.institution_id = ${tenant} and m.loan_id = l.id
      and m.valid_from <= ${day}::date and (m.valid_to is null or m.valid_to > ${day}::date))`;

const looked = ({ actor, day }: DutyQuestion): Sql => sql`
  select l.id, l.code, mine.duties, s.outstanding_principal_fen as balance,
    s.overdue_principal_fen + s.overdue_interest_fen as overdue,
    k.loan_class, k.loan_class in ('SUBSTANDARD', 'DOUBTFUL', 'LOSS') as bad
  from (select id, array_agg(duty order by duty) as duties from parts group by id) mine
  join loan l on l.institution_id = ${actor.institutionId} and l.id = mine.id
    and l.disbursed_on <= ${day}::date
  join customer c on c.institution_id = ${actor.institutionId} and c.id = l.customer_id
    and ${scopeOf(actor, sql.ref('c.territory_code'))}
  join loan_standing s on s.institution_id = ${actor.institutionId} and s.loan_id = l.id
    and s.valid_from <= ${day}::date and (s.valid_to is null or s.valid_to > ${day}::date)
  left join loan_classification k on k.institution_id = ${actor.institutionId}
    and k.loan_id = l.id and k.superseded_at is null
    and k.valid_from <= ${day}::date and (k.valid_to is null or k.valid_to > ${day}::date)`;

type Total = { duty: PortfolioDuty; loans: number; balance: string; overdue: string; bad: string };
type Held = {
  loan: string;
  code: string;
  duties: PortfolioDuty[];
  balance: string;
  overdue: string;
  loanClass: LoanClass | null;
};

const text = (column: string): Sql => sql`coalesce(sum(${sql.ref(column)}), 0)::text`;

/** One statement; amounts come as text, which JSON does not round. */
export async function dutiesOf(db: Db, question: DutyQuestion) {
  const { after, limit } = question;
  const { rows } = await sql<{ totals: Total[]; loans: Held[] }>`
    with parts as (${brought(question)} union ${managed(question)}),
    looked as materialized (${looked(question)})
    select (select coalesce(json_agg(t order by t.duty), '[]') from (
        select duty, count(*)::int as loans, ${text('balance')} as balance,
          ${text('overdue')} as overdue,
          coalesce(sum(balance) filter (where bad), 0)::text as bad
        from looked, unnest(duties) as duty group by duty) t) as totals,
      (select coalesce(json_agg(r), '[]') from (
        select id as loan, code, duties, balance::text, overdue::text, loan_class as "loanClass"
        from looked where code > ${after} order by code limit ${limit}) r) as loans`.execute(db);
  const { totals, loans } = rows[0] ?? { totals: [], loans: [] };
  const money = (fen: string): string => yuanOf(BigInt(fen));
  return {
    totals: totals.map(({ bad, ...total }) => ({
      ...total,
      balance: money(total.balance),
      overdue: money(total.overdue),
      badBalance: money(bad),
    })),
    loans: loans.map((each) => ({
      ...each,
      balance: money(each.balance),
      overdue: money(each.overdue),
    })),
  };
}
