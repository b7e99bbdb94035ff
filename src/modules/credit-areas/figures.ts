/** Live figures of a household or an area on a day, counted in one statement. */
import { type RawBuilder, sql } from 'kysely';
import { addMonths } from '../../kernel/dates.ts';
import type { Db } from '../../kernel/db/index.ts';
import { yuanOf } from '../../kernel/money.ts';
import { under } from '../staff/index.ts';
import type { CreditRules, Figure, Figures } from './rules.ts';

export type Subject = {
  areaCode: string;
  /** Of a household; null for an area. */
  customerId: string | null;
};
type Asked = { institutionId: string; subject: Subject; day: string; rules: CreditRules };

/** Counts and amounts as exact text, by name; a household's own are null for an area. */
type Raw = Record<string, string | null>;

/**
 * Customers are those on file that day, where their files are now. Loans stand as
 * they stood that day, and are bad once they ever were so many days overdue. Standings and ratings
 * count by their periods. Answers of the file and lists are today's: they have no history.
 */
async function countRaw(db: Db, { institutionId, subject, day, rules }: Asked): Promise<Raw> {
  const { areaCode, customerId } = subject;
  const whose = customerId ? sql`c.id = ${customerId}` : under(sql.ref('c.area_code'), areaCode);
  const badAfter = sql.lit(rules.nonPerformingDays);
  const before = addMonths(day, -rules.incrementMonths);
  const { rows } = await sql<{ raw: Raw }>`
    with wanted as (
      select c.id, c.party = 'HOUSEHOLD' and c.status in ('ACTIVE', 'CLOSED')
          and c.registered_on <= ${day}::date
          and (c.closed_on is null or c.closed_on > ${day}::date) as home
      from customer c where c.institution_id = ${institutionId} and ${whose}),
    ${loansOf({ institutionId, day, before, badAfter })},
    homes as (
      select w.id, exists (select from credit_area s where s.institution_id = ${institutionId}
          and s.customer_id = w.id and ${inForce('s', day)}) as credit,
        exists (select from rating r where r.institution_id = ${institutionId}
          and r.customer_id = w.id and r.status = 'EFFECTIVE' and ${inForce('r', day)}) as rated
      from wanted w where w.home),
    owing as (
      select customer_id, bool_or(overdue) as late from positions where owing group by customer_id),
    divisions as (
      select a.level, exists (select from credit_area s where s.institution_id = ${institutionId}
          and s.level = case a.level when 'VILLAGE' then 'VILLAGE' else 'TOWN' end
          and s.area_code = a.code and ${inForce('s', day)}) as credit
      from area a where a.level in ('VILLAGE', 'TOWNSHIP') and ${under(sql.ref('a.code'), areaCode)}
        and ${inForce('a', day)})
    select jsonb_build_object(
      'households', (select count(*)::text from homes),
      'creditHouseholds', (select (count(*) filter (where credit))::text from homes),
      'rated', (select (count(*) filter (where rated))::text from homes),
      'villages', (select (count(*) filter (where level = 'VILLAGE'))::text from divisions),
      'creditVillages',
        (select (count(*) filter (where level = 'VILLAGE' and credit))::text from divisions),
      'towns', (select (count(*) filter (where level = 'TOWNSHIP'))::text from divisions),
      'creditTowns', (select (count(*) filter (where level = 'TOWNSHIP' and credit))::text from divisions),
      'borrowers', (select count(*)::text from owing),
      'withoutArrears', (select (count(*) filter (where not late))::text from owing),
      'balanceFen', (select coalesce(sum(outstanding), 0)::text from positions),
      'badFen', (select coalesce(sum(outstanding) filter (where bad), 0)::text from positions),
      'newlyBadFen', (select coalesce(sum(outstanding) filter (where bad and not bad_before), 0)::text
        from positions),
      'overdueLoans', (select (count(*) filter (where overdue))::text from positions),
      'badLoans', (select (count(*) filter (where bad and owing))::text from positions)
    ) || coalesce(${customerId ? ownFigures({ institutionId, customerId, day }) : sql`null`}, '{}'::jsonb)
      as raw`.execute(db);
  return rows[0]?.raw ?? {};
}

const inForce = (table: string, day: string): RawBuilder<unknown> =>
  sql`${sql.ref(`${table}.valid_from`)} <= ${day}::date
    and (${sql.ref(`${table}.valid_to`)} is null or ${sql.ref(`${table}.valid_to`)} > ${day}::date)`;

type Loans = { institutionId: string; day: string; before: string; badAfter: RawBuilder<unknown> };

