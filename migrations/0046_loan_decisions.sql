-- How a loan is decided: deliberations level by level, votes, conditions of an approval, its expiry,
-- and deadlines of every step with what was done about those that passed.

-- Adds values to a check of the form `column in (...)`, whatever values it allows by then.
create function pg_temp.allow(p_table regclass, p_constraint text, p_values text[])
returns void language plpgsql as $$
declare
  v_definition text := (select pg_get_constraintdef(oid) from pg_constraint
    where conrelid = p_table and conname = p_constraint);
  v_more text := (select string_agg(format(', %L::text', value), '') from unnest(p_values) as value);
begin
  execute format('alter table %s drop constraint %I', p_table, p_constraint);
  execute format('alter table %s add constraint %I %s', p_table, p_constraint,
    replace(v_definition, '])', v_more || '])'));
end
$$;

alter table loan
  add column approval_expires_on date,
  add column step_since date,
  add column step_days integer constraint loan_step_days_check check (step_days between 1 and 250),
  add column step_due_on date,
  add constraint loan_approval_expires_on_check check (approval_expires_on >= approved_on),
  add constraint loan_step_due_on_check check (
    num_nonnulls(step_since, step_days, step_due_on) in (0, 3) and step_due_on > step_since);
create index loan_step_due_on_idx on loan (institution_id, step_due_on, id)
  where step_due_on is not null;
create index loan_approval_expires_on_idx on loan (institution_id, approval_expires_on, id)
  where status = 'APPROVED';
comment on column loan.approval_expires_on is
  'Last working day an approval may be acted on; nothing for approvals older than this rule';
comment on column loan.step_due_on is
  'Last working day for the present step, by the calendar known when it was counted';
comment on column loan.step_days is 'Working days given for the present step, counted after step_since';

create table loan_deliberation (
  institution_id uuid not null
    constraint loan_deliberation_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  loan_id uuid not null,
  round integer not null constraint loan_deliberation_round_check check (round >= 1),
  matrix_id uuid,
  matrix_code text collate "C" not null,
  rule_code text collate "C" not null,
  amount_fen bigint not null
    constraint loan_deliberation_amount_fen_check check (amount_fen > 0),
  product text collate "C" not null,
  guarantees text[] not null,
  grade text collate "C",
  outlet_level text collate "C",
  levels jsonb not null constraint loan_deliberation_levels_check
    check (jsonb_typeof(levels) = 'array' and jsonb_array_length(levels) >= 1),
  level integer not null default 1,
  status text not null default 'OPEN' constraint loan_deliberation_status_check
    check (status in ('OPEN', 'APPROVED', 'REJECTED', 'RETURNED', 'WITHDRAWN', 'SUPERSEDED')),
  opened_at timestamptz not null,
  closed_at timestamptz,
  constraint loan_deliberation_pkey primary key (institution_id, id),
  constraint loan_deliberation_loan_id_fkey foreign key (institution_id, loan_id) references loan,
  constraint loan_deliberation_matrix_id_fkey
    foreign key (institution_id, matrix_id) references authority_matrix,
  constraint loan_deliberation_level_check
    check (level between 1 and jsonb_array_length(levels)),
  constraint loan_deliberation_closed_at_check check ((status = 'OPEN') = (closed_at is null))
);
create unique index loan_deliberation_open_key on loan_deliberation (institution_id, loan_id)
  where status = 'OPEN';
create index loan_deliberation_loan_id_idx on loan_deliberation (institution_id, loan_id, opened_at);
create index loan_deliberation_matrix_id_idx on loan_deliberation (institution_id, matrix_id);
create index loan_deliberation_status_idx on loan_deliberation (institution_id, status, opened_at, id);
comment on table loan_deliberation is
  'A loan before those who decide it: under which rule of the matrix, at which level, how it ended (审议)';
comment on column loan_deliberation.matrix_id is
  'The institution''s matrix; null where the sample of the program held';
comment on column loan_deliberation.levels is
  'The levels of the rule as they were: [{"code","name","roles","seats","votesFor","quorum","vetoRoles","withinOwnLimit"}]';
comment on column loan_deliberation.level is 'The level that decides now, or decided last, from 1';
comment on column loan_deliberation.status is
  'SUPERSEDED: another rule came to hold meanwhile, so that it began anew';
select protect_table('loan_deliberation');

