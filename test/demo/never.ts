import { TODAY } from './seeded.ts';

/** Queries of rows that must not exist. */
export const NEVER: Readonly<Record<string, string>> = {
  'a grid with two primaries': `select from assignment a join assignment b
    on (a.institution_id, a.grid_id) = (b.institution_id, b.grid_id) and a.id < b.id
    where a.role = 'PRIMARY' and b.role = 'PRIMARY'
      and daterange(a.valid_from, a.valid_to) && daterange(b.valid_from, b.valid_to)`,
  'a customer outside every grid of a gridded village': `select from customer c
    where c.grid_id is null and exists (select from grid g where g.area_code = c.area_code)`,
  'a customer in a grid that holds others': `select from customer c
    join grid g on g.parent_id = c.grid_id`,
  'a customer whose codes are not those of the grid': `select from customer c
    join grid g on g.id = c.grid_id
    where (c.territory_code, c.area_code) is distinct from (g.code, g.area_code)`,
  'a household whose members do not fit its profile': `select from customer c
    where c.party = 'HOUSEHOLD' and (select (p.answers ->> 'PEOPLE')::int from customer_profile p
      where p.institution_id = c.institution_id and p.id = c.id) <> (
      select count(*) from customer_member m where m.customer_id = c.id)`,
  'a household without exactly one head': `select from customer c
    where c.party = 'HOUSEHOLD' and 1 <> (
      select count(*) from customer_member m where m.customer_id = c.id and m.head)`,
  'a loan to an organisation': `select from loan l join customer c on c.id = l.customer_id
    where c.party = 'ORGANISATION'`,
  'an identity number nobody looked at, or an address nobody finds': `select from customer c
    where (c.id_number_mask is null) <> (c.id_area_finding is null)
      or (c.address_mask is null) <> (c.address_digest is null)`,
  'a customer whose list is not that of the record in force': `select from customer c
    left join screening_record s on s.customer_id = c.id and s.ended_at is null
    where coalesce(s.list, 'NONE') <> c.screening or s.reason is distinct from c.screening_reason`,
  'a loan above the line it was drawn on': `select from loan l
    join rating r on r.id = l.rating_id where l.amount_fen > r.credit_line_fen`,
  'a loan on a rating not in force that day': `select from loan l
    join rating r on r.id = l.rating_id
    where r.status <> 'EFFECTIVE' or l.applied_on < r.valid_from or l.applied_on >= r.valid_to`,
  'a loan whose schedule is not its amount': `select from loan l
    where l.disbursed_on is not null and l.amount_fen <> (
      select sum(i.principal_fen) from loan_instalment i where i.loan_id = l.id)`,
  'a loan with a balance that is not what is unpaid': `select from loan l
    where l.disbursed_on is not null and l.outstanding_total_fen <> (
      select sum(i.principal_fen + i.interest_fen - i.paid_principal_fen - i.paid_interest_fen)
      from loan_instalment i where i.loan_id = l.id)`,
  'money repaid that is on no instalment': `select from loan l
    where l.disbursed_on is not null and l.surplus_fen + (
        select sum(i.paid_principal_fen + i.paid_interest_fen) from loan_instalment i
        where i.loan_id = l.id)
      <> coalesce((select sum(f.amount_fen) from loan_fact f
        where f.loan_id = l.id and f.kind = 'REPAID'), 0)`,
  'a loan that is not where its last step led': `select from loan l
    where l.status <> (select s.to_status from loan_step s where s.loan_id = l.id
      order by s.number desc limit 1)`,
  'a step that does not follow the one before': `select from loan_step s
    join loan_step before on before.loan_id = s.loan_id and before.number = s.number - 1
    where s.from_status <> before.to_status or s.taken_at < before.taken_at`,
  'a step or payment of the future': `select from loan_step where taken_at >= '${TODAY}'::date + 1
    union all select from loan_fact where occurred_on > '${TODAY}'`,
};
