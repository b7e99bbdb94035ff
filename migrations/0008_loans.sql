-- Loans: the way from application to settlement. Who may follow whom is held here as well: the people
-- of one loan's investigation, review, approval and disbursement are four different posts.

create table loan (
  institution_id uuid not null constraint loan_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  code text collate "C" not null constraint loan_code_check check (code ~ '^[A-Z0-9-]{1,32}$'),
  customer_id uuid not null,
  rating_id uuid,
  product text collate "C" not null
    constraint loan_product_check check (product ~ '^[A-Z][A-Z0-9_]{0,62}$'),
  basis text not null
    constraint loan_basis_check check (basis in ('CREDIT_LINE', 'STAND_ALONE')),
  book text not null constraint loan_book_check
    check (book in ('PERSON', 'FARM_HOUSEHOLD', 'WORKING_CAPITAL')),
  fund_use text not null
    constraint loan_fund_use_check check (fund_use in ('BUSINESS', 'CONSUMPTION')),
  industry_code text collate "C"
    constraint loan_industry_code_check check (industry_code ~ '^[A-T](\d{2,4})?$'),
  purpose text not null constraint loan_purpose_check check (char_length(purpose) between 1 and 256),
  amount_fen bigint not null constraint loan_amount_fen_check check (amount_fen > 0),
  term_months integer not null constraint loan_term_months_check check (term_months between 1 and 360),
  annual_rate numeric(8, 6) not null
    constraint loan_annual_rate_check check (annual_rate >= 0 and annual_rate < 100),
  repayment_method text not null constraint loan_repayment_method_check check (repayment_method in (
    'EQUAL_INSTALMENTS', 'EQUAL_PRINCIPAL', 'INTEREST_MONTHLY', 'AT_MATURITY')),
  day_count text not null
    constraint loan_day_count_check check (day_count in ('THIRTY_360', 'ACTUAL_365')),
  counterparty_fixed boolean not null,
  non_cash_possible boolean not null,
  payment_method text not null
    constraint loan_payment_method_check check (payment_method in ('ENTRUSTED', 'SELF')),
  payment_rule text not null,
  payment_rule_set text not null,
  payee_reference text constraint loan_payee_reference_check
    check (char_length(payee_reference) between 1 and 64),
  status text not null default 'DRAFT' constraint loan_status_check check (status in (
    'DRAFT', 'SUBMITTED', 'RETURNED', 'INVESTIGATED', 'REVIEWED', 'APPROVED', 'DISBURSING',
    'ACTIVE', 'SETTLED', 'REJECTED', 'WITHDRAWN')),
  round integer not null default 1 constraint loan_round_check check (round >= 1),
  applied_on date not null,
  created_by uuid not null,
  first_investigator_id uuid,
  second_investigator_id uuid,
  reviewer_id uuid,
  approver_id uuid,
  approved_on date,
  disburser_id uuid,
  instruction_number integer not null default 0,
  instruction text collate "C",
  instructed_on date,
  disbursed_on date,
  core_reference text collate "C"
    constraint loan_core_reference_check check (char_length(core_reference) between 1 and 64),
  settled_on date,
  position_on date,
  outstanding_principal_fen bigint not null default 0
    constraint loan_outstanding_principal_fen_check check (outstanding_principal_fen >= 0),
  outstanding_total_fen bigint not null default 0
    constraint loan_outstanding_total_fen_check check (outstanding_total_fen >= 0),
  overdue_principal_fen bigint not null default 0,
  overdue_interest_fen bigint not null default 0,
  overdue_since date,
  overdue_days integer not null default 0
    constraint loan_overdue_days_check check (overdue_days >= 0),
  next_due_on date,
  surplus_fen bigint not null default 0 constraint loan_surplus_fen_check check (surplus_fen >= 0),
  loan_class text constraint loan_loan_class_check
    check (loan_class in ('NORMAL', 'SPECIAL_MENTION', 'SUBSTANDARD', 'DOUBTFUL', 'LOSS')),
  classified_on date,
  class_rule_set text,
  class_reasons jsonb not null default '[]'
    constraint loan_class_reasons_check check (jsonb_typeof(class_reasons) = 'array'),
  constraint loan_pkey primary key (institution_id, id),
  constraint loan_code_key unique (institution_id, code),
  constraint loan_instruction_key unique (institution_id, instruction),
  constraint loan_customer_id_fkey foreign key (institution_id, customer_id) references customer,
  constraint loan_rating_id_fkey foreign key (institution_id, rating_id) references rating,
  constraint loan_created_by_fkey foreign key (institution_id, created_by) references person,
  constraint loan_first_investigator_id_fkey
    foreign key (institution_id, first_investigator_id) references person,
  constraint loan_second_investigator_id_fkey
    foreign key (institution_id, second_investigator_id) references person,
  constraint loan_reviewer_id_fkey foreign key (institution_id, reviewer_id) references person,
  constraint loan_approver_id_fkey foreign key (institution_id, approver_id) references person,
  constraint loan_disburser_id_fkey foreign key (institution_id, disburser_id) references person,
  constraint loan_basis_rating_check check ((basis = 'CREDIT_LINE') = (rating_id is not null)),
  constraint loan_fund_use_industry_check
    check ((fund_use = 'BUSINESS') = (industry_code is not null)),
  constraint loan_payee_check check (payment_method = 'SELF' or payee_reference is not null),
  -- 审贷分离、放贷分离. A null is nobody yet, and a comparison with nobody holds.
  constraint loan_separation_check check (
    first_investigator_id <> second_investigator_id
    and reviewer_id <> first_investigator_id and reviewer_id <> second_investigator_id
    and approver_id <> first_investigator_id and approver_id <> second_investigator_id
    and approver_id <> reviewer_id and approver_id <> created_by
    and disburser_id <> first_investigator_id and disburser_id <> second_investigator_id
    and disburser_id <> reviewer_id and disburser_id <> approver_id),
  -- No state without the people and dates that lead to it, whoever writes the row.
  constraint loan_investigated_check check (
    status not in ('INVESTIGATED', 'REVIEWED', 'APPROVED', 'DISBURSING', 'ACTIVE', 'SETTLED')
    or num_nonnulls(first_investigator_id, second_investigator_id) = 2),
  constraint loan_reviewed_check check (
    status not in ('REVIEWED', 'APPROVED', 'DISBURSING', 'ACTIVE', 'SETTLED')
    or reviewer_id is not null),
  constraint loan_approved_check check (
    status not in ('APPROVED', 'DISBURSING', 'ACTIVE', 'SETTLED')
    or num_nonnulls(approver_id, approved_on) = 2),
  constraint loan_instructed_check check (
    status not in ('DISBURSING', 'ACTIVE', 'SETTLED')
    or num_nonnulls(disburser_id, instruction, instructed_on) = 3),
  constraint loan_disbursed_check check (
    (status in ('ACTIVE', 'SETTLED')) = (disbursed_on is not null)
    and num_nonnulls(disbursed_on, core_reference, position_on, loan_class, classified_on,
      class_rule_set) in (0, 6)),
  constraint loan_settled_check check (
    (status = 'SETTLED') = (settled_on is not null)
    and (status <> 'SETTLED' or outstanding_total_fen = 0)),
  constraint loan_outstanding_check check (outstanding_principal_fen <= outstanding_total_fen),
  constraint loan_overdue_check check ((overdue_days > 0) = (overdue_since is not null))
);
create unique index loan_core_reference_key on loan (institution_id, core_reference)
  where core_reference is not null;