create table loan_vote (
  institution_id uuid not null constraint loan_vote_institution_id_fkey references institution,
  id uuid not null,
  created_at timestamptz not null default now(),
  loan_id uuid not null,
  deliberation_id uuid not null,
  level integer not null constraint loan_vote_level_check check (level >= 1),
  person_id uuid not null,
  seat_of uuid not null,
  delegation_id uuid,
  roles text[] not null,
  choice text not null
    constraint loan_vote_choice_check check (choice in ('FOR', 'AGAINST', 'ABSTAIN')),
  opinion text not null
    constraint loan_vote_opinion_check check (char_length(opinion) between 1 and 1000),
  voted_at timestamptz not null,
  constraint loan_vote_pkey primary key (institution_id, id),
  constraint loan_vote_loan_id_fkey foreign key (institution_id, loan_id) references loan,
  constraint loan_vote_deliberation_id_fkey
    foreign key (institution_id, deliberation_id) references loan_deliberation,
  constraint loan_vote_person_id_fkey foreign key (institution_id, person_id) references person,
  constraint loan_vote_seat_of_fkey foreign key (institution_id, seat_of) references person,
  constraint loan_vote_delegation_id_fkey
    foreign key (institution_id, delegation_id) references authority_delegation,
  constraint loan_vote_person_id_key unique (institution_id, deliberation_id, person_id),
  constraint loan_vote_seat_of_key unique (institution_id, deliberation_id, seat_of),
  constraint loan_vote_delegation_check check ((person_id = seat_of) = (delegation_id is null))
);
create index loan_vote_loan_id_idx on loan_vote (institution_id, loan_id);
create index loan_vote_person_id_idx on loan_vote (institution_id, person_id);
create index loan_vote_seat_of_idx on loan_vote (institution_id, seat_of);
create index loan_vote_delegation_id_idx on loan_vote (institution_id, delegation_id);
comment on table loan_vote is 'A vote on a loan; one a person and a seat in a deliberation, never changed';
comment on column loan_vote.seat_of is 'Whose seat it was cast in: the voter''s own, or another''s by delegation';
comment on column loan_vote.roles is 'Roles of the level the vote was cast in';
select protect_table('loan_vote');

create table loan_condition (
  institution_id uuid not null constraint loan_condition_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  loan_id uuid not null,
  vote_id uuid not null,
  number integer not null constraint loan_condition_number_check check (number >= 1),
  text text not null constraint loan_condition_text_check check (char_length(text) between 1 and 500),
  evidence_sha256 text collate "C" constraint loan_condition_evidence_sha256_check
    check (evidence_sha256 ~ '^[0-9a-f]{64}$'),
  note text constraint loan_condition_note_check check (char_length(note) between 1 and 500),
  fulfilled_by uuid,
  fulfilled_at timestamptz,
  constraint loan_condition_pkey primary key (institution_id, id),
  constraint loan_condition_loan_id_fkey foreign key (institution_id, loan_id) references loan,
  constraint loan_condition_vote_id_fkey foreign key (institution_id, vote_id) references loan_vote,
  constraint loan_condition_fulfilled_by_fkey
    foreign key (institution_id, fulfilled_by) references person,
  constraint loan_condition_number_key unique (institution_id, vote_id, number),
  constraint loan_condition_fulfilled_check
    check (num_nonnulls(evidence_sha256, fulfilled_by, fulfilled_at) in (0, 3)
      and (note is null or fulfilled_at is not null))
);
create index loan_condition_loan_id_idx on loan_condition (institution_id, loan_id, id);
create index loan_condition_fulfilled_by_idx on loan_condition (institution_id, fulfilled_by);
comment on table loan_condition is
  'What an approval asks to be done before anything is paid out (放款前提条件), and the evidence that it was';
comment on column loan_condition.evidence_sha256 is 'SHA-256 of the papers, kept elsewhere';
select protect_table('loan_condition');

create table loan_escalation (
  institution_id uuid not null constraint loan_escalation_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  loan_id uuid not null,
  loan_status text not null,
  status text not null default 'OPEN'
    constraint loan_escalation_status_check check (status in ('OPEN', 'CLOSED')),
  step_since date not null,
  due_on date not null,
  tier integer not null constraint loan_escalation_tier_check check (tier >= 1),
  to_role text collate "C" not null,
  rule_set text collate "C" not null,
  escalated_on date not null,
  closed_on date,
  constraint loan_escalation_pkey primary key (institution_id, id),
  constraint loan_escalation_loan_id_fkey foreign key (institution_id, loan_id) references loan,
  constraint loan_escalation_tier_key unique (institution_id, loan_id, loan_status, step_since, tier),
  constraint loan_escalation_escalated_on_check check (escalated_on > due_on),
  constraint loan_escalation_closed_on_check
    check ((status = 'CLOSED') = (closed_on is not null) and closed_on >= escalated_on)
);
create index loan_escalation_status_idx on loan_escalation (institution_id, status, escalated_on, id);
create index loan_escalation_to_role_idx on loan_escalation (institution_id, to_role, escalated_on, id);
create index loan_escalation_loan_id_idx on loan_escalation (institution_id, loan_id, escalated_on);
comment on table loan_escalation is
  'A step whose deadline passed, told to somebody further up; closed when the step is taken';
