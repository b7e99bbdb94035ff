-- What is owed follows from terms and facts: more kinds of facts, and the loan's figures as periods.

alter table loan
  add column rounding text not null default 'HALF_UP'
    constraint loan_rounding_check check (rounding in ('HALF_UP', 'HALF_EVEN', 'UP', 'DOWN')),
  add column allocation text not null default 'PENALTY_INTEREST_PRINCIPAL'
    constraint loan_allocation_check check (allocation in (
      'PENALTY_INTEREST_PRINCIPAL', 'PENALTY_PRINCIPAL_INTEREST', 'INTEREST_PENALTY_PRINCIPAL',
      'INTEREST_PRINCIPAL_PENALTY', 'PRINCIPAL_PENALTY_INTEREST', 'PRINCIPAL_INTEREST_PENALTY')),
  add column subsidy_points numeric(8, 6)
    constraint loan_subsidy_points_check check (subsidy_points > 0),
  add column subsidy_share numeric(9, 6)
    constraint loan_subsidy_share_check check (subsidy_share > 0 and subsidy_share <= 100),
  add column subsidy_up_to_fen bigint
    constraint loan_subsidy_up_to_fen_check check (subsidy_up_to_fen > 0),
  add column subsidy_months integer
    constraint loan_subsidy_months_check check (subsidy_months > 0),
  add column grace_days integer not null default 0
    constraint loan_grace_days_check check (grace_days between 0 and 90),
  add column penalty_fen bigint not null default 0
    constraint loan_penalty_fen_check check (penalty_fen >= 0),
  add column written_off_fen bigint not null default 0
    constraint loan_written_off_fen_check check (written_off_fen >= 0),
  add constraint loan_subsidy_check check (
    num_nonnulls(subsidy_points, subsidy_share) <= 1
    and (num_nonnulls(subsidy_points, subsidy_share) = 1
      or num_nonnulls(subsidy_up_to_fen, subsidy_months) = 0)),
  drop constraint loan_overdue_check,
  -- Days that a decree paused do not count, so there may be delay without days of it.
  add constraint loan_overdue_check check (overdue_days = 0 or overdue_since is not null);
comment on column loan.rounding is 'What becomes of a fraction of a fen of interest';
comment on column loan.allocation is 'What money pays first; the oldest always before the newer';
comment on column loan.subsidy_points is
  'Percentage points of the rate that somebody else pays (财政贴息), never more than the rate';
comment on column loan.subsidy_share is 'Or the percent of the interest that somebody else pays';
comment on column loan.subsidy_up_to_fen is 'On principal up to this much; null: all of it';
comment on column loan.subsidy_months is 'For so many months from disbursement; null: all of them';
comment on column loan.grace_days is 'An instalment counts as overdue only after so many days';
comment on column loan.penalty_fen is 'Penalty interest as the core reported it, not yet paid';
comment on column loan.written_off_fen is 'Claims written off and not recovered';
comment on column loan.outstanding_total_fen is
  'Principal, interest and penalties not yet paid, interest of later periods included';

alter table loan_instalment
  add column subsidised_fen bigint not null default 0
    constraint loan_instalment_subsidised_fen_check check (subsidised_fen >= 0),
  add column paid_subsidy_fen bigint not null default 0
    constraint loan_instalment_paid_subsidy_fen_check
    check (paid_subsidy_fen between 0 and subsidised_fen),
  drop constraint loan_instalment_due_on_check,
  -- Money paid ahead on the day a period begins is a line of no days.
  add constraint loan_instalment_due_on_check check (due_on >= period_from);
comment on column loan_instalment.interest_fen is 'What the borrower owes of the interest';
comment on column loan_instalment.subsidised_fen is 'Interest somebody else pays, beside interest_fen';

alter table loan_fact
  add column recomputation text constraint loan_fact_recomputation_check
    check (recomputation in ('SHORTEN_TERM', 'LOWER_INSTALMENT')),
  add column annual_rate numeric(8, 6)
    constraint loan_fact_annual_rate_check check (annual_rate >= 0 and annual_rate < 100),
  add column months integer constraint loan_fact_months_check check (months between 1 and 360),
  add column repayment_method text constraint loan_fact_repayment_method_check
    check (repayment_method in ('EQUAL_INSTALMENTS', 'EQUAL_PRINCIPAL', 'INTEREST_MONTHLY',
      'AT_MATURITY', 'REVOLVING')),
  add column until date,
  add column reverses uuid,
  add constraint loan_fact_reverses_key unique (institution_id, reverses),
  add constraint loan_fact_reverses_fkey
    foreign key (institution_id, reverses) references loan_fact,
  add constraint loan_fact_until_check check (until > occurred_on),
  alter column amount_fen drop not null,
  drop constraint loan_fact_kind_check,
  add constraint loan_fact_kind_check check (kind in ('DISBURSED', 'DISBURSEMENT_REFUSED', 'DRAWN',
    'REPAID', 'EARLY_REPAID', 'PENALTY_CHARGED', 'GUARANTEE_PAID', 'SUBSIDY_PAID', 'RATE_CHANGED',
    'EXTENDED', 'RESTRUCTURED', 'WRITTEN_OFF', 'RECOVERED', 'DAYS_PAUSED', 'DAYS_RESUMED',
    'REVERSED')),
  drop constraint loan_fact_instruction_check,
  add constraint loan_fact_instruction_check check (
    (kind in ('DISBURSED', 'DISBURSEMENT_REFUSED', 'DRAWN')) = (instruction is not null)),
  drop constraint loan_fact_explanation_kind_check,
  add constraint loan_fact_explanation_kind_check check (
    (kind in ('DISBURSEMENT_REFUSED', 'REVERSED')) = (explanation is not null)),
  -- Every kind says what it needs to say, and nothing else.
  add constraint loan_fact_amount_kind_check check ((kind in ('DISBURSED', 'DISBURSEMENT_REFUSED',
    'DRAWN', 'REPAID', 'EARLY_REPAID', 'PENALTY_CHARGED', 'GUARANTEE_PAID', 'SUBSIDY_PAID',
    'RECOVERED')) = (amount_fen is not null)),
  add constraint loan_fact_recomputation_kind_check
    check ((kind = 'EARLY_REPAID') = (recomputation is not null)),
  add constraint loan_fact_annual_rate_kind_check
    check ((kind in ('RATE_CHANGED', 'RESTRUCTURED')) = (annual_rate is not null)),
  add constraint loan_fact_months_kind_check
    check ((kind in ('EXTENDED', 'RESTRUCTURED')) = (months is not null)),
  add constraint loan_fact_repayment_method_kind_check
    check ((kind = 'RESTRUCTURED') = (repayment_method is not null)),
  add constraint loan_fact_until_kind_check check (kind = 'DAYS_PAUSED' or until is null),
  add constraint loan_fact_reverses_kind_check
    check ((kind = 'REVERSED') = (reverses is not null));
