-- Ledgers of a grid (台账): visits and their corrections, follow-ups, outworkers, core households,
-- and which screening list a customer stands in. Free text is sealed under the customer's key.

-- Screening: NONE has not been screened yet, WHITE has and was found clear. Whoever stands in GREY or
-- BLACK today goes on standing there, with a record of it.
alter table customer
  drop constraint customer_screening_check,
  drop constraint customer_screening_reason_check,
  drop constraint customer_screened_check,
  add constraint customer_screening_check check (screening in ('NONE', 'WHITE', 'GREY', 'BLACK')),
  add constraint customer_screening_reason_check check (screening_reason in (
    'BAD_LOAN', 'WRITTEN_OFF_LOAN', 'LITIGATION', 'JUDGMENT_DEFAULTER', 'IMPRISONMENT', 'DRUGS',
    'UNLAWFUL_CONDUCT', 'GAMBLING', 'IDLENESS', 'CHARACTER', 'PROTECTED_CIRCUMSTANCE', 'OTHER')),
  add constraint customer_screened_check
    check ((screening in ('GREY', 'BLACK')) = (screening_reason is not null)),
  add constraint customer_screening_protected_check
    check (screening <> 'BLACK' or screening_reason <> 'PROTECTED_CIRCUMSTANCE');
comment on column customer.screening is
  'The list the customer stands in now: NONE not screened yet, WHITE clear, GREY needs a person to look '
  'at every step, BLACK gets no credit; how it came about is in screening_record';

create table screening_record (
  institution_id uuid not null constraint screening_record_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  customer_id uuid not null,
  list text not null constraint screening_record_list_check check (list in ('WHITE', 'GREY', 'BLACK')),
  stage text not null
    constraint screening_record_stage_check check (stage in ('SYSTEM', 'KEY_PERSON', 'FINAL')),
  reason text constraint screening_record_reason_check check (reason in (
    'BAD_LOAN', 'WRITTEN_OFF_LOAN', 'LITIGATION', 'JUDGMENT_DEFAULTER', 'IMPRISONMENT', 'DRUGS',
    'UNLAWFUL_CONDUCT', 'GAMBLING', 'IDLENESS', 'CHARACTER', 'PROTECTED_CIRCUMSTANCE', 'OTHER')),
  note_cipher bytea,
  listed_by uuid,
  listed_at timestamptz not null,
  ended_at timestamptz,
  constraint screening_record_pkey primary key (institution_id, id),
  constraint screening_record_customer_id_fkey
    foreign key (institution_id, customer_id) references customer,
  constraint screening_record_listed_by_fkey foreign key (institution_id, listed_by) references person,
  constraint screening_record_reasoned_check check ((list = 'WHITE') = (reason is null)),
  constraint screening_record_machine_check check (list <> 'BLACK' or stage = 'FINAL'),
  constraint screening_record_protected_check
    check (list <> 'BLACK' or reason <> 'PROTECTED_CIRCUMSTANCE'),
  constraint screening_record_ended_at_check check (ended_at >= listed_at)
);
create unique index screening_record_current_key
  on screening_record (institution_id, customer_id) where ended_at is null;
create index screening_record_customer_id_idx
  on screening_record (institution_id, customer_id, listed_at, id);
create index screening_record_listed_by_idx on screening_record (institution_id, listed_by);
create index screening_record_list_idx on screening_record (institution_id, list, listed_at, id);
create index screening_record_stage_idx on screening_record (institution_id, stage, listed_at, id);
create index screening_record_listed_at_idx on screening_record (institution_id, listed_at, id);
comment on table screening_record is
  'Which list a customer was put in, when, by whom and why; one list at a time (白名单、灰名单、黑名单)';
comment on column screening_record.stage is
  'Whose judgement it is: the system''s, a key person''s of the village, or the bank''s final one. Only '
  'the final one leads to the black list: no machine refuses anybody';
comment on column screening_record.reason is
  'PROTECTED_CIRCUMSTANCE stands for illness, welfare, or age and living alone: reasons to look, never '
  'to refuse. Which of them it is stands in the note alone';
comment on column screening_record.listed_by is 'Null where the system listed the customer';
comment on column screening_record.note_cipher is 'In words; sealed under the customer''s key';
-- The owner may be bound by row security too; for these rows of every institution it is not.
alter table customer no force row level security;
insert into screening_record (institution_id, id, customer_id, list, stage, reason, listed_at)
select institution_id, gen_random_uuid(), id, screening, 'FINAL', screening_reason, updated_at
from customer where screening <> 'NONE';
alter table customer force row level security;
select protect_table('screening_record');

