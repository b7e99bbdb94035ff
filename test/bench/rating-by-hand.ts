/**
 * What somebody would write who needs nothing but the numbers of the sample scorecard for
 * households: its bands, grades and lines in one statement, without reasons, history or journal.
 */
const ANSWERS = `select c.institution_id, c.id, c.screening,
    (answers ->> 'PEOPLE')::numeric as people, (answers ->> 'LABOUR')::numeric as labour,
    (answers ->> 'YEARS_RESIDENT')::numeric as years, (answers ->> 'NET_INCOME')::numeric as income,
    (answers ->> 'ASSETS')::numeric as assets, (answers ->> 'DEBTS')::numeric as debts,
    answers ->> 'REPAYMENT' as repayment
  from customer c join customer_profile p on p.institution_id = c.institution_id and p.id = c.id
  where c.kind = 'HOUSEHOLD' and c.status = 'ACTIVE'`;

const SCORED = `select *, least(100, greatest(0, round(
    case when labour < 0.25 * people then 2 when labour < 0.5 * people then 5
      when labour < 0.75 * people then 8 else 10 end
    + case when income < 0.5 * 6000000 then 5 when income < 6000000 then 12
      when income < 1.5 * 6000000 then 18 else 25 end
    + case when assets < 5000000 then 4 when assets < 20000000 then 10 else 15 end
    + case when assets <= 0 then 0 when debts <= 0.3 * assets then 15
      when debts <= 0.7 * assets then 8 else 0 end
    + case repayment when 'ON_TIME' then 15 when 'NO_HISTORY' then 9 when 'SHORT_DELAY' then 6
      else 0 end
    + case when years >= 5 then 5 else greatest(0, 5 - ceil(5 - years)) end
    + 4 + 3, 1))) as score from answer`;

const GRADED = `select *, case when score >= 85 then 'A' when score >= 70 then 'B'
    when score >= 55 then 'C' when score >= 40 then 'D' else 'E' end as grade from scored`;

const LIMITED = `select *, greatest(0, trunc(
      case grade when 'A' then 1 when 'B' then 0.8 when 'C' then 0.6 when 'D' then 0.4 else 0 end
      * least(income * 2, assets - debts) / 100000)) * 100000 as raw,
    case grade when 'A' then 30000000 when 'B' then 20000000 when 'C' then 10000000
      when 'D' then 5000000 else 0 end as cap from graded`;

const OUTCOME = `select institution_id, id as customer_id, round(score, 1) as score, grade,
    least(raw, cap)::bigint as ceiling_fen,
    case when least(raw, cap, 5000000) < 500000 then 0 else least(raw, cap, 5000000)
      end::bigint as credit_line_fen,
    case screening when 'GREY' then 'NEEDS_PERSON' when 'BLACK' then 'REFUSED' else 'RATED'
      end as outcome from limited`;

/** Materialized, or the planner would compute a score again wherever it is named. */
const ARITHMETIC = `with answer as materialized (${ANSWERS}),
  scored as materialized (${SCORED}), graded as materialized (${GRADED}),
  limited as materialized (${LIMITED}), outcome as (${OUTCOME})`;

/** The one statement: $1 is the institution. */
export const BY_HAND = `${ARITHMETIC} update hand_rating as r
set score = o.score, grade = o.grade, ceiling_fen = o.ceiling_fen,
  credit_line_fen = o.credit_line_fen, outcome = o.outcome
from outcome as o
where r.institution_id = $1 and o.institution_id = $1 and r.customer_id = o.customer_id`;

/** How many ratings by the sample differ from the arithmetic, and how many there are. */
export const COMPARE = `${ARITHMETIC} select count(*)::int as compared,
  (count(*) filter (where (r.score, r.grade, r.ceiling_fen, r.credit_line_fen, r.outcome)
    is distinct from (o.score, o.grade, o.ceiling_fen, o.credit_line_fen, o.outcome)))::int as different
from rating as r join outcome as o
  on o.institution_id = r.institution_id and o.customer_id = r.customer_id
where r.scorecard_id = (select id from scorecard where code = 'SAMPLE_HOUSEHOLD')`;

/** A rating of every household, with all indexes and checks of the real table. */
export const HAND_TABLE: readonly string[] = [
  'create table hand_rating (like rating including all)',
  `insert into hand_rating (institution_id, id, customer_id, scorecard_id, area_code, inputs, items,
     lines, findings, outcome, status, score, grade, credit_line_fen, ceiling_fen, valid_from,
     valid_to, rated_by)
   select institution_id, id, id, id, area_code, '{}', '[]', '[]', '[]', 'RATED', 'EFFECTIVE', 0,
     'E', 0, 0, '2026-01-01', '2027-01-01', registered_by
   from customer where kind = 'HOUSEHOLD' and status = 'ACTIVE'`,
  // What awaits a decision is a matter of people; by hand everything counts at once.
  'alter table hand_rating drop constraint rating_status_outcome_check',
];
export const RESET_BY_HAND = `update hand_rating set score = 0, grade = 'E', credit_line_fen = 0,
  ceiling_fen = 0, outcome = 'RATED'`;
