-- Files of rows brought in from outside: what was sent, by whom, and what became of every row.

create table import (
  institution_id uuid not null constraint import_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  kind text not null constraint import_kind_check check (kind in ('ROSTER', 'PROFILES')),
  sha256 bytea not null constraint import_sha256_check check (octet_length(sha256) = 32),
  dry_run boolean not null,
  columns text[] not null constraint import_columns_check check (cardinality(columns) between 1 and 100),
  headings_cipher bytea not null,
  status text not null constraint import_status_check
    check (status in ('RECEIVING', 'READY', 'RUNNING', 'DONE', 'CANCELLED')),
  row_count integer not null constraint import_row_count_check check (row_count between 1 and 500000),
  done_count integer not null default 0,
  refused_count integer not null default 0,
  on_file_count integer not null default 0,
  duplicate_count integer not null default 0,
  waiting_count integer not null default 0,
  uploaded_by uuid not null,
  received_on date not null,
  started_at timestamptz,
  ended_at timestamptz,
  shredded_on date,
  constraint import_pkey primary key (institution_id, id),
  constraint import_uploaded_by_fkey foreign key (institution_id, uploaded_by) references person,
  constraint import_counts_check check (
    least(done_count, refused_count, on_file_count, duplicate_count, waiting_count) >= 0
    and done_count + refused_count + on_file_count + duplicate_count + waiting_count <= row_count),
  constraint import_ended_at_check check ((status in ('DONE', 'CANCELLED')) = (ended_at is not null))
);
-- The same file again is the same import. A cancelled one may be sent anew; trying a file out once
-- more, after mending what it needs, is another trial.
create unique index import_sha256_key on import (institution_id, kind, sha256, dry_run)
  where status <> 'CANCELLED' and not (dry_run and status = 'DONE');
create index import_status_idx on import (institution_id, status, id);
create index import_kind_idx on import (institution_id, kind, id);
create index import_uploaded_by_idx on import (institution_id, uploaded_by, id);
create index import_received_on_idx on import (institution_id, received_on) where shredded_on is null;
comment on table import is
  'A file of rows that somebody sent, to be worked off by a job as that person';
comment on column import.sha256 is 'SHA-256 of the bytes; the file itself and its name are not kept';
comment on column import.dry_run is 'Every row is tried out and none is kept; what would become of it is';
comment on column import.columns is 'What each column of the file holds, from the left';
comment on column import.headings_cipher is
  'The headings as they stood, sealed under a key of the import: its destruction shreds all rows';
comment on column import.row_count is 'Rows below the headings';
comment on column import.on_file_count is 'Rows about somebody who has a file already';
comment on column import.waiting_count is 'Rows that wait for a second person, as policies of approval say';
comment on column import.shredded_on is 'From this day the contents of the rows cannot be opened';
select protect_table('import');

create table import_row (
  institution_id uuid not null constraint import_row_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  import_id uuid not null,
  number integer not null constraint import_row_number_check check (number between 1 and 2000000),
  cells_cipher bytea not null,
  state text not null default 'PENDING' constraint import_row_state_check
    check (state in ('PENDING', 'DONE', 'REFUSED', 'ON_FILE', 'DUPLICATE', 'WAITING')),
  code text collate "C" constraint import_row_code_check check (code ~ '^[a-z0-9._-]{1,64}$'),
  field text collate "C" constraint import_row_field_check check (field ~ '^[A-Za-z0-9_.]{1,128}$'),
  customer_id uuid,
  constraint import_row_pkey primary key (institution_id, id),
  constraint import_row_number_key unique (institution_id, import_id, number),
  constraint import_row_import_id_fkey foreign key (institution_id, import_id) references import,
  constraint import_row_customer_id_fkey
    foreign key (institution_id, customer_id) references customer
);
create index import_row_customer_id_idx on import_row (institution_id, customer_id);
create index import_row_pending_idx on import_row (institution_id, import_id, number)
  where state = 'PENDING';
comment on table import_row is 'A row of an imported file and what became of it';
comment on column import_row.number is 'Where it stands in the file, the headings being row 1';
comment on column import_row.cells_cipher is
  'The cells as they stood, as JSON, sealed under the key of the import';
comment on column import_row.code is 'Why nothing was done with it';
comment on column import_row.field is 'The column at fault';
comment on column import_row.customer_id is 'Whom it was about, where something was done';
select protect_table('import_row');
