/**
 * What somebody would write who needs nothing but the columns: one update of the loans that change,
 * with the ladder in SQL, and one row of history for each class that changes. No reasons, no facts, no
 * step to go on from.
 */
export const HAND_TABLES: readonly string[] = [
  'create table hand_loan (like loan including all)',
  'insert into hand_loan select * from loan',
  'create table hand_class (like loan_classification including all)',
  `insert into hand_class select * from loan_classification`,
  // In one statement the row that ends and the one that follows are there at once.
  'alter table hand_class drop constraint hand_class_institution_id_uuid_hash_extended_coalesce_date_excl',
  'vacuum analyze hand_loan',
  'vacuum analyze hand_class',
];

const DAYS = `(s.overdue_days + case when s.overdue_since is null or s.days_paused then 0
  else $1::date - s.valid_from end)`;

/** $1 is the new business date. */
export const BY_HAND = `with moved as (
  update hand_loan l set position_on = $1::date,
    outstanding_principal_fen = s.outstanding_principal_fen,
    outstanding_total_fen = s.outstanding_principal_fen + s.outstanding_interest_fen + s.penalty_fen,
    penalty_fen = s.penalty_fen, overdue_principal_fen = s.overdue_principal_fen,
    overdue_interest_fen = s.overdue_interest_fen, overdue_since = s.overdue_since,
    overdue_days = ${DAYS}, next_due_on = s.next_due_on, surplus_fen = s.surplus_fen,
    loan_class = case when ${DAYS} > 360 then 'LOSS' when ${DAYS} > 270 then 'DOUBTFUL'
      when ${DAYS} > 90 then 'SUBSTANDARD' when ${DAYS} > 0 then 'SPECIAL_MENTION'
      else 'NORMAL' end, classified_on = $1::date
  from loan_standing s, hand_loan before
  where l.status = 'ACTIVE' and (s.valid_from = $1::date or l.overdue_since is not null)
    and s.institution_id = l.institution_id and s.loan_id = l.id and s.valid_from <= $1::date
    and (s.valid_to is null or s.valid_to > $1::date)
    and before.institution_id = l.institution_id and before.id = l.id
  returning l.institution_id, l.id, l.loan_class, before.loan_class as old_class),
closed as (
  update hand_class c set valid_to = $1::date from moved
  where moved.loan_class <> moved.old_class and c.institution_id = moved.institution_id
    and c.loan_id = moved.id and c.valid_to is null and c.valid_from < $1::date)
insert into hand_class (institution_id, id, loan_id, loan_class, rule_set, reasons, valid_from)
select institution_id, gen_random_uuid(), id, loan_class, 'hand', '[]', $1::date
from moved where loan_class <> old_class`;

/** Loans of which both say something else, and how many there are. */
export const COMPARE = `select count(*)::int as compared, (count(*) filter (where
    (l.outstanding_principal_fen, l.overdue_principal_fen, l.overdue_days, l.loan_class)
    is distinct from
    (h.outstanding_principal_fen, h.overdue_principal_fen, h.overdue_days, h.loan_class)))::int
  as different
from loan l join hand_loan h on h.institution_id = l.institution_id and h.id = l.id`;
