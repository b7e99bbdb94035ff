-- What a rating stands on: the consent asked for before it, and the panel whose means it used.

create table rating_consent_rule (
  institution_id uuid not null constraint rating_consent_rule_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  code text collate "C" not null
    constraint rating_consent_rule_code_check check (code ~ '^[A-Z][A-Z0-9_]{0,62}$'),
  legal_basis text not null constraint rating_consent_rule_legal_basis_check
    check (char_length(legal_basis) between 1 and 500),
  required_of text[] not null constraint rating_consent_rule_required_of_check
    check (required_of <@ array['HOUSEHOLD', 'FAMILY_FARM', 'LARGE_GROWER', 'MERCHANT',
      'SMALL_ENTERPRISE', 'COOPERATIVE', 'LEADING_ENTERPRISE']),
  valid_from date not null,
  valid_to date,
  set_by uuid not null,
  constraint rating_consent_rule_pkey primary key (institution_id, id),
  constraint rating_consent_rule_code_key unique (institution_id, code),
  constraint rating_consent_rule_set_by_fkey foreign key (institution_id, set_by) references person,
  constraint rating_consent_rule_valid_to_check check (valid_to > valid_from),
  constraint rating_consent_rule_period_excl exclude using gist
    (institution_id with =, daterange(valid_from, valid_to) with &&)
);
create index rating_consent_rule_set_by_idx on rating_consent_rule (institution_id, set_by);
comment on table rating_consent_rule is
  'Of which kinds of customer an institution asks consent before it rates them, from a day on; before its first, the rule that comes with the program';
comment on column rating_consent_rule.required_of is
  'Kinds of customer; those of others are rated unless they took a consent back';
select protect_table('rating_consent_rule');

alter table rating
  add column panel_id uuid,
  add constraint rating_panel_id_fkey foreign key (institution_id, panel_id) references panel;
create index rating_panel_id_idx on rating (institution_id, panel_id) where panel_id is not null;
comment on column rating.panel_id is 'The village panel whose means it used';
