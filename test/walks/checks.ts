/** What must be true of the loans of a walk whatever has happened, read from the database alone. */
import type { TestApp } from '../helpers/app.ts';

const OF_LOANS = 'where institution_id = $2 and loan_id = any ($1)';
const OF_CHANGES = 'where institution_id = $2 and change_id in (select id from changes)';

/** What there is of the loans of a walk, by the name it has in the checks. */
const PARTS: Readonly<Record<string, string>> = {
  loans: 'select * from loan where institution_id = $2 and id = any ($1)',
  drawings: `select * from disbursement ${OF_LOANS}`,
  facts: `select * from loan_fact ${OF_LOANS}`,
  steps: `select * from loan_step ${OF_LOANS}`,
  investigations: `select * from loan_investigation ${OF_LOANS}`,
  deliberations: `select * from loan_deliberation ${OF_LOANS}`,
  votes: `select * from loan_vote ${OF_LOANS}`,
  instalments: `select * from loan_instalment ${OF_LOANS}`,
  standings: `select * from loan_standing ${OF_LOANS}`,
  classes: `select * from loan_classification ${OF_LOANS}`,
  disclosures: `select * from cost_disclosure ${OF_LOANS}`,
  signatures: `select * from loan_signature ${OF_LOANS}`,
  changes: `select * from loan_change ${OF_LOANS}`,
  change_deliberations: `select * from loan_change_deliberation ${OF_CHANGES}`,
  change_votes: `select * from loan_change_vote ${OF_CHANGES}`,
};

/** Beside them: what a customer's loans are judged by, and what waits for a person. */
const BESIDE: Readonly<Record<string, string>> = {
  mismatches: `select loan_id, subject, told, status from core_mismatch ${OF_LOANS}`,
  held: `select a.person_id, r.code, r.approval_limit_fen from appointment a
    join role r on r.institution_id = a.institution_id and r.id = a.role_id
    where a.institution_id = $2`,
  counted: `select f.* from facts f
    where not exists (select from facts r where r.loan_id = f.loan_id and r.reverses = f.id)`,
  // By loan: paid out, as facts and as drawings; principal repaid, owed, and still claimed after
  // being written off; all that came in.
  money: `select l.id, l.outstanding_principal_fen as owed, l.surplus_fen as surplus,
      coalesce(f.drawn, 0) as drawn, coalesce(f.came, 0) as came, coalesce(f.lost, false) as lost,
      coalesce(f.charged, 0) - l.penalty_fen as penalties, coalesce(i.repaid, 0) as repaid,
      coalesce(i.interest, 0) as interest, coalesce(s.written_off_principal_fen, 0) as claimed,
      coalesce((select sum(d.amount_fen) from drawings d
        where d.loan_id = l.id and d.status = 'CONFIRMED'), 0) as booked
    from loans l
    left join lateral (select sum(amount_fen) filter (where kind in ('DISBURSED', 'DRAWN')) as drawn,
        sum(amount_fen) filter (where kind in
          ('REPAID', 'EARLY_REPAID', 'GUARANTEE_PAID', 'RECOVERED')) as came,
        sum(amount_fen) filter (where kind = 'PENALTY_CHARGED') as charged,
        bool_or(kind = 'WRITTEN_OFF') as lost
      from counted c where c.loan_id = l.id) f on true
    left join lateral (select sum(paid_principal_fen) as repaid, sum(paid_interest_fen) as interest
      from instalments n where n.loan_id = l.id) i on true
    left join standings s on s.loan_id = l.id and s.valid_from <= l.position_on
      and (s.valid_to is null or s.valid_to > l.position_on)
    where l.disbursed_on is not null`,
};

