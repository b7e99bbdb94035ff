-- Post-loan checks (贷后检查): what is due at which loan by which rule, and what was found.

-- Visits after the loan are visits like others: stamped, photographed, by the people of the grid.
alter table visit
  drop constraint visit_purpose_check,
  add constraint visit_purpose_check check (purpose in (
    'FIRST_VISIT', 'COMPLETE_FILE', 'MARKETING', 'EXPLAIN', 'MAINTAIN', 'LOAN_CHECK', 'COLLECTION',
    'OTHER'));

create table loan_check (
  institution_id uuid not null constraint loan_check_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  loan_id uuid not null,
  kind text not null constraint loan_check_kind_check check (kind in ('FIRST', 'REGULAR', 'SPECIAL')),
  trigger text constraint loan_check_trigger_check check (trigger in (
    'OVERDUE', 'DISPUTE', 'HOUSEHOLD_EVENT', 'NEGATIVE_LIST', 'FUND_USE', 'OTHER')),
  occasion text collate "C" not null
    constraint loan_check_occasion_check check (occasion ~ '^[A-Z_]+(:[0-9a-f-]{1,36})?$'),
  status text not null default 'DUE'
    constraint loan_check_status_check check (status in ('DUE', 'DONE', 'CANCELLED')),
  counts_from date not null,
  due_on date not null,
  rule_set text not null,
  opened_by uuid not null,
  way text constraint loan_check_way_check check (way in ('ON_SITE', 'PHONE', 'RECORDS')),
  visit_id uuid,
  checked_on date,
  checked_by uuid,
  contact text
    constraint loan_check_contact_check check (contact in ('REACHED', 'AWAY', 'LOST')),
  fund_use text constraint loan_check_fund_use_check
    check (fund_use in ('AS_AGREED', 'NOT_YET_USED', 'DIVERTED')),
  proven_fen bigint constraint loan_check_proven_fen_check check (proven_fen >= 0),
  repayment_ability text constraint loan_check_repayment_ability_check
    check (repayment_ability in ('SOUND', 'WEAKENED', 'LOST')),
  guarantee text constraint loan_check_guarantee_check
    check (guarantee in ('NONE', 'SOUND', 'WEAKENED', 'LOST')),
  conclusion text constraint loan_check_conclusion_check
    check (conclusion in ('NORMAL', 'WATCH', 'RISK')),
  evidence text[] not null default '{}'
    constraint loan_check_evidence_check check (cardinality(evidence) <= 20),
  note text constraint loan_check_note_check check (char_length(note) between 1 and 2000),
  cancelled_on date,
  cancelled_by uuid,
  constraint loan_check_pkey primary key (institution_id, id),
  -- One occasion asks for one check, whoever notices it first and however often it is noticed.
  constraint loan_check_occasion_key unique (institution_id, loan_id, occasion),
  constraint loan_check_loan_id_fkey foreign key (institution_id, loan_id) references loan,
  constraint loan_check_visit_id_fkey foreign key (institution_id, visit_id) references visit,
  constraint loan_check_opened_by_fkey foreign key (institution_id, opened_by) references person,
  constraint loan_check_checked_by_fkey foreign key (institution_id, checked_by) references person,
  constraint loan_check_cancelled_by_fkey
    foreign key (institution_id, cancelled_by) references person,
  constraint loan_check_special_check check ((kind = 'SPECIAL') = (trigger is not null)),
  constraint loan_check_done_check check (
    num_nonnulls(way, checked_on, checked_by, contact, conclusion) = case status
      when 'DONE' then 5 else 0 end
    and (status = 'DONE' or num_nonnulls(visit_id, fund_use, proven_fen, repayment_ability,
      guarantee, note) = 0)),
  constraint loan_check_visited_check check ((way = 'ON_SITE') = (visit_id is not null)),
  constraint loan_check_diverted_check check (fund_use <> 'DIVERTED' or conclusion <> 'NORMAL'),
  constraint loan_check_cancelled_check
    check (num_nonnulls(cancelled_on, cancelled_by) = case status when 'CANCELLED' then 2 else 0 end)
);
create index loan_check_due_on_idx on loan_check (institution_id, due_on, id);
create index loan_check_status_idx on loan_check (institution_id, status, due_on, id);
create index loan_check_kind_idx on loan_check (institution_id, kind, due_on, id);
create index loan_check_trigger_idx on loan_check (institution_id, trigger, due_on, id);
create index loan_check_conclusion_idx on loan_check (institution_id, conclusion, checked_on, id);
create index loan_check_fund_use_idx on loan_check (institution_id, fund_use, checked_on, id);
create index loan_check_loan_id_idx on loan_check (institution_id, loan_id, status, due_on);
create index loan_check_visit_id_idx on loan_check (institution_id, visit_id);
create index loan_check_opened_by_idx on loan_check (institution_id, opened_by);
create index loan_check_checked_by_idx on loan_check (institution_id, checked_by, checked_on);
create index loan_check_cancelled_by_idx on loan_check (institution_id, cancelled_by);
comment on table loan_check is 'A post-loan check that is due, and what it found (贷后检查)';
comment on column loan_check.occasion is
  'What asks for it, once: FIRST, REGULAR:<check before>, or a trigger with its day or key';
comment on column loan_check.counts_from is
  'The day its time counts from: of the payment, of the check before, of what triggered it';
comment on column loan_check.proven_fen is 'How much of the loan''s use papers prove';
comment on column loan_check.evidence is 'SHA-256 of papers and photographs kept elsewhere';
select protect_table('loan_check');