create index loan_customer_id_idx on loan (institution_id, customer_id, status);
create index loan_rating_id_idx on loan (institution_id, rating_id);
create index loan_status_idx on loan (institution_id, status, applied_on);
create index loan_product_idx on loan (institution_id, product, applied_on);
create index loan_applied_on_idx on loan (institution_id, applied_on, id);
create index loan_disbursed_on_idx on loan (institution_id, disbursed_on);
create index loan_next_due_on_idx on loan (institution_id, next_due_on);
create index loan_overdue_days_idx on loan (institution_id, overdue_days, id);
create index loan_loan_class_idx on loan (institution_id, loan_class, overdue_days);
create index loan_amount_fen_idx on loan (institution_id, amount_fen, id);
create index loan_created_by_idx on loan (institution_id, created_by);
create index loan_first_investigator_id_idx on loan (institution_id, first_investigator_id);
create index loan_second_investigator_id_idx on loan (institution_id, second_investigator_id);
create index loan_reviewer_id_idx on loan (institution_id, reviewer_id);
create index loan_approver_id_idx on loan (institution_id, approver_id);
create index loan_disburser_id_idx on loan (institution_id, disburser_id);
comment on table loan is
  'A loan from application on (贷款). The bank core keeps the books; here stand process and decisions';
comment on column loan.basis is 'Drawn on the credit line of a rating, or applied for on its own';
comment on column loan.product is 'Code of the product: its limits are dated data of the program';
comment on column loan.book is 'Which rule book the payment of the loan falls under';
comment on column loan.industry_code is 'Industry of the use of funds, GB/T 4754; null for consumption';
comment on column loan.annual_rate is 'Percent a year, e.g. 4.35';
comment on column loan.payment_method is
  'How the money is to be paid out, as payment_rule of payment_rule_set says';
