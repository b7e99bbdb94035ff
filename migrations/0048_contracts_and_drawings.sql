-- Between approval and the borrower's money: what the loan costs is shown and confirmed, the contract
-- is signed, and each drawing is asked for, checked by a post of its own, and instructed.

-- Adds values to a check of the form `column in (...)`, whatever values it allows by then.
create function pg_temp.allow(p_table regclass, p_constraint text, p_values text[])
returns void language plpgsql as $$
declare
  v_definition text := (select pg_get_constraintdef(oid) from pg_constraint
    where conrelid = p_table and conname = p_constraint);
  v_more text := (select string_agg(format(', %L::text', value), '') from unnest(p_values) as value);
begin
  execute format('alter table %s drop constraint %I', p_table, p_constraint);
  execute format('alter table %s add constraint %I %s', p_table, p_constraint,
    replace(v_definition, '])', v_more || '])'));
end
$$;

select pg_temp.allow('loan', 'loan_status_check', '{SIGNED}');
select pg_temp.allow('loan', 'loan_investigated_check', '{SIGNED}');
select pg_temp.allow('loan', 'loan_reviewed_check', '{SIGNED}');
select pg_temp.allow('loan', 'loan_approved_check', '{SIGNED}');
select pg_temp.allow('loan_step', 'loan_step_from_status_check', '{SIGNED}');
select pg_temp.allow('loan_step', 'loan_step_to_status_check', '{SIGNED}');
select pg_temp.allow('loan_step', 'loan_step_action_check',
  '{DISCLOSE_COST,CONFIRM_COST,SIGN,DRAW,CHECK,CANCEL_DRAWING}');

do $$
declare
  v_definition text := (select pg_get_constraintdef(oid) from pg_constraint
    where conrelid = 'loan_step'::regclass and conname = 'loan_step_duty_action_check');
begin
  alter table loan_step drop constraint loan_step_duty_action_check;
  execute 'alter table loan_step add constraint loan_step_duty_action_check '
    || replace(v_definition, 'ELSE (duty IS NULL)',
      'WHEN ''CHECK''::text THEN (duty = ''DISBURSEMENT''::text) ELSE (duty IS NULL)');
end
$$;

alter table loan
  add column cost_status text
    constraint loan_cost_status_check check (cost_status in ('SHOWN', 'CONFIRMED')),
  add column signed_on date,
  add column drawing_status text constraint loan_drawing_status_check
    check (drawing_status in ('REQUESTED', 'CHECKED', 'INSTRUCTED', 'UNKNOWN')),
  add column drawing_by uuid,
  add constraint loan_drawing_by_fkey foreign key (institution_id, drawing_by) references person,
  add constraint loan_drawing_check check ((drawing_by is null) = (drawing_status is null)),
  -- Loans instructed before contracts were kept here have neither day nor disclosure.
  add constraint loan_signed_check
    check (status <> 'SIGNED' or (signed_on is not null and cost_status = 'CONFIRMED'));
comment on column loan.cost_status is
  'Of the disclosure of cost of the present round: shown to the borrower, and confirmed';
comment on column loan.signed_on is 'Day of the last signature the contract needed';
comment on column loan.drawing_status is
  'Of the one drawing under way; null when there is none. Follows disbursement';

create index loan_drawing_by_idx on loan (institution_id, drawing_by) where drawing_by is not null;
comment on column loan.drawing_by is 'Who asked for that drawing, and so neither checks nor instructs';