/** Each names what is wrong where it finds a loan. */
const FAULTS: Readonly<Record<string, string>> = {
  'one person in two posts': `select loan_id from steps where duty is not null
    group by loan_id, round, person_id having count(distinct duty) > 1`,
  'the applicant decided': `select l.id from loans l join steps s on s.loan_id = l.id
    where s.duty = 'APPROVAL' and s.person_id = l.created_by`,
  'whoever set the terms voted': `select v.loan_id from votes v join steps s
    on s.loan_id = v.loan_id and s.action in ('APPLY', 'REVISE', 'SUBMIT')
    where s.person_id in (v.person_id, v.seat_of)`,
  'repaid before the money went out': `select f.loan_id from counted f
    join loans l on l.id = f.loan_id
    where f.kind in ('REPAID', 'EARLY_REPAID') and f.occurred_on < l.disbursed_on`,
  'money held that nobody looks at': `select f.loan_id from facts f join loans l on l.id = f.loan_id
    where f.kind in ('REPAID', 'EARLY_REPAID') and l.disbursed_on is null
    and l.status <> 'DISBURSING' and not exists (select from mismatches m
      where m.loan_id = f.loan_id and m.subject = 'REPAYMENT ' || f.reference)`,
  'lent on top of what was written off': `select d.loan_id from deliberations d
    join loans l on l.id = d.loan_id join loans lost on lost.customer_id = l.customer_id
    join facts f on f.loan_id = lost.id and f.kind = 'WRITTEN_OFF'
    where d.status = 'APPROVED' and lost.written_off_fen > 0
      and (d.closed_at at time zone 'Asia/Shanghai')::date > f.occurred_on
      and not exists (select from facts r where r.loan_id = lost.id
        and r.kind = 'REVERSED' and r.occurred_on >= f.occurred_on)`,
  'drawn on although it was written off': `select l.id from loans l
    join drawings d on d.loan_id = l.id
    where l.written_off_on is not null and d.status in ('REQUESTED', 'CHECKED', 'INSTRUCTED', 'UNKNOWN')`,
  'whoever asked for the money sent it out': `select loan_id from drawings
    where requested_by in (checked_by, disburser_id)`,
  'whoever lent it sent it out': `select d.loan_id from drawings d
    join steps s on s.loan_id = d.loan_id and s.duty in ('INVESTIGATION', 'REVIEW', 'APPROVAL')
    join loans l on l.id = d.loan_id and s.round = l.round
    where s.person_id in (d.checked_by, d.disburser_id)`,
  'not two investigators': `select l.id from loans l where l.status in
      ('INVESTIGATED', 'REVIEWED', 'APPROVED', 'SIGNED', 'DISBURSING', 'ACTIVE', 'SETTLED')
    and (select count(distinct i.investigator_id) from investigations i
      where i.loan_id = l.id and i.round = l.round) <> 2`,
  'granted without enough votes': `select d.loan_id from deliberations d
    cross join jsonb_array_elements(d.levels) with ordinality as level(rule, number)
    where d.status = 'APPROVED' and (select count(distinct v.seat_of) from votes v
      where v.deliberation_id = d.id and v.level = level.number and v.choice = 'FOR')
      < (rule ->> 'votesFor')::int`,
  'one person or seat voted twice': `select loan_id from (
      select loan_id, deliberation_id, person_id as who from votes
      union all select loan_id, deliberation_id, seat_of from votes where seat_of <> person_id) cast_by
    group by loan_id, deliberation_id, who having count(*) > 1`,
  'granted without a deliberation': `select l.id from loans l where l.approver_id is not null
    and not exists (select from deliberations d where d.loan_id = l.id and d.round = l.round
      and d.status = 'APPROVED' and d.amount_fen = l.amount_fen)`,
  'a vote without the role': `select v.loan_id from votes v
    join deliberations d on d.id = v.deliberation_id
    where not exists (select from held where held.person_id = v.seat_of
      and d.levels -> (v.level - 1) -> 'roles' ? held.code)`,
  'a vote above the limit': `select v.loan_id from votes v
    join deliberations d on d.id = v.deliberation_id
    where v.choice = 'FOR' and (d.levels -> (v.level - 1) ->> 'withinOwnLimit')::bool
      and d.amount_fen > (select max(approval_limit_fen) from held where held.person_id = v.seat_of)`,
  'changed without enough votes': `select c.loan_id from changes c where c.status = 'APPLIED'
    and not exists (select from change_deliberations d
      where d.change_id = c.id and d.status = 'APPROVED'
        and not exists (select from jsonb_array_elements(d.levels) with ordinality level(rule, number)
          where (rule ->> 'votesFor')::int > (select count(*) from change_votes v
            where v.deliberation_id = d.id and v.level = level.number and v.choice = 'FOR')))`,
  'a lender wrote off, or whoever proposed it': `select c.loan_id from change_votes v
    join changes c on c.id = v.change_id
    where c.kind = 'WRITE_OFF' and (v.person_id = c.proposed_by
      or exists (select from steps s where s.loan_id = c.loan_id and s.duty is not null
        and s.person_id = v.person_id))`,
  'written off without the role or above the limit': `select c.loan_id from change_votes v
    join change_deliberations d on d.id = v.deliberation_id
    join changes c on c.id = v.change_id
    where not exists (select from held where held.person_id = v.seat_of
        and d.levels -> (v.level - 1) -> 'roles' ? held.code)
      or v.choice = 'FOR' and (d.levels -> (v.level - 1) ->> 'withinOwnLimit')::bool
        and d.amount_fen > (select max(approval_limit_fen) from held
          where held.person_id = v.seat_of)`,
  'an instruction answered twice': `select loan_id from facts where instruction is not null
    group by loan_id, instruction having count(*) > 1`,
  'an answer that is no fact, or otherwise': `select d.loan_id from drawings d
    left join facts f on f.loan_id = d.loan_id and f.instruction = d.instruction
    where (d.status = 'CONFIRMED') <> coalesce(f.kind in ('DISBURSED', 'DRAWN')
      and f.amount_fen = d.amount_fen, false)`,
  'two drawings under way': `select loan_id from drawings
    where status in ('REQUESTED', 'CHECKED', 'INSTRUCTED', 'UNKNOWN')
    group by loan_id having count(*) > 1`,
  'more owed than was granted, and no payment bounced after the money was on its way': `
    select l.id from loans l where l.outstanding_principal_fen > l.amount_fen
      and not exists (select from facts r join drawings d on d.loan_id = r.loan_id
        where r.loan_id = l.id and r.kind = 'REVERSED' and r.reported_at >= d.instructed_at)`,
  'settled with something owed': `select id from loans where status = 'SETTLED'
    and outstanding_total_fen + written_off_fen > 0`,
  'a claim written off and on no loan': `select f.loan_id from counted f
    join loans l on l.id = f.loan_id where f.kind = 'WRITTEN_OFF' and l.written_off_fen = 0
      and not exists (select from facts r where r.loan_id = l.id
        and r.kind in ('RECOVERED', 'REPAID', 'EARLY_REPAID', 'GUARANTEE_PAID'))`,
  'a state the steps do not lead to': `select l.id from loans l join lateral (
      select s.to_status from steps s where s.loan_id = l.id order by s.number desc limit 1) last
    on true where l.status <> last.to_status`,
  'steps that do not join': `select loan_id from (select loan_id, from_status,
      lag(to_status) over (partition by loan_id order by number) as before, number
    from steps) joined where number > 1 and from_status <> before`,
  'money not conserved': `select id from money where drawn <> booked
    or (not lost and (drawn <> repaid + owed or came <> repaid + interest + penalties + surplus))
    or (lost and not (drawn - repaid - owed - claimed between 0 and came - repaid - interest - surplus))`,
};

