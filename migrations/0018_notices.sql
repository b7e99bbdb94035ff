-- The working calendar as announced, and public notices: what a village reads, objects to, and what
-- takes effect afterwards.

create table calendar_announcement (
  institution_id uuid not null
    constraint calendar_announcement_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  title text not null constraint calendar_announcement_title_check
    check (char_length(title) between 1 and 128),
  legal_basis text not null constraint calendar_announcement_legal_basis_check
    check (char_length(legal_basis) between 1 and 300),
  whole_year integer constraint calendar_announcement_whole_year_check
    check (whole_year between 2000 and 2199),
  days_off date[] not null constraint calendar_announcement_days_off_check
    check (cardinality(days_off) <= 100),
  make_up_days date[] not null constraint calendar_announcement_make_up_days_check
    check (cardinality(make_up_days) <= 100),
  announced_by uuid not null,
  constraint calendar_announcement_pkey primary key (institution_id, id),
  constraint calendar_announcement_announced_by_fkey
    foreign key (institution_id, announced_by) references person,
  constraint calendar_announcement_days_check check (not days_off && make_up_days),
  constraint calendar_announcement_empty_check
    check (cardinality(days_off) + cardinality(make_up_days) > 0 or whole_year is not null)
);
create index calendar_announcement_announced_by_idx
  on calendar_announcement (institution_id, announced_by);
create index calendar_announcement_whole_year_idx
  on calendar_announcement (institution_id, whole_year);
comment on table calendar_announcement is
  'Holidays and make-up days (放假调休) beyond or against the built-in calendar; the latest rules a day';
comment on column calendar_announcement.whole_year is
  'The year whose holidays are hereby all known; null for single days';
comment on column calendar_announcement.legal_basis is 'Who announced it where, e.g. 国办发明电〔2026〕7号';
select protect_table('calendar_announcement');

create table notice (
  institution_id uuid not null constraint notice_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  kind text not null constraint notice_kind_check
    check (kind in ('RATING', 'LOAN', 'CREDIT_AREA', 'POINTS')),
  area_code text collate "C" not null
    constraint notice_area_code_check check (area_code ~ '^\d{12}$'),
  title text not null constraint notice_title_check check (char_length(title) between 1 and 128),
  status text not null default 'DRAFT'
    constraint notice_status_check check (status in ('DRAFT', 'OPEN', 'CLOSED')),
  period_days integer constraint notice_period_days_check check (period_days between 1 and 60),
  period_rule text,
  opened_on date,
  closes_on date,
  closed_on date,
  drafted_by uuid not null,
  opened_by uuid,
  constraint notice_pkey primary key (institution_id, id),
  constraint notice_drafted_by_fkey foreign key (institution_id, drafted_by) references person,
  constraint notice_opened_by_fkey foreign key (institution_id, opened_by) references person,
  constraint notice_opened_check check (case status when 'DRAFT'
    then num_nonnulls(opened_on, closes_on, opened_by, period_days, period_rule) = 0
    else num_nonnulls(opened_on, closes_on, opened_by, period_days, period_rule) = 5 end),
  constraint notice_closed_on_check check ((status = 'CLOSED') = (closed_on is not null)),
  constraint notice_closes_on_check check (closes_on > opened_on and closed_on > opened_on)
);
create index notice_area_code_idx on notice (institution_id, area_code, opened_on);
create index notice_status_idx on notice (institution_id, status, closes_on);
create index notice_kind_idx on notice (institution_id, kind, opened_on);
create index notice_drafted_by_idx on notice (institution_id, drafted_by);
create index notice_opened_by_idx on notice (institution_id, opened_by);
comment on table notice is 'A public notice (公示) of one village: who is listed, and until when to object';
comment on column notice.period_days is 'Working days the notice runs, by the rule set named';
comment on column notice.closes_on is
  'Last working day of the period as counted at opening; entries objected to run longer';
select protect_table('notice');

create table notice_entry (
  institution_id uuid not null constraint notice_entry_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  notice_id uuid not null,
  customer_id uuid not null,
  rating_id uuid,
  name_mask text not null
    constraint notice_entry_name_mask_check check (char_length(name_mask) between 1 and 64),
  group_name text
    constraint notice_entry_group_name_check check (char_length(group_name) between 1 and 128),
  grade text collate "C",
  credit_line_fen bigint
    constraint notice_entry_credit_line_fen_check check (credit_line_fen >= 0),
  status text not null default 'OPEN' constraint notice_entry_status_check check (status in
    ('OPEN', 'OBJECTED', 'DISMISSED', 'UPHELD', 'EFFECTIVE', 'REMOVED')),
  running_from date,
  running_days integer not null
    constraint notice_entry_running_days_check check (running_days between 0 and 60),
  closes_on date,
  settled_on date,
  constraint notice_entry_pkey primary key (institution_id, id),
  constraint notice_entry_notice_id_fkey foreign key (institution_id, notice_id) references notice,
  constraint notice_entry_customer_id_fkey
    foreign key (institution_id, customer_id) references customer,
  constraint notice_entry_rating_id_fkey foreign key (institution_id, rating_id) references rating,
  constraint notice_entry_customer_key unique (institution_id, notice_id, customer_id),
  -- The clock runs, or it has stopped with days left, or it is over.
  constraint notice_entry_running_check check (case
    when status in ('OPEN', 'DISMISSED')
      then running_from is not null and closes_on > running_from and running_days > 0
    when status = 'OBJECTED'
      then running_from is null and closes_on is null and running_days > 0
    else running_from is null and closes_on is null end),
  constraint notice_entry_settled_on_check
    check ((status in ('UPHELD', 'EFFECTIVE', 'REMOVED')) = (settled_on is not null))
);
-- What is listed stands in one running notice at a time.
create unique index notice_entry_running_key on notice_entry (institution_id, customer_id, rating_id)
  where status in ('OPEN', 'OBJECTED', 'DISMISSED');
