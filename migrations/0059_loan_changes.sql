-- New terms for a loan in need of them, writing off what is lost, relief by decree, and who answers.

create table loan_change (
  institution_id uuid not null constraint loan_change_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  loan_id uuid not null,
  kind text not null constraint loan_change_kind_check
    check (kind in ('EXTENSION', 'RESTRUCTURING', 'WRITE_OFF')),
  status text not null default 'PROPOSED' constraint loan_change_status_check
    check (status in ('PROPOSED', 'APPLIED', 'REJECTED', 'WITHDRAWN')),
  ground text not null constraint loan_change_ground_check check (ground in (
    'SEASON', 'DISASTER', 'ILLNESS', 'MARKET', 'DEATH', 'BANKRUPTCY', 'ENFORCEMENT_ENDED',
    'LONG_OVERDUE', 'OTHER')),
  months integer constraint loan_change_months_check check (months between 1 and 360),
  repayment_method text constraint loan_change_repayment_method_check check (repayment_method in (
    'EQUAL_INSTALMENTS', 'EQUAL_PRINCIPAL', 'INTEREST_MONTHLY', 'AT_MATURITY', 'REVOLVING')),
  annual_rate numeric(8, 6)
    constraint loan_change_annual_rate_check check (annual_rate >= 0 and annual_rate < 100),
  principal_fen bigint not null
    constraint loan_change_principal_fen_check check (principal_fen >= 0),
  rule_set text not null,
  statement text not null
    constraint loan_change_statement_check check (char_length(statement) between 1 and 2000),
  evidence text[] not null
    constraint loan_change_evidence_check check (cardinality(evidence) between 1 and 20),
  proposed_by uuid not null,
  proposed_on date not null,
  decided_by uuid,
  decided_on date,
  opinion text constraint loan_change_opinion_check check (char_length(opinion) between 1 and 1000),
  constraint loan_change_pkey primary key (institution_id, id),
  constraint loan_change_loan_id_fkey foreign key (institution_id, loan_id) references loan,
  constraint loan_change_proposed_by_fkey
    foreign key (institution_id, proposed_by) references person,
  constraint loan_change_decided_by_fkey foreign key (institution_id, decided_by) references person,
  constraint loan_change_terms_check check (case kind
    when 'EXTENSION' then months is not null and num_nonnulls(repayment_method, annual_rate) = 0
    when 'RESTRUCTURING' then num_nonnulls(months, repayment_method, annual_rate) = 3
    else num_nonnulls(months, repayment_method, annual_rate) = 0 end),
  -- Whoever proposed does not decide, but may take the proposal back.
  constraint loan_change_two_people_check
    check (status not in ('APPLIED', 'REJECTED') or decided_by <> proposed_by),
  constraint loan_change_decided_check check (
    num_nonnulls(decided_by, decided_on) = case status when 'PROPOSED' then 0 else 2 end
    and (status in ('APPLIED', 'REJECTED')) = (opinion is not null))
);
create unique index loan_change_proposed_key on loan_change (institution_id, loan_id)
  where status = 'PROPOSED';
create index loan_change_loan_id_idx on loan_change (institution_id, loan_id, kind, status);
create index loan_change_status_idx on loan_change (institution_id, status, proposed_on, id);
create index loan_change_kind_idx on loan_change (institution_id, kind, proposed_on, id);
create index loan_change_proposed_on_idx on loan_change (institution_id, proposed_on, id);
create index loan_change_proposed_by_idx on loan_change (institution_id, proposed_by);
create index loan_change_decided_by_idx on loan_change (institution_id, decided_by);
comment on table loan_change is
  'An extension, a restructuring or a write-off, proposed by one person and decided by another (贷款变更)';
comment on column loan_change.months is
  'Of an extension: by how many later it matures; of a restructuring: the whole new term';
comment on column loan_change.principal_fen is 'Principal outstanding when it was proposed';
select protect_table('loan_change');

create table relief_decree (
  institution_id uuid not null constraint relief_decree_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  number text not null constraint relief_decree_number_check check (char_length(number) between 1 and 64),
  issuer text not null constraint relief_decree_issuer_check check (char_length(issuer) between 1 and 128),
  area_prefixes text[] not null
    constraint relief_decree_area_prefixes_check check (cardinality(area_prefixes) between 1 and 100),
  paused_from date not null,
  paused_until date,
  evidence_sha256 text collate "C" not null constraint relief_decree_evidence_sha256_check
    check (evidence_sha256 ~ '^[0-9a-f]{64}$'),
  status text not null default 'IN_FORCE'
    constraint relief_decree_status_check check (status in ('IN_FORCE', 'ENDED')),
  registered_by uuid not null,
  ended_by uuid,
  constraint relief_decree_pkey primary key (institution_id, id),
  constraint relief_decree_number_key unique (institution_id, number),
  constraint relief_decree_registered_by_fkey
    foreign key (institution_id, registered_by) references person,
  constraint relief_decree_ended_by_fkey foreign key (institution_id, ended_by) references person,
  constraint relief_decree_period_check check (paused_until > paused_from),
  constraint relief_decree_ended_check check (
    (status = 'ENDED') = (ended_by is not null) and (status <> 'ENDED' or paused_until is not null))
);
create index relief_decree_status_idx on relief_decree (institution_id, status, paused_from, id);
create index relief_decree_paused_from_idx on relief_decree (institution_id, paused_from, id);
create index relief_decree_registered_by_idx on relief_decree (institution_id, registered_by);
create index relief_decree_ended_by_idx on relief_decree (institution_id, ended_by);
comment on table relief_decree is
  'An order of the authorities that days of delay do not count for borrowers of some places (延期还本付息)';
