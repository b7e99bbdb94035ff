-- What the bank core tells and what people did, so that nothing of it hides behind something else.

-- Every report that does not fit is a case of its own; what no report told of is one open case for
-- one thing, however often it is found.
drop index core_mismatch_open_key;
create unique index core_mismatch_open_key on core_mismatch (institution_id, kind, subject)
  where status = 'OPEN' and report_id is null;
create unique index core_mismatch_report_key on core_mismatch (institution_id, report_id)
  where status = 'OPEN' and report_id is not null;
comment on column core_mismatch.subject is
  'What it is about: a reference or instruction of the core, with the kind of report that told of it';

-- Setting other terms, and opening a settled loan again, are steps like any other.
do $$
declare
  v_definition text := (select pg_get_constraintdef(oid) from pg_constraint
    where conrelid = 'loan_step'::regclass and conname = 'loan_step_action_check');
begin
  alter table loan_step drop constraint loan_step_action_check;
  execute 'alter table loan_step add constraint loan_step_action_check '
    || replace(v_definition, '])', ', ''REVISE''::text, ''REOPEN''::text])');
end
$$;

-- What somebody did to an application bars them from deciding it, whatever role they had then or
-- have by now.
create function loan_brought_by(p_institution uuid, p_loan uuid) returns setof uuid
language sql stable as $$
  select person_id from loan_step
  where institution_id = p_institution and loan_id = p_loan
    and action in ('APPLY', 'SUBMIT', 'REVISE')
  union
  select offered_by from loan_guarantee
  where institution_id = p_institution and loan_id = p_loan
$$;
comment on function loan_brought_by(uuid, uuid) is
  'Whoever applied for a loan, set its terms or offered security for it, in whatever round';
grant execute on function loan_brought_by(uuid, uuid) to jingtian_api;

create or replace function loan_vote_separation() returns trigger language plpgsql as $$
begin
  if exists (select from loan
      where institution_id = new.institution_id and id = new.loan_id
        and (new.person_id in (created_by, first_investigator_id, second_investigator_id, reviewer_id)
          or new.seat_of in (created_by, first_investigator_id, second_investigator_id, reviewer_id)))
    or exists (select from loan_brought_by(new.institution_id, new.loan_id) as brought (person)
      where brought.person in (new.person_id, new.seat_of))
  then
    raise exception 'whoever made, investigated or reviewed loan % has no vote on it', new.loan_id
      using errcode = 'check_violation', constraint = 'loan_vote_separation_check';
  end if;
  return new;
end
$$;
