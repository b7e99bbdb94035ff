-- A delivery that is to be tried again later has not waited yet: nothing is due, for no time at all.

create or replace function webhook_health()
returns table (disabled bigint, failing bigint, waiting_seconds double precision)
language sql stable security definer set search_path = public, pg_temp as $$
  select (select count(*) from webhook_endpoint where status = 'DISABLED'),
         count(distinct d.endpoint_id) filter (where d.failing_since is not null),
         greatest(coalesce(extract(epoch from now() - min(d.due_at)), 0), 0)::double precision
    from webhook_endpoint e
    join webhook_delivery d on d.institution_id = e.institution_id and d.endpoint_id = e.id
     and d.status = 'PENDING'
   where e.status = 'ACTIVE'
$$;