comment on column loan.payee_reference is 'The bank core''s reference of the payee, not an account number';
comment on column loan.round is
  'Counts from 1, up at every return: signatures of earlier rounds no longer count';
comment on column loan.reviewer_id is 'Like the investigators and approver, of the present round';
comment on column loan.instruction is
  'Reference of the last disbursement instruction, which the core answers by; unique for ever';
comment on column loan.position_on is
  'The day outstanding, overdue and class figures hold for; they follow from loan_fact alone';
comment on column loan.outstanding_total_fen is
  'Principal and interest of the whole schedule not yet paid, later periods included';
comment on column loan.surplus_fen is 'Repaid beyond the whole schedule: owed back or kept';
comment on column loan.class_reasons is
  'Every rule hit, the deciding one first: [{"code","loanClass","explanation":{"en","zh"}}]';
select protect_table('loan');

create table loan_step (
  institution_id uuid not null constraint loan_step_institution_id_fkey references institution,
  id uuid not null,
  created_at timestamptz not null default now(),
  loan_id uuid not null,
  number integer not null constraint loan_step_number_check check (number >= 1),
  round integer not null constraint loan_step_round_check check (round >= 1),
  action text not null constraint loan_step_action_check check (action in (
    'APPLY', 'SUBMIT', 'INVESTIGATE', 'REVIEW', 'APPROVE', 'RETURN', 'REJECT', 'WITHDRAW',
    'INSTRUCT', 'CONFIRM', 'REFUSE_DISBURSEMENT', 'SETTLE')),
  duty text constraint loan_step_duty_check
    check (duty in ('INVESTIGATION', 'REVIEW', 'APPROVAL', 'DISBURSEMENT')),
  from_status text constraint loan_step_from_status_check check (from_status in (
    'DRAFT', 'SUBMITTED', 'RETURNED', 'INVESTIGATED', 'REVIEWED', 'APPROVED', 'DISBURSING',
    'ACTIVE', 'SETTLED', 'REJECTED', 'WITHDRAWN')),
  to_status text not null constraint loan_step_to_status_check check (to_status in (
    'DRAFT', 'SUBMITTED', 'RETURNED', 'INVESTIGATED', 'REVIEWED', 'APPROVED', 'DISBURSING',
    'ACTIVE', 'SETTLED', 'REJECTED', 'WITHDRAWN')),
  person_id uuid not null,
  taken_at timestamptz not null,
  opinion text constraint loan_step_opinion_check check (char_length(opinion) between 1 and 1000),
  constraint loan_step_pkey primary key (institution_id, id),
  constraint loan_step_number_key unique (institution_id, loan_id, number),
  constraint loan_step_loan_id_fkey foreign key (institution_id, loan_id) references loan,
  constraint loan_step_person_id_fkey foreign key (institution_id, person_id) references person,
  constraint loan_step_duty_action_check check (case action
    when 'INVESTIGATE' then duty = 'INVESTIGATION'
    when 'REVIEW' then duty = 'REVIEW'
    when 'APPROVE' then duty = 'APPROVAL'
    when 'INSTRUCT' then duty = 'DISBURSEMENT'
    when 'RETURN' then duty in ('INVESTIGATION', 'REVIEW', 'APPROVAL')
    when 'REJECT' then duty in ('INVESTIGATION', 'REVIEW', 'APPROVAL')
    else duty is null end),
  -- In one round of one loan a person has one duty.
  constraint loan_step_duty_excl exclude using gist (
    institution_id with =, loan_id with =, round with =, person_id with =, duty with <>)
    where (duty is not null)
);
create unique index loan_step_signature_key
  on loan_step (institution_id, loan_id, round, action, person_id)
  where action in ('INVESTIGATE', 'REVIEW', 'APPROVE');
