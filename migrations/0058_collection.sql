-- Collection (催收): one case per delay, what was done about it, what was promised, and the court.

create table collection_case (
  institution_id uuid not null constraint collection_case_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  loan_id uuid not null,
  status text not null default 'OPEN'
    constraint collection_case_status_check check (status in ('OPEN', 'IN_COURT', 'CLOSED')),
  stage text not null constraint collection_case_stage_check
    check (stage in ('REMINDER', 'VISIT', 'DEMAND', 'LEGAL')),
  overdue_since date not null,
  opened_on date not null,
  last_action_on date,
  next_action_on date,
  limitation_on date not null,
  rule_set text not null,
  court_reference text constraint collection_case_court_reference_check
    check (char_length(court_reference) between 1 and 64),
  claim_fen bigint constraint collection_case_claim_fen_check check (claim_fen > 0),
  filed_on date,
  court_outcome text constraint collection_case_court_outcome_check
    check (court_outcome in ('WON', 'LOST', 'MEDIATED', 'WITHDRAWN')),
  court_ended_on date,
  closed_on date,
  outcome text
    constraint collection_case_outcome_check check (outcome in ('CURED', 'LOAN_ENDED')),
  constraint collection_case_pkey primary key (institution_id, id),
  constraint collection_case_loan_id_fkey foreign key (institution_id, loan_id) references loan,
  constraint collection_case_court_check check (
    num_nonnulls(court_reference, claim_fen, filed_on) in (0, 3)
    and num_nonnulls(court_outcome, court_ended_on) in (0, 2)
    and (court_outcome is null or filed_on is not null)
    and (status <> 'IN_COURT' or (filed_on is not null and court_outcome is null))),
  constraint collection_case_closed_check check (
    num_nonnulls(closed_on, outcome) = case status when 'CLOSED' then 2 else 0 end
    and (status = 'CLOSED') = (next_action_on is null))
);
create unique index collection_case_open_key on collection_case (institution_id, loan_id)
  where status <> 'CLOSED';
create index collection_case_loan_id_idx on collection_case (institution_id, loan_id, opened_on);
create index collection_case_status_idx on collection_case (institution_id, status, next_action_on, id);
create index collection_case_stage_idx on collection_case (institution_id, stage, next_action_on, id);
create index collection_case_opened_on_idx on collection_case (institution_id, opened_on, id);
create index collection_case_next_action_on_idx
  on collection_case (institution_id, next_action_on, id);
create index collection_case_limitation_on_idx
  on collection_case (institution_id, limitation_on, id);
comment on table collection_case is
  'One delay of a loan and what is done about it, until it is paid or the loan ends (催收案件)';
comment on column collection_case.stage is
  'Follows from the days overdue by the ladder of rule_set; within one delay it only rises';
comment on column collection_case.overdue_since is 'As it was when the case was opened';
comment on column collection_case.next_action_on is 'Last day for the next action by the plan';
comment on column collection_case.limitation_on is
  'The claim falls under limitation of action on this day, unless it is pursued or acknowledged (诉讼时效)';
select protect_table('collection_case');

