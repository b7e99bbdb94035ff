-- What the bank core tells, as it arrives: late, twice, out of order, or not fitting what is known here.

create table core_report (
  institution_id uuid not null constraint core_report_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  kind text not null constraint core_report_kind_check check (kind in ('DISBURSEMENT_CONFIRMED',
    'DISBURSEMENT_REFUSED', 'DISBURSEMENT_UNKNOWN', 'REPAYMENT')),
  reference text collate "C" not null
    constraint core_report_reference_check check (char_length(reference) between 1 and 64),
  content_sha256 bytea not null
    constraint core_report_content_sha256_check check (octet_length(content_sha256) = 32),
  instruction text collate "C"
    constraint core_report_instruction_check check (char_length(instruction) between 1 and 64),
  loan_code text collate "C"
    constraint core_report_loan_code_check check (char_length(loan_code) between 1 and 64),
  amount_fen bigint not null constraint core_report_amount_fen_check check (amount_fen > 0),
  account_reference text constraint core_report_account_reference_check
    check (char_length(account_reference) between 1 and 64),
  occurred_on date not null,
  explanation text
    constraint core_report_explanation_check check (char_length(explanation) between 1 and 256),
  loan_id uuid,
  status text not null constraint core_report_status_check
    check (status in ('RECEIVED', 'APPLIED', 'HELD', 'MISMATCHED')),
  told_times integer not null default 1
    constraint core_report_told_times_check check (told_times >= 1),
  received_by uuid not null,
  received_at timestamptz not null,
  constraint core_report_pkey primary key (institution_id, id),
  -- The same thing told again is the same row; the same reference for something else is another.
  constraint core_report_content_key unique (institution_id, kind, reference, content_sha256),
  constraint core_report_loan_id_fkey foreign key (institution_id, loan_id) references loan,
  constraint core_report_received_by_fkey foreign key (institution_id, received_by) references person,
  constraint core_report_named_check check (num_nonnulls(instruction, loan_code) >= 1)
);
create index core_report_loan_id_idx on core_report (institution_id, loan_id, status);
create index core_report_status_idx on core_report (institution_id, status, received_at);
create index core_report_received_at_idx on core_report (institution_id, received_at, id);
create index core_report_received_by_idx on core_report (institution_id, received_by);
comment on table core_report is
  'Inbox of the bank core: every report once, however often it is told, and what became of it';
comment on column core_report.content_sha256 is 'SHA-256 of what the report says';
comment on column core_report.loan_id is 'The loan it was found to be about; null when none is known';
comment on column core_report.status is
  'HELD: true, but before its time, e.g. a repayment before the loan was confirmed as paid out';
select protect_table('core_report');

create table core_reconciliation (
  institution_id uuid not null
    constraint core_reconciliation_institution_id_fkey references institution,
  id uuid not null,
  created_at timestamptz not null default now(),
  business_date date not null,
  number integer not null constraint core_reconciliation_number_check check (number >= 1),
  entry_count integer not null
    constraint core_reconciliation_entry_count_check check (entry_count >= 0),
  total_fen bigint not null constraint core_reconciliation_total_fen_check check (total_fen >= 0),
  matched_count integer not null
    constraint core_reconciliation_matched_count_check check (matched_count >= 0),
  made_up_count integer not null
    constraint core_reconciliation_made_up_count_check check (made_up_count >= 0),
  mismatch_count integer not null
    constraint core_reconciliation_mismatch_count_check check (mismatch_count >= 0),
  made_by uuid not null,
  made_at timestamptz not null,
  constraint core_reconciliation_pkey primary key (institution_id, id),
  constraint core_reconciliation_number_key unique (institution_id, business_date, number),
  constraint core_reconciliation_made_by_fkey foreign key (institution_id, made_by) references person,
  constraint core_reconciliation_counts_check
    check (matched_count + made_up_count <= entry_count)
);
create index core_reconciliation_made_by_idx on core_reconciliation (institution_id, made_by);
comment on table core_reconciliation is
  'One comparison of a business day of the core with what is known here (日终对账); only ever added';
comment on column core_reconciliation.made_up_count is
  'Entries that had never arrived here and were taken from the list';
select protect_table('core_reconciliation');
revoke update on core_reconciliation from jingtian_api;

create table core_mismatch (
  institution_id uuid not null constraint core_mismatch_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  kind text not null constraint core_mismatch_kind_check check (kind in ('UNKNOWN_LOAN',
    'UNKNOWN_INSTRUCTION', 'AMOUNT', 'ACCOUNT', 'DATE', 'ANSWERED_OTHERWISE', 'REFERENCE_REUSED',
    'NOT_OWED', 'NOT_APPLICABLE', 'MISSING_IN_CORE', 'REPAID_BUT_REFUSED')),
  subject text collate "C" not null
    constraint core_mismatch_subject_check check (char_length(subject) between 1 and 160),
  report_id uuid,
  reconciliation_id uuid,
  loan_id uuid,
  known jsonb not null constraint core_mismatch_known_check check (jsonb_typeof(known) = 'object'),
  told jsonb not null constraint core_mismatch_told_check check (jsonb_typeof(told) = 'object'),
  found_on date not null,
  status text not null default 'OPEN'
    constraint core_mismatch_status_check check (status in ('OPEN', 'SETTLED')),
  resolution text constraint core_mismatch_resolution_check check (resolution in (
    'CORE_CORRECTS', 'CORRECTED_HERE', 'NOT_OURS', 'TOLD_TWICE', 'ACCEPTED')),
  settled_by uuid,
  settled_on date,
  constraint core_mismatch_pkey primary key (institution_id, id),
  constraint core_mismatch_report_id_fkey
    foreign key (institution_id, report_id) references core_report,
  constraint core_mismatch_reconciliation_id_fkey
    foreign key (institution_id, reconciliation_id) references core_reconciliation,
  constraint core_mismatch_loan_id_fkey foreign key (institution_id, loan_id) references loan,
  constraint core_mismatch_settled_by_fkey
    foreign key (institution_id, settled_by) references person,
  constraint core_mismatch_settled_check check (
    case status when 'SETTLED' then num_nonnulls(resolution, settled_by, settled_on) = 3
      else num_nonnulls(resolution, settled_by, settled_on) = 0 end)
);
-- One open case for one thing, however often it is found.
create unique index core_mismatch_open_key on core_mismatch (institution_id, kind, subject)
  where status = 'OPEN';
create index core_mismatch_status_idx on core_mismatch (institution_id, status, found_on, id);
create index core_mismatch_report_id_idx on core_mismatch (institution_id, report_id);
create index core_mismatch_reconciliation_id_idx
  on core_mismatch (institution_id, reconciliation_id);
create index core_mismatch_loan_id_idx on core_mismatch (institution_id, loan_id);
create index core_mismatch_settled_by_idx on core_mismatch (institution_id, settled_by);
comment on table core_mismatch is
  'Where what the core says does not fit what is known here: a queue for a person (对账差错)';
comment on column core_mismatch.subject is 'What it is about: a reference or instruction of the core';
comment on column core_mismatch.known is
  'What is known here: {"amount","account","occurredOn","status"}, as far as there is any';
comment on column core_mismatch.told is 'What the core says, in the same form';
select protect_table('core_mismatch');