comment on column relief_decree.paused_until is
  'First day that counts again; null while nobody has said';
select protect_table('relief_decree');

create table relief_loan (
  institution_id uuid not null constraint relief_loan_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  decree_id uuid not null,
  loan_id uuid not null,
  ended boolean not null default false,
  constraint relief_loan_pkey primary key (institution_id, id),
  constraint relief_loan_loan_id_key unique (institution_id, decree_id, loan_id),
  constraint relief_loan_decree_id_fkey
    foreign key (institution_id, decree_id) references relief_decree,
  constraint relief_loan_loan_id_fkey foreign key (institution_id, loan_id) references loan
);
create index relief_loan_loan_id_idx on relief_loan (institution_id, loan_id);
create index relief_loan_ended_idx on relief_loan (institution_id, decree_id, ended, id);
comment on table relief_loan is
  'A loan a decree was applied to: its pause is the fact of the loan with this row''s key as reference';
comment on column relief_loan.ended is
  'The decree was ended before the day it said, or named one at last, and the pause cut to it';
select protect_table('relief_loan');

create table loan_manager (
  institution_id uuid not null constraint loan_manager_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  loan_id uuid not null,
  person_id uuid not null,
  valid_from date not null,
  valid_to date,
  assigned_by uuid not null,
  constraint loan_manager_pkey primary key (institution_id, id),
  constraint loan_manager_loan_id_fkey foreign key (institution_id, loan_id) references loan,
  constraint loan_manager_person_id_fkey foreign key (institution_id, person_id) references person,
  constraint loan_manager_assigned_by_fkey
    foreign key (institution_id, assigned_by) references person,
  constraint loan_manager_valid_to_check check (valid_to >= valid_from),
  -- One person answers for a loan on any day. Coalesce keeps look-ups by loan on the b-tree.
  constraint loan_manager_period_excl exclude using gist (
    institution_id with =, coalesce(loan_id, id) with =, daterange(valid_from, valid_to) with &&)
);
create index loan_manager_loan_id_idx on loan_manager (institution_id, loan_id, valid_from);
create index loan_manager_person_id_idx on loan_manager (institution_id, person_id, valid_from);
create index loan_manager_assigned_by_idx on loan_manager (institution_id, assigned_by);
comment on table loan_manager is
  'Who manages a loan for a period (管理责任人); where nobody is named it is the officer of the grid';
select protect_table('loan_manager');

create table loan_liability (
  institution_id uuid not null constraint loan_liability_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  loan_id uuid not null,
  person_id uuid not null,
  duty text not null constraint loan_liability_duty_check
    check (duty in ('INVESTIGATION', 'REVIEW', 'APPROVAL', 'DISBURSEMENT', 'MANAGEMENT')),
  degree text not null constraint loan_liability_degree_check
    check (degree in ('MAIN', 'PARTIAL', 'EXEMPT')),
  grounds text not null
    constraint loan_liability_grounds_check check (char_length(grounds) between 1 and 2000),
  evidence text[] not null
    constraint loan_liability_evidence_check check (cardinality(evidence) between 1 and 20),
  found_by uuid not null,
  found_on date not null,
  constraint loan_liability_pkey primary key (institution_id, id),
  constraint loan_liability_person_id_key unique (institution_id, loan_id, person_id, duty),
  constraint loan_liability_loan_id_fkey foreign key (institution_id, loan_id) references loan,
  constraint loan_liability_person_id_fkey foreign key (institution_id, person_id) references person,
  constraint loan_liability_found_by_fkey foreign key (institution_id, found_by) references person,
  constraint loan_liability_two_people_check check (found_by <> person_id)
);
create index loan_liability_person_id_idx on loan_liability (institution_id, person_id, found_on);
create index loan_liability_found_by_idx on loan_liability (institution_id, found_by);
create index loan_liability_found_on_idx on loan_liability (institution_id, found_on, id);
create index loan_liability_degree_idx on loan_liability (institution_id, degree, found_on, id);
comment on table loan_liability is
  'Who caused that a loan went bad, by which duty and how far, or answers for nothing (责任认定)';
select protect_table('loan_liability');

comment on column loan_check.occasion is
  'What asks for it, once: FIRST:<payment>, REGULAR:<check before>, or a trigger with its day or key';
