-- Profile forms as versioned data, and what customers' files answer to them.

create table profile_form (
  institution_id uuid not null constraint profile_form_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  code text collate "C" not null
    constraint profile_form_code_check check (code ~ '^[A-Z][A-Z0-9_]{0,62}$'),
  edition integer not null constraint profile_form_edition_check check (edition >= 1),
  customer_kind text not null constraint profile_form_customer_kind_check check (customer_kind in (
    'HOUSEHOLD', 'MERCHANT', 'SMALL_ENTERPRISE', 'FAMILY_FARM', 'LARGE_GROWER', 'COOPERATIVE',
    'LEADING_ENTERPRISE')),
  name_en text not null
    constraint profile_form_name_en_check check (char_length(name_en) between 1 and 300),
  name_zh text not null
    constraint profile_form_name_zh_check check (char_length(name_zh) between 1 and 300),
  sample boolean not null,
  status text not null default 'DRAFT' constraint profile_form_status_check
    check (status in ('DRAFT', 'PUBLISHED', 'SUPERSEDED', 'DISCARDED')),
  content jsonb not null
    constraint profile_form_content_check check (jsonb_typeof(content) = 'object'),
  valid_from date,
  valid_to date,
  drafted_by uuid not null,
  published_by uuid,
  constraint profile_form_pkey primary key (institution_id, id),
  constraint profile_form_edition_key unique (institution_id, code, edition),
  constraint profile_form_drafted_by_fkey
    foreign key (institution_id, drafted_by) references person,
  constraint profile_form_published_by_fkey
    foreign key (institution_id, published_by) references person,
  constraint profile_form_valid_to_check check (valid_to > valid_from),
  constraint profile_form_superseded_check check ((status = 'SUPERSEDED') = (valid_to is not null)),
  constraint profile_form_in_use_check check (
    (status in ('PUBLISHED', 'SUPERSEDED')) = (valid_from is not null)
    and (valid_from is null) = (published_by is null)),
  constraint profile_form_period_excl exclude using gist
    (institution_id with =, customer_kind with =, daterange(valid_from, valid_to) with &&)
    where (valid_from is not null)
);
create index profile_form_customer_kind_idx
  on profile_form (institution_id, customer_kind, valid_from);
create index profile_form_status_idx on profile_form (institution_id, status, code);
create index profile_form_drafted_by_idx on profile_form (institution_id, drafted_by);
create index profile_form_published_by_idx on profile_form (institution_id, published_by);
comment on table profile_form is
  'What an institution asks of a kind of customer (信息采集表). A published edition is never edited';
comment on column profile_form.content is
  'The whole form, format 1, with its value lists copied in';
comment on column profile_form.sample is 'Came with the software and stands for no bank''s policy';
comment on column profile_form.status is
  'PUBLISHED until the next edition of its kind is, whenever that starts; drafts have no dates';
select protect_table('profile_form');

-- What a form asked is what answers were given to.
create function keep_profile_form() returns trigger language plpgsql as $$
begin
  if old.status <> 'DRAFT'
      and (new.content, new.code, new.edition, new.customer_kind, new.valid_from, new.published_by)
        is distinct from
        (old.content, old.code, old.edition, old.customer_kind, old.valid_from, old.published_by)
    or old.status in ('SUPERSEDED', 'DISCARDED')
      and (new.status, new.valid_to) is distinct from (old.status, old.valid_to)
    or old.status = 'PUBLISHED' and new.status not in ('PUBLISHED', 'SUPERSEDED') then
    raise exception 'profile form % edition % is no draft and is not edited', old.code, old.edition
      using errcode = 'check_violation', constraint = 'profile_form_draft_check';
  end if;
  return new;
end
$$;
create trigger keep_profile_form before update on profile_form
  for each row execute function keep_profile_form();

create table customer_profile (
  institution_id uuid not null
    constraint customer_profile_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  sections jsonb not null
    constraint customer_profile_sections_check check (jsonb_typeof(sections) = 'array'),
  answers jsonb not null default '{}'
    constraint customer_profile_answers_check check (jsonb_typeof(answers) = 'object'),
  sealed_items text[] not null default '{}',
  sealed_cipher bytea,
  constraint customer_profile_pkey primary key (institution_id, id),
  constraint customer_profile_id_fkey foreign key (institution_id, id) references customer,
  constraint customer_profile_sealed_check
    check ((cardinality(sealed_items) = 0) = (sealed_cipher is null))
);
comment on table customer_profile is
  'What a customer''s file answers; one row per customer, under the customer''s own id';
comment on column customer_profile.sections is
  'Per section: the form and edition it was answered under, by whom and when, figures, what is missing';
comment on column customer_profile.answers is
  'Open answers by item code: numbers as exact text, amounts as text in fen, tables as rows';
comment on column customer_profile.sealed_items is 'Codes of the items that have sealed answers';
comment on column customer_profile.sealed_cipher is
  'Answers to sensitive items by item code, sealed under the customer''s own key';
select protect_table('customer_profile');

-- An answer as it leaves: amounts in yuan, in tables too.
create function profile_amount(fen jsonb) returns jsonb
language sql immutable parallel safe as $$
  select to_jsonb(round((fen #>> '{}')::numeric / 100, 2)::text)
$$;
comment on function profile_amount(jsonb) is 'Fen as text, in JSON, as yuan with two decimals';

create function profile_value(item jsonb, stored jsonb) returns jsonb
language sql immutable parallel safe as $$
  select case
    when stored is null then null
    when item ->> 'type' = 'MONEY' or item ->> 'result' = 'MONEY' then profile_amount(stored)
    when item ->> 'type' = 'TABLE' then (
      select coalesce(jsonb_agg(cells order by place), '[]')
      from jsonb_array_elements(stored) with ordinality as line (cells_kept, place)
      cross join lateral (
        select coalesce(jsonb_object_agg(cell.key,
          case when kind.type = 'MONEY' then profile_amount(cell.value) else cell.value end), '{}')
        from jsonb_each(line.cells_kept) as cell
        left join lateral (
          select each ->> 'type' as type from jsonb_array_elements(item -> 'columns') as each
          where each ->> 'code' = cell.key) as kind on true) as shown (cells))
    else stored end
$$;
comment on function profile_value(jsonb, jsonb) is
  'A stored answer as callers read it, by the item of the form it was given to';
