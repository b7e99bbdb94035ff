-- Personal data: what a person agreed to, who read or was given it, what is restricted, corrected and
-- erased. Texts people were shown are kept by edition, so that every consent says what was read.

create table consent_text (
  institution_id uuid not null constraint consent_text_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  code text collate "C" not null
    constraint consent_text_code_check check (code ~ '^[A-Z][A-Z0-9_]{0,62}$'),
  edition integer not null constraint consent_text_edition_check check (edition >= 1),
  title text not null
    constraint consent_text_title_check check (char_length(title) between 1 and 128),
  body text not null
    constraint consent_text_body_check check (char_length(body) between 1 and 20000),
  body_sha256 text collate "C" not null
    constraint consent_text_body_sha256_check check (body_sha256 ~ '^[0-9a-f]{64}$'),
  purposes text[] not null constraint consent_text_purposes_check check (cardinality(purposes) > 0),
  items text[] not null constraint consent_text_items_check check (cardinality(items) > 0),
  valid_from date not null,
  valid_to date,
  published_by uuid not null,
  constraint consent_text_pkey primary key (institution_id, id),
  constraint consent_text_edition_key unique (institution_id, code, edition),
  constraint consent_text_published_by_fkey
    foreign key (institution_id, published_by) references person,
  constraint consent_text_valid_to_check check (valid_to > valid_from),
  constraint consent_text_period_excl exclude using gist
    (institution_id with =, code with =, daterange(valid_from, valid_to) with &&)
);
create index consent_text_published_by_idx on consent_text (institution_id, published_by);
comment on table consent_text is
  'What people are shown before they agree (个人信息授权书), by edition; a published one never changes';
comment on column consent_text.body_sha256 is 'SHA-256 of the body in UTF-8, for paper and app to name';
comment on column consent_text.items is 'Groups of data it speaks of: a consent may cover no other';
select protect_table('consent_text');

-- Only its end is ever written after it is published.
create function keep_consent_text() returns trigger language plpgsql as $$
begin
  if (new.code, new.edition, new.title, new.body, new.body_sha256, new.purposes, new.items, new.valid_from)
      is distinct from
     (old.code, old.edition, old.title, old.body, old.body_sha256, old.purposes, old.items, old.valid_from)
  then
    raise exception 'consent text % edition % is published and is not edited', old.code, old.edition
      using errcode = 'check_violation', constraint = 'consent_text_published_check';
  end if;
  return new;
end
$$;
create trigger keep_consent_text before update on consent_text
  for each row execute function keep_consent_text();

