-- The people of the grids: officers, their assignments, absences, hand-overs and training.

create table officer (
  institution_id uuid not null constraint officer_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  person_id uuid not null,
  kind text not null constraint officer_kind_check check (kind in (
    'FULL_TIME', 'PART_TIME', 'MANAGER', 'CHIEF', 'INSTRUCTOR', 'INFORMANT', 'VOLUNTEER')),
  duties text[] not null default '{}' constraint officer_duties_check check (
    duties <@ array['PROPAGANDIST', 'INFORMANT', 'LOAN_ASSISTANT', 'SUPERVISOR', 'COLLECTOR']
    and cardinality(duties) <= 5),
  grid_capacity integer not null default 1
    constraint officer_grid_capacity_check check (grid_capacity between 0 and 1000),
  household_capacity integer not null default 500
    constraint officer_household_capacity_check check (household_capacity between 0 and 1000000),
  employer text constraint officer_employer_check check (char_length(employer) between 1 and 128),
  status text not null default 'ACTIVE'
    constraint officer_status_check check (status in ('ACTIVE', 'RELEASED')),
  constraint officer_pkey primary key (institution_id, id),
  constraint officer_person_id_key unique (institution_id, person_id),
  constraint officer_person_id_fkey foreign key (institution_id, person_id) references person
);
create index officer_kind_idx on officer (institution_id, kind, id);
create index officer_status_idx on officer (institution_id, status, id);
comment on table officer is 'What a person is to the grids (网格员): kind, duties and how much is too much';
comment on column officer.duties is 'Of the five duties of a part-time officer (五员)';
comment on column officer.grid_capacity is
  'Grids one may be primary of; one officer, one grid (一人一格) unless set otherwise';
comment on column officer.household_capacity is 'Households in those grids; the upper end of 300-500';
comment on column officer.employer is
  'Who employs someone not of the bank, e.g. a village committee';
select protect_table('officer');

create table assignment (
  institution_id uuid not null constraint assignment_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  grid_id uuid not null,
  person_id uuid not null,
  role text not null constraint assignment_role_check check (role in ('PRIMARY', 'BACKUP', 'MEMBER')),
  weight numeric(4, 3) not null default 1
    constraint assignment_weight_check check (weight > 0 and weight <= 1),
  neighbour_exception text constraint assignment_neighbour_exception_check check (
    neighbour_exception is null or (char_length(neighbour_exception) <= 500 and role = 'BACKUP')),
  valid_from date not null,
  valid_to date,
  constraint assignment_pkey primary key (institution_id, id),
  constraint assignment_grid_id_fkey foreign key (institution_id, grid_id) references grid,
  constraint assignment_person_id_fkey
    foreign key (institution_id, person_id) references officer (institution_id, person_id),
  constraint assignment_valid_to_check check (valid_to >= valid_from),
  -- The planner would take these indexes for any look-up by grid, where the b-tree is five times as
  -- fast; behind coalesce, which changes nothing, it does not.
  constraint assignment_primary_excl exclude using gist (
    institution_id with =, coalesce(grid_id, id) with =, daterange(valid_from, valid_to) with &&)
    where (role = 'PRIMARY'),
  constraint assignment_person_excl exclude using gist (
    institution_id with =, coalesce(grid_id, id) with =, coalesce(person_id, id) with =,
    daterange(valid_from, valid_to) with &&)
);
create index assignment_grid_id_idx on assignment (institution_id, grid_id, role, valid_from);
create index assignment_person_id_idx on assignment (institution_id, person_id, role, valid_from);
create index assignment_role_idx on assignment (institution_id, role, id);
comment on table assignment is
  'Who serves a grid and as what, for a period; one primary per grid at any moment';
comment on column assignment.role is
  'PRIMARY answers for the grid, BACKUP stands in (AB岗), MEMBER helps and sees no customers for it';
comment on column assignment.weight is
  'Share of the work, over 0 to 1; of several backups the heaviest stands in first';
comment on column assignment.neighbour_exception is
  'Why the backup does not come from a neighbouring grid';
comment on column assignment.valid_to is
  'The first day it no longer holds; equal to valid_from when it was called off before it began';
select protect_table('assignment');

