-- Deliveries of webhooks are forgotten when they have been over for a while: how many there were stays,
-- and so does the last one that arrived at each endpoint.

alter table webhook_cursor add column forgotten bigint not null default 0
  constraint webhook_cursor_forgotten_check check (forgotten >= 0);
comment on column webhook_cursor.forgotten is
  'How many deliveries have arrived whose rows are forgotten; those still there come on top';

create function purge_webhook_deliveries(p_before timestamptz, p_limit integer) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_purged bigint;
begin
  if p_before > now() - interval '1 day' then
    raise exception 'a delivery is kept for a day at least';
  end if;
  with old as (
    select way.endpoint_id, way.position, way.status from webhook_delivery as way
     where way.institution_id = current_institution() and way.status <> 'PENDING'
       and coalesce(way.delivered_at, way.due_at) < p_before
       and (way.status = 'DROPPED' or way.position < (
         select max(last.position) from webhook_delivery as last
          where last.institution_id = way.institution_id and last.endpoint_id = way.endpoint_id
            and last.status = 'DELIVERED'))
     order by way.endpoint_id, way.position limit p_limit for update of way skip locked),
  purged as (
    delete from webhook_delivery as way using old
     where way.institution_id = current_institution() and way.endpoint_id = old.endpoint_id
       and way.position = old.position
    returning old.endpoint_id, old.status),
  arrived as (
    select endpoint_id, count(*) as number from purged where status = 'DELIVERED'
     group by endpoint_id),
  counted as (
    update webhook_cursor as own set forgotten = own.forgotten + arrived.number from arrived
     where own.institution_id = current_institution() and own.endpoint_id = arrived.endpoint_id)
  select count(*) into v_purged from purged;
  return v_purged;
end
$$;
comment on function purge_webhook_deliveries(timestamptz, integer) is
  'Forgets deliveries of the running institution that were over before then: counted, and but for the '
  'last that arrived at each endpoint';
revoke execute on function purge_webhook_deliveries(timestamptz, integer) from public;
grant execute on function purge_webhook_deliveries(timestamptz, integer) to jingtian_api;
