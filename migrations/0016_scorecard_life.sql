-- The life of a scorecard before it is published, and grades a person adjusted.

-- Drafts have neither a first day nor a publisher; a discarded one keeps its edition number.
alter table scorecard
  alter column valid_from drop not null,
  alter column published_by drop not null,
  add column drafted_by uuid,
  add constraint scorecard_drafted_by_fkey foreign key (institution_id, drafted_by) references person,
  drop constraint scorecard_status_check,
  add constraint scorecard_status_check
    check (status in ('DRAFT', 'PUBLISHED', 'SUPERSEDED', 'DISCARDED')),
  add constraint scorecard_publication_check check (case when status in ('DRAFT', 'DISCARDED')
    then drafted_by is not null and num_nonnulls(valid_from, valid_to, published_by) = 0
    else valid_from is not null and published_by is not null end),
  drop constraint scorecard_period_excl,
  add constraint scorecard_period_excl exclude using gist
    (institution_id with =, code with =, daterange(valid_from, valid_to) with &&)
    where (status in ('PUBLISHED', 'SUPERSEDED'));
create index scorecard_drafted_by_idx on scorecard (institution_id, drafted_by);
comment on column scorecard.drafted_by is 'Who wrote the draft; null where a card was published at once';
comment on column scorecard.valid_from is 'First day it rates; null for drafts';

-- A draft may be rewritten, published or discarded. What is published only ends.
create or replace function keep_scorecard() returns trigger language plpgsql as $$
begin
  if old.status <> 'DRAFT' and (new.content, new.code, new.edition, new.customer_kind, new.name_en,
        new.name_zh, new.sample, new.valid_from, new.drafted_by, new.published_by)
      is distinct from (old.content, old.code, old.edition, old.customer_kind, old.name_en,
        old.name_zh, old.sample, old.valid_from, old.drafted_by, old.published_by)
    or old.status = 'PUBLISHED' and new.status not in ('PUBLISHED', 'SUPERSEDED')
    or old.status in ('SUPERSEDED', 'DISCARDED') and new.status <> old.status then
    raise exception 'scorecard % edition % is no draft and is not edited', old.code, old.edition
      using errcode = 'check_violation', constraint = 'scorecard_published_check';
  end if;
  return new;
end
$$;

-- An adjustment is a rating of its own: the same answers and points, another grade and its lines.
alter table rating
  add column adjusts_id uuid,
  add column computed_grade text collate "C",
  add column adjusted_by uuid,
  add column adjustment_code text,
  add column adjustment_reason text,
  add constraint rating_adjusts_id_fkey foreign key (institution_id, adjusts_id) references rating,
  add constraint rating_adjusted_by_fkey
    foreign key (institution_id, adjusted_by) references person,
  add constraint rating_computed_grade_check check (computed_grade ~ '^[A-Z][A-Z0-9_]{0,62}$'),
  add constraint rating_adjustment_code_check check (adjustment_code in ('RELIABLE_INFORMATION',
    'CHANGED_CIRCUMSTANCES', 'CREDIT_ELSEWHERE', 'ERROR_IN_FILE', 'RISK_WARNING', 'OTHER')),
  add constraint rating_adjustment_reason_check
    check (char_length(adjustment_reason) between 1 and 500),
  add constraint rating_adjustment_check check (num_nonnulls(adjusts_id, computed_grade,
    adjusted_by, adjustment_code, adjustment_reason) in (0, 5)),
  add constraint rating_adjusted_by_check check (adjusted_by <> rated_by);
create index rating_adjusts_id_idx on rating (institution_id, adjusts_id)
  where adjusts_id is not null;
create index rating_adjusted_by_idx on rating (institution_id, adjusted_by)
  where adjusted_by is not null;
comment on column rating.adjusts_id is 'The rating a person adjusted; this one replaced it';
comment on column rating.computed_grade is
  'The grade the rules gave, kept beside the adjusted one; null when nobody adjusted';
comment on column rating.adjusted_by is 'Who adjusted: never who rated';