create table staff_leave (
  institution_id uuid not null constraint staff_leave_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  person_id uuid not null,
  stand_in_id uuid,
  valid_from date not null,
  valid_to date,
  constraint staff_leave_pkey primary key (institution_id, id),
  constraint staff_leave_person_id_fkey
    foreign key (institution_id, person_id) references officer (institution_id, person_id),
  constraint staff_leave_stand_in_id_fkey
    foreign key (institution_id, stand_in_id) references officer (institution_id, person_id),
  constraint staff_leave_stand_in_id_check check (stand_in_id <> person_id),
  constraint staff_leave_valid_to_check check (valid_to >= valid_from),
  constraint staff_leave_period_excl exclude using gist (
    institution_id with =, person_id with =, daterange(valid_from, valid_to) with &&)
);
create index staff_leave_person_id_idx on staff_leave (institution_id, person_id, valid_from);
create index staff_leave_stand_in_id_idx on staff_leave (institution_id, stand_in_id, valid_from);
comment on table staff_leave is
  'Days an officer is away. Why is not recorded: it may tell of illness, and cover needs only days';
comment on column staff_leave.stand_in_id is
  'Who covers all grids of the absent officer, before their backups';
select protect_table('staff_leave');

create table hand_over (
  institution_id uuid not null constraint hand_over_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  grid_id uuid not null,
  from_person_id uuid not null,
  to_person_id uuid not null,
  effective_date date not null,
  status text not null default 'PROPOSED' constraint hand_over_status_check
    check (status in ('PROPOSED', 'ACCEPTED', 'DECLINED', 'WITHDRAWN')),
  note text constraint hand_over_note_check check (char_length(note) <= 2000),
  open_work jsonb not null default '[]',
  proposed_by_id uuid not null,
  decided_by_id uuid,
  decided_at timestamptz,
  decision_reason text
    constraint hand_over_decision_reason_check check (char_length(decision_reason) <= 500),
  assignment_id uuid,
  constraint hand_over_pkey primary key (institution_id, id),
  constraint hand_over_grid_id_fkey foreign key (institution_id, grid_id) references grid,
  constraint hand_over_from_person_id_fkey
    foreign key (institution_id, from_person_id) references officer (institution_id, person_id),
  constraint hand_over_to_person_id_fkey
    foreign key (institution_id, to_person_id) references officer (institution_id, person_id),
  constraint hand_over_proposed_by_id_fkey
    foreign key (institution_id, proposed_by_id) references person,
  constraint hand_over_decided_by_id_fkey
    foreign key (institution_id, decided_by_id) references person,
  constraint hand_over_assignment_id_fkey
    foreign key (institution_id, assignment_id) references assignment,
  constraint hand_over_sides_check check (from_person_id <> to_person_id),
  constraint hand_over_accepted_by_other_check
    check (status <> 'ACCEPTED' or decided_by_id <> proposed_by_id),
  constraint hand_over_decided_check check (
    (status = 'PROPOSED') = (decided_by_id is null)
    and (status = 'PROPOSED') = (decided_at is null)),
  constraint hand_over_assignment_id_check check ((status = 'ACCEPTED') = (assignment_id is not null)),
  constraint hand_over_reason_check
    check (status not in ('DECLINED', 'WITHDRAWN') or decision_reason is not null)
);
create unique index hand_over_open_key on hand_over (institution_id, grid_id)
  where status = 'PROPOSED';
create index hand_over_grid_id_idx on hand_over (institution_id, grid_id, id);
create index hand_over_from_person_id_idx on hand_over (institution_id, from_person_id, id);
create index hand_over_to_person_id_idx on hand_over (institution_id, to_person_id, id);
create index hand_over_proposed_by_id_idx on hand_over (institution_id, proposed_by_id);
create index hand_over_decided_by_id_idx on hand_over (institution_id, decided_by_id);
create index hand_over_assignment_id_idx on hand_over (institution_id, assignment_id);
create index hand_over_status_idx on hand_over (institution_id, status, id);
comment on table hand_over is
  'A grid passing from one primary to another: one side proposes, another person accepts';
comment on column hand_over.open_work is
  'The work of the grid when it was proposed: [{"kind","en","zh","count"}]';