create table cost_disclosure (
  institution_id uuid not null constraint cost_disclosure_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  loan_id uuid not null,
  number integer not null constraint cost_disclosure_number_check check (number >= 1),
  round integer not null constraint cost_disclosure_round_check check (round >= 1),
  channel text not null
    constraint cost_disclosure_channel_check check (channel in ('ON_SITE', 'ONLINE')),
  rule_set text collate "C" not null,
  drawn_on date not null,
  principal_fen bigint not null
    constraint cost_disclosure_principal_fen_check check (principal_fen > 0),
  interest_fen bigint not null
    constraint cost_disclosure_interest_fen_check check (interest_fen >= 0),
  charges_fen bigint not null
    constraint cost_disclosure_charges_fen_check check (charges_fen >= 0),
  annual_cost numeric(12, 4) not null
    constraint cost_disclosure_annual_cost_check check (annual_cost >= 0),
  statement jsonb not null,
  items jsonb not null
    constraint cost_disclosure_items_check check (jsonb_typeof(items) = 'array'),
  contingent jsonb not null
    constraint cost_disclosure_contingent_check check (jsonb_typeof(contingent) = 'array'),
  reading_seconds integer not null
    constraint cost_disclosure_reading_seconds_check check (reading_seconds >= 0),
  status text not null constraint cost_disclosure_status_check
    check (status in ('SHOWN', 'CONFIRMED', 'SUPERSEDED')),
  shown_by uuid not null,
  shown_at timestamptz not null,
  confirmed_at timestamptz,
  evidence_sha256 text constraint cost_disclosure_evidence_sha256_check
    check (evidence_sha256 ~ '^[0-9a-f]{64}$'),
  constraint cost_disclosure_pkey primary key (institution_id, id),
  constraint cost_disclosure_number_key unique (institution_id, loan_id, number),
  constraint cost_disclosure_loan_id_fkey foreign key (institution_id, loan_id) references loan,
  constraint cost_disclosure_shown_by_fkey foreign key (institution_id, shown_by) references person,
  constraint cost_disclosure_confirmed_at_check check (
    (status <> 'CONFIRMED' or confirmed_at is not null)
    and (status <> 'SHOWN' or confirmed_at is null)),
  -- On paper the borrower's signature stays; on a screen the time to read it has gone by.
  constraint cost_disclosure_confirmed_check check (confirmed_at is null or case channel
    when 'ON_SITE' then evidence_sha256 is not null
    else extract(epoch from confirmed_at - shown_at) >= reading_seconds end)
);
create unique index cost_disclosure_present_key on cost_disclosure (institution_id, loan_id)
  where status <> 'SUPERSEDED';
create index cost_disclosure_shown_by_idx on cost_disclosure (institution_id, shown_by);
comment on table cost_disclosure is
  'What a loan costs in all, as shown to the borrower before signing (综合融资成本明示表)';
comment on column cost_disclosure.drawn_on is 'The day of drawing the figures suppose';
comment on column cost_disclosure.annual_cost is
  'Percent a year at which principal less charges paid at once equals all later payments (IRR)';
comment on column cost_disclosure.items is
  'Every charge of normal repayment, interest first: [{"code","name","collector","way","amount"}]';
comment on column cost_disclosure.statement is
  'That nothing else is charged, in the words of the rule: {"en","zh"}';
comment on column cost_disclosure.contingent is 'Charges only a breach brings, in the same form';
comment on column cost_disclosure.reading_seconds is
  'Between shown and confirmed on a screen, by the clock of the server';
select protect_table('cost_disclosure');

create table loan_signature (
  institution_id uuid not null constraint loan_signature_institution_id_fkey references institution,
  id uuid not null,
  created_at timestamptz not null default now(),
  loan_id uuid not null,
  round integer not null constraint loan_signature_round_check check (round >= 1),
  party text not null constraint loan_signature_party_check check (party in ('BORROWER', 'GUARANTOR')),
  party_number integer not null
    constraint loan_signature_party_number_check check (party_number >= 1),
  method text not null
    constraint loan_signature_method_check check (method in ('FACE_TO_FACE', 'VIDEO')),
  signed_at timestamptz not null,
  witnessed_by uuid not null,
  evidence_sha256 text not null constraint loan_signature_evidence_sha256_check
    check (evidence_sha256 ~ '^[0-9a-f]{64}$'),
  constraint loan_signature_pkey primary key (institution_id, id),
  constraint loan_signature_party_key unique (institution_id, loan_id, round, party, party_number),
  constraint loan_signature_loan_id_fkey foreign key (institution_id, loan_id) references loan,
  constraint loan_signature_witnessed_by_fkey
    foreign key (institution_id, witnessed_by) references person
);
create index loan_signature_witnessed_by_idx on loan_signature (institution_id, witnessed_by);
comment on table loan_signature is
  'Who signed the contract of a loan, how, and before whom (面签); only ever added to';
