-- The frame every module stands on: roles, tenancy, institutions, people, keys, approvals.
create extension if not exists btree_gist;

do $$
begin
  if not exists (select from pg_roles where rolname = 'jingtian_api') then
    create role jingtian_api nologin;
  end if;
  if not exists (select from pg_roles where rolname = 'jingtian_sequencer') then
    create role jingtian_sequencer nologin;
  end if;
exception when duplicate_object or unique_violation then
  null; -- another database of this cluster created them at the same moment
end
$$;

grant usage on schema public to jingtian_api, jingtian_sequencer;

create function current_institution() returns uuid language sql stable parallel safe as
$$ select nullif(current_setting('app.institution', true), '')::uuid $$;
comment on function current_institution() is
  'The institution of the running transaction; null when none is set, so that nothing is visible';

create function bump_version() returns trigger language plpgsql as $$
begin
  new.version := old.version + 1;
  new.updated_at := now();
  return new;
end
$$;

create function protect_table(name text) returns void language plpgsql as $$
begin
  execute format('alter table %I enable row level security', name);
  execute format('alter table %I force row level security', name);
  execute format(
    'create policy tenant on %I using (institution_id = (select nullif(current_setting(''app.institution'', true), '''')::uuid))',
    name);
  execute format('grant select, insert, update on %I to jingtian_api', name);
  if exists (select from information_schema.columns c
             where c.table_schema = 'public' and c.table_name = name and c.column_name = 'version') then
    execute format(
      'create trigger bump_version before update on %I for each row execute function bump_version()',
      name);
  end if;
end
$$;
comment on function protect_table(text) is
  'Makes a table a tenant table: row security enabled and forced, API grants, version trigger';

create function share_table(name text, writable boolean default false) returns void
language plpgsql as $$
begin
  execute format('grant select on %I to jingtian_api', name);
  if writable then
    execute format('grant insert, update on %I to jingtian_api', name);
  end if;
end
$$;
comment on function share_table(text, boolean) is
  'Makes a table a reference table that every institution reads';

-- Institutions ------------------------------------------------------------------------------------

create table institution (
  institution_id uuid not null constraint institution_pkey primary key,
  id uuid not null generated always as (institution_id) stored,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  kind text not null constraint institution_kind_check
    check (kind in ('BANK', 'GOVERNMENT', 'REGULATOR', 'OPERATOR')),
  code text collate "C" not null constraint institution_code_key unique
    constraint institution_code_check check (code ~ '^[A-Z0-9-]{2,32}$'),
  name text not null constraint institution_name_check check (char_length(name) between 1 and 128),
  area_code text collate "C" not null
    constraint institution_area_code_check check (area_code ~ '^\d{2,12}$'),
  settings jsonb not null default '{}'
);
comment on table institution is 'A tenant: a bank, a government body, a regulator, or the operator';
comment on column institution.settings is 'Dated rule choices of the institution, e.g. grid norms';

create table person (
  institution_id uuid not null constraint person_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  code text collate "C" not null
    constraint person_code_check check (code ~ '^[a-z0-9][a-z0-9.-]{0,63}$'),
  name text not null constraint person_name_check check (char_length(name) between 1 and 64),
  kind text not null default 'HUMAN'
    constraint person_kind_check check (kind in ('HUMAN', 'SYSTEM')),
  telephone text constraint person_telephone_check check (char_length(telephone) <= 32),
  photo_reference text constraint person_photo_reference_check
    check (char_length(photo_reference) <= 256),
  status text not null default 'ACTIVE'
    constraint person_status_check check (status in ('ACTIVE', 'LEFT')),
  constraint person_pkey primary key (institution_id, id),
  constraint person_code_key unique (institution_id, code)
);
comment on table person is 'Who works for an institution; kind SYSTEM is a machine client';
select protect_table('person');

alter table institution enable row level security;
alter table institution force row level security;
create policy tenant on institution
  using (institution_id = (select nullif(current_setting('app.institution', true), '')::uuid))
  with check (true);
grant select, insert, update on institution to jingtian_api;
create trigger bump_version before update on institution
  for each row execute function bump_version();

create table outlet (
  institution_id uuid not null constraint outlet_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  code text collate "C" not null
    constraint outlet_code_check check (code ~ '^[A-Z0-9-]{1,32}$'),
  name text not null constraint outlet_name_check check (char_length(name) between 1 and 128),
  level text not null constraint outlet_level_check
    check (level in ('HEAD_OFFICE', 'FIRST_BRANCH', 'SECOND_BRANCH')),
  parent_id uuid,
  area_codes text[] not null default '{}',
  address text constraint outlet_address_check check (char_length(address) <= 256),
  status text not null default 'ACTIVE'
    constraint outlet_status_check check (status in ('ACTIVE', 'CLOSED')),
  constraint outlet_pkey primary key (institution_id, id),
  constraint outlet_code_key unique (institution_id, code),
  constraint outlet_parent_id_fkey foreign key (institution_id, parent_id) references outlet,
  constraint outlet_parent_id_check check ((level = 'HEAD_OFFICE') = (parent_id is null))
);
create index outlet_parent_id_idx on outlet (institution_id, parent_id);
comment on column outlet.area_codes is
  'Prefixes of the area codes the outlet serves: what its people may see';
select protect_table('outlet');

create table role (
  institution_id uuid not null constraint role_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  code text collate "C" not null
    constraint role_code_check check (code ~ '^[A-Z][A-Z0-9_]{1,31}$'),
  name_en text not null,
  name_zh text not null,
  permissions text[] not null,
  scope_kind text not null constraint role_scope_kind_check
    check (scope_kind in ('INSTITUTION', 'OUTLET', 'ASSIGNMENT')),
  approval_limit_fen bigint not null default 0
    constraint role_approval_limit_fen_check check (approval_limit_fen >= 0),
  constraint role_pkey primary key (institution_id, id),
  constraint role_code_key unique (institution_id, code)
);
comment on column role.scope_kind is
  'What a holder sees: the whole institution, the outlet''s areas, or the grids assigned';
select protect_table('role');

create table appointment (
  institution_id uuid not null constraint appointment_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  person_id uuid not null,
  role_id uuid not null,
  outlet_id uuid,
  valid_from date not null,
  valid_to date,
  constraint appointment_pkey primary key (institution_id, id),
  constraint appointment_person_id_fkey foreign key (institution_id, person_id) references person,
  constraint appointment_role_id_fkey foreign key (institution_id, role_id) references role,
  constraint appointment_outlet_id_fkey foreign key (institution_id, outlet_id) references outlet,
  constraint appointment_valid_to_check check (valid_to > valid_from),
  constraint appointment_period_excl exclude using gist (
    institution_id with =, person_id with =, role_id with =,
    coalesce(outlet_id, '00000000-0000-0000-0000-000000000000') with =,
    daterange(valid_from, valid_to) with &&)
);
create index appointment_person_id_idx on appointment (institution_id, person_id);
create index appointment_role_id_idx on appointment (institution_id, role_id);
create index appointment_outlet_id_idx on appointment (institution_id, outlet_id);
comment on table appointment is 'A person holds a role, at an outlet or in the institution, for a period';
select protect_table('appointment');

-- Logins are looked up before the institution is known, so only the functions below read them.
create table login (
  issuer text not null,
  subject text not null,
  institution_id uuid not null constraint login_institution_id_fkey references institution,
  person_id uuid not null,
  constraint login_pkey primary key (issuer, subject),
  constraint login_person_id_fkey foreign key (institution_id, person_id) references person
);
create index login_person_id_idx on login (institution_id, person_id);
comment on table login is 'Which person a token''s issuer and subject stand for';
alter table login enable row level security;
alter table login force row level security;
create policy tenant on login
  using (institution_id = (select nullif(current_setting('app.institution', true), '')::uuid));
-- The look-up function runs as the owner, who is bound by forced row security like anyone else.
create policy lookup on login for select using (pg_has_role(current_user, (
  select relowner from pg_class where oid = 'login'::regclass), 'usage'));
grant select, insert on login to jingtian_api;

create function principal(p_issuer text, p_subject text, p_today date) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_login login;
begin
  select * into v_login from login where issuer = p_issuer and subject = p_subject;
  if not found then
    return null;
  end if;
  perform set_config('app.institution', v_login.institution_id::text, true);
  return principal_of(v_login.institution_id, v_login.person_id, p_today);
end
$$;
comment on function principal(text, text, date) is
  'Who a verified token stands for: institution, person, roles, permissions, limits and scopes';

-- Replaced by the staff module, which knows assignments.
create function assigned_codes(p_institution uuid, p_person uuid, p_today date) returns text[]
language sql stable as $$ select '{}'::text[] $$;

create function principal_of(p_institution uuid, p_person uuid, p_today date) returns jsonb
language sql stable as $$
  select jsonb_build_object(
    'institutionId', p.institution_id,
    'institutionKind', i.kind,
    'personId', p.id,
    'code', p.code,
    'roles', coalesce(jsonb_agg(distinct r.code) filter (where r.code is not null), '[]'),
    'permissions', coalesce(
      jsonb_agg(distinct permission) filter (where permission is not null), '[]'),
    'approvalLimitFen', coalesce(max(r.approval_limit_fen), 0)::text,
    'scope', case
      when bool_or(r.scope_kind = 'INSTITUTION') then '[""]'::jsonb
      else to_jsonb(array(
        select distinct code from (
          select unnest(o2.area_codes) as code
          from appointment a2
          join role r2 on r2.institution_id = a2.institution_id and r2.id = a2.role_id
          join outlet o2 on o2.institution_id = a2.institution_id and o2.id = a2.outlet_id
          where a2.institution_id = p_institution and a2.person_id = p_person
            and r2.scope_kind = 'OUTLET'
            and a2.valid_from <= p_today and (a2.valid_to is null or a2.valid_to > p_today)
          union all
          select unnest(assigned_codes(p_institution, p_person, p_today))
        ) codes order by code))
      end)
  from person p
  join institution i on i.institution_id = p.institution_id
  left join appointment a on a.institution_id = p.institution_id and a.person_id = p.id
    and a.valid_from <= p_today and (a.valid_to is null or a.valid_to > p_today)
  left join role r on r.institution_id = a.institution_id and r.id = a.role_id
  left join lateral unnest(r.permissions) permission on true
  where p.institution_id = p_institution and p.id = p_person and p.status = 'ACTIVE'
  group by p.institution_id, p.id, p.code, i.kind
$$;

-- Commands ----------------------------------------------------------------------------------------

create table idempotency (
  institution_id uuid not null constraint idempotency_institution_id_fkey references institution,
  client_id text not null,
  key text not null,
  fingerprint bytea not null,
  outcome text,
  created_at timestamptz not null default now(),
  constraint idempotency_pkey primary key (institution_id, client_id, key)
);
create index idempotency_created_at_idx on idempotency (institution_id, created_at);
comment on table idempotency is
  'The answer of each command by client and key: the same key and input give it again';
comment on column idempotency.outcome is 'The answer''s JSON text, stored as it was first sent';
select protect_table('idempotency');

create table approval_policy (
  institution_id uuid not null constraint approval_policy_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  command text not null,
  field text,
  at_least numeric,
  active boolean not null default true,
  constraint approval_policy_pkey primary key (institution_id, id),
  constraint approval_policy_command_key unique (institution_id, command),
  constraint approval_policy_field_check check ((field is null) = (at_least is null))
);
comment on table approval_policy is
  'Which commands need a second person, always or from a value of an input field on';
select protect_table('approval_policy');

create table approval_request (
  institution_id uuid not null constraint approval_request_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  command text not null,
  input_cipher bytea not null,
  maker_id uuid not null,
  maker_reason text,
  status text not null default 'PENDING' constraint approval_request_status_check
    check (status in ('PENDING', 'APPROVED', 'REJECTED')),
  checker_id uuid,
  checker_reason text,
  decided_at timestamptz,
  outcome text,
  constraint approval_request_pkey primary key (institution_id, id),
  constraint approval_request_maker_id_fkey
    foreign key (institution_id, maker_id) references person,
  constraint approval_request_checker_id_fkey
    foreign key (institution_id, checker_id) references person,
  constraint approval_request_checker_id_check check (checker_id <> maker_id),
  constraint approval_request_decided_check
    check ((status = 'PENDING') = (checker_id is null) and (status = 'PENDING') = (decided_at is null)),
  constraint approval_request_rejected_check
    check (status <> 'REJECTED' or checker_reason is not null)
);
create index approval_request_maker_id_idx on approval_request (institution_id, maker_id);
create index approval_request_checker_id_idx on approval_request (institution_id, checker_id);
create index approval_request_status_idx on approval_request (institution_id, status, id);
comment on table approval_request is 'Commands waiting for, or decided by, a second person';
select protect_table('approval_request');

-- Keys --------------------------------------------------------------------------------------------

create table data_key (
  institution_id uuid not null constraint data_key_institution_id_fkey references institution,
  id uuid not null,
  created_at timestamptz not null default now(),
  wrapped bytea not null,
  constraint data_key_pkey primary key (institution_id, id)
);
comment on table data_key is
  'An institution''s data keys, wrapped by the key-encryption key; the newest one encrypts';
select protect_table('data_key');

create table subject_key (
  institution_id uuid not null constraint subject_key_institution_id_fkey references institution,
  subject_id uuid not null,
  data_key_id uuid not null,
  wrapped bytea not null,
  created_at timestamptz not null default now(),
  constraint subject_key_pkey primary key (institution_id, subject_id),
  constraint subject_key_data_key_id_fkey
    foreign key (institution_id, data_key_id) references data_key (institution_id, id)
);
create index subject_key_data_key_id_idx on subject_key (institution_id, data_key_id);
comment on table subject_key is
  'One key per data subject, wrapped by a data key: without it the person''s fields are unreadable';
select protect_table('subject_key');
