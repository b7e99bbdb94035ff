-- Scorecards as data, and ratings that store all they were computed from.

create table scorecard (
  institution_id uuid not null constraint scorecard_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  code text collate "C" not null
    constraint scorecard_code_check check (code ~ '^[A-Z][A-Z0-9_]{0,62}$'),
  edition integer not null constraint scorecard_edition_check check (edition >= 1),
  customer_kind text not null
    constraint scorecard_customer_kind_check check (customer_kind in ('HOUSEHOLD', 'MERCHANT')),
  name_en text not null
    constraint scorecard_name_en_check check (char_length(name_en) between 1 and 300),
  name_zh text not null
    constraint scorecard_name_zh_check check (char_length(name_zh) between 1 and 300),
  sample boolean not null,
  status text not null constraint scorecard_status_check
    check (status in ('DRAFT', 'PUBLISHED', 'SUPERSEDED')),
  content jsonb not null
    constraint scorecard_content_check check (jsonb_typeof(content) = 'object'),
  valid_from date not null,
  valid_to date,
  published_by uuid not null,
  constraint scorecard_pkey primary key (institution_id, id),
  constraint scorecard_edition_key unique (institution_id, code, edition),
  constraint scorecard_published_by_fkey
    foreign key (institution_id, published_by) references person,
  constraint scorecard_valid_to_check check (valid_to > valid_from),
  constraint scorecard_superseded_check check (status <> 'SUPERSEDED' or valid_to is not null),
  constraint scorecard_period_excl exclude using gist
    (institution_id with =, code with =, daterange(valid_from, valid_to) with &&)
    where (status <> 'DRAFT')
);
create index scorecard_customer_kind_idx on scorecard (institution_id, customer_kind, code, edition);
create index scorecard_status_idx on scorecard (institution_id, status, code);
create index scorecard_published_by_idx on scorecard (institution_id, published_by);
comment on table scorecard is
  'A bank''s rules of rating as data. A published edition is never edited, only superseded';
comment on column scorecard.content is 'The whole scorecard, format 1, as the engine reads it';
comment on column scorecard.sample is 'Came with the software and stands for no bank''s policy';
select protect_table('scorecard');

-- What a published card says is what old ratings were made from.
create function keep_scorecard() returns trigger language plpgsql as $$
begin
  if old.status <> 'DRAFT' and (new.content, new.code, new.edition, new.valid_from)
      is distinct from (old.content, old.code, old.edition, old.valid_from) then
    raise exception 'scorecard % edition % is published and is not edited', old.code, old.edition
      using errcode = 'check_violation', constraint = 'scorecard_published_check';
  end if;
  return new;
end
$$;
create trigger keep_scorecard before update on scorecard
  for each row execute function keep_scorecard();

create table rating (
  institution_id uuid not null constraint rating_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  customer_id uuid not null,
  scorecard_id uuid not null,
  area_code text collate "C" not null
    constraint rating_area_code_check check (area_code ~ '^\d{2,12}$'),
  inputs jsonb not null constraint rating_inputs_check check (jsonb_typeof(inputs) = 'object'),
  items jsonb not null constraint rating_items_check check (jsonb_typeof(items) = 'array'),
  lines jsonb not null constraint rating_lines_check check (jsonb_typeof(lines) = 'array'),
  findings jsonb not null
    constraint rating_findings_check check (jsonb_typeof(findings) = 'array'),
  outcome text not null constraint rating_outcome_check
    check (outcome in ('RATED', 'NEEDS_PERSON', 'REFUSED')),
  status text not null constraint rating_status_check
    check (status in ('EFFECTIVE', 'AWAITING_DECISION', 'DECLINED')),
  score numeric not null,
  grade text collate "C" not null
    constraint rating_grade_check check (grade ~ '^[A-Z][A-Z0-9_]{0,62}$'),
  credit_line_fen bigint not null
    constraint rating_credit_line_fen_check check (credit_line_fen >= 0),
  ceiling_fen bigint not null constraint rating_ceiling_fen_check check (ceiling_fen >= 0),
  valid_from date not null,
  valid_to date,
  rated_by uuid not null,
  decided_by uuid,
  decision_reason text constraint rating_decision_reason_check
    check (char_length(decision_reason) between 1 and 500),
  constraint rating_pkey primary key (institution_id, id),
  constraint rating_customer_id_fkey foreign key (institution_id, customer_id) references customer,
  constraint rating_scorecard_id_fkey
    foreign key (institution_id, scorecard_id) references scorecard,
  constraint rating_rated_by_fkey foreign key (institution_id, rated_by) references person,
  constraint rating_decided_by_fkey foreign key (institution_id, decided_by) references person,
  constraint rating_valid_to_check check (valid_to >= valid_from),
  constraint rating_decided_by_check check (decided_by <> rated_by),
  constraint rating_decision_check check ((decided_by is null) = (decision_reason is null)),
  -- Nothing but a clean result counts without a person, and a person's decision is on record.
  constraint rating_status_outcome_check check (case status
    when 'EFFECTIVE' then outcome = 'RATED' or decided_by is not null
    when 'AWAITING_DECISION' then outcome <> 'RATED' and decided_by is null
    else decided_by is not null end),
  -- Coalesce changes nothing but keeps look-ups by customer on the b-tree, five times as fast.
  constraint rating_period_excl exclude using gist
    (institution_id with =, coalesce(customer_id, id) with =, daterange(valid_from, valid_to) with &&)
    where (status = 'EFFECTIVE')
);
create index rating_customer_id_idx on rating (institution_id, customer_id, valid_from);
create index rating_scorecard_id_idx on rating (institution_id, scorecard_id);
create index rating_grade_idx on rating (institution_id, grade, valid_from);
create index rating_status_idx on rating (institution_id, status, valid_from);
create index rating_outcome_idx on rating (institution_id, outcome, valid_from);
create index rating_credit_line_fen_idx on rating (institution_id, credit_line_fen);
create index rating_valid_to_idx on rating (institution_id, valid_to);
create index rating_rated_by_idx on rating (institution_id, rated_by);
create index rating_decided_by_idx on rating (institution_id, decided_by);
comment on table rating is
  'A customer rated by an edition of a scorecard, with everything needed to compute it again';
comment on column rating.area_code is 'The area whose base values counted';
comment on column rating.inputs is 'The answers as rated, by input code; numbers as exact text';
comment on column rating.items is 'Per item: inputs, rule hit, points, explanation in both languages';
comment on column rating.lines is 'Credit lines of the card with their explanation; amounts in fen';
comment on column rating.findings is 'Vetoes and reasons for a person to look';
comment on column rating.outcome is 'What the rules found; it never changes';
comment on column rating.status is
  'EFFECTIVE counts, for its period; AWAITING_DECISION waits for a person, who may decline it';
comment on column rating.credit_line_fen is 'The line shown to the customer: largest PUBLIC line';
comment on column rating.ceiling_fen is 'The most the bank itself would lend: largest of all lines';
comment on column rating.valid_to is
  'The day the next rating starts or this one expires; equal to valid_from when replaced that day';
select protect_table('rating');
