-- Five-category classification (五级分类): the class of every loan on every day and what it follows
-- from, and the three people who confirm it. The business of lending has no part in it.

alter table loan add column class_turns_on date;
create index loan_class_turns_on_idx on loan (institution_id, class_turns_on, id)
  where class_turns_on is not null;
comment on column loan.class_turns_on is
  'The next day on which time alone may change the class; the end of that day looks at the loan again';

create table loan_classification (
  institution_id uuid not null
    constraint loan_classification_institution_id_fkey references institution,
  id uuid not null,
  loan_id uuid not null,
  loan_class text not null constraint loan_classification_loan_class_check
    check (loan_class in ('NORMAL', 'SPECIAL_MENTION', 'SUBSTANDARD', 'DOUBTFUL', 'LOSS')),
  rule_set text not null
    constraint loan_classification_rule_set_check check (char_length(rule_set) between 1 and 64),
  reasons jsonb not null
    constraint loan_classification_reasons_check check (jsonb_typeof(reasons) = 'array'),
  valid_from date not null,
  valid_to date,
  recorded_at timestamptz not null default now(),
  superseded_at timestamptz,
  stated_until date,
  constraint loan_classification_pkey primary key (institution_id, id),
  constraint loan_classification_loan_id_fkey
    foreign key (institution_id, loan_id) references loan,
  -- What was found otherwise later holds on no day, and says until when it was thought to.
  constraint loan_classification_valid_to_check check (case when superseded_at is null
    then valid_to is null or valid_to > valid_from and stated_until is null
    else valid_to = valid_from end),
  -- One class on any day. A hash in front, as with ratings; the loan behind it decides.
  constraint loan_classification_period_excl exclude using gist
    (institution_id with =, uuid_hash_extended(loan_id, 0) with =, coalesce(loan_id, id) with =,
      daterange(valid_from, valid_to) with &&)
    where (superseded_at is null)
);
create index loan_classification_loan_id_idx
  on loan_classification (institution_id, loan_id, valid_from);
create index loan_classification_loan_class_idx
  on loan_classification (institution_id, loan_class, valid_from);
create index loan_classification_valid_to_idx on loan_classification (institution_id, valid_to)
  where superseded_at is null;
comment on table loan_classification is
  'The class of a loan over days, as is known now; rows that became known to be wrong hold on no day';
comment on column loan_classification.reasons is
  'Every rule hit, the deciding one first: [{"code","loanClass","explanation":{"en","zh"}}]';
comment on column loan_classification.superseded_at is
  'When facts that came late, or were taken back, gave these days another class';
comment on column loan_classification.stated_until is 'What valid_to was until then; null for open';
select protect_table('loan_classification');
revoke update on loan_classification from jingtian_api;
grant update (valid_to, superseded_at, stated_until) on loan_classification to jingtian_api;

create table loan_class_ground (
  institution_id uuid not null
    constraint loan_class_ground_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  loan_id uuid not null,
  code text not null constraint loan_class_ground_code_check check (code in (
    'USE_CHANGED', 'BORROWED_TO_REPAY', 'CREDIT_IMPAIRED', 'RATING_SHARPLY_DOWN', 'DEBT_EVASION',
    'BANKRUPTCY', 'DEBTS_ELSEWHERE', 'OPERATIONAL_DELAY', 'TECHNICAL_DELAY')),
  percent numeric(5, 2) constraint loan_class_ground_percent_check check (percent > 0 and percent <= 100),
  delay_since date,
  valid_from date not null,
  valid_to date,
  explanation text not null
    constraint loan_class_ground_explanation_check check (char_length(explanation) between 1 and 500),
  evidence_sha256 text collate "C" not null
    constraint loan_class_ground_evidence_sha256_check check (evidence_sha256 ~ '^[0-9a-f]{64}$'),
  recorded_by uuid not null,
  lifted_by uuid,
  lift_evidence_sha256 text collate "C" constraint loan_class_ground_lift_evidence_sha256_check
    check (lift_evidence_sha256 ~ '^[0-9a-f]{64}$'),
  constraint loan_class_ground_pkey primary key (institution_id, id),
  constraint loan_class_ground_loan_id_fkey foreign key (institution_id, loan_id) references loan,
  constraint loan_class_ground_recorded_by_fkey
    foreign key (institution_id, recorded_by) references person,
  constraint loan_class_ground_lifted_by_fkey
    foreign key (institution_id, lifted_by) references person,
  constraint loan_class_ground_share_check
    check ((code in ('CREDIT_IMPAIRED', 'DEBTS_ELSEWHERE')) = (percent is not null)),
  constraint loan_class_ground_delay_check
    check ((code in ('OPERATIONAL_DELAY', 'TECHNICAL_DELAY')) = (delay_since is not null)),
  constraint loan_class_ground_lifted_check check (num_nonnulls(valid_to, lifted_by, lift_evidence_sha256)
    in (0, 3) and lifted_by is distinct from recorded_by and valid_to >= valid_from),
  constraint loan_class_ground_period_excl exclude using gist
    (institution_id with =, coalesce(loan_id, id) with =, code with =,
      coalesce(delay_since, date '1970-01-01') with =, daterange(valid_from, valid_to) with &&)
);
create index loan_class_ground_loan_id_idx on loan_class_ground (institution_id, loan_id, valid_from);
create index loan_class_ground_recorded_by_idx on loan_class_ground (institution_id, recorded_by);
create index loan_class_ground_lifted_by_idx on loan_class_ground (institution_id, lifted_by);
comment on table loan_class_ground is
  'What people found of a loan besides delay, with evidence: it makes a class worse, or excuses a delay';
