-- Every class is confirmed at least each quarter: a territory's loans as of a day, by three people.

create table loan_class_round (
  institution_id uuid not null
    constraint loan_class_round_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  as_of date not null,
  area_code text collate "C" not null
    constraint loan_class_round_area_code_check check (area_code ~ '^\d{2,12}$'),
  status text not null constraint loan_class_round_status_check
    check (status in ('PROPOSED', 'DETERMINED', 'APPROVED', 'REJECTED')),
  loans integer not null constraint loan_class_round_loans_check check (loans > 0),
  principal_fen bigint not null
    constraint loan_class_round_principal_fen_check check (principal_fen >= 0),
  classes jsonb not null
    constraint loan_class_round_classes_check check (jsonb_typeof(classes) = 'array'),
  digest_sha256 text collate "C" not null
    constraint loan_class_round_digest_sha256_check check (digest_sha256 ~ '^[0-9a-f]{64}$'),
  proposed_by uuid not null,
  proposed_on date not null,
  determined_by uuid,
  determined_on date,
  determination text constraint loan_class_round_determination_check
    check (char_length(determination) between 1 and 1000),
  closed_by uuid,
  closed_on date,
  closing text
    constraint loan_class_round_closing_check check (char_length(closing) between 1 and 1000),
  constraint loan_class_round_pkey primary key (institution_id, id),
  constraint loan_class_round_proposed_by_fkey
    foreign key (institution_id, proposed_by) references person,
  constraint loan_class_round_determined_by_fkey
    foreign key (institution_id, determined_by) references person,
  constraint loan_class_round_closed_by_fkey
    foreign key (institution_id, closed_by) references person,
  constraint loan_class_round_separation_check check (
    determined_by <> proposed_by and closed_by <> proposed_by and closed_by <> determined_by),
  constraint loan_class_round_determined_check check (
    num_nonnulls(determined_by, determined_on, determination) in (0, 3)
    and (status not in ('DETERMINED', 'APPROVED') or determined_by is not null)
    and (status <> 'PROPOSED' or determined_by is null)),
  constraint loan_class_round_closed_check check (num_nonnulls(closed_by, closed_on, closing)
    = case when status in ('APPROVED', 'REJECTED') then 3 else 0 end)
);
create unique index loan_class_round_day_key on loan_class_round (institution_id, as_of, area_code)
  where status <> 'REJECTED';
create index loan_class_round_area_code_idx on loan_class_round (institution_id, area_code, as_of);
create index loan_class_round_status_idx on loan_class_round (institution_id, status, as_of);
create index loan_class_round_as_of_idx on loan_class_round (institution_id, as_of, id);
create index loan_class_round_proposed_by_idx on loan_class_round (institution_id, proposed_by);
create index loan_class_round_determined_by_idx on loan_class_round (institution_id, determined_by);
create index loan_class_round_closed_by_idx on loan_class_round (institution_id, closed_by);
comment on table loan_class_round is
  'The classes of a territory''s loans on a day, confirmed by three people: what they saw is in the digest';
comment on column loan_class_round.area_code is 'The loans of borrowers under this code';
comment on column loan_class_round.classes is
  'What was found: [{"loanClass","loans","principal"} with yuan as text], best class first';
comment on column loan_class_round.digest_sha256 is
  'SHA-256 over loan and class of each; approval finds the same or is refused';
select protect_table('loan_class_round');
