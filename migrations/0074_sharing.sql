-- Data-sharing agreements: which facts of the journal a government body may pull, how much of each,
-- what it was given and what it says it holds.

create table data_agreement (
  institution_id uuid not null constraint data_agreement_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  code text collate "C" not null
    constraint data_agreement_code_check check (code ~ '^[A-Z0-9][A-Z0-9-]{1,31}$'),
  body_code text collate "C" not null
    constraint data_agreement_body_code_check check (body_code ~ '^[A-Z0-9][A-Z0-9_-]{0,63}$'),
  body_name text not null
    constraint data_agreement_body_name_check check (char_length(body_name) between 1 and 128),
  client_id uuid not null,
  purpose text not null
    constraint data_agreement_purpose_check check (char_length(purpose) between 1 and 500),
  legal_basis text not null
    constraint data_agreement_legal_basis_check check (char_length(legal_basis) between 1 and 500),
  grade text not null
    constraint data_agreement_grade_check check (grade in ('COUNTS', 'FACTS', 'PERSONS')),
  area_codes text[] not null
    constraint data_agreement_area_codes_check check (cardinality(area_codes) between 1 and 50),
  terms jsonb not null constraint data_agreement_terms_check check (jsonb_typeof(terms) = 'array'),
  views jsonb not null constraint data_agreement_views_check check (jsonb_typeof(views) = 'array'),
  facts_from date not null,
  valid_from date not null,
  valid_to date not null,
  assessment_sha256 text collate "C" constraint data_agreement_assessment_sha256_check
    check (assessment_sha256 ~ '^[0-9a-f]{64}$'),
  terms_sha256 text collate "C"
    constraint data_agreement_terms_sha256_check check (terms_sha256 ~ '^[0-9a-f]{64}$'),
  signed_sha256 text collate "C"
    constraint data_agreement_signed_sha256_check check (signed_sha256 ~ '^[0-9a-f]{64}$'),
  status text not null default 'DRAFT' constraint data_agreement_status_check
    check (status in ('DRAFT', 'PROPOSED', 'APPROVED', 'ENDED')),
  written_by uuid[] not null
    constraint data_agreement_written_by_check check (cardinality(written_by) between 1 and 50),
  drafted_by uuid not null,
  proposed_by uuid,
  proposed_at timestamptz,
  approved_by uuid,
  approved_at timestamptz,
  ended_by uuid,
  ended_at timestamptz,
  constraint data_agreement_pkey primary key (institution_id, id),
  constraint data_agreement_code_key unique (institution_id, code),
  constraint data_agreement_client_id_fkey foreign key (institution_id, client_id) references person,
  constraint data_agreement_drafted_by_fkey foreign key (institution_id, drafted_by) references person,
  constraint data_agreement_proposed_by_fkey
    foreign key (institution_id, proposed_by) references person,
  constraint data_agreement_approved_by_fkey
    foreign key (institution_id, approved_by) references person,
  constraint data_agreement_ended_by_fkey foreign key (institution_id, ended_by) references person,
  constraint data_agreement_valid_to_check check (valid_to > valid_from),
  constraint data_agreement_facts_from_check check (facts_from <= valid_from),
  constraint data_agreement_assessed_check check (grade <> 'PERSONS' or assessment_sha256 is not null),
  constraint data_agreement_proposed_check check (
    num_nonnulls(proposed_by, proposed_at, terms_sha256)
      = case status when 'DRAFT' then 0 else 3 end),
  constraint data_agreement_approved_check check (
    num_nonnulls(approved_by, approved_at, signed_sha256)
      = case when status in ('APPROVED', 'ENDED') then 3 else 0 end),
  constraint data_agreement_ended_check check (
    num_nonnulls(ended_by, ended_at) = case status when 'ENDED' then 2 else 0 end),
  constraint data_agreement_second_person_check check (
    approved_by <> proposed_by and not approved_by = any(written_by))
);
create index data_agreement_client_id_idx on data_agreement (institution_id, client_id);
create index data_agreement_drafted_by_idx on data_agreement (institution_id, drafted_by);
create index data_agreement_proposed_by_idx on data_agreement (institution_id, proposed_by);
create index data_agreement_approved_by_idx on data_agreement (institution_id, approved_by);
create index data_agreement_ended_by_idx on data_agreement (institution_id, ended_by);
create index data_agreement_body_code_idx on data_agreement (institution_id, body_code, valid_from);
create index data_agreement_status_idx on data_agreement (institution_id, status, valid_from);
comment on table data_agreement is
  'What a government body may pull of the institution''s facts, for a purpose and a period (数据共享协议)';
comment on column data_agreement.body_code is
  'The recipient as consents name it (GOVERNMENT); it need not be an institution of this service';
comment on column data_agreement.client_id is
  'The machine of this institution''s that acts for the body: no other may pull under the agreement';
comment on column data_agreement.grade is
  'COUNTS: numbers only; FACTS: facts that concern nobody''s file; PERSONS: also facts about people who '
  'agreed to be shared with this body';