comment on column loan_class_ground.percent is
  'Expected loss of the book value, or the share of all debts that is overdue elsewhere';
comment on column loan_class_ground.delay_since is 'The due date with which the excused delay began';
select protect_table('loan_class_ground');

create table loan_class_review (
  institution_id uuid not null
    constraint loan_class_review_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  loan_id uuid not null,
  status text not null constraint loan_class_review_status_check
    check (status in ('PROPOSED', 'DETERMINED', 'APPROVED', 'REJECTED')),
  from_class text not null constraint loan_class_review_from_class_check
    check (from_class in ('NORMAL', 'SPECIAL_MENTION', 'SUBSTANDARD', 'DOUBTFUL', 'LOSS')),
  loan_class text not null constraint loan_class_review_loan_class_check
    check (loan_class in ('NORMAL', 'SPECIAL_MENTION', 'SUBSTANDARD', 'DOUBTFUL', 'LOSS')),
  ability_confirmed boolean not null,
  evidence_sha256 text collate "C" not null
    constraint loan_class_review_evidence_sha256_check check (evidence_sha256 ~ '^[0-9a-f]{64}$'),
  proposed_by uuid not null,
  proposed_on date not null,
  proposal text not null
    constraint loan_class_review_proposal_check check (char_length(proposal) between 1 and 1000),
  determined_by uuid,
  determined_on date,
  determination text constraint loan_class_review_determination_check
    check (char_length(determination) between 1 and 1000),
  closed_by uuid,
  closed_on date,
  closing text
    constraint loan_class_review_closing_check check (char_length(closing) between 1 and 1000),
  constraint loan_class_review_pkey primary key (institution_id, id),
  constraint loan_class_review_loan_id_fkey foreign key (institution_id, loan_id) references loan,
  constraint loan_class_review_proposed_by_fkey
    foreign key (institution_id, proposed_by) references person,
  constraint loan_class_review_determined_by_fkey
    foreign key (institution_id, determined_by) references person,
  constraint loan_class_review_closed_by_fkey
    foreign key (institution_id, closed_by) references person,
  -- 初分、认定、审批: three people. A null is nobody yet, and a comparison with nobody holds.
  constraint loan_class_review_separation_check check (
    determined_by <> proposed_by and closed_by <> proposed_by and closed_by <> determined_by),
  constraint loan_class_review_determined_check check (
    num_nonnulls(determined_by, determined_on, determination) in (0, 3)
    and (status not in ('DETERMINED', 'APPROVED') or determined_by is not null)
    and (status <> 'PROPOSED' or determined_by is null)),
  constraint loan_class_review_closed_check check (num_nonnulls(closed_by, closed_on, closing)
    = case when status in ('APPROVED', 'REJECTED') then 3 else 0 end)
);
create unique index loan_class_review_open_key on loan_class_review (institution_id, loan_id)
  where status in ('PROPOSED', 'DETERMINED');
create unique index loan_class_review_closed_on_key
  on loan_class_review (institution_id, loan_id, closed_on) where status = 'APPROVED';
create index loan_class_review_loan_id_idx on loan_class_review (institution_id, loan_id, closed_on);
create index loan_class_review_status_idx on loan_class_review (institution_id, status, id);
create index loan_class_review_proposed_by_idx on loan_class_review (institution_id, proposed_by);
create index loan_class_review_determined_by_idx on loan_class_review (institution_id, determined_by);
create index loan_class_review_closed_by_idx on loan_class_review (institution_id, closed_by);
comment on table loan_class_review is
  'A class three people decide on: worse than the rules ask, or up from bad after its cure';
comment on column loan_class_review.ability_confirmed is
  'Whoever proposes a step up vouches that the borrower is able to pay';
comment on column loan_class_review.closed_on is 'Approved: the day from which the class holds';
select protect_table('loan_class_review');

-- What is outstanding already is looked at by the next end of a day.
update loan set class_turns_on = disbursed_on where status = 'ACTIVE';