create table consent (
  institution_id uuid not null constraint consent_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  customer_id uuid not null,
  member_id uuid,
  purpose text not null,
  recipient_kind text not null default 'NONE',
  recipient text collate "C" not null default ''
    constraint consent_recipient_check check (recipient ~ '^([A-Z0-9][A-Z0-9_-]{0,63})?$'),
  items text[] not null constraint consent_items_check check (cardinality(items) > 0),
  text_id uuid not null,
  channel text not null
    constraint consent_channel_check check (channel in ('PAPER', 'APP', 'VIDEO', 'COUNTER', 'MESSAGE')),
  evidence_sha256 text collate "C" not null
    constraint consent_evidence_sha256_check check (evidence_sha256 ~ '^[0-9a-f]{64}$'),
  expires_on date,
  recorded_by uuid not null,
  valid_from date not null,
  valid_to date,
  withdrawn_on date,
  withdrawal_channel text constraint consent_withdrawal_channel_check
    check (withdrawal_channel in ('PAPER', 'APP', 'VIDEO', 'COUNTER', 'MESSAGE')),
  withdrawal_reason text constraint consent_withdrawal_reason_check
    check (char_length(withdrawal_reason) between 1 and 500),
  withdrawn_by uuid,
  constraint consent_pkey primary key (institution_id, id),
  constraint consent_customer_id_fkey foreign key (institution_id, customer_id) references customer,
  constraint consent_member_id_fkey foreign key (institution_id, member_id) references customer_member,
  constraint consent_text_id_fkey foreign key (institution_id, text_id) references consent_text,
  constraint consent_recorded_by_fkey foreign key (institution_id, recorded_by) references person,
  constraint consent_withdrawn_by_fkey foreign key (institution_id, withdrawn_by) references person,
  constraint consent_purpose_check check (purpose in (
    'RATING', 'PANEL_REVIEW', 'PUBLIC_NOTICE', 'CREDIT_REGISTRY_QUERY', 'GOVERNMENT_SHARING',
    'GUARANTOR_SHARING', 'INSURANCE_SHARING', 'MARKETING', 'FILE_KEEPING', 'LOAN_HANDLING',
    'COLLECTION', 'COMPLAINT', 'AUDIT', 'ANTI_MONEY_LAUNDERING')),
  constraint consent_recipient_kind_check check (recipient_kind in (
    'NONE', 'CREDIT_REGISTRY', 'GOVERNMENT', 'GUARANTOR', 'INSURER', 'OTHER')),
  constraint consent_recipient_named_check check ((recipient_kind = 'NONE') = (recipient = '')),
  constraint consent_expires_on_check check (expires_on > valid_from),
  constraint consent_withdrawn_check check (
    num_nonnulls(withdrawn_on, withdrawal_channel, withdrawal_reason, withdrawn_by) in (0, 4)
    and valid_to is not distinct from coalesce(withdrawn_on, expires_on)),
  constraint consent_valid_to_check check (valid_to >= valid_from),
  -- Coalesce changes nothing but keeps look-ups by customer on the b-tree.
  constraint consent_period_excl exclude using gist (
    institution_id with =, coalesce(customer_id, id) with =,
    coalesce(member_id, '00000000-0000-0000-0000-000000000000') with =,
    purpose with =, recipient_kind with =, recipient with =, daterange(valid_from, valid_to) with &&)
);
create index consent_customer_id_idx on consent (institution_id, customer_id, purpose, valid_from);
create index consent_member_id_idx on consent (institution_id, member_id);
create index consent_text_id_idx on consent (institution_id, text_id);
create index consent_purpose_idx on consent (institution_id, purpose, valid_to);
create index consent_valid_to_idx on consent (institution_id, valid_to);
create index consent_recorded_by_idx on consent (institution_id, recorded_by);
create index consent_withdrawn_by_idx on consent (institution_id, withdrawn_by);
comment on table consent is
  'One purpose a person agreed to, for one recipient where data leaves the institution (单独同意)';
comment on column consent.member_id is 'The member who agreed; null for the head or owner';
comment on column consent.recipient is 'Code of the outside recipient; empty where data stays inside';
comment on column consent.evidence_sha256 is
  'SHA-256 of the signed paper, screen record or video, kept elsewhere';
comment on column consent.valid_from is 'The day it was given';
comment on column consent.valid_to is
  'The day it ends, not included: when it expires, or earlier when it was withdrawn';
select protect_table('consent');

create table disclosure (
  institution_id uuid not null constraint disclosure_institution_id_fkey references institution,
  id uuid not null,
  created_at timestamptz not null default now(),
  customer_id uuid not null,
  act text not null constraint disclosure_act_check check (act in ('REVEAL', 'EXPORT', 'SHARE')),
  purpose text not null,
  ground text not null
    constraint disclosure_ground_check check (ground in ('CONSENT', 'CONTRACT', 'LEGAL_DUTY')),
  consent_id uuid,
  recipient_kind text not null default 'NONE' constraint disclosure_recipient_kind_check
    check (recipient_kind in (
      'NONE', 'CREDIT_REGISTRY', 'GOVERNMENT', 'GUARANTOR', 'INSURER', 'OTHER', 'SUBJECT')),
  recipient text collate "C" not null default ''
    constraint disclosure_recipient_check check (recipient ~ '^([A-Z0-9][A-Z0-9_-]{0,63})?$'),
  items text[] not null constraint disclosure_items_check check (cardinality(items) > 0),
  values_count integer not null constraint disclosure_values_count_check check (values_count >= 0),
  person_id uuid not null,
  occurred_at timestamptz not null,
  constraint disclosure_pkey primary key (institution_id, id),
  constraint disclosure_customer_id_fkey foreign key (institution_id, customer_id) references customer,
  constraint disclosure_consent_id_fkey foreign key (institution_id, consent_id) references consent,
  constraint disclosure_person_id_fkey foreign key (institution_id, person_id) references person,
  constraint disclosure_ground_consent_check check ((ground = 'CONSENT') = (consent_id is not null))
);
create index disclosure_customer_id_idx on disclosure (institution_id, customer_id, occurred_at);
create index disclosure_consent_id_idx on disclosure (institution_id, consent_id);
create index disclosure_person_id_idx on disclosure (institution_id, person_id, occurred_at);
create index disclosure_occurred_at_idx on disclosure (institution_id, occurred_at);
comment on table disclosure is
  'Every clear read, export or sharing of a person''s data: who, when, what for and on what ground';