create index notice_entry_notice_id_idx on notice_entry (institution_id, notice_id, status, id);
create index notice_entry_customer_id_idx on notice_entry (institution_id, customer_id);
create index notice_entry_rating_id_idx on notice_entry (institution_id, rating_id);
create index notice_entry_status_idx on notice_entry (institution_id, status, closes_on, id);
comment on table notice_entry is 'One household or firm on a notice, as it stood when the notice opened';
comment on column notice_entry.name_mask is 'The only form of the name that is ever published';
comment on column notice_entry.group_name is 'Name of the grid or group the villagers know it by';
comment on column notice_entry.running_from is
  'The day after which the remaining working days are counted; null while the clock stands still';
comment on column notice_entry.running_days is
  'Working days the clock has still to run from running_from on, or from its resumption';
comment on column notice_entry.closes_on is
  'Last working day for objections, by the calendar known when it was counted';
select protect_table('notice_entry');

create table notice_objection (
  institution_id uuid not null
    constraint notice_objection_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  notice_entry_id uuid not null,
  receipt text collate "C" not null
    constraint notice_objection_receipt_check check (receipt ~ '^[0-9A-HJKMNP-TV-Z]{12}$'),
  ground text not null constraint notice_objection_ground_check check (ground in
    ('IDENTITY', 'FALSE_INFORMATION', 'DEBTS', 'CONDUCT', 'OTHER')),
  text_cipher bytea not null,
  contact_cipher bytea,
  status text not null default 'OPEN' constraint notice_objection_status_check
    check (status in ('OPEN', 'UPHELD', 'DISMISSED', 'LAPSED')),
  received_on date not null,
  recorded_by uuid,
  decided_by uuid,
  decided_on date,
  decision_reason text constraint notice_objection_decision_reason_check
    check (char_length(decision_reason) between 1 and 500),
  constraint notice_objection_pkey primary key (institution_id, id),
  constraint notice_objection_receipt_key unique (institution_id, receipt),
  constraint notice_objection_notice_entry_id_fkey
    foreign key (institution_id, notice_entry_id) references notice_entry,
  constraint notice_objection_recorded_by_fkey
    foreign key (institution_id, recorded_by) references person,
  constraint notice_objection_decided_by_fkey
    foreign key (institution_id, decided_by) references person,
  constraint notice_objection_duties_check check (decided_by <> recorded_by),
  constraint notice_objection_decision_check check (case when status in ('UPHELD', 'DISMISSED')
    then num_nonnulls(decided_by, decided_on, decision_reason) = 3
    else num_nonnulls(decided_by, decision_reason) = 0 end)
);
create index notice_objection_notice_entry_id_idx
  on notice_objection (institution_id, notice_entry_id, status);
create index notice_objection_status_idx on notice_objection (institution_id, status, received_on);
create index notice_objection_recorded_by_idx on notice_objection (institution_id, recorded_by);
create index notice_objection_decided_by_idx on notice_objection (institution_id, decided_by);
comment on table notice_objection is 'Somebody''s objection to an entry; who it was need not be known';
comment on column notice_objection.receipt is 'What the objector may quote; leads nowhere in public';
comment on column notice_objection.text_cipher is
  'What was said, sealed under the objection''s own key: it may name anybody';
comment on column notice_objection.contact_cipher is 'How to reach the objector, where given; sealed';
comment on column notice_objection.recorded_by is 'The officer who took it down; null when sent by the public';
select protect_table('notice_objection');

-- Who may be named in public is asked on every reading: consent can be withdrawn any day.
create function may_be_named(p_institution uuid, p_customer uuid, p_today date) returns boolean
language sql stable as $$
  select exists (
    select from consent
    where institution_id = p_institution and customer_id = p_customer
      and purpose = 'PUBLIC_NOTICE' and member_id is null and recipient_kind = 'NONE'
      and items @> array['IDENTITY', 'RATING']
      and valid_from <= p_today and (valid_to is null or valid_to > p_today))
  and not exists (
    select from processing_restriction
    where institution_id = p_institution and customer_id = p_customer and valid_to is null)
$$;
comment on function may_be_named(uuid, uuid, date) is
  'Whether a customer consents on a day to being named with a rating in a public notice (PIPL 25)';