create table visit (
  institution_id uuid not null constraint visit_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  customer_id uuid not null,
  status text not null default 'RECORDED'
    constraint visit_status_check check (status in ('RECORDED', 'CORRECTED')),
  corrects_id uuid,
  way text not null
    constraint visit_way_check check (way in ('ON_SITE', 'PHONE', 'APPOINTMENT', 'OTHER')),
  purpose text not null constraint visit_purpose_check check (purpose in (
    'FIRST_VISIT', 'COMPLETE_FILE', 'MARKETING', 'EXPLAIN', 'MAINTAIN', 'OTHER')),
  result text not null constraint visit_result_check check (result in (
    'DONE_ON_SITE', 'APPOINTED', 'TO_FOLLOW_UP', 'NOT_INTERESTED', 'OTHER')),
  source text not null constraint visit_source_check check (source in ('DESKTOP', 'TABLET', 'PHONE')),
  visited_at timestamptz not null,
  next_on date,
  visitor_id uuid not null,
  second_visitor_id uuid,
  recorded_by uuid not null,
  longitude double precision constraint visit_longitude_check check (longitude between -180 and 180),
  latitude double precision constraint visit_latitude_check check (latitude between -90 and 90),
  accuracy_metres integer
    constraint visit_accuracy_metres_check check (accuracy_metres between 0 and 100000),
  distance_metres integer constraint visit_distance_metres_check check (distance_metres >= 0),
  far_away boolean not null default false,
  photos jsonb not null default '[]'
    constraint visit_photos_check check (jsonb_typeof(photos) = 'array'),
  note_cipher bytea,
  rule_set text not null
    constraint visit_rule_set_check check (char_length(rule_set) between 1 and 64),
  constraint visit_pkey primary key (institution_id, id),
  constraint visit_corrects_id_key unique (institution_id, corrects_id),
  constraint visit_customer_id_fkey foreign key (institution_id, customer_id) references customer,
  constraint visit_corrects_id_fkey foreign key (institution_id, corrects_id) references visit,
  constraint visit_visitor_id_fkey foreign key (institution_id, visitor_id) references person,
  constraint visit_second_visitor_id_fkey
    foreign key (institution_id, second_visitor_id) references person,
  constraint visit_recorded_by_fkey foreign key (institution_id, recorded_by) references person,
  constraint visit_second_visitor_id_check check (second_visitor_id <> visitor_id),
  constraint visit_point_check check (
    num_nonnulls(longitude, latitude) in (0, 2)
    and (longitude is not null or num_nonnulls(accuracy_metres, distance_metres) = 0))
);
create index visit_customer_id_idx on visit (institution_id, customer_id, visited_at, id);
create index visit_visitor_id_idx on visit (institution_id, visitor_id, visited_at, id);
create index visit_second_visitor_id_idx on visit (institution_id, second_visitor_id);
create index visit_recorded_by_idx on visit (institution_id, recorded_by);
create index visit_visited_at_idx on visit (institution_id, visited_at, id);
create index visit_far_away_idx on visit (institution_id, far_away, visited_at, id);
comment on table visit is 'A visit to a customer (走访). A correction is a visit of its own; both stay';
comment on column visit.corrects_id is 'The visit this one puts right';
comment on column visit.distance_metres is
  'From the customer''s point to where the visit was stamped; null where either is not known';
comment on column visit.far_away is
  'The stamp lies further from the customer than the rule set lets pass, its accuracy given in';
comment on column visit.photos is 'SHA-256 and locator of each photograph; the files lie elsewhere';
comment on column visit.note_cipher is 'In words; sealed under the customer''s key';
comment on column visit.rule_set is 'The rules of visits in force on the day';
select protect_table('visit');

create table follow_up (
  institution_id uuid not null constraint follow_up_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  customer_id uuid not null,
  visit_id uuid,
  kind text not null constraint follow_up_kind_check check (kind in (
    'DOCUMENTS', 'REPAYMENT', 'SIGNING', 'PRODUCT', 'REVISIT', 'OTHER')),
  promised_by text not null
    constraint follow_up_promised_by_check check (promised_by in ('CUSTOMER', 'BANK')),
  due_on date not null,
  promise_cipher bytea not null,
  assignee_id uuid not null,
  opened_by uuid not null,
  opened_on date not null,
  status text not null default 'OPEN'
    constraint follow_up_status_check check (status in ('OPEN', 'DONE', 'CANCELLED')),
  closed_by uuid,
  closed_on date,
  result_cipher bytea,
  constraint follow_up_pkey primary key (institution_id, id),
  constraint follow_up_customer_id_fkey foreign key (institution_id, customer_id) references customer,
  constraint follow_up_visit_id_fkey foreign key (institution_id, visit_id) references visit,
  constraint follow_up_assignee_id_fkey foreign key (institution_id, assignee_id) references person,
  constraint follow_up_opened_by_fkey foreign key (institution_id, opened_by) references person,
  constraint follow_up_closed_by_fkey foreign key (institution_id, closed_by) references person,
  constraint follow_up_closed_check
    check (num_nonnulls(closed_by, closed_on, result_cipher) = case status when 'OPEN' then 0 else 3 end)
);
create index follow_up_customer_id_idx on follow_up (institution_id, customer_id, status, due_on, id);
create index follow_up_visit_id_idx on follow_up (institution_id, visit_id);
create index follow_up_assignee_id_idx
  on follow_up (institution_id, assignee_id, status, due_on, id);
