-- Clear readings of people who have no file here, and what profiles answered before.

create table clear_reading (
  institution_id uuid not null constraint clear_reading_institution_id_fkey references institution,
  id uuid not null,
  created_at timestamptz not null default now(),
  person_id uuid not null,
  object_type text not null constraint clear_reading_object_type_check
    check (object_type in ('PanelReviewer', 'NoticeObjection')),
  object_id uuid not null,
  values_count integer not null constraint clear_reading_values_count_check check (values_count >= 0),
  occurred_at timestamptz not null,
  constraint clear_reading_pkey primary key (institution_id, id),
  constraint clear_reading_person_id_fkey foreign key (institution_id, person_id) references person
);
create index clear_reading_person_id_idx on clear_reading (institution_id, person_id, occurred_at);
comment on table clear_reading is
  'Clear values read of people who are no customers, such as reviewers and objectors: they count towards the limits of reading as disclosures of customers do';
comment on column clear_reading.object_id is 'What they were read from';
select protect_table('clear_reading');
revoke update on clear_reading from jingtian_api;

create table profile_revision (
  institution_id uuid not null constraint profile_revision_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  customer_id uuid not null,
  form_id uuid not null,
  items text[] not null constraint profile_revision_items_check check (cardinality(items) > 0),
  before jsonb not null constraint profile_revision_before_check check (jsonb_typeof(before) = 'object'),
  sealed_items text[] not null default '{}',
  sealed_before text[] not null default '{}',
  before_cipher bytea,
  changed_by uuid not null,
  changed_at timestamptz not null,
  changed_on date not null,
  constraint profile_revision_pkey primary key (institution_id, id),
  constraint profile_revision_customer_id_fkey
    foreign key (institution_id, customer_id) references customer,
  constraint profile_revision_form_id_fkey
    foreign key (institution_id, form_id) references profile_form,
  constraint profile_revision_changed_by_fkey
    foreign key (institution_id, changed_by) references person
);
create index profile_revision_customer_id_idx
  on profile_revision (institution_id, customer_id, changed_on, id);
create index profile_revision_form_id_idx on profile_revision (institution_id, form_id);
create index profile_revision_changed_by_idx on profile_revision (institution_id, changed_by);
comment on table profile_revision is
  'Every change of a profile: who changed which items when, and what they were before; read backwards from the present answers they give those of any day';
comment on column profile_revision.items is 'Codes of the items that changed, computed ones too';
comment on column profile_revision.before is
  'What open items held before, by code; null where they held nothing';
comment on column profile_revision.sealed_items is 'Those of the items that are kept sealed';
comment on column profile_revision.sealed_before is 'Those of them that held something before';
comment on column profile_revision.before_cipher is
  'What sealed items held before, sealed under the customer''s own key';
select protect_table('profile_revision');