comment on column data_agreement.area_codes is 'Prefixes of the codes where facts must lie today';
comment on column data_agreement.terms is 'As agreed: [{"act","objects","shown","masked"}]';
comment on column data_agreement.views is
  'What the terms came to when they were written, complete in itself: what was shown under it can be '
  'worked out again whatever later rules say';
comment on column data_agreement.facts_from is 'Facts of this civil day in China and later';
comment on column data_agreement.assessment_sha256 is
  'SHA-256 of the assessment of protection of personal information; required where people are shown';
comment on column data_agreement.terms_sha256 is 'SHA-256 of what was proposed, also in the journal';
comment on column data_agreement.signed_sha256 is 'SHA-256 of the paper both sides signed';
comment on column data_agreement.written_by is 'Everybody who wrote on the draft: none of them approves';
select protect_table('data_agreement');

-- What was proposed is what is approved; what was approved is what is pulled under.
create function keep_data_agreement() returns trigger language plpgsql as $$
begin
  if old.status <> 'DRAFT' and
      (new.code, new.body_code, new.body_name, new.client_id, new.purpose, new.legal_basis, new.grade,
       new.area_codes, new.terms, new.views, new.facts_from, new.valid_from, new.valid_to,
       new.assessment_sha256, new.written_by, new.drafted_by)
      is distinct from
      (old.code, old.body_code, old.body_name, old.client_id, old.purpose, old.legal_basis, old.grade,
       old.area_codes, old.terms, old.views, old.facts_from, old.valid_from, old.valid_to,
       old.assessment_sha256, old.written_by, old.drafted_by) then
    raise exception 'data agreement % was proposed and is not edited', old.code
      using errcode = 'check_violation', constraint = 'data_agreement_fixed_check';
  end if;
  if new.status <> old.status and (old.status, new.status) not in (
      ('DRAFT', 'PROPOSED'), ('PROPOSED', 'DRAFT'), ('PROPOSED', 'APPROVED'), ('APPROVED', 'ENDED')) then
    raise exception 'data agreement %: no way from % to %', old.code, old.status, new.status
      using errcode = 'check_violation', constraint = 'data_agreement_steps_check';
  end if;
  return new;
end
$$;
create trigger keep_data_agreement before update on data_agreement
  for each row execute function keep_data_agreement();

create table shared_delivery (
  institution_id uuid not null constraint shared_delivery_institution_id_fkey references institution,
  id uuid not null,
  created_at timestamptz not null default now(),
  agreement_id uuid not null,
  from_position bigint not null
    constraint shared_delivery_from_position_check check (from_position >= 0),
  to_position bigint not null,
  positions bigint[] not null
    constraint shared_delivery_positions_check check (cardinality(positions) between 1 and 1000),
  event_count integer not null,
  digest text collate "C" not null
    constraint shared_delivery_digest_check check (digest ~ '^[0-9a-f]{64}$'),
  person_count integer not null
    constraint shared_delivery_person_count_check check (person_count >= 0),
  person_id uuid not null,
  delivered_at timestamptz not null,
  constraint shared_delivery_pkey primary key (institution_id, id),
  constraint shared_delivery_agreement_id_fkey
    foreign key (institution_id, agreement_id) references data_agreement,
  constraint shared_delivery_person_id_fkey foreign key (institution_id, person_id) references person,
  constraint shared_delivery_to_position_check check (to_position > from_position),
  constraint shared_delivery_event_count_check check (event_count = cardinality(positions)),
  constraint shared_delivery_within_check check (
    positions[1] >= from_position and positions[cardinality(positions)] < to_position)
);
create index shared_delivery_agreement_id_idx
  on shared_delivery (institution_id, agreement_id, from_position);
create index shared_delivery_person_id_idx on shared_delivery (institution_id, person_id);
create index shared_delivery_delivered_at_idx on shared_delivery (institution_id, delivered_at);
comment on table shared_delivery is
  'One answer that left under an agreement: which positions of the log it showed, and their digest';
comment on column shared_delivery.from_position is 'The first position it answers for';
comment on column shared_delivery.to_position is
  'The first position it no longer answers for; between the two it showed all that the agreement shows';
comment on column shared_delivery.positions is 'The facts it held, ascending';
comment on column shared_delivery.digest is
  'SHA-256 over the SHA-256s of the events, in order; each of the event''s RFC 8785 bytes';
comment on column shared_delivery.person_count is 'People it disclosed something of; each has it on record';
select protect_table('shared_delivery');
revoke update on shared_delivery from jingtian_api;