comment on column loan_escalation.loan_status is 'State of the loan whose step is late';
comment on column loan_escalation.step_since is 'Day the step began: what makes it this one';
select protect_table('loan_escalation');

select pg_temp.allow('loan_step', 'loan_step_action_check', '{VOTE,LAPSE}');
do $$
declare
  v_definition text := (select pg_get_constraintdef(oid) from pg_constraint
    where conrelid = 'loan_step'::regclass and conname = 'loan_step_duty_action_check');
begin
  alter table loan_step drop constraint loan_step_duty_action_check;
  execute 'alter table loan_step add constraint loan_step_duty_action_check '
    || replace(v_definition, 'ELSE (duty IS NULL)',
      'WHEN ''VOTE''::text THEN (duty = ''APPROVAL''::text) ELSE (duty IS NULL)');
end
$$;

drop function pg_temp.allow(regclass, text, text[]);

-- Votes have keys of their own, by deliberation: one that begins anew takes them anew.
drop index loan_step_signature_key;
create unique index loan_step_signature_key
  on loan_step (institution_id, loan_id, round, action, person_id)
  where action in ('INVESTIGATE', 'REVIEW');

-- Votes are only ever added.
revoke update on loan_vote from jingtian_api;

-- What no row alone can hold ------------------------------------------------------------------------

create function loan_vote_separation() returns trigger language plpgsql as $$
begin
  if exists (select from loan
      where institution_id = new.institution_id and id = new.loan_id
        and (new.person_id in (created_by, first_investigator_id, second_investigator_id, reviewer_id)
          or new.seat_of in (created_by, first_investigator_id, second_investigator_id, reviewer_id)))
  then
    raise exception 'whoever made, investigated or reviewed loan % has no vote on it', new.loan_id
      using errcode = 'check_violation', constraint = 'loan_vote_separation_check';
  end if;
  return new;
end
$$;
create trigger loan_vote_separation before insert on loan_vote
  for each row execute function loan_vote_separation();

create function loan_decided() returns trigger language plpgsql as $$
begin
  if not exists (
    select from loan_deliberation d
    where d.institution_id = new.institution_id and d.loan_id = new.id and d.round = new.round
      and d.status = 'APPROVED' and d.amount_fen = new.amount_fen
      and not exists (
        select from jsonb_array_elements(d.levels) with ordinality as passed (rule, place)
        where (passed.rule ->> 'votesFor')::integer > (
          select count(*) from loan_vote v
          where v.institution_id = new.institution_id and v.deliberation_id = d.id
            and v.level = passed.place and v.choice = 'FOR')))
  then
    raise exception 'loan % is not carried at every level of its authority', new.id
      using errcode = 'check_violation', constraint = 'loan_decided_check';
  end if;
  return new;
end
$$;
create trigger loan_decided before update of status on loan
  for each row when (old.status = 'REVIEWED' and new.status = 'APPROVED')
  execute function loan_decided();

create function loan_conditions_met() returns trigger language plpgsql as $$
begin
  if exists (
    select from loan_condition c
    join loan_vote v on v.institution_id = c.institution_id and v.id = c.vote_id
    join loan_deliberation d on d.institution_id = v.institution_id and d.id = v.deliberation_id
    where c.institution_id = new.institution_id and c.loan_id = new.id
      and d.round = new.round and d.status = 'APPROVED' and c.fulfilled_at is null)
  then
    raise exception 'loan % has conditions that are not met', new.id
      using errcode = 'check_violation', constraint = 'loan_conditions_met_check';
  end if;
  return new;
end
$$;
create trigger loan_conditions_met before update of status on loan
  for each row when (old.status in ('APPROVED', 'SIGNED') and new.status in ('DISBURSING', 'ACTIVE'))
  execute function loan_conditions_met();

-- Words about an erased borrower that stand in these tables; beside erase_loan_texts.
create function erase_decision_texts(p_institution uuid, p_customer uuid, p_words text) returns integer
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_loans uuid[];
begin
  if p_institution is distinct from current_institution() or not exists (
      select from customer where institution_id = p_institution and id = p_customer
        and status = 'ERASED') then
    raise exception 'customer % is not erased', p_customer using errcode = 'check_violation';
  end if;
  v_loans := array(select id from loan
    where institution_id = p_institution and customer_id = p_customer);
  update loan_vote set opinion = p_words
    where institution_id = p_institution and loan_id = any(v_loans);
  update loan_condition
    set text = p_words, note = case when note is not null then p_words end
    where institution_id = p_institution and loan_id = any(v_loans);
  return cardinality(v_loans);
end
$$;
comment on function erase_decision_texts(uuid, uuid, text) is
  'Writes over votes'' opinions and conditions about an erased borrower; refused for any other';
revoke all on function erase_decision_texts(uuid, uuid, text) from public;
grant execute on function erase_decision_texts(uuid, uuid, text) to jingtian_api;
