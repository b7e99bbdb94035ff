/** Every loan with something owed on a day, and how each definition of that day counts it. */
import { type RawBuilder, sql } from 'kysely';
import type { Actor } from '../../kernel/auth/actor.ts';
import {
  type InclusiveAuthority,
  type InclusiveRuleSet,
  inclusiveRulesOn,
} from '../customers/index.ts';
import { type ProvisionRules, provisionRulesOn } from '../day-end/index.ts';
import { scopeOf, under } from '../staff/index.ts';
import { type AgricultureRules, agricultureRulesOn, beginning } from './agriculture-rules.ts';
import { smallMicroAmong } from './small-micro.ts';

type Sql = RawBuilder<unknown>;

/** The definitions in force on a day, as far as there are any. */
export type Definitions = {
  readonly provision: ProvisionRules;
  readonly agriculture: AgricultureRules;
  readonly inclusive: Readonly<Record<InclusiveAuthority, InclusiveRuleSet | undefined>>;
};

export const definitionsOn = (day: string): Definitions => ({
  provision: provisionRulesOn(day),
  agriculture: agricultureRulesOn(day),
  inclusive: { NFRA: inclusiveRulesOn('NFRA', day), PBC: inclusiveRulesOn('PBC', day) },
});

export type Pool = { actor: Actor; day: string; areaPrefix?: string | undefined };

/** A row holds on the day. */
const holds = (table: string, day: string): Sql => {
  const [from, to] = [sql.ref(`${table}.valid_from`), sql.ref(`${table}.valid_to`)];
  return sql`${from} <= ${day}::date and (${to} is null or ${to} > ${day}::date)`;
};

const seen = ({
  actor,
  areaPrefix,
}: Pool): Sql => sql`${scopeOf(actor, sql.ref('c.territory_code'))}
  and ${areaPrefix === undefined ? sql`true` : under(sql.ref('c.area_code'), areaPrefix)}`;

/**
 * `held`: the loans as the day knew them: what is owed, the rate and the class. A fact that came
 * late counts from the day on which it happened.
 */
function held(pool: Pool): Sql {
  const { day } = pool;
  const tenant = pool.actor.institutionId;
  return sql`
  rated as (
    select distinct on (r.loan_id) r.loan_id, r.annual_rate from loan_fact r
    where r.institution_id = ${tenant} and r.kind in ('RATE_CHANGED', 'RESTRUCTURED')
      and r.occurred_on <= ${day}::date
      and not exists (select from loan_fact undone
        where undone.institution_id = ${tenant} and undone.reverses = r.id)
    order by r.loan_id, r.occurred_on desc, r.kind desc, r.reference collate "C" desc),
  held as materialized (
    select l.id, l.customer_id, l.product, l.basis, l.fund_use, l.industry_code,
      coalesce(rated.annual_rate, l.annual_rate) as annual_rate,
      s.outstanding_principal_fen as principal, s.overdue_principal_fen as overdue_principal,
      s.overdue_interest_fen as overdue_interest, s.overdue_since, k.loan_class,
      c.party, c.area_code, c.territory_code, c.grid_id
    from loan l
    join loan_standing s on s.institution_id = ${tenant} and s.loan_id = l.id
      and ${holds('s', day)}
      and s.outstanding_principal_fen + s.overdue_interest_fen + s.penalty_fen > 0
    join customer c on c.institution_id = ${tenant} and c.id = l.customer_id
    left join loan_classification k on k.institution_id = ${tenant} and k.loan_id = l.id
      and k.superseded_at is null and ${holds('k', day)}
    left join rated on rated.loan_id = l.id
    where l.institution_id = ${tenant} and l.disbursed_on <= ${day}::date
      and ${seen(pool)})`;
}

/**
 * `credit`: what a borrower's credit comes to: the line of the rating, or what is owed and what is
 * approved and not yet paid out, whichever is more.
 */
