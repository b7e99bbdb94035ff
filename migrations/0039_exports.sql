-- What was taken out of the system in bulk: a set of people is fixed, and disclosed, before the
-- first byte leaves; what left in the end is written beside it.

create table export_record (
  institution_id uuid not null constraint export_record_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  kind text not null constraint export_record_kind_check check (kind in ('LEDGER')),
  territory_code text collate "C" not null
    constraint export_record_territory_code_check check (territory_code ~ '^[0-9A-Z]{2,32}$'),
  grid_id uuid,
  columns text[] not null constraint export_record_columns_check
    check (cardinality(columns) between 1 and 20),
  format text not null constraint export_record_format_check check (format in ('CSV', 'XLSX')),
  purpose text not null,
  person_id uuid not null,
  asked_at timestamptz not null,
  expires_at timestamptz not null,
  rule_set text not null
    constraint export_record_rule_set_check check (char_length(rule_set) between 1 and 64),
  listed_count integer not null
    constraint export_record_listed_count_check check (listed_count >= 0),
  left_out_count integer not null
    constraint export_record_left_out_count_check check (left_out_count >= 0),
  status text not null default 'OPEN'
    constraint export_record_status_check check (status in ('OPEN', 'BROKEN', 'DONE')),
  ended_at timestamptz,
  row_count integer constraint export_record_row_count_check check (row_count >= 0),
  byte_count bigint constraint export_record_byte_count_check check (byte_count >= 0),
  sha256 text collate "C" constraint export_record_sha256_check check (sha256 ~ '^[0-9a-f]{64}$'),
  constraint export_record_pkey primary key (institution_id, id),
  constraint export_record_grid_id_fkey foreign key (institution_id, grid_id) references grid,
  constraint export_record_person_id_fkey foreign key (institution_id, person_id) references person,
  constraint export_record_expires_at_check check (expires_at > asked_at),
  constraint export_record_ended_check check (
    (status = 'OPEN') = (ended_at is null) and (ended_at is null) = (row_count is null)
    and (ended_at is null) = (byte_count is null) and (status = 'DONE') = (sha256 is not null))
);
create index export_record_grid_id_idx on export_record (institution_id, grid_id);
create index export_record_person_id_idx on export_record (institution_id, person_id, asked_at);
create index export_record_territory_code_idx on export_record (institution_id, territory_code);
create index export_record_status_idx on export_record (institution_id, status);
create index export_record_asked_at_idx on export_record (institution_id, asked_at);
comment on table export_record is
  'A set of rows taken out of the system: who, what, what for, and what left (批量导出记录)';
comment on column export_record.territory_code is 'The area or grid whose rows they are, by its code';
comment on column export_record.listed_count is 'People in the set, each disclosed when it was fixed';
comment on column export_record.left_out_count is
  'People of the territory whose data may not be used for this purpose';
comment on column export_record.status is
  'OPEN until it ends; BROKEN when the reader went away, and may be read again; DONE once';
comment on column export_record.sha256 is 'Of the bytes that left';
select protect_table('export_record');

alter table disclosure
  add column export_id uuid,
  add constraint disclosure_export_id_fkey
    foreign key (institution_id, export_id) references export_record;
create index disclosure_export_id_idx on disclosure (institution_id, export_id, customer_id);
comment on column disclosure.export_id is 'The export it was a part of';