/** Was a loan ever so many days overdue until a day? One look at each stretch of its life. */
const turnedBad = ({ institutionId, badAfter }: Loans, until: string): RawBuilder<unknown> => sql`
  exists (select from loan_standing past
    where past.institution_id = ${institutionId} and past.loan_id = l.id
      and past.valid_from <= ${until}::date and past.overdue_since is not null
      and past.overdue_days + case when past.days_paused then 0
        else least(past.valid_to - 1, ${until}::date) - past.valid_from end >= ${badAfter})`;

/** Where each loan of the wanted customers stands. */
const loansOf = (loans: Loans): RawBuilder<unknown> => {
  const { institutionId, day, before } = loans;
  return sql`
    positions as (
      select l.id, l.customer_id, s.outstanding_principal_fen as outstanding,
        s.outstanding_principal_fen + s.outstanding_interest_fen + s.penalty_fen > 0 as owing,
        s.overdue_since is not null as overdue,
        ${turnedBad(loans, day)} as bad, ${turnedBad(loans, before)} as bad_before
      from loan l join wanted w on w.id = l.customer_id
      join loan_standing s on s.institution_id = ${institutionId} and s.loan_id = l.id
        and ${inForce('s', day)}
      where l.institution_id = ${institutionId} and l.disbursed_on <= ${day}::date)`;
};

type Own = { institutionId: string; customerId: string; day: string };

/** An answer of the file that is a number; amounts are in fen. */
const numberOnFile = (code: string): RawBuilder<unknown> =>
  sql`substring(p.answers ->> ${sql.lit(code)} from '^-?[0-9]{1,18}(?:[.][0-9]+)?$')`;

const ownFigures = ({ institutionId, customerId, day }: Own): RawBuilder<unknown> => sql`(
  select jsonb_build_object(
    'yearsResident', ${numberOnFile('YEARS_RESIDENT')},
    'labour', ${numberOnFile('LABOUR')},
    'surplusFen', trunc(${numberOnFile('NET_INCOME')}::numeric
      - ${numberOnFile('EXPENDITURE')}::numeric)::text,
    'blacklisted', (c.screening = 'BLACK')::int::text,
    'score', (select r.score::text from rating r where r.institution_id = ${institutionId}
      and r.customer_id = c.id and r.status = 'EFFECTIVE' and ${inForce('r', day)}))
  from customer c
  left join customer_profile p on p.institution_id = ${institutionId} and p.id = c.id
  where c.institution_id = ${institutionId} and c.id = ${customerId})`;

/** Which papers were brought, by code. */
export type Attested = readonly { readonly code: string }[];

/** The figures of a subject on a day, as criteria name them. */
export async function figuresOn(db: Db, asked: Asked, attested: Attested): Promise<Figures> {
  const raw = await countRaw(db, asked);
  const figures = new Map<string, Figure>();
  const put = (name: string, numerator?: string | null, denominator?: string | null) => {
    if (numerator == null) return;
    figures.set(name, { numerator, denominator: denominator ?? null });
  };
  put('HOUSEHOLDS', raw.households);
  put('CREDIT_HOUSEHOLDS', raw.creditHouseholds);
  put('CREDIT_HOUSEHOLD_SHARE', raw.creditHouseholds, raw.households);
  put('RATED_HOUSEHOLD_SHARE', raw.rated, raw.households);
  put('VILLAGES', raw.villages);
  put('CREDIT_VILLAGES', raw.creditVillages);
  put('CREDIT_VILLAGE_SHARE', raw.creditVillages, raw.villages);
  put('CREDIT_TOWN_SHARE', raw.creditTowns, raw.towns);
  put('BORROWERS', raw.borrowers);
  put('NO_ARREARS_SHARE', raw.withoutArrears, raw.borrowers);
  put('LOAN_BALANCE', yuanText(raw.balanceFen));
  put('NPL_BALANCE', yuanText(raw.badFen));
  put('NPL_RATIO', raw.badFen, raw.balanceFen);
  put('NPL_INCREMENT_RATIO', raw.newlyBadFen, raw.balanceFen);
  put('OVERDUE_LOANS', raw.overdueLoans);
  put('BAD_LOANS', raw.badLoans);
  put('YEARS_RESIDENT', raw.yearsResident);
  put('LABOUR', raw.labour);
  put('INCOME_SURPLUS', yuanText(raw.surplusFen));
  put('BLACKLISTED', raw.blacklisted);
  put('RATED', asked.subject.customerId ? raw.rated : null);
  put('SCORE', raw.score);
  for (const { code } of attested) put(`ATTESTED:${code}`, '1');
  return figures;
}

const yuanText = (fen: string | null | undefined): string | null =>
  fen == null ? null : yuanOf(BigInt(fen));
