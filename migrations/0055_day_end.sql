-- The end of a day (日终): the business date moves on, and with it every loan that time alone changes.

create table day_end (
  institution_id uuid not null constraint day_end_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  closes date not null,
  opens date not null,
  status text not null default 'RUNNING'
    constraint day_end_status_check check (status in ('RUNNING', 'DONE')),
  started_at timestamptz not null,
  ended_at timestamptz,
  constraint day_end_pkey primary key (institution_id, id),
  constraint day_end_closes_key unique (institution_id, closes),
  constraint day_end_opens_check check (opens = closes + 1),
  constraint day_end_ended_at_check check ((status = 'DONE') = (ended_at is not null))
);
create unique index day_end_running_key on day_end (institution_id) where status = 'RUNNING';
create index day_end_status_idx on day_end (institution_id, status, closes);
comment on table day_end is
  'The end of one business day of an institution; the day it opens is the business date from then on';
select protect_table('day_end');

create table day_end_step (
  institution_id uuid not null constraint day_end_step_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  day_end_id uuid not null,
  number integer not null constraint day_end_step_number_check check (number >= 1),
  code text collate "C" not null
    constraint day_end_step_code_check check (code ~ '^[A-Z][A-Z_]{0,62}$'),
  status text not null default 'WAITING'
    constraint day_end_step_status_check check (status in ('WAITING', 'DONE')),
  reached text collate "C"
    constraint day_end_step_reached_check check (char_length(reached) between 1 and 128),
  counts jsonb not null default '{}'
    constraint day_end_step_counts_check check (jsonb_typeof(counts) = 'object'),
  started_at timestamptz,
  ended_at timestamptz,
  constraint day_end_step_pkey primary key (institution_id, id),
  constraint day_end_step_number_key unique (institution_id, day_end_id, number),
  constraint day_end_step_code_key unique (institution_id, day_end_id, code),
  constraint day_end_step_day_end_id_fkey foreign key (institution_id, day_end_id) references day_end,
  constraint day_end_step_ended_at_check check ((status = 'DONE') = (ended_at is not null))
);
comment on table day_end_step is
  'A step of the end of a day; done in parts, each of which goes on where the one before stopped';
comment on column day_end_step.reached is 'How far the parts so far have come; null before the first';
comment on column day_end_step.counts is 'What they did, by name; numbers only';
select protect_table('day_end_step');

create table provision_figure (
  institution_id uuid not null constraint provision_figure_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  business_date date not null,
  product text collate "C" not null
    constraint provision_figure_product_check check (product ~ '^[A-Z][A-Z0-9_]{0,62}$'),
  loan_class text not null constraint provision_figure_loan_class_check
    check (loan_class in ('NORMAL', 'SPECIAL_MENTION', 'SUBSTANDARD', 'DOUBTFUL', 'LOSS')),
  loans integer not null constraint provision_figure_loans_check check (loans >= 0),
  principal_fen bigint not null
    constraint provision_figure_principal_fen_check check (principal_fen >= 0),
  overdue_principal_fen bigint not null
    constraint provision_figure_overdue_principal_fen_check
    check (overdue_principal_fen between 0 and principal_fen),
  coefficient numeric(5, 2) not null
    constraint provision_figure_coefficient_check check (coefficient between 0 and 100),
  rule_set text not null
    constraint provision_figure_rule_set_check check (char_length(rule_set) between 1 and 64),
  provision_fen bigint not null
    generated always as (round(principal_fen * coefficient / 100)::bigint) stored,
  constraint provision_figure_pkey primary key (institution_id, id),
  constraint provision_figure_day_key unique (institution_id, business_date, product, loan_class)
);
create index provision_figure_product_idx on provision_figure (institution_id, product, business_date);
create index provision_figure_loan_class_idx
  on provision_figure (institution_id, loan_class, business_date);
comment on table provision_figure is
  'What a day closed with, by product and class, as was known then, and the provision by coefficient';
comment on column provision_figure.coefficient is 'Percent of the principal, as rule_set says';
select protect_table('provision_figure');

-- What is overdue is a day longer so every day.
create index loan_overdue_since_idx on loan (institution_id, id) where overdue_since is not null;