comment on table loan_fact is
  'What happened to a loan, as the core or whoever may decide it reported; never changed. What is owed is computed from these';
comment on column loan_fact.occurred_on is
  'The day it counts from, which may lie in the past; reported_at is when it became known';
comment on column loan_fact.until is 'Of a pause: its first day that counts again, if known';
comment on column loan_fact.reverses is
  'The fact taken back (冲正): it then counts as if it had never been';

create table loan_standing (
  institution_id uuid not null constraint loan_standing_institution_id_fkey references institution,
  id uuid not null,
  loan_id uuid not null,
  valid_from date not null,
  valid_to date,
  outstanding_principal_fen bigint not null,
  outstanding_interest_fen bigint not null,
  penalty_fen bigint not null,
  overdue_principal_fen bigint not null,
  overdue_interest_fen bigint not null,
  overdue_since date,
  overdue_days integer not null
    constraint loan_standing_overdue_days_check check (overdue_days >= 0),
  days_paused boolean not null,
  next_due_on date,
  subsidy_due_fen bigint not null,
  written_off_principal_fen bigint not null,
  written_off_interest_fen bigint not null,
  surplus_fen bigint not null,
  constraint loan_standing_pkey primary key (institution_id, id),
  constraint loan_standing_valid_from_key unique (institution_id, loan_id, valid_from),
  constraint loan_standing_loan_id_fkey foreign key (institution_id, loan_id) references loan,
  constraint loan_standing_valid_to_check check (valid_to > valid_from),
  constraint loan_standing_fen_check check (least(outstanding_principal_fen,
    outstanding_interest_fen, penalty_fen, overdue_principal_fen, overdue_interest_fen,
    subsidy_due_fen, written_off_principal_fen, written_off_interest_fen, surplus_fen) >= 0),
  constraint loan_standing_overdue_check check (overdue_days = 0 or overdue_since is not null)
);
create index loan_standing_valid_from_idx on loan_standing (institution_id, valid_from, loan_id);
comment on table loan_standing is
  'Where a loan stood and will stand if nothing more is paid, one row per change. The rows of a loan follow from its facts, are laid out together and leave no gap from its disbursement on';
comment on column loan_standing.outstanding_interest_fen is
  'Of the whole schedule, later periods included; without what somebody else pays';
comment on column loan_standing.overdue_days is
  'On valid_from; on a later day of the row as many more, unless days_paused or nothing is overdue';
comment on column loan_standing.days_paused is 'Days of delay do not count, by decree';
comment on column loan_standing.subsidy_due_fen is
  'Interest of instalments that fell due which somebody else pays and has not paid yet';
comment on column loan_standing.written_off_interest_fen is 'Penalties written off are in it';
select protect_table('loan_standing');

-- Instalments and standings are computed. Rows that a later computation no longer has are the only
-- ones that go, and only here.
create function trim_loan_account(p_institution uuid, p_loan uuid, p_lines integer, p_days date[])
returns integer language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_gone integer;
  v_more integer;
begin
  if p_institution is distinct from current_institution() then
    raise exception 'not the running institution' using errcode = 'check_violation';
  end if;
  delete from loan_instalment
    where institution_id = p_institution and loan_id = p_loan and number > p_lines;
  get diagnostics v_gone = row_count;
  delete from loan_standing
    where institution_id = p_institution and loan_id = p_loan and valid_from <> all (p_days);
  get diagnostics v_more = row_count;
  return v_gone + v_more;
end
$$;
comment on function trim_loan_account(uuid, uuid, integer, date[]) is
  'Removes instalments above a number and standings of other days, which the facts no longer give';
revoke all on function trim_loan_account(uuid, uuid, integer, date[]) from public;
grant execute on function trim_loan_account(uuid, uuid, integer, date[]) to jingtian_api;
