-- What an application brings: its channel, security, papers, and what was noticed about it.

alter table loan
  add column channel text not null default 'OFFICER'
    constraint loan_channel_check check (channel in ('OFFICER', 'CUSTOMER', 'BANK')),
  add column guarantee_kind text not null default 'CREDIT'
    constraint loan_guarantee_kind_check check (guarantee_kind in (
      'CREDIT', 'GUARANTEE', 'JOINT_GUARANTEE', 'MORTGAGE', 'PLEDGE')),
  add column household_exposure_fen bigint
    constraint loan_household_exposure_fen_check check (household_exposure_fen >= 0),
  add column related_exposure_fen bigint
    constraint loan_related_exposure_fen_check check (related_exposure_fen >= 0);
create index loan_channel_idx on loan (institution_id, channel, applied_on);
create index loan_guarantee_kind_idx on loan (institution_id, guarantee_kind, applied_on);
create index loan_payee_reference_idx on loan (institution_id, payee_reference, applied_on)
  where payee_reference is not null;
comment on column loan.channel is 'Where the application came from';
comment on column loan.guarantee_kind is
  'The security that covers most of the amount when it was submitted; CREDIT where none does';
comment on column loan.household_exposure_fen is
  'What the household owed or had applied for with this loan, when it was last submitted';
comment on column loan.related_exposure_fen is
  'The same of everybody related to the borrower: household, guarantors, same payee';

create table loan_guarantee (
  institution_id uuid not null constraint loan_guarantee_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  loan_id uuid not null,
  kind text not null constraint loan_guarantee_kind_check check (kind in (
    'GUARANTEE', 'JOINT_GUARANTEE', 'MORTGAGE', 'PLEDGE')),
  amount_fen bigint not null constraint loan_guarantee_amount_fen_check check (amount_fen > 0),
  guarantor_id uuid,
  collateral_kind text constraint loan_guarantee_collateral_kind_check check (collateral_kind in (
    'HOUSE', 'RURAL_HOUSE', 'LAND_USE_RIGHT', 'FOREST_RIGHT', 'LIVESTOCK', 'EQUIPMENT', 'VEHICLE',
    'DEPOSIT', 'RECEIVABLE', 'WAREHOUSE_RECEIPT', 'OTHER')),
  title_reference text collate "C" constraint loan_guarantee_title_reference_check
    check (char_length(title_reference) between 1 and 64),
  value_fen bigint constraint loan_guarantee_value_fen_check check (value_fen > 0),
  valued_on date,
  status text not null default 'OFFERED'
    constraint loan_guarantee_status_check check (status in ('OFFERED', 'REMOVED')),
  offered_by uuid not null,
  offered_on date not null,
  removed_by uuid,
  removed_on date,
  constraint loan_guarantee_pkey primary key (institution_id, id),
  constraint loan_guarantee_loan_id_fkey foreign key (institution_id, loan_id) references loan,
  constraint loan_guarantee_guarantor_id_fkey
    foreign key (institution_id, guarantor_id) references customer,
  constraint loan_guarantee_offered_by_fkey
    foreign key (institution_id, offered_by) references person,
  constraint loan_guarantee_removed_by_fkey
    foreign key (institution_id, removed_by) references person,
  constraint loan_guarantee_collateral_check check (
    num_nonnulls(collateral_kind, title_reference, value_fen, valued_on)
      = case when kind in ('MORTGAGE', 'PLEDGE') then 4 else 0 end),
  constraint loan_guarantee_guarantor_check
    check (kind in ('MORTGAGE', 'PLEDGE') or guarantor_id is not null),
  constraint loan_guarantee_removed_check check (
    num_nonnulls(removed_by, removed_on) = case status when 'REMOVED' then 2 else 0 end)
);
create unique index loan_guarantee_guarantor_id_key
  on loan_guarantee (institution_id, loan_id, guarantor_id)
  where status = 'OFFERED' and kind in ('GUARANTEE', 'JOINT_GUARANTEE');
create unique index loan_guarantee_title_reference_key
  on loan_guarantee (institution_id, loan_id, title_reference)
  where status = 'OFFERED' and title_reference is not null;
create index loan_guarantee_loan_id_idx on loan_guarantee (institution_id, loan_id);
create index loan_guarantee_guarantor_id_idx on loan_guarantee (institution_id, guarantor_id);
create index loan_guarantee_title_reference_idx
  on loan_guarantee (institution_id, title_reference) where title_reference is not null;
create index loan_guarantee_offered_by_idx on loan_guarantee (institution_id, offered_by);
create index loan_guarantee_removed_by_idx on loan_guarantee (institution_id, removed_by);
comment on table loan_guarantee is
  'Security offered for a loan: a guarantor on file, or a thing by its title (担保、抵质押物)';
comment on column loan_guarantee.amount_fen is 'How much of the loan it stands for';
comment on column loan_guarantee.guarantor_id is
  'Who stands for it; of a thing its owner, null where that is the borrower';
comment on column loan_guarantee.title_reference is
  'Number of the title or registration: the same thing offered again is known by it';
select protect_table('loan_guarantee');

