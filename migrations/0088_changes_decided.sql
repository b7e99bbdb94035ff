-- Changes of a loan are decided as loans are: under the authority matrix, level by level, by votes.

alter table loan_change
  add column step_since date,
  add column step_days integer
    constraint loan_change_step_days_check check (step_days between 1 and 250),
  add column step_due_on date,
  add constraint loan_change_step_due_on_check check (
    num_nonnulls(step_since, step_days, step_due_on) in (0, 3) and step_due_on > step_since);
create index loan_change_step_due_on_idx on loan_change (institution_id, step_due_on, id)
  where step_due_on is not null;
comment on column loan_change.step_due_on is
  'Last working day for the present level to decide, by the calendar known when it was counted';
comment on column loan_change.step_days is 'Working days given for it, counted after step_since';

create table loan_change_deliberation (
  institution_id uuid not null
    constraint loan_change_deliberation_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  change_id uuid not null,
  matrix_id uuid,
  matrix_code text collate "C" not null,
  rule_code text collate "C" not null,
  amount_fen bigint not null
    constraint loan_change_deliberation_amount_fen_check check (amount_fen >= 0),
  product text collate "C" not null,
  guarantees text[] not null,
  grade text collate "C",
  outlet_level text collate "C",
  levels jsonb not null constraint loan_change_deliberation_levels_check
    check (jsonb_typeof(levels) = 'array' and jsonb_array_length(levels) >= 1),
  level integer not null default 1,
  status text not null default 'OPEN' constraint loan_change_deliberation_status_check
    check (status in ('OPEN', 'APPROVED', 'REJECTED', 'WITHDRAWN', 'SUPERSEDED')),
  opened_at timestamptz not null,
  closed_at timestamptz,
  constraint loan_change_deliberation_pkey primary key (institution_id, id),
  constraint loan_change_deliberation_change_id_fkey
    foreign key (institution_id, change_id) references loan_change,
  constraint loan_change_deliberation_matrix_id_fkey
    foreign key (institution_id, matrix_id) references authority_matrix,
  constraint loan_change_deliberation_level_check
    check (level between 1 and jsonb_array_length(levels)),
  constraint loan_change_deliberation_closed_at_check
    check ((status = 'OPEN') = (closed_at is null))
);
create unique index loan_change_deliberation_open_key
  on loan_change_deliberation (institution_id, change_id) where status = 'OPEN';
create index loan_change_deliberation_change_id_idx
  on loan_change_deliberation (institution_id, change_id, opened_at);
create index loan_change_deliberation_matrix_id_idx
  on loan_change_deliberation (institution_id, matrix_id);
create index loan_change_deliberation_status_idx
  on loan_change_deliberation (institution_id, status, opened_at, id);
comment on table loan_change_deliberation is
  'A change of a loan before those who decide it: under which rule of the matrix, at which level, how it ended (贷款变更审议)';
comment on column loan_change_deliberation.matrix_id is
  'The institution''s matrix; null where the sample of the program held';
comment on column loan_change_deliberation.amount_fen is
  'Principal outstanding when it began: votes of before count for nothing once there is more';
comment on column loan_change_deliberation.levels is
  'The levels of the rule as they were, as in loan_deliberation';
comment on column loan_change_deliberation.level is
  'The level that decides now, or decided last, from 1';
comment on column loan_change_deliberation.status is
  'SUPERSEDED: another rule came to hold, or more to be owed, so that it began anew';
select protect_table('loan_change_deliberation');

