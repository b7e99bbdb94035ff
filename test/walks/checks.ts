/** What must be true of the loans of a walk whatever has happened, read from the database alone. */
import type { TestApp } from '../helpers/app.ts';

const OF = 'loan_id = any ($1)';

/** Every row that says what became of the loans. */
const ROWS = `select md5(coalesce(string_agg(entry, '|' order by entry), '')) as digest from (
  select l::text as entry from loan l where id = any ($1)
  ${[
    'disbursement',
    'loan_fact',
    'loan_step',
    'loan_investigation',
    'loan_deliberation',
    'loan_vote',
    'loan_instalment',
    'loan_standing',
    'loan_classification',
    'cost_disclosure',
    'loan_signature',
    'loan_change',
  ]
    .map((table) => `union all select t::text from ${table} t where ${OF}`)
    .join(' ')}
  ${['loan_change_deliberation', 'loan_change_vote']
    .map(
      (table) => `union all select t::text from ${table} t
        where change_id in (select id from loan_change where ${OF})`,
    )
    .join(' ')}) entries`;

/** Each names what is wrong where it finds a row. */
const FAULTS: Readonly<Record<string, string>> = {
  'one person in two posts': `select loan_id from loan_step where ${OF} and duty is not null
    group by loan_id, round, person_id having count(distinct duty) > 1`,
  'the applicant decided': `select l.id from loan l join loan_step s on s.loan_id = l.id
    where l.id = any ($1) and s.duty = 'APPROVAL' and s.person_id = l.created_by`,
  'whoever set the terms voted': `select v.loan_id from loan_vote v join loan_step s
    on s.loan_id = v.loan_id and s.action in ('APPLY', 'REVISE', 'SUBMIT')
    where v.${OF} and s.person_id in (v.person_id, v.seat_of)`,
  'repaid before the money went out': `select f.loan_id from loan_fact f join loan l on l.id = f.loan_id
    where f.${OF} and f.kind in ('REPAID', 'EARLY_REPAID') and f.occurred_on < l.disbursed_on
    and not exists (select from loan_fact r where r.loan_id = f.loan_id and r.reverses = f.id)`,
  'money held that nobody looks at': `select f.loan_id from loan_fact f join loan l on l.id = f.loan_id
    where f.${OF} and f.kind in ('REPAID', 'EARLY_REPAID') and l.disbursed_on is null
    and l.status <> 'DISBURSING' and not exists (select from core_mismatch m
      where m.loan_id = f.loan_id and m.subject = 'REPAYMENT ' || f.reference)`,
  'lent on top of what was written off': `select d.loan_id from loan_deliberation d
    join loan l on l.id = d.loan_id join loan lost on lost.customer_id = l.customer_id
    join loan_fact f on f.loan_id = lost.id and f.kind = 'WRITTEN_OFF'
    where d.${OF} and d.status = 'APPROVED' and lost.written_off_fen > 0
      and (d.closed_at at time zone 'Asia/Shanghai')::date > f.occurred_on
      and not exists (select from loan_fact r where r.loan_id = lost.id
        and (r.kind = 'REVERSED' and r.occurred_on >= f.occurred_on))`,
  'whoever asked for the money sent it out': `select loan_id from disbursement
    where ${OF} and requested_by in (checked_by, disburser_id)`,
  'not two investigators': `select l.id from loan l where l.id = any ($1) and l.status in
      ('INVESTIGATED', 'REVIEWED', 'APPROVED', 'SIGNED', 'DISBURSING', 'ACTIVE', 'SETTLED')
    and (select count(distinct i.investigator_id) from loan_investigation i
      where i.loan_id = l.id and i.round = l.round) <> 2`,
  'granted without enough votes': `select d.loan_id from loan_deliberation d
    cross join jsonb_array_elements(d.levels) with ordinality as level(rule, number)
    where d.${OF} and d.status = 'APPROVED' and (select count(*) from loan_vote v
      where v.deliberation_id = d.id and v.level = level.number and v.choice = 'FOR')
      < (rule ->> 'votesFor')::int`,
  'granted without a deliberation': `select l.id from loan l where l.id = any ($1)
    and l.approver_id is not null and not exists (select from loan_deliberation d
      where d.loan_id = l.id and d.round = l.round and d.status = 'APPROVED'
        and d.amount_fen = l.amount_fen)`,
  'a vote without the role': `select v.loan_id from loan_vote v
    join loan_deliberation d on d.id = v.deliberation_id
    where v.${OF} and not exists (select from appointment a join role r on r.id = a.role_id
      where a.person_id = v.seat_of
        and d.levels -> (v.level - 1) -> 'roles' ? r.code)`,
  'a vote above the limit': `select v.loan_id from loan_vote v
    join loan_deliberation d on d.id = v.deliberation_id
    where v.${OF} and v.choice = 'FOR' and (d.levels -> (v.level - 1) ->> 'withinOwnLimit')::bool
      and d.amount_fen > (select max(r.approval_limit_fen) from appointment a
        join role r on r.id = a.role_id where a.person_id = v.seat_of)`,
  'changed without enough votes': `select c.loan_id from loan_change c where c.${OF}
    and c.status = 'APPLIED' and not exists (select from loan_change_deliberation d
      where d.change_id = c.id and d.status = 'APPROVED'
        and not exists (select from jsonb_array_elements(d.levels) with ordinality level(rule, number)
          where (rule ->> 'votesFor')::int > (select count(*) from loan_change_vote v
            where v.deliberation_id = d.id and v.level = level.number and v.choice = 'FOR')))`,
  'a lender wrote off, or whoever proposed it': `select c.loan_id from loan_change_vote v
    join loan_change c on c.id = v.change_id
    where c.${OF} and c.kind = 'WRITE_OFF' and (v.person_id = c.proposed_by
      or exists (select from loan_step s where s.loan_id = c.loan_id and s.duty is not null
        and s.person_id = v.person_id))`,
  'written off without the role or above the limit': `select c.loan_id from loan_change_vote v
    join loan_change_deliberation d on d.id = v.deliberation_id
    join loan_change c on c.id = v.change_id
    where c.${OF} and not exists (select from appointment a join role r on r.id = a.role_id
      where a.person_id = v.seat_of and d.levels -> (v.level - 1) -> 'roles' ? r.code)
    or c.${OF} and v.choice = 'FOR' and (d.levels -> (v.level - 1) ->> 'withinOwnLimit')::bool
      and d.amount_fen > (select max(r.approval_limit_fen) from appointment a
        join role r on r.id = a.role_id where a.person_id = v.seat_of)`,
  'an instruction answered twice': `select loan_id from loan_fact where ${OF}
    and instruction is not null group by loan_id, instruction having count(*) > 1`,
  'an answer that is no fact, or otherwise': `select d.loan_id from disbursement d
    left join loan_fact f on f.loan_id = d.loan_id and f.instruction = d.instruction
    where d.${OF} and (d.status = 'CONFIRMED') <> coalesce(f.kind in ('DISBURSED', 'DRAWN')
      and f.amount_fen = d.amount_fen, false)`,
  'two drawings under way': `select loan_id from disbursement where ${OF}
    and status in ('REQUESTED', 'CHECKED', 'INSTRUCTED', 'UNKNOWN')
    group by loan_id having count(*) > 1`,
  'more owed than was granted': `select id from loan where id = any ($1)
    and outstanding_principal_fen > amount_fen`,
  'settled with something owed': `select id from loan where id = any ($1) and status = 'SETTLED'
    and outstanding_total_fen + written_off_fen > 0`,
  'a state the steps do not lead to': `select l.id from loan l join lateral (
      select s.to_status from loan_step s where s.loan_id = l.id order by s.number desc limit 1) last
    on true where l.id = any ($1) and l.status <> last.to_status`,
  'steps that do not join': `select loan_id from (select loan_id, from_status,
      lag(to_status) over (partition by loan_id order by number) as before, number
    from loan_step where ${OF}) steps where number > 1 and from_status <> before`,
  'money not conserved': `select id from money where drawn <> booked
    or (not lost and (drawn <> repaid + owed or came <> repaid + interest + penalties + surplus))
    or (lost and not (drawn - repaid - owed - claimed between 0 and came - repaid - interest - surplus))`,
};