comment on column loan_signature.party_number is 'From 1: guarantors in the order of the contract';
comment on column loan_signature.evidence_sha256 is
  'SHA-256 of the signed pages and photograph, or of the recording; kept elsewhere';
select protect_table('loan_signature');
revoke update on loan_signature from jingtian_api;

create table disbursement (
  institution_id uuid not null constraint disbursement_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  loan_id uuid not null,
  number integer not null constraint disbursement_number_check check (number >= 1),
  instruction text collate "C" not null
    constraint disbursement_instruction_check check (instruction ~ '^[A-Z0-9-]{1,48}$'),
  amount_fen bigint not null constraint disbursement_amount_fen_check check (amount_fen > 0),
  counterparty_fixed boolean not null,
  non_cash_possible boolean not null,
  payment_method text not null
    constraint disbursement_payment_method_check check (payment_method in ('ENTRUSTED', 'SELF')),
  payment_rule text collate "C" not null,
  payment_rule_set text collate "C" not null,
  payee_reference text constraint disbursement_payee_reference_check
    check (char_length(payee_reference) between 1 and 64),
  account_reference text constraint disbursement_account_reference_check
    check (char_length(account_reference) between 1 and 64),
  split_with jsonb not null default '[]'
    constraint disbursement_split_with_check check (jsonb_typeof(split_with) = 'array'),
  status text not null constraint disbursement_status_check check (status in (
    'REQUESTED', 'CHECKED', 'INSTRUCTED', 'UNKNOWN', 'CONFIRMED', 'REFUSED', 'CANCELLED')),
  requested_by uuid not null,
  requested_on date not null,
  checked_by uuid,
  checked_on date,
  checks jsonb not null default '[]'
    constraint disbursement_checks_check check (jsonb_typeof(checks) = 'array'),
  disburser_id uuid,
  instructed_at timestamptz,
  instructed_on date,
  asked_at timestamptz,
  asked_times integer not null default 0
    constraint disbursement_asked_times_check check (asked_times >= 0),
  core_reference text collate "C" constraint disbursement_core_reference_check
    check (char_length(core_reference) between 1 and 64),
  answered_on date,
  explanation text
    constraint disbursement_explanation_check check (char_length(explanation) between 1 and 256),
  constraint disbursement_pkey primary key (institution_id, id),
  constraint disbursement_number_key unique (institution_id, loan_id, number),
  constraint disbursement_instruction_key unique (institution_id, instruction),
  constraint disbursement_loan_id_fkey foreign key (institution_id, loan_id) references loan,
  constraint disbursement_requested_by_fkey
    foreign key (institution_id, requested_by) references person,
  constraint disbursement_checked_by_fkey foreign key (institution_id, checked_by) references person,
  constraint disbursement_disburser_id_fkey
    foreign key (institution_id, disburser_id) references person,
  constraint disbursement_payee_check check (payment_method = 'SELF' or payee_reference is not null),
  -- Whoever asks for the money neither checks the drawing nor sends it out.
  constraint disbursement_separation_check
    check (requested_by <> checked_by and requested_by <> disburser_id),
  constraint disbursement_checked_check check (
    status in ('REQUESTED', 'CANCELLED') or num_nonnulls(checked_by, checked_on) = 2),
  constraint disbursement_instructed_check check (
    (status in ('INSTRUCTED', 'UNKNOWN', 'CONFIRMED', 'REFUSED'))
      = (num_nonnulls(disburser_id, instructed_at, instructed_on) = 3)),
  constraint disbursement_answered_check check (
    (status in ('CONFIRMED', 'REFUSED')) = (num_nonnulls(core_reference, answered_on) = 2)),
  constraint disbursement_explained_check check ((status = 'REFUSED') = (explanation is not null))
);
-- One drawing at a time: the next one begins when the core has answered this one.
create unique index disbursement_open_key on disbursement (institution_id, loan_id)
  where status in ('REQUESTED', 'CHECKED', 'INSTRUCTED', 'UNKNOWN');
