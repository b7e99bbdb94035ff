-- A loan that a step of the day's end cannot work on is set aside, so that the day goes on.

create table day_end_exception (
  institution_id uuid not null
    constraint day_end_exception_institution_id_fkey references institution,
  id uuid not null,
  created_at timestamptz not null default now(),
  day_end_id uuid not null,
  step text collate "C" not null
    constraint day_end_exception_step_check check (step ~ '^[A-Z][A-Z_]{0,62}$'),
  loan_id uuid not null,
  error_code text collate "C" not null
    constraint day_end_exception_error_code_check check (error_code ~ '^[a-z-]+\.[a-z0-9_]+$'),
  found_at timestamptz not null,
  constraint day_end_exception_pkey primary key (institution_id, id),
  constraint day_end_exception_loan_id_key unique (institution_id, day_end_id, step, loan_id),
  constraint day_end_exception_day_end_id_fkey
    foreign key (institution_id, day_end_id) references day_end,
  constraint day_end_exception_loan_id_fkey foreign key (institution_id, loan_id) references loan
);
create index day_end_exception_loan_id_idx on day_end_exception (institution_id, loan_id);
create index day_end_exception_found_at_idx on day_end_exception (institution_id, found_at, id);
comment on table day_end_exception is
  'A loan a step of the end of a day could not work on (日终挂起): the next night tries again, a person looks why';
select protect_table('day_end_exception');
revoke update on day_end_exception from jingtian_api;
