-- The journal's trees: what the sequencer seals together with the places, what it signs afterwards,
-- and what of it needs no login to be read.

-- Sealed with the places --------------------------------------------------------------------------

create table journal_tile (
  institution_id uuid not null,
  level smallint not null constraint journal_tile_level_check check (level between 0 and 6),
  tile bigint not null constraint journal_tile_tile_check check (tile >= 0),
  hashes bytea not null constraint journal_tile_hashes_check
    check (octet_length(hashes) between 32 and 8192 and octet_length(hashes) % 32 = 0),
  constraint journal_tile_pkey primary key (institution_id, level, tile)
);
-- Hashes do not compress.
alter table journal_tile alter column hashes set storage external;
comment on table journal_tile is
  'The RFC 6962 tree of each log, as C2SP tiles: 256 hashes of one level, fewer at the right edge';
comment on column journal_tile.level is
  'Tile level: its hashes are roots of complete subtrees of 256 to the power of the level leaves';
comment on column journal_tile.hashes is 'Grows at its end until it is complete, and never changes';

create table journal_root (
  institution_id uuid not null,
  size bigint not null constraint journal_root_size_check check (size > 0),
  root bytea not null constraint journal_root_root_check check (octet_length(root) = 32),
  sealed_at timestamptz not null default now(),
  constraint journal_root_pkey primary key (institution_id, size),
  constraint journal_root_root_key unique (institution_id, size, root)
);
comment on table journal_root is 'The root of the tree after each sealing; the newest is the log';

-- Signed after it ---------------------------------------------------------------------------------

create table journal_checkpoint (
  institution_id uuid not null,
  origin text collate "C" not null
    constraint journal_checkpoint_origin_check check (origin ~ '^[\x21-\x7e]{1,200}$'),
  size bigint not null,
  root bytea not null,
  note text not null,
  signed_at timestamptz not null default now(),
  constraint journal_checkpoint_pkey primary key (institution_id, origin, size),
  constraint journal_checkpoint_root_fkey
    foreign key (institution_id, size, root) references journal_root (institution_id, size, root),
  constraint journal_checkpoint_note_check check (octet_length(note) <= 65536 and starts_with(note,
    origin || E'\n' || size::text || E'\n' || encode(root, 'base64') || E'\n'))
);
create index journal_checkpoint_root_idx on journal_checkpoint (institution_id, size, root);
comment on table journal_checkpoint is
  'Signed roots, as published; the key is the sequencer process''s alone, so nobody else fills this';
comment on column journal_checkpoint.origin is 'The log''s name in the note: base and institution code';
comment on column journal_checkpoint.note is 'C2SP signed note over a checkpoint of exactly this root';

create table journal_cosignature (
  institution_id uuid not null,
  origin text collate "C" not null,
  size bigint not null,
  witness text collate "C" not null
    constraint journal_cosignature_witness_check check (char_length(witness) between 1 and 255),
  line text not null constraint journal_cosignature_line_check
    check (octet_length(line) <= 2048 and starts_with(line, '— ' || witness || ' ')),
  received_at timestamptz not null default now(),
  constraint journal_cosignature_pkey primary key (institution_id, origin, size, witness),
  constraint journal_cosignature_size_fkey
    foreign key (institution_id, origin, size) references journal_checkpoint
);
create index journal_cosignature_witness_idx
  on journal_cosignature (institution_id, origin, witness, size);
comment on table journal_cosignature is
  'What witnesses signed of a checkpoint: that it continues the one they had seen before';
comment on column journal_cosignature.line is 'The signature line, without its line feed';

-- Rights ------------------------------------------------------------------------------------------

select protect_journal('journal_root');
select protect_journal('journal_checkpoint');
select protect_journal('journal_cosignature');
select protect_journal('journal_tile');
grant insert on journal_root, journal_checkpoint, journal_cosignature, journal_tile
  to jingtian_sequencer;
grant update (hashes) on journal_tile to jingtian_sequencer;

create function refuse_tile_change() returns trigger language plpgsql as $$
begin
  if (new.institution_id, new.level, new.tile) is distinct from
      (old.institution_id, old.level, old.tile)
    or substr(new.hashes, 1, octet_length(old.hashes)) is distinct from old.hashes then
    raise exception 'a tile only grows' using errcode = 'restrict_violation';
  end if;
  return new;
end
$$;
drop trigger refuse_change on journal_tile;
create trigger refuse_change before delete or truncate on journal_tile
  for each statement execute function refuse_journal_change();
create trigger refuse_rewriting before update on journal_tile
  for each row execute function refuse_tile_change();
alter table journal_tile enable always trigger refuse_change;
alter table journal_tile enable always trigger refuse_rewriting;

-- Logs are named after their institutions.
create policy sequencer on institution for select to jingtian_sequencer using (true);
grant select (institution_id, code) on institution to jingtian_sequencer;

-- Read without a login ----------------------------------------------------------------------------

create function public_log(p_code text) returns uuid
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_id uuid;
begin
  select institution_id into v_id from institution where code = p_code;
  perform set_config('app.institution', coalesce(v_id::text, ''), true);
  return v_id;
end
$$;
comment on function public_log(text) is
  'The institution of this code, made the institution of this transaction; or null';
revoke all on function public_log(text) from public;

create function public_checkpoint(p_code text, p_origin text, p_cosignatures integer) returns text
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_institution uuid := public_log(p_code);
begin
  return (
    select c.note || coalesce((
        select string_agg(s.line || E'\n', '' order by s.witness) from journal_cosignature s
        where s.institution_id = v_institution and s.origin = c.origin and s.size = c.size), '')
      from journal_checkpoint c
     where c.institution_id = v_institution and c.origin = p_origin and (p_cosignatures = 0
       or p_cosignatures <= (select count(*) from journal_cosignature s
         where s.institution_id = v_institution and s.origin = c.origin and s.size = c.size))
     order by c.size desc limit 1);
end
$$;
comment on function public_checkpoint(text, text, integer) is
  'The newest checkpoint of a log that has so many cosignatures, with all of them; or null';
revoke all on function public_checkpoint(text, text, integer) from public;
grant execute on function public_checkpoint(text, text, integer) to jingtian_api;

create function public_tile(p_code text, p_level integer, p_tile bigint, p_width integer)
returns bytea
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_institution uuid := public_log(p_code);
begin
  return (
    select substr(t.hashes, 1, p_width * 32) from journal_tile t
     where t.institution_id = v_institution and t.level = p_level and t.tile = p_tile
       and octet_length(t.hashes) >= p_width * 32
       and (p_tile::numeric * 256 + p_width) * 256::numeric ^ p_level <= (
         select max(c.size) from journal_checkpoint c where c.institution_id = v_institution));
end
$$;
comment on function public_tile(text, integer, bigint, integer) is
  'The first hashes of a tile, as far as a published checkpoint covers them; or null';
revoke all on function public_tile(text, integer, bigint, integer) from public;
grant execute on function public_tile(text, integer, bigint, integer) to jingtian_api;

-- What a monitor goes by ---------------------------------------------------------------------------

alter table journal_sequencer_state add column based_at xid8 not null default '0';
comment on column journal_sequencer_state.based_at is
  'Rows written by earlier transactions came with a restore: their transaction ids mean nothing here';
grant select on journal_sequencer_state to jingtian_worker;
