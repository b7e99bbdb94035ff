/** The figures of loans on a new day, as their standings say them: what computing them anew would give. */
import { type RawBuilder, sql } from 'kysely';

/** Assignments to columns of `loan` from its standing of the day, `s`. */
export const movedColumns = (day: string): RawBuilder<unknown> => sql`
  position_on = ${day}::date,
  outstanding_principal_fen = s.outstanding_principal_fen,
  outstanding_total_fen = s.outstanding_principal_fen + s.outstanding_interest_fen + s.penalty_fen,
  penalty_fen = s.penalty_fen,
  overdue_principal_fen = s.overdue_principal_fen,
  overdue_interest_fen = s.overdue_interest_fen,
  overdue_since = s.overdue_since,
  overdue_days = s.overdue_days + case when s.overdue_since is null or s.days_paused then 0
    else ${day}::date - s.valid_from end,
  next_due_on = s.next_due_on,
  written_off_fen = s.written_off_principal_fen + s.written_off_interest_fen,
  surplus_fen = s.surplus_fen`;

type Standing = { institutionId: string; loan: RawBuilder<unknown>; day: string };

/** Whether `s` is the standing of a loan on a day. */
export const isStandingOn = ({ institutionId, loan, day }: Standing): RawBuilder<unknown> => sql`
  s.institution_id = ${institutionId} and s.loan_id = ${loan}
  and s.valid_from <= ${day}::date and (s.valid_to is null or s.valid_to > ${day}::date)`;