/**
 * By loan: paid out, as facts and as drawings; principal repaid, owed, and still claimed after being
 * written off; all that came in.
 */
const MONEY = `with counted as (select f.* from loan_fact f where f.${OF}
    and not exists (select from loan_fact r where r.loan_id = f.loan_id and r.reverses = f.id)),
  money as (select l.id, l.outstanding_principal_fen as owed, l.surplus_fen as surplus,
    coalesce(f.drawn, 0) as drawn, coalesce(f.came, 0) as came, coalesce(f.lost, false) as lost,
    coalesce(f.charged, 0) - l.penalty_fen as penalties, coalesce(i.repaid, 0) as repaid,
    coalesce(i.interest, 0) as interest, coalesce(s.written_off_principal_fen, 0) as claimed,
    coalesce((select sum(d.amount_fen) from disbursement d
      where d.loan_id = l.id and d.status = 'CONFIRMED'), 0) as booked
  from loan l
  left join lateral (select sum(amount_fen) filter (where kind in ('DISBURSED', 'DRAWN')) as drawn,
      sum(amount_fen) filter (where kind in
        ('REPAID', 'EARLY_REPAID', 'GUARANTEE_PAID', 'RECOVERED')) as came,
      sum(amount_fen) filter (where kind = 'PENALTY_CHARGED') as charged,
      bool_or(kind = 'WRITTEN_OFF') as lost
    from counted c where c.loan_id = l.id) f on true
  left join lateral (select sum(paid_principal_fen) as repaid, sum(paid_interest_fen) as interest
    from loan_instalment n where n.loan_id = l.id) i on true
  left join loan_standing s on s.loan_id = l.id and s.valid_from <= l.position_on
    and (s.valid_to is null or s.valid_to > l.position_on)
  where l.id = any ($1) and l.disbursed_on is not null)`;

