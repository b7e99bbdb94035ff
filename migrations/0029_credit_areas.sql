-- Credit households, villages, towns and counties (信用户、信用村、信用镇、信用县): criteria by date,
-- applications with their figures frozen, inspections, standings with their periods.

create table credit_criteria (
  institution_id uuid not null constraint credit_criteria_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  level text not null constraint credit_criteria_level_check
    check (level in ('HOUSEHOLD', 'VILLAGE', 'TOWN', 'COUNTY')),
  code text collate "C" not null
    constraint credit_criteria_code_check check (code ~ '^[A-Z][A-Z0-9_]{0,62}$'),
  legal_basis text not null
    constraint credit_criteria_legal_basis_check check (char_length(legal_basis) between 1 and 500),
  content jsonb not null
    constraint credit_criteria_content_check check (jsonb_typeof(content) = 'object'),
  valid_from date not null,
  valid_to date,
  set_by uuid not null,
  constraint credit_criteria_pkey primary key (institution_id, id),
  constraint credit_criteria_code_key unique (institution_id, level, code),
  constraint credit_criteria_set_by_fkey foreign key (institution_id, set_by) references person,
  constraint credit_criteria_valid_to_check check (valid_to > valid_from),
  constraint credit_criteria_period_excl exclude using gist
    (institution_id with =, level with =, daterange(valid_from, valid_to) with &&)
);
create index credit_criteria_set_by_idx on credit_criteria (institution_id, set_by);
comment on table credit_criteria is
  'What an institution asks of a level from a day on; before its first, the samples of the program';
comment on column credit_criteria.content is
  'Criteria (figure, comparison, threshold, basis) with the periods and sample sizes of the level';
select protect_table('credit_criteria');

create table credit_area (
  institution_id uuid not null constraint credit_area_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  level text not null constraint credit_area_level_check
    check (level in ('HOUSEHOLD', 'VILLAGE', 'TOWN', 'COUNTY')),
  area_code text collate "C" not null constraint credit_area_area_code_check check (case level
    when 'COUNTY' then area_code ~ '^\d{6}$'
    when 'TOWN' then area_code ~ '^\d{9}$'
    else area_code ~ '^\d{12}$' end),
  territory_code text collate "C" not null
    constraint credit_area_territory_code_check check (territory_code ~ '^[0-9A-Z]{2,32}$'),
  customer_id uuid,
  subject text collate "C" not null
    generated always as (coalesce(customer_id::text, area_code)) stored,
  status text not null default 'APPLIED' constraint credit_area_status_check check (status in (
    'APPLIED', 'SELF_CHECKED', 'INSPECTED', 'NAMED', 'REFUSED', 'RETRACTED', 'WITHDRAWN')),
  attestations jsonb not null default '[]'
    constraint credit_area_attestations_check check (jsonb_typeof(attestations) = 'array'),
  applied_by uuid not null,
  applied_on date not null,
  qualified boolean,
  checked_on date,
  lead_inspector_id uuid,
  second_inspector_id uuid,
  inspection_passed boolean,
  decided_by uuid,
  decided_on date,
  plaque_number text collate "C"
    constraint credit_area_plaque_number_check check (plaque_number ~ '^[A-Z0-9-]{1,32}$'),
  valid_from date,
  valid_to date,
  review_due_on date,
  improve_until date,
  ended_by uuid,
  ended_on date,
  ended_reason text
    constraint credit_area_ended_reason_check check (char_length(ended_reason) between 1 and 500),
  constraint credit_area_pkey primary key (institution_id, id),
  constraint credit_area_customer_id_fkey
    foreign key (institution_id, customer_id) references customer,
  constraint credit_area_applied_by_fkey foreign key (institution_id, applied_by) references person,
  constraint credit_area_lead_inspector_id_fkey
    foreign key (institution_id, lead_inspector_id) references person,
  constraint credit_area_second_inspector_id_fkey
    foreign key (institution_id, second_inspector_id) references person,
  constraint credit_area_decided_by_fkey foreign key (institution_id, decided_by) references person,
  constraint credit_area_ended_by_fkey foreign key (institution_id, ended_by) references person,
  constraint credit_area_customer_id_check check ((level = 'HOUSEHOLD') = (customer_id is not null)),
  constraint credit_area_plaque_number_key unique (institution_id, plaque_number),
  -- Who asks, who inspects and who decides are different people. A null is nobody yet.
  constraint credit_area_separation_check check (
    lead_inspector_id <> second_inspector_id
    and applied_by <> lead_inspector_id and applied_by <> second_inspector_id
    and decided_by <> applied_by and decided_by <> lead_inspector_id
    and decided_by <> second_inspector_id),
  constraint credit_area_checked_check check (
    num_nonnulls(qualified, checked_on) in (0, 2)
    and (status not in ('SELF_CHECKED', 'INSPECTED', 'NAMED', 'WITHDRAWN') or qualified is not null)),
  constraint credit_area_inspected_check check (
    num_nonnulls(lead_inspector_id, second_inspector_id, inspection_passed) in (0, 3)
    and (status not in ('INSPECTED', 'NAMED', 'WITHDRAWN') or inspection_passed is not null)),
  -- Only what met its criteria and passed its inspection is ever named.
  constraint credit_area_named_check check (
    num_nonnulls(plaque_number, valid_from, valid_to, review_due_on)
      = case when status in ('NAMED', 'WITHDRAWN') then 4 else 0 end
    and (status not in ('NAMED', 'WITHDRAWN') or (inspection_passed and decided_by is not null))),
  constraint credit_area_ended_check check (
    num_nonnulls(ended_by, ended_on, ended_reason)
      = case when status in ('REFUSED', 'RETRACTED', 'WITHDRAWN') then 3 else 0 end),
  constraint credit_area_valid_to_check check (valid_to >= valid_from),
  constraint credit_area_period_excl exclude using gist (
    institution_id with =, level with =, subject with =, daterange(valid_from, valid_to) with &&)
    where (valid_from is not null)
);
create unique index credit_area_open_key on credit_area (institution_id, level, subject)
  where status in ('APPLIED', 'SELF_CHECKED', 'INSPECTED');