-- Reading without a login ---------------------------------------------------------------------------
-- The tenant comes from the address, so the tables' own policy cannot say who may read. The two
-- functions below are all the public sees: they run as the owner, set the institution themselves and
-- return nothing but columns meant for publication.

create policy public_notices on institution for select using (pg_has_role(current_user, (
  select relowner from pg_class where oid = 'institution'::regclass), 'usage'));

create function public_institution(p_slug text) returns uuid
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_id uuid;
begin
  select institution_id into v_id from institution
  where code = upper(p_slug) and p_slug = lower(p_slug) and kind = 'BANK';
  perform set_config('app.institution', coalesce(v_id::text, ''), true);
  return v_id;
end
$$;
comment on function public_institution(text) is
  'The bank whose code in lower case is the slug, made the institution of this transaction; or null';

create function public_noticeboards() returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_bank record;
  v_boards jsonb := '[]';
begin
  for v_bank in
    select institution_id, lower(code) as slug, name from institution
    where kind = 'BANK' order by code limit 1000
  loop
    perform set_config('app.institution', v_bank.institution_id::text, true);
    if exists (select from notice
        where institution_id = v_bank.institution_id and status = 'OPEN') then
      v_boards := v_boards || jsonb_build_object('slug', v_bank.slug, 'name', v_bank.name);
    end if;
  end loop;
  perform set_config('app.institution', '', true);
  return v_boards;
end
$$;
comment on function public_noticeboards() is 'Banks that have a notice running';

create function public_notices(p_slug text, p_after uuid, p_limit integer) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_institution uuid := public_institution(p_slug);
begin
  if v_institution is null then
    return null;
  end if;
  return jsonb_build_object(
    'institution', (select jsonb_build_object('slug', lower(code), 'name', name)
      from institution where institution_id = v_institution),
    'notices', coalesce((
      select jsonb_agg(to_jsonb(shown) order by shown.id desc)
      from (
        select n.id, n.kind, n.title, n.area_code as "areaCode", n.opened_on as "openedOn",
          n.closes_on as "closesOn", n.period_days as "workingDays", n.updated_at as "updatedAt"
        from notice n
        where n.institution_id = v_institution and n.status = 'OPEN'
          and (p_after is null or n.id < p_after)
        order by n.id desc limit p_limit) shown), '[]'::jsonb));
end
$$;
comment on function public_notices(text, uuid, integer) is
  'Running notices of a bank for the public, newest first; null for an unknown bank';

create function public_notice(
  p_slug text, p_id uuid, p_today date, p_after uuid, p_limit integer) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_institution uuid := public_institution(p_slug);
begin
  return (
    select jsonb_build_object(
      'institution', (select jsonb_build_object('slug', lower(code), 'name', name)
        from institution where institution_id = v_institution),
      'id', n.id, 'kind', n.kind, 'title', n.title, 'areaCode', n.area_code,
      'openedOn', n.opened_on, 'closesOn', n.closes_on, 'workingDays', n.period_days,
      'notNamed', (select count(*) from notice_entry e
        where e.institution_id = v_institution and e.notice_id = n.id
          and not may_be_named(v_institution, e.customer_id, p_today)
          and e.status in ('OPEN', 'OBJECTED', 'DISMISSED')),
      'entries', coalesce((
        select jsonb_agg(to_jsonb(shown) order by shown.id)
        from (
          select e.id, e.name_mask as name, e.group_name as "group", e.grade,
            round(e.credit_line_fen::numeric / 100, 2)::text as "creditLine"
          from notice_entry e
          where e.institution_id = v_institution and e.notice_id = n.id
            and may_be_named(v_institution, e.customer_id, p_today)
            and e.status in ('OPEN', 'OBJECTED', 'DISMISSED')
            and (p_after is null or e.id > p_after)
          order by e.id limit p_limit) shown), '[]'::jsonb))
    from notice n
    where n.institution_id = v_institution and n.id = p_id and n.status = 'OPEN');
end
$$;
comment on function public_notice(text, uuid, date, uuid, integer) is
  'A running notice with the entries whose people let themselves be named; null when there is none';

create function public_notice_entry(
  p_slug text, p_notice uuid, p_entry uuid, p_today date) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_institution uuid := public_institution(p_slug);
begin
  return (
    select jsonb_build_object('institution', v_institution, 'entry', e.id, 'person', p.id)
    from notice_entry e
    join notice n on n.institution_id = v_institution and n.id = e.notice_id and n.status = 'OPEN'
    join person p on p.institution_id = v_institution and p.code = 'system.public' and p.kind = 'SYSTEM'
    where e.institution_id = v_institution and e.notice_id = p_notice and e.id = p_entry
      and e.status in ('OPEN', 'OBJECTED', 'DISMISSED')
      and may_be_named(v_institution, e.customer_id, p_today));
end
$$;
comment on function public_notice_entry(text, uuid, uuid, date) is
  'Whether the public may object to an entry, and as whom the objection is taken down; else null';