create unique index disbursement_core_reference_key on disbursement (institution_id, core_reference)
  where core_reference is not null;
create index disbursement_status_idx on disbursement (institution_id, status, instructed_at);
create index disbursement_answered_on_idx on disbursement (institution_id, answered_on, id);
create index disbursement_requested_by_idx on disbursement (institution_id, requested_by);
create index disbursement_checked_by_idx on disbursement (institution_id, checked_by);
create index disbursement_disburser_id_idx on disbursement (institution_id, disburser_id);
comment on table disbursement is
  'A drawing of a loan: asked for, checked, instructed once, and answered by the bank core once';
comment on column disbursement.instruction is
  'Reference the core answers by; asking again uses the same, so that nothing is paid out twice';
comment on column disbursement.payee_reference is
  'The bank core''s reference of the payee, not an account number';
comment on column disbursement.account_reference is
  'The core''s reference of the account the money goes to; an answer naming another is a mismatch';
comment on column disbursement.split_with is
  'Instructions of other drawings that with this one look split to stay under the limit';
comment on column disbursement.checks is
  'What the check before payment found, item by item: [{"code","passed","explanation":{"en","zh"}}]';
comment on column disbursement.asked_at is 'When the core was last asked what became of it';
select protect_table('disbursement');

-- Loans instructed before drawings were kept: the last instruction of each, and those refused.
alter table loan no force row level security;
alter table loan_fact no force row level security;
alter table disbursement no force row level security;
insert into disbursement (institution_id, id, loan_id, number, instruction, amount_fen,
    counterparty_fixed, non_cash_possible, payment_method, payment_rule, payment_rule_set,
    payee_reference, status, requested_by, requested_on, checked_by, checked_on, disburser_id,
    instructed_at, instructed_on, core_reference, answered_on, explanation)
  select loan.institution_id, gen_random_uuid(), loan.id, told.number, told.instruction,
      loan.amount_fen, counterparty_fixed, non_cash_possible, payment_method, payment_rule,
      payment_rule_set, payee_reference, told.status,
      case when loan.created_by = told.sent_by then first_investigator_id else loan.created_by end,
      told.instructed_on,
      told.sent_by, told.instructed_on, told.sent_by, told.instructed_on::timestamptz,
      told.instructed_on, told.reference, told.answered_on, told.explanation
  from loan cross join lateral (
    select instruction_number as number, loan.instruction, disburser_id as sent_by,
        loan.instructed_on, case loan.status when 'DISBURSING' then 'INSTRUCTED' else 'CONFIRMED' end
        as status, loan.core_reference as reference, disbursed_on as answered_on, null as explanation
      where loan.status in ('DISBURSING', 'ACTIVE', 'SETTLED')
    union all
    select substring(fact.instruction from '\d+$')::integer, fact.instruction,
        coalesce(disburser_id, approver_id), fact.occurred_on, 'REFUSED', fact.reference,
        fact.occurred_on, fact.explanation
      from loan_fact fact where fact.institution_id = loan.institution_id
        and fact.loan_id = loan.id and fact.kind = 'DISBURSEMENT_REFUSED') told;
update loan set drawing_status = 'INSTRUCTED', drawing_by = requested_by
  from disbursement where loan.status = 'DISBURSING' and disbursement.status = 'INSTRUCTED'
    and disbursement.institution_id = loan.institution_id and disbursement.loan_id = loan.id;
alter table loan force row level security;
alter table loan_fact force row level security;
alter table disbursement force row level security;