create index credit_area_customer_id_idx on credit_area (institution_id, customer_id, valid_from);
create index credit_area_area_code_idx on credit_area (institution_id, area_code, level, id);
create index credit_area_territory_code_idx on credit_area (institution_id, territory_code, id);
create index credit_area_level_idx on credit_area (institution_id, level, area_code);
create index credit_area_status_idx on credit_area (institution_id, status, area_code);
create index credit_area_applied_on_idx on credit_area (institution_id, applied_on, id);
create index credit_area_review_due_on_idx on credit_area (institution_id, review_due_on, id)
  where status = 'NAMED';
create index credit_area_valid_to_idx on credit_area (institution_id, valid_to, id);
create index credit_area_applied_by_idx on credit_area (institution_id, applied_by);
create index credit_area_lead_inspector_id_idx on credit_area (institution_id, lead_inspector_id);
create index credit_area_second_inspector_id_idx on credit_area (institution_id, second_inspector_id);
create index credit_area_decided_by_idx on credit_area (institution_id, decided_by);
create index credit_area_ended_by_idx on credit_area (institution_id, ended_by);
comment on table credit_area is
  'The way of a household, village, town or county to its credit standing, and the standing itself';
comment on column credit_area.territory_code is
  'What decides who sees it: the area, or where the household''s file belongs';
comment on column credit_area.qualified is 'Whether the figures frozen last met every criterion';
comment on column credit_area.attestations is
  'What papers say where no figure does: [{"code","evidenceSha256"}]';
comment on column credit_area.valid_to is
  'First day the standing no longer holds; the day of a withdrawal';
comment on column credit_area.improve_until is 'Until when what a review found wanting must be put right';
select protect_table('credit_area');