comment on column disclosure.values_count is 'Clear values of class C2 that were shown';
select protect_table('disclosure');
revoke update on disclosure from jingtian_api;

create table reveal_alert (
  institution_id uuid not null constraint reveal_alert_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  person_id uuid not null,
  raised_at timestamptz not null,
  values_count integer not null,
  threshold integer not null constraint reveal_alert_threshold_check check (threshold >= 1),
  rule_set text not null,
  status text not null default 'OPEN'
    constraint reveal_alert_status_check check (status in ('OPEN', 'ACKNOWLEDGED')),
  finding text constraint reveal_alert_finding_check
    check (finding in ('JUSTIFIED', 'CARELESS', 'MISUSE')),
  note text constraint reveal_alert_note_check check (char_length(note) between 1 and 500),
  acknowledged_by uuid,
  acknowledged_at timestamptz,
  constraint reveal_alert_pkey primary key (institution_id, id),
  constraint reveal_alert_person_id_fkey foreign key (institution_id, person_id) references person,
  constraint reveal_alert_acknowledged_by_fkey
    foreign key (institution_id, acknowledged_by) references person,
  constraint reveal_alert_values_count_check check (values_count >= threshold),
  constraint reveal_alert_self_check check (acknowledged_by <> person_id),
  constraint reveal_alert_acknowledged_check check (
    num_nonnulls(finding, note, acknowledged_by, acknowledged_at)
      = case status when 'OPEN' then 0 else 4 end)
);
create index reveal_alert_person_id_idx on reveal_alert (institution_id, person_id, raised_at);
create index reveal_alert_status_idx on reveal_alert (institution_id, status, raised_at);
create index reveal_alert_raised_at_idx on reveal_alert (institution_id, raised_at);
create index reveal_alert_acknowledged_by_idx on reveal_alert (institution_id, acknowledged_by);
comment on table reveal_alert is
  'Someone read more clear personal values within 24 hours than the rule set takes for usual';
select protect_table('reveal_alert');

create table processing_restriction (
  institution_id uuid not null
    constraint processing_restriction_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  customer_id uuid not null,
  ground text not null constraint processing_restriction_ground_check
    check (ground in ('OBJECTION', 'ACCURACY_DISPUTED', 'UNLAWFUL', 'RETENTION_ONLY')),
  reason text constraint processing_restriction_reason_check
    check (char_length(reason) between 1 and 500),
  restricted_by uuid not null,
  valid_from date not null,
  valid_to date,
  lift_reason text constraint processing_restriction_lift_reason_check
    check (char_length(lift_reason) between 1 and 500),
  lifted_by uuid,
  constraint processing_restriction_pkey primary key (institution_id, id),
  constraint processing_restriction_customer_id_fkey
    foreign key (institution_id, customer_id) references customer,
  constraint processing_restriction_restricted_by_fkey
    foreign key (institution_id, restricted_by) references person,
  constraint processing_restriction_lifted_by_fkey
    foreign key (institution_id, lifted_by) references person,
  constraint processing_restriction_valid_to_check check (valid_to >= valid_from),
  constraint processing_restriction_lifted_check check ((valid_to is null) = (lifted_by is null)),
  constraint processing_restriction_period_excl exclude using gist (
    institution_id with =, coalesce(customer_id, id) with =, daterange(valid_from, valid_to) with &&)
);
create unique index processing_restriction_customer_id_key
  on processing_restriction (institution_id, customer_id) where valid_to is null;
create index processing_restriction_customer_id_idx
  on processing_restriction (institution_id, customer_id, valid_from);
create index processing_restriction_restricted_by_idx
  on processing_restriction (institution_id, restricted_by);
create index processing_restriction_lifted_by_idx on processing_restriction (institution_id, lifted_by);
comment on table processing_restriction is
  'While it holds, the person''s data is stored and nothing else: no rating, sharing or marketing';
select protect_table('processing_restriction');