create table data_receipt (
  institution_id uuid not null constraint data_receipt_institution_id_fkey references institution,
  id uuid not null,
  created_at timestamptz not null default now(),
  agreement_id uuid not null,
  from_position bigint not null
    constraint data_receipt_from_position_check check (from_position >= 0),
  to_position bigint not null,
  stated_count integer not null
    constraint data_receipt_stated_count_check check (stated_count >= 0),
  stated_digest text collate "C" not null
    constraint data_receipt_stated_digest_check check (stated_digest ~ '^[0-9a-f]{64}$'),
  delivered_count integer not null
    constraint data_receipt_delivered_count_check check (delivered_count >= 0),
  delivered_digest text collate "C" not null
    constraint data_receipt_delivered_digest_check check (delivered_digest ~ '^[0-9a-f]{64}$'),
  outcome text not null
    constraint data_receipt_outcome_check check (outcome in ('MATCHED', 'DIFFERS')),
  person_id uuid not null,
  received_at timestamptz not null,
  constraint data_receipt_pkey primary key (institution_id, id),
  constraint data_receipt_agreement_id_fkey
    foreign key (institution_id, agreement_id) references data_agreement,
  constraint data_receipt_person_id_fkey foreign key (institution_id, person_id) references person,
  constraint data_receipt_to_position_check check (to_position >= from_position),
  constraint data_receipt_judged_check check ((outcome = 'MATCHED')
    = (stated_count = delivered_count and stated_digest = delivered_digest))
);
create index data_receipt_agreement_id_idx on data_receipt (institution_id, agreement_id, received_at);
create index data_receipt_person_id_idx on data_receipt (institution_id, person_id);
create index data_receipt_outcome_idx on data_receipt (institution_id, outcome, received_at);
create index data_receipt_received_at_idx on data_receipt (institution_id, received_at);
comment on table data_receipt is
  'What the other side says it holds between two positions, against what was delivered';
select protect_table('data_receipt');
revoke update on data_receipt from jingtian_api;

alter table disclosure
  add column delivery_id uuid,
  add constraint disclosure_delivery_id_fkey
    foreign key (institution_id, delivery_id) references shared_delivery;
create index disclosure_delivery_id_idx on disclosure (institution_id, delivery_id, customer_id);
comment on column disclosure.delivery_id is 'The delivery under an agreement it was a part of';

-- How a fact looks under an agreement -------------------------------------------------------------

create function shared_value(p_value json, p_view jsonb) returns text
language sql immutable parallel safe as $$
  select case
    when p_value is null or json_typeof(p_value) = 'null' then 'null'
    when kind = 'PEOPLE' then case
      when masked or json_typeof(p_value) <> 'number' then '"***"'
      when p_value::text::numeric > 0 and p_value::text::numeric < (p_view ->> 'fewest')::integer
        then to_json('<' || (p_view ->> 'fewest'))::text
      else p_value::text end
    when not masked then p_value::text
    when json_typeof(p_value) <> 'string' then '"***"'
    when kind = 'PLACE' then to_json(left(word, 9))::text
    when kind = 'DATE' then to_json(left(word, 7))::text
    when kind = 'FEN' and word ~ '^\d{1,18}$'
      then to_json((trunc(word::numeric / 1000000) * 1000000)::text)::text
    when kind = 'YUAN' and word ~ '^\d{1,16}(\.\d{1,2})?$'
      then to_json((trunc(word::numeric / 10000) * 10000)::text)::text
    else '"***"' end
  from (select p_view ->> 'kind' as kind, (p_view ->> 'masked')::boolean as masked,
               p_value #>> '{}' as word) as asked
$$;
comment on function shared_value(json, jsonb) is
  'One member of a fact as a view shows it: whole, or masked to a town, a month, whole ten thousands of '
  'yuan, or three stars; numbers of people are never shown from 1 to below the fewest. A leaf is RFC '
  '8785, so the text of a part of it is, too';

create function shared_event(p_position bigint, p_leaf_hash bytea, p_leaf json, p_view jsonb, p_source text)
returns text language sql immutable parallel safe as $$
  select '{"data":{"members":{' || coalesce((
      select string_agg(to_json(member.key)::text || ':' || shared_value(member.value, shown.each), ','
        order by member.key collate "C")
      from json_each(p_leaf -> 'data') as member
      join jsonb_array_elements(p_view -> 'members') as shown (each)
        on shown.each ->> 'name' = member.key), '')
    || '},"objects":[' || coalesce(string_agg(
      '{"id":' || to_json(id)::text || ',"type":' || to_json(type)::text
        || coalesce(',"version":' || version, '') || '}', ',' order by place), '')
    || ']},"datacontenttype":"application/json","id":"' || p_position
    || '","leafhash":"' || encode(p_leaf_hash, 'hex')
    || '","source":' || to_json(p_source)::text
    || ',"specversion":"1.0"'
    || coalesce(',"subject":' || to_json((array_agg(id order by place))[1])::text, '')
    || ',"time":' || (p_leaf -> 'at')::text
    || ',"type":' || (p_leaf -> 'act')::text || '}'
  from (
    select lower(about.each ->> 'type') || '_' || (about.each ->> 'id') as id,
      about.each ->> 'type' as type, about.each ->> 'version' as version, about.place
    from json_array_elements(p_leaf -> 'objects') with ordinality as about (each, place)
    where (p_view -> 'objects') ? (about.each ->> 'type')) as objects
$$;
comment on function shared_event(bigint, bytea, json, jsonb, text) is
  'A fact as a view of an agreement shows it: a CloudEvent in RFC 8785 form, made of what the view names '
  'and nothing else. Its id is the place in the log, its leafhash what the tree of the log holds there';