comment on column hand_over.assignment_id is 'The receiver''s assignment, once accepted';
select protect_table('hand_over');

create table training (
  institution_id uuid not null constraint training_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  person_id uuid not null,
  topic text not null constraint training_topic_check check (char_length(topic) between 1 and 128),
  held_on date not null,
  hours numeric(5, 1) not null
    constraint training_hours_check check (hours > 0 and hours <= 1000),
  result text not null
    constraint training_result_check check (result in ('ATTENDED', 'PASSED', 'FAILED')),
  constraint training_pkey primary key (institution_id, id),
  constraint training_person_id_fkey
    foreign key (institution_id, person_id) references officer (institution_id, person_id),
  constraint training_topic_key unique (institution_id, person_id, held_on, topic)
);
create index training_held_on_idx on training (institution_id, held_on, id);
comment on table training is 'Training an officer had: what, when, how long and with what result';
select protect_table('training');

-- Who answers for a grid ---------------------------------------------------------------------------

-- The one place that says who answers for a grid on a day. At most one row per grid, because the
-- exclusion constraints leave at most one primary per grid and one leave per person on any day.
create function grid_staffing(p_institution uuid, p_day date)
returns table (
  grid_id uuid, assignment_id uuid, primary_id uuid, responsible_id uuid, basis text, leave_id uuid
)
language sql stable as $$
  select a.grid_id, a.id, a.person_id,
    case when away.id is null then a.person_id else cover.person_id end,
    case when away.id is null then 'PRIMARY' else coalesce(cover.basis, 'UNCOVERED') end,
    away.id
  from assignment a
  left join staff_leave away on away.institution_id = p_institution
    and away.person_id = a.person_id
    and away.valid_from <= p_day and (away.valid_to is null or away.valid_to > p_day)
  left join lateral (
    select candidate.person_id, candidate.basis
    from (
      select away.stand_in_id as person_id, 'STAND_IN' as basis, null::numeric as weight,
        away.valid_from, away.id
      where away.stand_in_id is not null
      union all
      select b.person_id, 'BACKUP', b.weight, b.valid_from, b.id
      from assignment b
      where b.institution_id = p_institution and b.grid_id = a.grid_id and b.role = 'BACKUP'
        and b.valid_from <= p_day and (b.valid_to is null or b.valid_to > p_day)
    ) candidate
    where away.id is not null and not exists (
      select from staff_leave too
      where too.institution_id = p_institution and too.person_id = candidate.person_id
        and too.valid_from <= p_day and (too.valid_to is null or too.valid_to > p_day))
    order by candidate.basis = 'STAND_IN' desc, candidate.weight desc, candidate.valid_from,
      candidate.id
    limit 1
  ) cover on true
  where a.institution_id = p_institution and a.role = 'PRIMARY'
    and a.valid_from <= p_day and (a.valid_to is null or a.valid_to > p_day)
$$;
comment on function grid_staffing(uuid, date) is
  'Per grid with a primary on a day: who answers for it then and why (PRIMARY, STAND_IN, BACKUP, UNCOVERED)';

create or replace function assigned_codes(p_institution uuid, p_person uuid, p_today date)
returns text[] language sql stable as $$
  select coalesce(array_agg(g.code order by g.code), '{}'::text[])
  from grid g
  where g.institution_id = p_institution and g.id in (
    select a.grid_id from assignment a
    where a.institution_id = p_institution and a.person_id = p_person
      and a.role in ('PRIMARY', 'BACKUP')
      and a.valid_from <= p_today and (a.valid_to is null or a.valid_to > p_today)
    union all
    select a.grid_id
    from staff_leave away
    join assignment a on a.institution_id = p_institution and a.person_id = away.person_id
      and a.role = 'PRIMARY'
      and a.valid_from <= p_today and (a.valid_to is null or a.valid_to > p_today)
    where away.institution_id = p_institution and away.stand_in_id = p_person
      and away.valid_from <= p_today and (away.valid_to is null or away.valid_to > p_today))
$$;
comment on function assigned_codes(uuid, uuid, date) is
  'Codes of the grids a person serves on a day: as primary, as backup, or covering an absence';
