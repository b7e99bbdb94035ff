-- Files that may be of one customer: found by digests of what is sealed, decided by a person.

alter table customer
  add column name_digest bytea,
  add column name_sound_digest bytea;
comment on column customer.name_digest is 'Keyed digest of the normalised name, for comparing files';
comment on column customer.name_sound_digest is
  'Keyed digest of how the name sounds, in pinyin without tones: names that are heard alike';

create table duplicate_pair (
  institution_id uuid not null constraint duplicate_pair_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  first_id uuid not null,
  second_id uuid not null,
  reasons text[] not null constraint duplicate_pair_reasons_check check (
    cardinality(reasons) > 0 and reasons <@ array[
      'ID_NUMBER', 'CREDIT_CODE', 'MOBILE', 'ADDRESS', 'NAME', 'NAME_SOUND', 'BUSINESS_NAME']),
  score smallint not null constraint duplicate_pair_score_check check (score between 0 and 100),
  rule_set text not null
    constraint duplicate_pair_rule_set_check check (char_length(rule_set) between 1 and 64),
  status text not null default 'OPEN'
    constraint duplicate_pair_status_check check (status in ('OPEN', 'MERGED', 'KEPT_BOTH', 'UNDONE')),
  found_on date not null,
  survivor_id uuid,
  before_cipher bytea,
  decided_by uuid,
  decided_at timestamptz,
  undone_by uuid,
  undone_at timestamptz,
  constraint duplicate_pair_pkey primary key (institution_id, id),
  constraint duplicate_pair_both_key unique (institution_id, first_id, second_id),
  constraint duplicate_pair_first_id_fkey foreign key (institution_id, first_id) references customer,
  constraint duplicate_pair_second_id_fkey foreign key (institution_id, second_id) references customer,
  constraint duplicate_pair_survivor_id_fkey
    foreign key (institution_id, survivor_id) references customer,
  constraint duplicate_pair_decided_by_fkey foreign key (institution_id, decided_by) references person,
  constraint duplicate_pair_undone_by_fkey foreign key (institution_id, undone_by) references person,
  constraint duplicate_pair_first_id_check check (first_id < second_id),
  constraint duplicate_pair_survivor_check check (
    (status in ('MERGED', 'UNDONE')) = (survivor_id is not null)
    and (survivor_id is null or survivor_id in (first_id, second_id))),
  constraint duplicate_pair_decided_check check (
    (status = 'OPEN') = (decided_by is null) and (decided_by is null) = (decided_at is null)
    and (status = 'UNDONE') = (undone_by is not null)
    and (undone_by is null) = (undone_at is null))
);
create index duplicate_pair_second_id_idx on duplicate_pair (institution_id, second_id);
create index duplicate_pair_survivor_id_idx on duplicate_pair (institution_id, survivor_id);
create index duplicate_pair_decided_by_idx on duplicate_pair (institution_id, decided_by);
create index duplicate_pair_undone_by_idx on duplicate_pair (institution_id, undone_by);
create index duplicate_pair_status_idx on duplicate_pair (institution_id, status, score, id);
comment on table duplicate_pair is 'Two files that may be of one customer, and what was decided (疑似重复)';
comment on column duplicate_pair.before_cipher is
  'What the survivor said of the fields it took from the other, sealed under its key, for undoing';
select protect_table('duplicate_pair');

create table duplicate_move (
  institution_id uuid not null constraint duplicate_move_institution_id_fkey references institution,
  id uuid not null,
  created_at timestamptz not null default now(),
  pair_id uuid not null,
  table_name text collate "C" not null
    constraint duplicate_move_table_name_check check (table_name ~ '^[a-z_]{1,63}$'),
  row_id uuid not null,
  constraint duplicate_move_pkey primary key (institution_id, id),
  constraint duplicate_move_pair_id_fkey foreign key (institution_id, pair_id) references duplicate_pair
);
create index duplicate_move_pair_id_idx on duplicate_move (institution_id, pair_id);
comment on table duplicate_move is 'Rows that a merger brought from one file to the other';
select protect_table('duplicate_move');
revoke update on duplicate_move from jingtian_api;

-- Row by row, since what one file may have once the other may have too: then the row stays.
create function move_row(
  p_table text, p_column text, p_institution uuid, p_row uuid, p_from uuid, p_to uuid)
returns boolean language plpgsql as $$
declare
  moved integer;
begin
  execute format('update %I set %I = $1 where institution_id = $2 and id = $3 and %I = $4',
    p_table, p_column, p_column) using p_to, p_institution, p_row, p_from;
  get diagnostics moved = row_count;
  return moved > 0;
exception when unique_violation or exclusion_violation then
  return false;
end
$$;
comment on function move_row(text, text, uuid, uuid, uuid, uuid) is
  'Gives a row to another customer; false where it is not there any more or cannot stand there';