create table loan_change_vote (
  institution_id uuid not null
    constraint loan_change_vote_institution_id_fkey references institution,
  id uuid not null,
  created_at timestamptz not null default now(),
  change_id uuid not null,
  deliberation_id uuid not null,
  level integer not null constraint loan_change_vote_level_check check (level >= 1),
  person_id uuid not null,
  seat_of uuid not null,
  delegation_id uuid,
  roles text[] not null,
  choice text not null
    constraint loan_change_vote_choice_check check (choice in ('FOR', 'AGAINST', 'ABSTAIN')),
  opinion text not null
    constraint loan_change_vote_opinion_check check (char_length(opinion) between 1 and 1000),
  voted_at timestamptz not null,
  constraint loan_change_vote_pkey primary key (institution_id, id),
  constraint loan_change_vote_change_id_fkey
    foreign key (institution_id, change_id) references loan_change,
  constraint loan_change_vote_deliberation_id_fkey
    foreign key (institution_id, deliberation_id) references loan_change_deliberation,
  constraint loan_change_vote_person_id_fkey
    foreign key (institution_id, person_id) references person,
  constraint loan_change_vote_seat_of_fkey
    foreign key (institution_id, seat_of) references person,
  constraint loan_change_vote_delegation_id_fkey
    foreign key (institution_id, delegation_id) references authority_delegation,
  constraint loan_change_vote_person_id_key unique (institution_id, deliberation_id, person_id),
  constraint loan_change_vote_seat_of_key unique (institution_id, deliberation_id, seat_of),
  constraint loan_change_vote_delegation_check
    check ((person_id = seat_of) = (delegation_id is null))
);
create index loan_change_vote_change_id_idx on loan_change_vote (institution_id, change_id);
create index loan_change_vote_person_id_idx on loan_change_vote (institution_id, person_id);
create index loan_change_vote_seat_of_idx on loan_change_vote (institution_id, seat_of);
create index loan_change_vote_delegation_id_idx
  on loan_change_vote (institution_id, delegation_id);
comment on table loan_change_vote is
  'A vote on a change of a loan; one a person and a seat in a deliberation, never changed';
comment on column loan_change_vote.seat_of is
  'Whose seat it was cast in: the voter''s own, or another''s by delegation';
comment on column loan_change_vote.roles is 'Roles of the level the vote was cast in';
select protect_table('loan_change_vote');
-- Votes are only ever added.
revoke update on loan_change_vote from jingtian_api;

create table loan_change_escalation (
  institution_id uuid not null
    constraint loan_change_escalation_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  change_id uuid not null,
  status text not null default 'OPEN'
    constraint loan_change_escalation_status_check check (status in ('OPEN', 'CLOSED')),
  step_since date not null,
  due_on date not null,
  tier integer not null constraint loan_change_escalation_tier_check check (tier >= 1),
  to_role text collate "C" not null,
  rule_set text collate "C" not null,
  escalated_on date not null,
  closed_on date,
  constraint loan_change_escalation_pkey primary key (institution_id, id),
  constraint loan_change_escalation_change_id_fkey
    foreign key (institution_id, change_id) references loan_change,
  constraint loan_change_escalation_tier_key
    unique (institution_id, change_id, step_since, tier),
  constraint loan_change_escalation_escalated_on_check check (escalated_on > due_on),
  constraint loan_change_escalation_closed_on_check
    check ((status = 'CLOSED') = (closed_on is not null) and closed_on >= escalated_on)
);
create index loan_change_escalation_status_idx
  on loan_change_escalation (institution_id, status, escalated_on, id);
create index loan_change_escalation_to_role_idx
  on loan_change_escalation (institution_id, to_role, escalated_on, id);
comment on table loan_change_escalation is
  'A level that has not decided a change in its time, told to somebody further up; closed when it does';
comment on column loan_change_escalation.step_since is
  'Day the level began: what makes it this one';
select protect_table('loan_change_escalation');

-- What no row alone can hold ------------------------------------------------------------------------

-- Who keeps out of deciding a change: whoever proposed it or investigated the loan, and of a write-off
-- whoever had any part in granting it.
create function loan_change_barred(p_institution uuid, p_change uuid) returns setof uuid
language sql stable as $$
  select c.proposed_by from loan_change c
    where c.institution_id = p_institution and c.id = p_change
  union
  select s.person_id from loan_change c
    join loan_step s on s.institution_id = p_institution and s.loan_id = c.loan_id
      and s.duty is not null and (s.duty = 'INVESTIGATION' or c.kind = 'WRITE_OFF')
    where c.institution_id = p_institution and c.id = p_change
  union
  select unnest(array[v.person_id, v.seat_of]) from loan_change c
    join loan_vote v on v.institution_id = p_institution and v.loan_id = c.loan_id
    where c.institution_id = p_institution and c.id = p_change and c.kind = 'WRITE_OFF'