create table loan_document (
  institution_id uuid not null constraint loan_document_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  loan_id uuid not null,
  kind text not null constraint loan_document_kind_check check (kind in (
    'APPLICATION', 'IDENTITY_CARD', 'HOUSEHOLD_REGISTER', 'MARRIAGE_CERTIFICATE',
    'CREDIT_REPORT_CONSENT', 'CREDIT_REPORT', 'BUSINESS_LICENCE', 'LAND_CONTRACT', 'INCOME_PROOF',
    'BANK_STATEMENT', 'TAX_RECORD', 'FINANCIAL_STATEMENTS', 'PURCHASE_CONTRACT',
    'GUARANTOR_STATEMENT', 'COLLATERAL_TITLE', 'VALUATION', 'POVERTY_RELIEF_PROOF', 'OTHER')),
  sha256 text collate "C" not null
    constraint loan_document_sha256_check check (sha256 ~ '^[0-9a-f]{64}$'),
  status text not null default 'RECEIVED'
    constraint loan_document_status_check check (status in ('RECEIVED', 'WITHDRAWN')),
  received_by uuid not null,
  received_on date not null,
  withdrawn_by uuid,
  withdrawn_on date,
  constraint loan_document_pkey primary key (institution_id, id),
  constraint loan_document_loan_id_fkey foreign key (institution_id, loan_id) references loan,
  constraint loan_document_received_by_fkey
    foreign key (institution_id, received_by) references person,
  constraint loan_document_withdrawn_by_fkey
    foreign key (institution_id, withdrawn_by) references person,
  constraint loan_document_withdrawn_check check (
    num_nonnulls(withdrawn_by, withdrawn_on) = case status when 'WITHDRAWN' then 2 else 0 end)
);
create unique index loan_document_sha256_key on loan_document (institution_id, loan_id, kind, sha256)
  where status = 'RECEIVED';
create index loan_document_loan_id_idx on loan_document (institution_id, loan_id);
create index loan_document_received_by_idx on loan_document (institution_id, received_by);
create index loan_document_withdrawn_by_idx on loan_document (institution_id, withdrawn_by);
comment on table loan_document is
  'Papers received for a loan; the files lie elsewhere and cannot be exchanged unnoticed (申请资料)';
select protect_table('loan_document');

create table loan_flag (
  institution_id uuid not null constraint loan_flag_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  loan_id uuid not null,
  round integer not null constraint loan_flag_round_check check (round >= 1),
  kind text not null constraint loan_flag_kind_check check (kind in (
    'DUPLICATE', 'SPLIT_HOUSEHOLD', 'SPLIT_PAYEE', 'HOUSEHOLD_EXPOSURE', 'GUARANTOR_OVERLOADED',
    'COLLATERAL_REUSED')),
  found_fen bigint,
  threshold_fen bigint,
  found_loans integer,
  threshold_loans integer,
  others uuid[] not null
    constraint loan_flag_others_check check (cardinality(others) <= 50),
  rule_set text collate "C" not null
    constraint loan_flag_rule_set_check check (rule_set ~ '^[A-Z][A-Z0-9_]{0,62}$'),
  raised_at timestamptz not null,
  outcome text
    constraint loan_flag_outcome_check check (outcome in ('EXPLAINED', 'CONFIRMED')),
  answer text constraint loan_flag_answer_check check (char_length(answer) between 1 and 1000),
  answered_by uuid,
  answered_at timestamptz,
  constraint loan_flag_pkey primary key (institution_id, id),
  constraint loan_flag_kind_key unique (institution_id, loan_id, round, kind),
  constraint loan_flag_loan_id_fkey foreign key (institution_id, loan_id) references loan,
  constraint loan_flag_answered_by_fkey
    foreign key (institution_id, answered_by) references person,
  constraint loan_flag_figures_check check (
    num_nonnulls(found_fen, threshold_fen, found_loans, threshold_loans) = 2
    and (found_fen > threshold_fen or found_loans > threshold_loans)),
  constraint loan_flag_answered_check
    check (num_nonnulls(outcome, answer, answered_by, answered_at) in (0, 4))
);
create index loan_flag_answered_by_idx on loan_flag (institution_id, answered_by);
create index loan_flag_open_idx on loan_flag (institution_id, raised_at, id);
comment on table loan_flag is
  'What looked wrong about an application when it was submitted; the reviewer answers each (预警)';
comment on column loan_flag.found_fen is 'The sum found, above threshold_fen of the rule';
comment on column loan_flag.found_loans is 'Or the number of loans found, above threshold_loans';
comment on column loan_flag.others is 'The other loans it rests on, as they stood then';
select protect_table('loan_flag');

-- An answer stands as it was given.
create function keep_loan_flag() returns trigger language plpgsql as $$
begin
  if (new.loan_id, new.round, new.kind, new.found_fen, new.found_loans, new.others, new.rule_set)
      is distinct from
      (old.loan_id, old.round, old.kind, old.found_fen, old.found_loans, old.others, old.rule_set)
    or old.outcome is not null and (new.outcome, new.answered_by, new.answered_at)
      is distinct from (old.outcome, old.answered_by, old.answered_at) then
    raise exception 'flag % of loan % stands as it is', old.kind, old.loan_id
      using errcode = 'check_violation', constraint = 'loan_flag_kept_check';
  end if;
  return new;
end
$$;
create trigger keep_loan_flag before update on loan_flag
  for each row execute function keep_loan_flag();
