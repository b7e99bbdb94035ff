-- What was written or placed lately is found by the places, whose times rise with them, instead of by an
-- index on the time of writing that every insert has to keep.

create function places_before(p_institution uuid, p_since timestamptz) returns bigint
language plpgsql stable as $$
declare
  v_low bigint := 0;
  v_high bigint := coalesce((select max(position) + 1 from journal_position
    where institution_id = p_institution), 0);
  v_middle bigint;
begin
  while v_low < v_high loop
    v_middle := (v_low + v_high) / 2;
    if (select sealed_at < p_since from journal_position
        where institution_id = p_institution and position = v_middle) then
      v_low := v_middle + 1;
    else
      v_high := v_middle;
    end if;
  end loop;
  return v_low;
end
$$;
comment on function places_before(uuid, timestamptz) is
  'How many places of a log were given before this time, by halving: places are dense';

create function entries_before(p_institution uuid, p_since timestamptz) returns bigint
language sql stable as $$
  select coalesce(max(p.entry_id), 0) from places_before(p_institution, p_since) n, journal_position p
   where p.institution_id = p_institution and p.position >= n - 1000 and p.position < n
$$;
comment on function entries_before(uuid, timestamptz) is
  'An id that every entry of a log written since this time exceeds: that of an entry that had its place '
  'before. The highest of a thousand, since the very last may be of a transaction that was open for long';

create function journal_logs() returns setof uuid
language sql stable as $$
  with recursive log (id) as (
    (select institution_id from journal_entry order by institution_id limit 1)
    union all
    select (select e.institution_id from journal_entry e where e.institution_id > log.id
      order by e.institution_id limit 1) from log where log.id is not null)
  select id from log where id is not null
$$;
comment on function journal_logs() is
  'The institutions that have entries, of those whose rows the caller may read: one look-up for each';

create or replace function journal_health() returns table (
  unplaced bigint, oldest_seconds double precision, lag_seconds double precision)
language sql stable security definer set search_path = public, pg_temp as $$
  with fresh as (
    select e.written_at from journal_sequencer_state s, lateral (
      select written_at, institution_id, id from journal_entry
       where xid >= pg_snapshot_xmax(s.snapshot)
      union all
      select written_at, institution_id, id from journal_entry
       where xid = any (array(select pg_snapshot_xip(s.snapshot)))) e
    where not exists (select from journal_position p
      where p.institution_id = e.institution_id and p.entry_id = e.id)
    limit 10000),
  placed as (
    select p.sealed_at - e.written_at as waited
    from journal_logs() log
    cross join lateral places_before(log, now() - interval '1 minute') first
    join journal_position p on p.institution_id = log and p.position >= first
    join journal_entry e on e.institution_id = p.institution_id and e.id = p.entry_id)
  select (select count(*) from fresh),
    coalesce((select extract(epoch from now() - min(written_at)) from fresh), 0)::double precision,
    coalesce((select extract(epoch from max(waited)) from placed), 0)::double precision
$$;
comment on function journal_health() is
  'How many committed entries have no place (up to 10000), the age of the oldest, and the longest '
  'wait for a place of those placed within the last minute; counts and times alone, for metrics';

drop index journal_entry_written_at_idx;
