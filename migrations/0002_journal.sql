-- The journal: entries written by commands in their own transaction, and the places the sequencer
-- gives them in commit order. One log per institution: the log's id is institution_id.

-- What the database reads of a leaf ---------------------------------------------------------------

create type journal_leaf_actor as (person uuid, client varchar(128));
create type journal_leaf_object as (type varchar(64), id varchar(128), version bigint);
create type journal_leaf as (
  v integer,
  id uuid,
  at timestamptz,
  act varchar(128),
  request varchar(128),
  actor journal_leaf_actor,
  objects journal_leaf_object[]
);
comment on type journal_leaf is
  'The fields of a leaf that places and audit queries need. A leaf that does not fit fails at its '
  'insert, in the transaction of its writer, so that none can ever stop the sequencer';

-- Entries -----------------------------------------------------------------------------------------

create table journal_entry (
  institution_id uuid not null,
  id bigint not null generated always as identity (cache 1),
  xid xid8 not null default pg_current_xact_id(),
  written_at timestamptz not null default clock_timestamp(),
  leaf bytea not null
    constraint journal_entry_leaf_size_check check (octet_length(leaf) <= 65535)
    constraint journal_entry_leaf_check check (
      jsonb_populate_record(null::journal_leaf, convert_from(leaf, 'UTF8')::jsonb) is not null),
  leaf_hash bytea not null generated always as (sha256('\x00'::bytea || leaf)) stored,
  constraint journal_entry_pkey primary key (institution_id, id)
);
comment on table journal_entry is
  'Facts as their transactions wrote them; append-only. No foreign key to institution: writing takes '
  'no lock and reads nothing, and row security already ties the row to the running institution';
comment on column journal_entry.id is
  'Order of writing. Two entries about one object are in the order of the lock on that object, since '
  'a command locks the object before it writes; hence cache 1, and never a gap-free cursor';
comment on column journal_entry.xid is
  'The top-level transaction that wrote the entry, also from inside a savepoint';
comment on column journal_entry.written_at is 'Clock of the database at the insert; for the watchdog';
comment on column journal_entry.leaf is 'RFC 8785 JSON of the fact; holds no personal data';
comment on column journal_entry.leaf_hash is 'RFC 6962 leaf hash: SHA-256 of 0x00 and the leaf';

-- The two indexes that do not begin with the institution: the sequencer reads every log of its
-- database node at once, and transaction ids mean something only within one node.
create index journal_entry_xid_idx on journal_entry (xid);
create index journal_entry_written_at_idx on journal_entry using brin (written_at)
  with (pages_per_range = 32, autosummarize = on);

-- Places ------------------------------------------------------------------------------------------

create table journal_position (
  institution_id uuid not null,
  position bigint not null constraint journal_position_position_check check (position >= 0),
  entry_id bigint not null,
  act text collate "C" not null,
  actor_id uuid,
  request_id text collate "C" not null,
  occurred_at timestamptz not null,
  sealed_at timestamptz not null default now(),
  constraint journal_position_pkey primary key (institution_id, position),
  constraint journal_position_entry_id_key unique (institution_id, entry_id)
);
create index journal_position_act_idx on journal_position (institution_id, act, position);
create index journal_position_actor_id_idx on journal_position (institution_id, actor_id, position);
create index journal_position_request_id_idx
  on journal_position (institution_id, request_id, position);
create index journal_position_occurred_at_idx
  on journal_position (institution_id, occurred_at, position);
comment on table journal_position is
  'The place of each entry in its institution''s log, written by the sequencer alone, with the fields '
  'audit queries look for, all derived from the leaf';
comment on column journal_position.position is
  'Dense from 0 within the institution: the leaf index of the tree and the cursor of every feed';
comment on column journal_position.occurred_at is 'The leaf''s own time';
comment on column journal_position.sealed_at is 'When the sequencer gave the place';

create table journal_object (
  institution_id uuid not null,
  object_type text collate "C" not null,
  object_id text collate "C" not null,
  position bigint not null,
  object_version bigint,
  constraint journal_object_pkey primary key (institution_id, object_type, object_id, position)
);
comment on table journal_object is 'Which entries concern an object: its history, in order';
comment on column journal_object.object_version is
  'The object''s version after the act; null where the object has none';

-- The sequencer's memory --------------------------------------------------------------------------

create table journal_sequencer_state (
  singleton boolean not null default true
    constraint journal_sequencer_state_pkey primary key
    constraint journal_sequencer_state_singleton_check check (singleton),
  snapshot pg_snapshot not null,
  system_identifier bigint not null,
  moved_at timestamptz not null default now()
);
comment on table journal_sequencer_state is 'One row: up to where the sequencer has seen';
comment on column journal_sequencer_state.snapshot is
  'Every entry visible in this snapshot has its place; transaction ids begin at 3';
comment on column journal_sequencer_state.system_identifier is
  'The database cluster the snapshot belongs to. In another one transaction ids mean something else, '
  'so the sequencer halts there until it is re-based';
insert into journal_sequencer_state (snapshot, system_identifier)
  select '3:3:', system_identifier from pg_control_system();

-- Rights ------------------------------------------------------------------------------------------

create function refuse_journal_change() returns trigger language plpgsql as $$
begin
  raise exception 'the journal is append-only: % of % is refused', lower(tg_op), tg_table_name
    using errcode = 'restrict_violation';
end
$$;

create function protect_journal(name text) returns void language plpgsql as $$
begin
  execute format('alter table %I enable row level security', name);
  execute format('alter table %I force row level security', name);
  execute format(
    'create policy tenant on %I using (institution_id = (select nullif(current_setting(''app.institution'', true), '''')::uuid))',
    name);
  execute format(
    'create policy sequencer on %I to jingtian_sequencer using (true) with check (true)', name);
  execute format('grant select on %I to jingtian_api, jingtian_sequencer', name);
  execute format(
    'create trigger refuse_change before update or delete or truncate on %I
       for each statement execute function refuse_journal_change()', name);
  -- "Always": also under session_replication_role = replica, which silences other triggers.
  execute format('alter table %I enable always trigger refuse_change', name);
end
$$;
comment on function protect_journal(text) is
  'Makes a table part of the journal: tenant rows, readable, append-only for everyone';

select protect_journal('journal_entry');
select protect_journal('journal_position');
select protect_journal('journal_object');
grant insert (institution_id, leaf) on journal_entry to jingtian_api;
grant insert on journal_position, journal_object to jingtian_sequencer;
grant select, update on journal_sequencer_state to jingtian_sequencer;

create trigger refuse_removal before delete or truncate on journal_sequencer_state
  for each statement execute function refuse_journal_change();

-- Open to everyone on a stock server; some installations close it.
do $$
begin
  if not has_function_privilege('jingtian_sequencer', 'pg_control_system()', 'execute') then
    grant execute on function pg_control_system() to jingtian_sequencer;
  end if;
end
$$;
