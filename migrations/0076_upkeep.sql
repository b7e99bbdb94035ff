-- What an operator needs to see and do: whether the sequencer keeps up, and which roles are behind
-- the program after an upgrade.

-- The functions below run as the owner, who is bound by forced row security like anyone else. Only
-- the owner: a policy for everybody would stand in the plan of every query.
create policy owner_health on journal_entry for select to current_user using (true);
create policy owner_health on journal_position for select to current_user using (true);
create policy owner_health on role for select to current_user using (true);

create function journal_health() returns table (
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
    from journal_entry e join journal_position p
      on p.institution_id = e.institution_id and p.entry_id = e.id
    where e.written_at > now() - interval '1 minute')
  select (select count(*) from fresh),
    coalesce((select extract(epoch from now() - min(written_at)) from fresh), 0)::double precision,
    coalesce((select extract(epoch from max(waited)) from placed), 0)::double precision
$$;
comment on function journal_health() is
  'How many committed entries have no place (up to 10000), the age of the oldest, and the longest '
  'wait for a place within the last minute; counts and times alone, for metrics';
revoke execute on function journal_health() from public;
grant execute on function journal_health() to jingtian_api;

-- Roles -------------------------------------------------------------------------------------------

alter table role add column offered text[];
comment on column role.offered is
  'Permissions that the program''s own role of this code has ever offered here: what it holds now and '
  'is not among them is new, and somebody has yet to say whether it is given. Null: nobody knows';

create function roles_behind(p_shipped jsonb) returns bigint
language sql stable security definer set search_path = public, pg_temp as $$
  select count(distinct i.institution_id)
  from institution i
  cross join jsonb_each(p_shipped -> i.kind) as shipped (code, permissions)
  left join role r on r.institution_id = i.institution_id and r.code = shipped.code
  where exists (select from jsonb_array_elements_text(shipped.permissions) as permission
    where permission <> all (coalesce(r.permissions, '{}'))
      and permission <> all (coalesce(r.offered, '{}')))
$$;
comment on function roles_behind(jsonb) is
  'In how many institutions the program''s own roles, by kind of institution and code, offer '
  'permissions nobody there has decided about; a count alone, for metrics';
revoke execute on function roles_behind(jsonb) from public;
grant execute on function roles_behind(jsonb) to jingtian_api;