create table correction_request (
  institution_id uuid not null
    constraint correction_request_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  customer_id uuid not null,
  member_id uuid,
  items text[] not null constraint correction_request_items_check check (cardinality(items) > 0),
  channel text not null constraint correction_request_channel_check
    check (channel in ('PAPER', 'APP', 'VIDEO', 'COUNTER', 'MESSAGE')),
  requested_on date not null,
  due_on date not null,
  rule_set text not null,
  taken_by uuid not null,
  status text not null default 'OPEN' constraint correction_request_status_check
    check (status in ('OPEN', 'CORRECTED', 'REFUSED')),
  outcome text constraint correction_request_outcome_check
    check (char_length(outcome) between 1 and 500),
  decided_by uuid,
  decided_on date,
  constraint correction_request_pkey primary key (institution_id, id),
  constraint correction_request_customer_id_fkey
    foreign key (institution_id, customer_id) references customer,
  constraint correction_request_member_id_fkey
    foreign key (institution_id, member_id) references customer_member,
  constraint correction_request_taken_by_fkey
    foreign key (institution_id, taken_by) references person,
  constraint correction_request_decided_by_fkey
    foreign key (institution_id, decided_by) references person,
  constraint correction_request_due_on_check check (due_on >= requested_on),
  constraint correction_request_decided_check check (
    num_nonnulls(outcome, decided_by, decided_on) = case status when 'OPEN' then 0 else 3 end)
);
create index correction_request_customer_id_idx
  on correction_request (institution_id, customer_id, requested_on);
create index correction_request_member_id_idx on correction_request (institution_id, member_id);
create index correction_request_status_idx on correction_request (institution_id, status, due_on);
create index correction_request_due_on_idx on correction_request (institution_id, due_on, id);
create index correction_request_taken_by_idx on correction_request (institution_id, taken_by);
create index correction_request_decided_by_idx on correction_request (institution_id, decided_by);
comment on table correction_request is
  'Someone says that what is on file of them is wrong (个人信息更正): due in working days, with an outcome';
select protect_table('correction_request');

create table erasure (
  institution_id uuid not null constraint erasure_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  customer_id uuid not null,
  ground text not null constraint erasure_ground_check
    check (ground in ('SUBJECT_REQUEST', 'CONSENT_WITHDRAWN', 'PURPOSE_ENDED', 'RETENTION_ENDED')),
  outcome text not null constraint erasure_outcome_check check (outcome in ('ERASED', 'MINIMISED')),
  kept jsonb not null constraint erasure_kept_check check (jsonb_typeof(kept) = 'array'),
  kept_until date,
  keys_destroyed integer not null constraint erasure_keys_destroyed_check check (keys_destroyed >= 0),
  erased_by uuid not null,
  erased_on date not null,
  completed_on date,
  constraint erasure_pkey primary key (institution_id, id),
  constraint erasure_customer_id_fkey foreign key (institution_id, customer_id) references customer,
  constraint erasure_erased_by_fkey foreign key (institution_id, erased_by) references person,
  constraint erasure_outcome_kept_check check ((outcome = 'MINIMISED') = (kept_until is not null)),
  constraint erasure_completed_check check (outcome = 'MINIMISED' or completed_on = erased_on)
);
create index erasure_customer_id_idx on erasure (institution_id, customer_id);
create index erasure_erased_by_idx on erasure (institution_id, erased_by);
create index erasure_kept_until_idx on erasure (institution_id, kept_until)
  where completed_on is null;
comment on table erasure is
  'A person''s data was erased, or cut down to what a law keeps until a day (删除与最小化)';
comment on column erasure.kept is
  'What stays and why: [{"what","count","until","legalBasis":{"en","zh"}}]';
select protect_table('erasure');

-- Erased customers ----------------------------------------------------------------------------------

alter table customer drop constraint customer_status_check;
alter table customer add constraint customer_status_check
  check (status in ('ACTIVE', 'MERGED', 'CLOSED', 'ERASED'));

create function destroy_subject_keys(p_institution uuid, p_subjects uuid[]) returns integer
language sql security definer set search_path = public, pg_temp as $$
  with gone as (
    delete from subject_key
    where institution_id = p_institution and institution_id = current_institution()
      and subject_id = any(p_subjects)
    returning 1)
  select count(*)::integer from gone
$$;
comment on function destroy_subject_keys(uuid, uuid[]) is
  'Erasure: without their keys the subjects'' sealed fields are noise. The only deletion there is';
revoke all on function destroy_subject_keys(uuid, uuid[]) from public;
grant execute on function destroy_subject_keys(uuid, uuid[]) to jingtian_api;