create table credit_check (
  institution_id uuid not null constraint credit_check_institution_id_fkey references institution,
  id uuid not null,
  created_at timestamptz not null default now(),
  credit_area_id uuid not null,
  kind text not null
    constraint credit_check_kind_check check (kind in ('SELF_CHECK', 'REVIEW')),
  as_of date not null,
  criteria text collate "C" not null,
  findings jsonb not null
    constraint credit_check_findings_check check (jsonb_typeof(findings) = 'array'),
  qualified boolean not null,
  made_by uuid not null,
  constraint credit_check_pkey primary key (institution_id, id),
  constraint credit_check_credit_area_id_fkey
    foreign key (institution_id, credit_area_id) references credit_area,
  constraint credit_check_made_by_fkey foreign key (institution_id, made_by) references person
);
create index credit_check_credit_area_id_idx on credit_check (institution_id, credit_area_id, id);
create index credit_check_made_by_idx on credit_check (institution_id, made_by);
comment on table credit_check is
  'Figures as they stood against the criteria of the day, frozen; never changed';
comment on column credit_check.findings is
  'Per criterion: figure, numerator, denominator, value, comparison, threshold, verdict, basis';
select protect_table('credit_check');

create table credit_inspection (
  institution_id uuid not null constraint credit_inspection_institution_id_fkey references institution,
  id uuid not null,
  created_at timestamptz not null default now(),
  credit_area_id uuid not null,
  inspected_on date not null,
  lead_inspector_id uuid not null,
  second_inspector_id uuid not null,
  passed boolean not null,
  findings text not null
    constraint credit_inspection_findings_check check (char_length(findings) between 1 and 1000),
  evidence_sha256 text collate "C" not null
    constraint credit_inspection_evidence_sha256_check check (evidence_sha256 ~ '^[0-9a-f]{64}$'),
  constraint credit_inspection_pkey primary key (institution_id, id),
  constraint credit_inspection_credit_area_id_fkey
    foreign key (institution_id, credit_area_id) references credit_area,
  constraint credit_inspection_lead_inspector_id_fkey
    foreign key (institution_id, lead_inspector_id) references person,
  constraint credit_inspection_second_inspector_id_fkey
    foreign key (institution_id, second_inspector_id) references person,
  constraint credit_inspection_inspectors_check check (lead_inspector_id <> second_inspector_id)
);
create index credit_inspection_credit_area_id_idx
  on credit_inspection (institution_id, credit_area_id, id);
create index credit_inspection_lead_inspector_id_idx
  on credit_inspection (institution_id, lead_inspector_id);
create index credit_inspection_second_inspector_id_idx
  on credit_inspection (institution_id, second_inspector_id);
comment on table credit_inspection is 'What two inspectors found on site; never changed';
comment on column credit_inspection.evidence_sha256 is
  'SHA-256 of the signed record and photographs, kept elsewhere';
select protect_table('credit_inspection');

create table credit_sample (
  institution_id uuid not null constraint credit_sample_institution_id_fkey references institution,
  id uuid not null,
  created_at timestamptz not null default now(),
  inspection_id uuid not null,
  customer_id uuid not null,
  confirmed boolean not null,
  note text constraint credit_sample_note_check check (char_length(note) between 1 and 300),
  constraint credit_sample_pkey primary key (institution_id, id),
  constraint credit_sample_inspection_id_fkey
    foreign key (institution_id, inspection_id) references credit_inspection,
  constraint credit_sample_customer_id_fkey
    foreign key (institution_id, customer_id) references customer,
  constraint credit_sample_customer_id_key unique (institution_id, inspection_id, customer_id)
);
create index credit_sample_customer_id_idx on credit_sample (institution_id, customer_id);
comment on table credit_sample is 'A household the inspectors visited, and whether its file held';
select protect_table('credit_sample');

revoke update on credit_check, credit_inspection, credit_sample from jingtian_api;

-- A household's standing is seen by whoever sees the household, wherever it moves.
create function follow_customer_territory() returns trigger language plpgsql as $$
begin
  update credit_area set territory_code = new.territory_code, area_code = new.area_code
  where institution_id = new.institution_id and customer_id = new.id;
  return null;
end
$$;
create trigger follow_customer_territory after update of territory_code, area_code on customer
  for each row when (
    (new.territory_code, new.area_code) is distinct from (old.territory_code, old.area_code))
  execute function follow_customer_territory();