const WITH = Object.entries({ ...PARTS, ...BESIDE })
  .map(([name, query]) => `${name} as materialized (${query})`)
  .join(',\n');

const ENTRIES = Object.keys(PARTS)
  .map((name) => `select ${name}::text as entry from ${name}`)
  .join(' union all ');

const FOUND = Object.entries(FAULTS)
  .map(([name, query]) => `select '${name}' as fault, faulty.loan from (${query}) faulty(loan)`)
  .join(' union all ');

/** The loans as they are, every fault in them, and a digest of every row about them. */
const LOOK = `with ${WITH}
select (select sum(hashtextextended(entry, 0)) from (${ENTRIES}) entries)::text as digest,
  coalesce((select json_agg(fault || ': ' || loan) from (${FOUND}) found), '[]') as faults,
  coalesce((select json_object_agg(l.id, json_build_object('status', l.status, 'code', l.code,
      'customer', l.customer_id, 'amountFen', l.amount_fen::text, 'method', l.repayment_method,
      'owedFen', l.outstanding_total_fen::text, 'principalFen', l.outstanding_principal_fen::text,
      'writtenOffFen', l.written_off_fen::text, 'isLost', l.written_off_on is not null,
      'isDoubted', exists (select from mismatches m where m.loan_id = l.id and m.status = 'OPEN'
        and m.told ->> 'status' = 'DISBURSEMENT_CONFIRMED'), 'drawing', l.drawing_status,
      'paid', (select coalesce(json_object_agg(d.instruction, d.amount_fen::text), '{}')
        from drawings d where d.loan_id = l.id and d.status = 'CONFIRMED'),
      'asked', (select json_build_object('instruction', d.instruction, 'fen', d.amount_fen::text)
        from drawings d where d.loan_id = l.id order by d.number desc limit 1)))
    from loans l), '{}') as loans`;