create table collection_action (
  institution_id uuid not null
    constraint collection_action_institution_id_fkey references institution,
  id uuid not null,
  created_at timestamptz not null default now(),
  case_id uuid not null,
  stage text not null constraint collection_action_stage_check
    check (stage in ('REMINDER', 'VISIT', 'DEMAND', 'LEGAL')),
  kind text not null constraint collection_action_kind_check check (kind in (
    'CALL', 'MESSAGE', 'VISIT', 'LETTER', 'LAWYER_LETTER', 'COURT_FILING')),
  party text not null
    constraint collection_action_party_check check (party in ('BORROWER', 'GUARANTOR', 'FAMILY')),
  result text not null constraint collection_action_result_check check (result in (
    'PROMISED', 'REFUSED', 'DISPUTED', 'NOT_REACHED', 'DELIVERED', 'OTHER')),
  taken_at timestamptz not null,
  taken_by uuid not null,
  visit_id uuid,
  letter_number text collate "C" constraint collection_action_letter_number_check
    check (letter_number ~ '^[A-Z0-9-]{1,32}$'),
  evidence_sha256 text collate "C" constraint collection_action_evidence_sha256_check
    check (evidence_sha256 ~ '^[0-9a-f]{64}$'),
  irregular boolean not null,
  note text constraint collection_action_note_check check (char_length(note) between 1 and 2000),
  constraint collection_action_pkey primary key (institution_id, id),
  constraint collection_action_letter_number_key unique (institution_id, letter_number),
  constraint collection_action_case_id_fkey
    foreign key (institution_id, case_id) references collection_case,
  constraint collection_action_taken_by_fkey foreign key (institution_id, taken_by) references person,
  constraint collection_action_visit_id_fkey foreign key (institution_id, visit_id) references visit,
  constraint collection_action_visited_check check ((kind = 'VISIT') = (visit_id is not null)),
  constraint collection_action_letter_check check (
    (kind in ('LETTER', 'LAWYER_LETTER')) = (letter_number is not null)
    and (kind not in ('LETTER', 'LAWYER_LETTER', 'COURT_FILING') or evidence_sha256 is not null))
);
create index collection_action_case_id_idx on collection_action (institution_id, case_id, taken_at, id);
create index collection_action_taken_by_idx on collection_action (institution_id, taken_by, taken_at);
create index collection_action_visit_id_idx on collection_action (institution_id, visit_id);
create index collection_action_taken_at_idx on collection_action (institution_id, taken_at, id);
create index collection_action_kind_idx on collection_action (institution_id, kind, taken_at, id);
create index collection_action_irregular_idx
  on collection_action (institution_id, irregular, taken_at, id);
comment on table collection_action is 'What was done about a delay (催收记录); never changed';
comment on column collection_action.irregular is
  'Outside the hours, beyond the number of a day or towards somebody not bound, by the rules of the day';
select protect_table('collection_action');

create table repayment_promise (
  institution_id uuid not null
    constraint repayment_promise_institution_id_fkey references institution,
  id uuid not null,
  created_at timestamptz not null default now(),
  loan_id uuid not null,
  case_id uuid not null,
  action_id uuid not null,
  amount_fen bigint not null constraint repayment_promise_amount_fen_check check (amount_fen > 0),
  made_on date not null,
  due_on date not null,
  constraint repayment_promise_pkey primary key (institution_id, id),
  constraint repayment_promise_action_id_key unique (institution_id, action_id),
  constraint repayment_promise_loan_id_fkey foreign key (institution_id, loan_id) references loan,
  constraint repayment_promise_case_id_fkey
    foreign key (institution_id, case_id) references collection_case,
  constraint repayment_promise_action_id_fkey
    foreign key (institution_id, action_id) references collection_action,
  constraint repayment_promise_due_on_check check (due_on >= made_on)
);
create index repayment_promise_loan_id_idx on repayment_promise (institution_id, loan_id, due_on);
create index repayment_promise_case_id_idx on repayment_promise (institution_id, case_id, due_on, id);
create index repayment_promise_due_on_idx on repayment_promise (institution_id, due_on, id);
comment on table repayment_promise is
  'What somebody promised to repay, and by when; whether it was kept follows from what the core booked';
select protect_table('repayment_promise');

-- What was done and promised is only ever added.
revoke update on collection_action, repayment_promise from jingtian_api;

create function erase_collection_texts(p_institution uuid, p_customer uuid, p_words text)
returns void language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if p_institution is distinct from current_institution() or not exists (
      select from customer where institution_id = p_institution and id = p_customer
        and status = 'ERASED') then
    raise exception 'customer % is not erased', p_customer using errcode = 'check_violation';
  end if;
  update collection_action set note = p_words
    where institution_id = p_institution and note is not null and case_id in (
      select c.id from collection_case c join loan l on l.institution_id = p_institution
          and l.id = c.loan_id
        where c.institution_id = p_institution and l.customer_id = p_customer);
  update collection_case set court_reference = p_words
    where institution_id = p_institution and court_reference is not null and loan_id in (
      select id from loan where institution_id = p_institution and customer_id = p_customer);
end
$$;
comment on function erase_collection_texts(uuid, uuid, text) is
  'Writes over what collectors wrote about an erased borrower; refused for any other';
revoke all on function erase_collection_texts(uuid, uuid, text) from public;
grant execute on function erase_collection_texts(uuid, uuid, text) to jingtian_api;