$$;
comment on function loan_change_barred(uuid, uuid) is
  'People who have no vote on a change of a loan, in whosever seat (审批回避)';
grant execute on function loan_change_barred(uuid, uuid) to jingtian_api;

create function loan_change_vote_held() returns trigger language plpgsql as $$
begin
  if exists (select from loan_change_barred(new.institution_id, new.change_id) as barred (person)
      where barred.person in (new.person_id, new.seat_of)) then
    raise exception 'whoever proposed change % or lent the money has no vote on it', new.change_id
      using errcode = 'check_violation', constraint = 'loan_change_vote_separation_check';
  end if;
  if not exists (select from loan_change_deliberation d
      join loan_change c on c.institution_id = d.institution_id and c.id = d.change_id
      where d.institution_id = new.institution_id and d.id = new.deliberation_id
        and d.change_id = new.change_id and d.status = 'OPEN' and d.level = new.level
        and c.status = 'PROPOSED') then
    raise exception 'level % does not decide change % now', new.level, new.change_id
      using errcode = 'check_violation', constraint = 'loan_change_vote_level_held_check';
  end if;
  return new;
end
$$;
create trigger loan_change_vote_held before insert on loan_change_vote
  for each row execute function loan_change_vote_held();

create function loan_change_decided() returns trigger language plpgsql as $$
begin
  if not exists (
    select from loan_change_deliberation d
    where d.institution_id = new.institution_id and d.change_id = new.id and d.status = 'APPROVED'
      and not exists (
        select from jsonb_array_elements(d.levels) with ordinality as passed (rule, place)
        where (passed.rule ->> 'votesFor')::integer > (
          select count(*) from loan_change_vote v
          where v.institution_id = new.institution_id and v.deliberation_id = d.id
            and v.level = passed.place and v.choice = 'FOR')))
  then
    raise exception 'change % is not carried at every level of its authority', new.id
      using errcode = 'check_violation', constraint = 'loan_change_carried_check';
  end if;
  return new;
end
$$;
create trigger loan_change_decided before update of status on loan_change
  for each row when (old.status = 'PROPOSED' and new.status = 'APPLIED')
  execute function loan_change_decided();

create function loan_change_proposed() returns trigger language plpgsql as $$
begin
  if new.status <> 'PROPOSED' then
    raise exception 'change % is not proposed first', new.id
      using errcode = 'check_violation', constraint = 'loan_change_carried_check';
  end if;
  return new;
end
$$;
create trigger loan_change_proposed before insert on loan_change
  for each row execute function loan_change_proposed();

-- Words about an erased borrower in votes on changes; beside erase_decision_texts.
create function erase_change_votes(p_institution uuid, p_customer uuid, p_words text)
returns void language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if p_institution is distinct from current_institution() or not exists (
      select from customer where institution_id = p_institution and id = p_customer
        and status = 'ERASED') then
    raise exception 'customer % is not erased', p_customer using errcode = 'check_violation';
  end if;
  update loan_change_vote set opinion = p_words
    where institution_id = p_institution and change_id in (
      select c.id from loan_change c join loan l on l.institution_id = p_institution
          and l.id = c.loan_id
        where c.institution_id = p_institution and l.customer_id = p_customer);
end
$$;
comment on function erase_change_votes(uuid, uuid, text) is
  'Writes over opinions of votes on changes about an erased borrower; refused for any other';
revoke all on function erase_change_votes(uuid, uuid, text) from public;
grant execute on function erase_change_votes(uuid, uuid, text) to jingtian_api;
