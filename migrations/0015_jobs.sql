-- Background jobs: who runs them, what is kept of each run, and the few things that reach beyond one
-- institution or into the queue. The queue itself is graphile-worker's own schema.

do $$
begin
  if not exists (select from pg_roles where rolname = 'jingtian_worker') then
    create role jingtian_worker nologin;
  end if;
  -- A job performs commands as the API does, and no more.
  if not pg_has_role('jingtian_worker', 'jingtian_api', 'member') then
    grant jingtian_api to jingtian_worker;
  end if;
exception when duplicate_object or unique_violation then
  null; -- another database of this cluster created it at the same moment
end
$$;

-- Runs --------------------------------------------------------------------------------------------

create table job_run (
  institution_id uuid not null constraint job_run_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  job text collate "C" not null
    constraint job_run_job_check check (job ~ '^[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*$'),
  occasion text collate "C" not null
    constraint job_run_occasion_check check (occasion ~ '^[\x21-\x7e]{1,64}$'),
  business_date date not null,
  status text not null constraint job_run_status_check
    check (status in ('QUEUED', 'RUNNING', 'DONE', 'FAILED')),
  attempts integer not null default 0,
  requested_by_id uuid,
  started_at timestamptz,
  ended_at timestamptz,
  counts jsonb not null default '{}',
  error_code text,
  constraint job_run_pkey primary key (institution_id, id),
  constraint job_run_occasion_key unique (institution_id, job, occasion),
  constraint job_run_requested_by_id_fkey
    foreign key (institution_id, requested_by_id) references person,
  constraint job_run_started_at_check check ((status = 'QUEUED') = (started_at is null)),
  constraint job_run_ended_at_check check ((status in ('DONE', 'FAILED')) = (ended_at is not null)),
  constraint job_run_error_code_check check ((status = 'FAILED') = (error_code is not null))
);
create index job_run_job_idx on job_run (institution_id, job, id);
create index job_run_status_idx on job_run (institution_id, status, id);
create index job_run_requested_by_id_idx on job_run (institution_id, requested_by_id);
comment on table job_run is
  'What became of a job of an institution; bookkeeping beside the journal, where its commands write';
comment on column job_run.occasion is
  'What makes a run one: the business date of a scheduled run, or whatever asked for it';
comment on column job_run.counts is 'What the run did, by name; numbers only';
comment on column job_run.error_code is 'Code of the refusal, or server.fault; the log has the rest';
select protect_table('job_run');

-- The person that jobs act as, in every institution: nobody's login.
alter table person add constraint person_system_check
  check (code <> 'system.jobs' or kind = 'SYSTEM');

-- What reaches further ----------------------------------------------------------------------------

-- The functions below run as the owner, who is bound by forced row security like anyone else.
create policy owner_lookup on institution for select using (pg_has_role(current_user, (
  select relowner from pg_class where oid = 'institution'::regclass), 'usage'));

create function job_institutions() returns table (institution_id uuid, kind text)
language sql stable security definer set search_path = public, pg_temp as $$
  select institution_id, kind from institution order by institution_id
$$;
comment on function job_institutions() is
  'Which institutions there are, for the worker alone: it gives each its own run of a job';
revoke execute on function job_institutions() from public;
grant execute on function job_institutions() to jingtian_worker;

create function queue_job(p_job text, p_occasion text, p_business_date date) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_institution uuid := current_institution();
begin
  if v_institution is null then
    raise exception 'a job is queued for the running institution, and there is none';
  end if;
  perform graphile_worker.add_job(
    p_job,
    json_build_object(
      'institution', v_institution, 'occasion', p_occasion, 'businessDate', p_business_date),
    job_key => p_job || ' ' || v_institution || ' ' || p_occasion,
    max_attempts => 8);
end
$$;
comment on function queue_job(text, text, date) is
  'Puts a job of the running institution into the queue, with the transaction that asks for it';
revoke execute on function queue_job(text, text, date) from public;
grant execute on function queue_job(text, text, date) to jingtian_api;

create function purge_idempotency(p_before timestamptz, p_limit integer) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_purged bigint;
begin
  if p_before > now() - interval '1 day' then
    raise exception 'the answer to a command is kept for a day at least';
  end if;
  with old as (
    select institution_id, client_id, key from idempotency
    where institution_id = current_institution() and created_at < p_before
    order by created_at limit p_limit for update skip locked)
  delete from idempotency i using old
  where i.institution_id = old.institution_id and i.client_id = old.client_id and i.key = old.key;
  get diagnostics v_purged = row_count;
  return v_purged;
end
$$;
comment on function purge_idempotency(timestamptz, integer) is
  'Forgets old answers of the running institution: the only rows of it that are ever deleted';
revoke execute on function purge_idempotency(timestamptz, integer) from public;
grant execute on function purge_idempotency(timestamptz, integer) to jingtian_api;

create function job_health() returns table (
  waiting_seconds double precision, failed bigint, silent_seconds double precision)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  return query select
    coalesce((select extract(epoch from now() - min(run_at)) from graphile_worker._private_jobs
              where is_available and run_at <= now()), 0)::double precision,
    (select count(*) from graphile_worker._private_jobs
     where attempts >= max_attempts and locked_at is null),
    (select extract(epoch from now() - max(last_execution))
     from graphile_worker._private_known_crontabs
     where identifier = 'worker.beat')::double precision;
end
$$;
comment on function job_health() is
  'How long the oldest due job waits, how many have used up their attempts, and for how long no '
  'worker has kept time (null: never); counts alone, for metrics';
revoke execute on function job_health() from public;
grant execute on function job_health() to jingtian_api;