const ALL_FAULTS = `${MONEY} ${Object.entries(FAULTS)
  .map(([name, query]) => `select '${name}' as fault, faulty.* from (${query}) faulty(loan)`)
  .join(' union all ')}`;

export type Seen = {
  readonly digest: string;
  readonly faults: readonly string[];
};

/** A digest of all there is about the loans, and every fault in it. */
export async function look(app: TestApp, loans: readonly string[]): Promise<Seen> {
  const [rows, faults] = await Promise.all([
    app.owner<{ digest: string }>(ROWS, [loans]),
    app.owner<{ fault: string; loan: string }>(ALL_FAULTS, [loans]),
  ]);
  const named = faults.map(({ fault, loan }) => `${fault}: ${loan}`);
  return { digest: rows[0]?.digest ?? '', faults: named };
}

/** What a customer owes or has been promised. */
const COMMITTED = `select coalesce(sum(case
    when written_off_fen > 0 then outstanding_principal_fen + written_off_fen
    when status in ('APPROVED', 'SIGNED', 'DISBURSING') or repayment_method = 'REVOLVING'
      then amount_fen else outstanding_principal_fen end), 0)::text as fen
  from loan where customer_id = $1 and status in ('APPROVED', 'SIGNED', 'DISBURSING', 'ACTIVE')`;

export async function committedFen(app: TestApp, customer: string): Promise<bigint> {
  const [row] = await app.owner<{ fen: string }>(COMMITTED, [customer]);
  return BigInt(row?.fen ?? 0);
}

/** What the bank has given up of a customer's debts and not got back. */
export async function writtenOffFen(app: TestApp, customer: string): Promise<bigint> {
  const [row] = await app.owner<{ fen: string }>(
    'select coalesce(sum(written_off_fen), 0)::text as fen from loan where customer_id = $1',
    [customer],
  );
  return BigInt(row?.fen ?? 0);
}

export type Owing = {
  status: string;
  code: string;
  outstanding_total_fen: string;
  outstanding_principal_fen: string;
  written_off_fen: string;
  drawing_status: string | null;
  disbursed_on: string | null;
};

/** The row of a loan as it is. */
export async function rowOf(app: TestApp, loan: string): Promise<Owing> {
  const [row] = await app.owner<Owing>(
    `select status, code, outstanding_total_fen::text, outstanding_principal_fen::text,
       written_off_fen::text, drawing_status, disbursed_on::text from loan where id = $1`,
    [loan],
  );
  if (!row) throw new Error(loan);
  return row;
}