/** A loan as it is. */
export type Row = {
  readonly status: string;
  readonly code: string;
  readonly customer: string;
  readonly amountFen: string;
  readonly method: string;
  readonly owedFen: string;
  readonly principalFen: string;
  readonly writtenOffFen: string;
  /** Was it ever written off? */
  readonly isLost: boolean;
  /** Does the core say that money went out where none is known to have? */
  readonly isDoubted: boolean;
  readonly drawing: string | null;
  /** What went out, by instruction. */
  readonly paid: Readonly<Record<string, string>>;
  /** The last drawing asked for. */
  readonly asked: { readonly instruction: string; readonly fen: string } | null;
};

export type Seen = {
  readonly digest: string | null;
  readonly faults: readonly string[];
  readonly loans: Readonly<Record<string, Row>>;
};

/** Prepared once for every walk: planning it takes longer than answering it. */
export async function look(
  app: { owner: TestApp['owner']; world: { bankId: string } },
  loans: readonly string[],
): Promise<Seen> {
  const [seen] = await app.owner<Seen>(LOOK, [loans, app.world.bankId], 'look');
  if (!seen) throw new Error('nothing to be seen');
  return seen;
}

const PROMISED = ['APPROVED', 'SIGNED', 'DISBURSING'];

/** What a customer owes or has been promised, restated from the rules. */
export function committedFen({ loans }: Pick<Seen, 'loans'>, customer: string): bigint {
  const all = Object.values(loans).filter((loan) => loan.customer === customer);
  return all.reduce((sum, loan) => sum + takenFen(loan), 0n);
}

function takenFen({ status, method, amountFen, principalFen, writtenOffFen, isLost }: Row): bigint {
  if (PROMISED.includes(status)) return BigInt(amountFen);
  if (status !== 'ACTIVE') return 0n;
  const owed = BigInt(principalFen) + BigInt(writtenOffFen);
  return method === 'REVOLVING' && !isLost ? BigInt(amountFen) : owed;
}

/** What the bank has given up of a customer's debts and not got back. */
export const writtenOffFen = ({ loans }: Pick<Seen, 'loans'>, customer: string): bigint =>
  Object.values(loans)
    .filter((loan) => loan.customer === customer)
    .reduce((sum, loan) => sum + BigInt(loan.writtenOffFen), 0n);
