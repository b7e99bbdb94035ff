-- Webhooks: facts of the log sent to addresses an institution has named, in order for each object, at
-- least once. What is to be sent is a row before anything is sent, and until it has arrived.

create table webhook_endpoint (
  institution_id uuid not null
    constraint webhook_endpoint_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  name text not null
    constraint webhook_endpoint_name_check check (char_length(name) between 1 and 64),
  url text not null
    constraint webhook_endpoint_url_check check (url ~ '^https?://' and char_length(url) <= 2048),
  acts text[] not null default '{}',
  status text not null default 'ACTIVE' constraint webhook_endpoint_status_check
    check (status in ('ACTIVE', 'PAUSED', 'DISABLED')),
  disabled_reason text constraint webhook_endpoint_disabled_reason_check
    check (disabled_reason in ('GONE', 'FAILING')),
  secret_cipher bytea not null,
  old_secret_cipher bytea,
  old_secret_until timestamptz,
  constraint webhook_endpoint_pkey primary key (institution_id, id),
  constraint webhook_endpoint_name_key unique (institution_id, name),
  constraint webhook_endpoint_disabled_check
    check ((status = 'DISABLED') = (disabled_reason is not null)),
  constraint webhook_endpoint_old_secret_check
    check ((old_secret_cipher is null) = (old_secret_until is null))
);
create index webhook_endpoint_status_idx on webhook_endpoint (institution_id, status, id);
comment on table webhook_endpoint is 'An address that facts of the institution are sent to';
comment on column webhook_endpoint.acts is
  'Which facts: acts, and families of them as loan.*; all where there are none';
comment on column webhook_endpoint.disabled_reason is
  'GONE: the receiver answered 410; FAILING: a delivery failed for days';
comment on column webhook_endpoint.secret_cipher is
  'What deliveries are signed with, sealed under a key of the endpoint''s own';
comment on column webhook_endpoint.old_secret_until is
  'Until then the secret before this one signs beside it';
select protect_table('webhook_endpoint');

create table webhook_cursor (
  institution_id uuid not null,
  endpoint_id uuid not null,
  position bigint not null constraint webhook_cursor_position_check check (position >= -1),
  constraint webhook_cursor_pkey primary key (institution_id, endpoint_id),
  constraint webhook_cursor_endpoint_id_fkey
    foreign key (institution_id, endpoint_id) references webhook_endpoint
);
comment on table webhook_cursor is
  'How far the log was looked through for an endpoint: what fits up to there is in webhook_delivery. '
  'Beside the endpoint, since it moves all the time and is no change of the endpoint';
select protect_table('webhook_cursor');

create table webhook_delivery (
  institution_id uuid not null,
  endpoint_id uuid not null,
  position bigint not null,
  objects text[] not null,
  status text not null default 'PENDING' constraint webhook_delivery_status_check
    check (status in ('PENDING', 'DELIVERED', 'DROPPED')),
  attempts integer not null default 0,
  due_at timestamptz not null default now(),
  lease bigint not null default 0,
  leased_until timestamptz,
  failing_since timestamptz,
  last_answer text collate "C" constraint webhook_delivery_last_answer_check
    check (last_answer ~ '^[a-z0-9_.]{1,64}$'),
  delivered_at timestamptz,
  constraint webhook_delivery_pkey primary key (institution_id, endpoint_id, position),
  constraint webhook_delivery_endpoint_id_fkey
    foreign key (institution_id, endpoint_id) references webhook_endpoint,
  constraint webhook_delivery_delivered_check
    check ((status = 'DELIVERED') = (delivered_at is not null))
);
create index webhook_delivery_pending_idx on webhook_delivery (institution_id, endpoint_id, position)
  where status = 'PENDING';
comment on table webhook_delivery is 'A fact to be sent to an endpoint, and what became of it';
comment on column webhook_delivery.objects is
  'What the fact concerns: it waits for every earlier pending one that shares an object';
comment on column webhook_delivery.status is
  'DROPPED: a replay from an earlier place takes it up again when it comes there';
comment on column webhook_delivery.lease is
  'Fencing token: who took the delivery holds the number it had then, and may write only under it';
comment on column webhook_delivery.last_answer is 'HTTP status of the last try, or why there was none';
select protect_table('webhook_delivery');

-- What reaches further: the functions run as the owner, whom forced row security binds as well. -----

create policy owner_lookup on webhook_endpoint for select using (pg_has_role(current_user, (
  select relowner from pg_class where oid = 'webhook_endpoint'::regclass), 'usage'));
create policy owner_lookup on webhook_delivery for select using (pg_has_role(current_user, (
  select relowner from pg_class where oid = 'webhook_delivery'::regclass), 'usage'));

create function active_webhooks()
returns table (institution_id uuid, institution_kind text, endpoint_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
  select e.institution_id, i.kind, e.id
    from webhook_endpoint e join institution i on i.institution_id = e.institution_id
   where e.status = 'ACTIVE' order by e.institution_id, e.id
$$;
comment on function active_webhooks() is
  'Which endpoints there are to send to, for the worker alone; what is sent it reads as each institution';
revoke execute on function active_webhooks() from public;
grant execute on function active_webhooks() to jingtian_worker;

create function webhook_health()
returns table (disabled bigint, failing bigint, waiting_seconds double precision)
language sql stable security definer set search_path = public, pg_temp as $$
  select (select count(*) from webhook_endpoint where status = 'DISABLED'),
         count(distinct d.endpoint_id) filter (where d.failing_since is not null),
         coalesce(extract(epoch from now() - min(d.due_at)), 0)::double precision
    from webhook_endpoint e
    join webhook_delivery d on d.institution_id = e.institution_id and d.endpoint_id = e.id
     and d.status = 'PENDING'
   where e.status = 'ACTIVE'
$$;
comment on function webhook_health() is
  'How many endpoints are disabled and failing, and how long a due delivery has waited: no names';