create index loan_step_person_id_idx on loan_step (institution_id, person_id);
comment on table loan_step is 'Who took which step of a loan, when and with what opinion; never changed';
comment on column loan_step.duty is
  'The post the person acted in: sending back or rejecting is deciding that step';
select protect_table('loan_step');

create table loan_investigation (
  institution_id uuid not null
    constraint loan_investigation_institution_id_fkey references institution,
  id uuid not null,
  created_at timestamptz not null default now(),
  loan_id uuid not null,
  round integer not null constraint loan_investigation_round_check check (round >= 1),
  seat smallint not null constraint loan_investigation_seat_check check (seat in (1, 2)),
  investigator_id uuid not null,
  signed_at timestamptz not null,
  on_site boolean not null,
  visited_at timestamptz,
  longitude double precision
    constraint loan_investigation_longitude_check check (longitude between -180 and 180),
  latitude double precision
    constraint loan_investigation_latitude_check check (latitude between -90 and 90),
  identity_checked boolean not null,
  income_checked boolean not null,
  debts_checked boolean not null,
  purpose_confirmed boolean not null,
  repayment_source text not null constraint loan_investigation_repayment_source_check
    check (char_length(repayment_source) between 1 and 500),
  recommended boolean not null,
  opinion text not null constraint loan_investigation_opinion_check
    check (char_length(opinion) between 1 and 1000),
  evidence_sha256 text collate "C" constraint loan_investigation_evidence_sha256_check
    check (evidence_sha256 ~ '^[0-9a-f]{64}$'),
  constraint loan_investigation_pkey primary key (institution_id, id),
  constraint loan_investigation_seat_key unique (institution_id, loan_id, round, seat),
  constraint loan_investigation_investigator_id_key
    unique (institution_id, loan_id, round, investigator_id),
  constraint loan_investigation_loan_id_fkey
    foreign key (institution_id, loan_id) references loan,
  constraint loan_investigation_investigator_id_fkey
    foreign key (institution_id, investigator_id) references person,
  constraint loan_investigation_on_site_check check (
    num_nonnulls(visited_at, longitude, latitude) = case when on_site then 3 else 0 end
    and (not on_site or evidence_sha256 is not null))
);
create index loan_investigation_investigator_id_idx
  on loan_investigation (institution_id, investigator_id);
comment on table loan_investigation is
  'Findings of one of the two investigators (双人调查), signed by sending them; never changed';
comment on column loan_investigation.seat is 'First or second signature of the round';
comment on column loan_investigation.evidence_sha256 is
  'SHA-256 of the photographs and papers, kept elsewhere, so that they cannot be exchanged later';
select protect_table('loan_investigation');