create index follow_up_opened_by_idx on follow_up (institution_id, opened_by);
create index follow_up_closed_by_idx on follow_up (institution_id, closed_by);
create index follow_up_status_idx on follow_up (institution_id, status, due_on, id);
create index follow_up_due_on_idx on follow_up (institution_id, due_on, id);
comment on table follow_up is 'What was promised to or by a customer, and by when (跟进事项)';
comment on column follow_up.promise_cipher is 'What was promised; sealed under the customer''s key';
comment on column follow_up.result_cipher is
  'What came of it, or why it was dropped; sealed under the customer''s key';
select protect_table('follow_up');

create table outworker (
  institution_id uuid not null constraint outworker_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  customer_id uuid not null,
  member_id uuid not null,
  area_code text collate "C" not null
    constraint outworker_area_code_check check (area_code ~ '^(\d{2}|\d{4}|\d{6}|\d{9}|\d{12})$'),
  occupation text not null constraint outworker_occupation_check check (occupation in (
    'FACTORY', 'CONSTRUCTION', 'SERVICE', 'TRANSPORT', 'TRADE', 'OWN_BUSINESS', 'OFFICE', 'OTHER')),
  contact_mask text
    constraint outworker_contact_mask_check check (char_length(contact_mask) between 1 and 32),
  contact_cipher bytea,
  left_on date not null,
  return_on date,
  returned_on date,
  recorded_by uuid not null,
  constraint outworker_pkey primary key (institution_id, id),
  constraint outworker_customer_id_fkey foreign key (institution_id, customer_id) references customer,
  constraint outworker_member_id_fkey
    foreign key (institution_id, member_id) references customer_member,
  constraint outworker_recorded_by_fkey foreign key (institution_id, recorded_by) references person,
  constraint outworker_contact_check check (num_nonnulls(contact_mask, contact_cipher) in (0, 2)),
  constraint outworker_return_on_check check (return_on >= left_on),
  constraint outworker_returned_on_check check (returned_on >= left_on)
);
create unique index outworker_away_key on outworker (institution_id, member_id)
  where returned_on is null;
create index outworker_customer_id_idx on outworker (institution_id, customer_id, left_on, id);
create index outworker_member_id_idx on outworker (institution_id, member_id);
create index outworker_recorded_by_idx on outworker (institution_id, recorded_by);
create index outworker_area_code_idx on outworker (institution_id, area_code, id);
create index outworker_occupation_idx on outworker (institution_id, occupation, id);
create index outworker_return_on_idx on outworker (institution_id, return_on, id);
comment on table outworker is 'A member of a household who works away from home (外出务工)';
comment on column outworker.area_code is 'Where: a province, prefecture, county, town or village';
comment on column outworker.contact_cipher is
  'Telephone out there, sealed under the key the member''s name is sealed under';
comment on column outworker.return_on is 'When the return is expected';
select protect_table('outworker');

create table core_household (
  institution_id uuid not null constraint core_household_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  customer_id uuid not null,
  reason text not null constraint core_household_reason_check check (reason in (
    'KEY_PERSON', 'MODEL', 'LARGE_BUSINESS', 'LARGE_DEPOSIT', 'MANY_TIES', 'OTHER')),
  valid_from date not null,
  valid_to date,
  marked_by uuid not null,
  constraint core_household_pkey primary key (institution_id, id),
  constraint core_household_customer_id_fkey
    foreign key (institution_id, customer_id) references customer,
  constraint core_household_marked_by_fkey foreign key (institution_id, marked_by) references person,
  constraint core_household_valid_to_check check (valid_to >= valid_from),
  constraint core_household_period_excl exclude using gist (
    institution_id with =, coalesce(customer_id, id) with =, daterange(valid_from, valid_to) with &&)
);
create index core_household_customer_id_idx
  on core_household (institution_id, customer_id, valid_from);
create index core_household_marked_by_idx on core_household (institution_id, marked_by);
create index core_household_reason_idx on core_household (institution_id, reason, id);
comment on table core_household is
  'A household the work of a grid leans on (核心户), for a period and a reason';
comment on column core_household.valid_to is
  'The first day it no longer is one; equal to valid_from when it was taken back the same day';
select protect_table('core_household');