const credit = ({ actor: { institutionId: tenant }, day }: Pool): Sql => sql`
  credit as (
    select owed.customer_id, greatest(sum(owed.fen), coalesce(max(r.credit_line_fen), 0)) as fen
    from (
      select customer_id, principal as fen from held
      union all
      select l.customer_id, l.amount_fen from loan l
      where l.institution_id = ${tenant} and l.approved_on <= ${day}::date
        and (l.disbursed_on > ${day}::date or l.status in ('APPROVED', 'SIGNED', 'DISBURSING'))) owed
    left join rating r on r.institution_id = ${tenant} and r.customer_id = owed.customer_id
      and r.status = 'EFFECTIVE' and ${holds('r', day)}
    group by owed.customer_id)`;

const coefficients = ({ coefficients: by }: ProvisionRules): Sql =>
  sql.join(
    Object.entries(by).map(([loanClass, percent]) => sql`(${loanClass}, ${percent}::numeric)`),
  );

/** The class an authority counts an operating loan in, within its limit; null for none. */
function inclusiveClass(rules: InclusiveRuleSet | undefined): Sql {
  if (!rules) return sql`null::text`;
  const limits = Object.entries(rules.limitFen).map(
    ([found, limit]) => sql`when ${found}::text then ${String(limit)}::bigint`,
  );
  return sql`case when credit.fen <= case h.kind ${sql.join(limits, sql` `)} end then h.kind end`;
}

const is = (pattern: string, column: string): Sql => sql`${sql.ref(column)} ~ ${pattern}`;

/** `kinds`: whom and what the money is for, as far as no limit decides. */
function kinds({ agriculture }: Definitions): Sql {
  const { farming, supporting, urban, farmHouseholds } = agriculture;
  return sql`
  kinds as (
    select h.*,
      case when ${is(beginning(farming), 'h.industry_code')} then 'FARMING'
        when ${is(beginning(supporting), 'h.industry_code')} then 'SUPPORTING'
        else 'OTHER' end as use,
      case when h.party = 'ORGANISATION' then
          case when ${is(urban, 'h.area_code')} then 'URBAN_ORGANISATION'
            else 'RURAL_ORGANISATION' end
        when ${is(farmHouseholds, 'h.area_code')} then 'FARM_HOUSEHOLD'
        else 'PERSON' end as borrower,
      case when h.fund_use <> 'BUSINESS' then null
        when h.party = 'HOUSEHOLD' then 'FARM_HOUSEHOLD'
        when h.party = 'SOLE_TRADER' then 'SOLE_TRADER'
        when h.customer_id in (select id from small_micro) then 'SMALL_MICRO' end as kind
    from held h)`;
}

/**
 * The parts of a statement that end in `loans`: `held`, each loan with how it is counted on the day.
 */
export function loansOnDay(pool: Pool, definitions: Definitions): Sql {
  const { day, actor } = pool;
  const { provision, inclusive } = definitions;
  return sql`${held(pool)},
  small_micro as materialized (
    ${smallMicroAmong('held', { tenant: actor.institutionId, day })}),
  ${credit(pool)},
  ${kinds(definitions)},
  loans as materialized (
    select h.*, h.use <> 'OTHER' or h.borrower in ('FARM_HOUSEHOLD', 'RURAL_ORGANISATION')
        as agriculture,
      ${inclusiveClass(inclusive.NFRA)} as nfra, ${inclusiveClass(inclusive.PBC)} as pbc,
      coefficient.percent, h.loan_class in ('SUBSTANDARD', 'DOUBTFUL', 'LOSS') as bad
    from kinds h
    join credit on credit.customer_id = h.customer_id
    left join (values ${coefficients(provision)}) as coefficient (loan_class, percent)
      on coefficient.loan_class = h.loan_class)`;
}

/** `lined`: the credit lines in force on the day, and what of them was drawn; after `held`. */
export function linesOnDay(pool: Pool): Sql {
  const { day } = pool;
  const tenant = pool.actor.institutionId;
  return sql`
  lined as materialized (
    select n.amount_fen as granted, coalesce(drawn.fen, 0) as drawn,
      c.area_code, c.territory_code, c.grid_id
    from credit_line n
    join customer c on c.institution_id = ${tenant} and c.id = n.customer_id
    left join (select customer_id, sum(principal) as fen from held
      where basis = 'CREDIT_LINE' group by customer_id) drawn on drawn.customer_id = n.customer_id
    where n.institution_id = ${tenant} and ${holds('n', day)} and ${seen(pool)})`;
}