create table loan_instalment (
  institution_id uuid not null constraint loan_instalment_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  loan_id uuid not null,
  number integer not null constraint loan_instalment_number_check check (number >= 1),
  period_from date not null,
  due_on date not null,
  principal_fen bigint not null constraint loan_instalment_principal_fen_check check (principal_fen >= 0),
  interest_fen bigint not null constraint loan_instalment_interest_fen_check check (interest_fen >= 0),
  balance_after_fen bigint not null
    constraint loan_instalment_balance_after_fen_check check (balance_after_fen >= 0),
  paid_principal_fen bigint not null default 0
    constraint loan_instalment_paid_principal_fen_check
    check (paid_principal_fen between 0 and principal_fen),
  paid_interest_fen bigint not null default 0
    constraint loan_instalment_paid_interest_fen_check
    check (paid_interest_fen between 0 and interest_fen),
  settled_on date,
  constraint loan_instalment_pkey primary key (institution_id, id),
  constraint loan_instalment_number_key unique (institution_id, loan_id, number),
  constraint loan_instalment_loan_id_fkey foreign key (institution_id, loan_id) references loan,
  constraint loan_instalment_due_on_check check (due_on > period_from),
  constraint loan_instalment_settled_on_check check ((settled_on is not null)
    = (paid_principal_fen = principal_fen and paid_interest_fen = interest_fen))
);
create index loan_instalment_due_on_idx on loan_instalment (institution_id, due_on, id);
create index loan_instalment_open_idx on loan_instalment (institution_id, due_on, id)
  where settled_on is null;
comment on table loan_instalment is
  'The repayment schedule and what has been paid on it; follows from the terms and loan_fact alone';
select protect_table('loan_instalment');

create table loan_fact (
  institution_id uuid not null constraint loan_fact_institution_id_fkey references institution,
  id uuid not null,
  created_at timestamptz not null default now(),
  loan_id uuid not null,
  kind text not null constraint loan_fact_kind_check
    check (kind in ('DISBURSED', 'DISBURSEMENT_REFUSED', 'REPAID')),
  reference text collate "C" not null
    constraint loan_fact_reference_check check (char_length(reference) between 1 and 64),
  instruction text collate "C",
  amount_fen bigint not null constraint loan_fact_amount_fen_check check (amount_fen > 0),
  occurred_on date not null,
  explanation text
    constraint loan_fact_explanation_check check (char_length(explanation) between 1 and 256),
  reported_by uuid not null,
  reported_at timestamptz not null,
  constraint loan_fact_pkey primary key (institution_id, id),
  constraint loan_fact_reference_key unique (institution_id, kind, reference),
  constraint loan_fact_instruction_key unique (institution_id, instruction),
  constraint loan_fact_loan_id_fkey foreign key (institution_id, loan_id) references loan,
  constraint loan_fact_reported_by_fkey foreign key (institution_id, reported_by) references person,
  constraint loan_fact_instruction_check check ((kind = 'REPAID') = (instruction is null)),
  constraint loan_fact_explanation_kind_check
    check ((kind = 'DISBURSEMENT_REFUSED') = (explanation is not null))
);
create index loan_fact_loan_id_idx on loan_fact (institution_id, loan_id, occurred_on, id);
create index loan_fact_reported_by_idx on loan_fact (institution_id, reported_by);
create unique index loan_fact_disbursed_key on loan_fact (institution_id, loan_id)
  where kind = 'DISBURSED';
comment on table loan_fact is
  'What the bank core reported of a loan; never changed. Position and class are computed from these';
comment on column loan_fact.reference is
  'The core''s own reference: the same kind and reference is the same event, told again';
comment on column loan_fact.instruction is 'The disbursement instruction answered: one answer each';
comment on column loan_fact.occurred_on is 'The core''s business day, which may lie in the past';
select protect_table('loan_fact');

-- Signatures, findings and reports of the core are only ever added.
revoke update on loan_step, loan_investigation, loan_fact from jingtian_api;
