-- Grids of an institution: big ones on a village or community, small ones inside, micro inside those.

create table grid (
  institution_id uuid not null constraint grid_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  code text collate "C" not null
    constraint grid_code_check check (code ~ '^[0-9A-Z]{2,32}$'),
  name text not null constraint grid_name_check check (char_length(name) between 1 and 128),
  level text not null constraint grid_level_check check (level in ('BIG', 'SMALL', 'MICRO')),
  class text not null constraint grid_class_check check (class in ('URBAN', 'RURAL')),
  kind text not null constraint grid_kind_check check (kind in (
    'VILLAGE', 'COMMUNITY', 'MARKET', 'PARK', 'ENTERPRISE', 'INSTITUTION', 'STREET_SHOPS', 'CAMPUS',
    'BUSINESS_DISTRICT', 'OFFICE_BUILDING', 'GOVERNMENT', 'HOSPITAL', 'FARM', 'COMPREHENSIVE',
    'OTHER')),
  exclusive boolean not null default false,
  parent_id uuid,
  area_code text collate "C" not null
    constraint grid_area_code_check check (area_code ~ '^\d{12}$'),
  household_norm integer constraint grid_household_norm_check
    check (household_norm between 1 and 100000),
  boundary jsonb,
  bounds box,
  area_m2 double precision constraint grid_area_m2_check check (area_m2 > 0),
  centre_longitude double precision
    constraint grid_centre_longitude_check check (centre_longitude between -180 and 180),
  centre_latitude double precision
    constraint grid_centre_latitude_check check (centre_latitude between -90 and 90),
  boundary_source text constraint grid_boundary_source_check
    check (boundary_source in ('SURVEYED', 'DRAWN', 'SYNTHETIC')),
  boundary_from date,
  valid_from date not null,
  valid_to date,
  constraint grid_pkey primary key (institution_id, id),
  constraint grid_code_key unique (institution_id, code),
  constraint grid_parent_id_fkey foreign key (institution_id, parent_id) references grid,
  constraint grid_parent_id_check check ((level = 'BIG') = (parent_id is null)),
  constraint grid_exclusive_check check (not exclusive or level <> 'BIG'),
  constraint grid_valid_to_check check (valid_to >= valid_from),
  constraint grid_boundary_check check (
    num_nonnulls(boundary, bounds, area_m2, centre_longitude, centre_latitude, boundary_source,
      boundary_from) in (0, 7))
);
create index grid_parent_id_idx on grid (institution_id, parent_id, code);
create index grid_area_code_idx on grid (institution_id, area_code, level);
create index grid_level_idx on grid (institution_id, level, code);
create index grid_kind_idx on grid (institution_id, kind, code);
create index grid_class_idx on grid (institution_id, class, code);
create index grid_valid_to_idx on grid (institution_id, valid_to);
create index grid_bounds_idx on grid using gist (institution_id, bounds) where bounds is not null;
comment on table grid is
  'A unit of the territory (网格). A split, merge or move ends grids and opens others with new codes';
comment on column grid.code is
  'Given once and never again, retired ones included; begins with the code of the grid above';
comment on column grid.area_code is 'The village or community the grid lies in, 12 digits';
comment on column grid.exclusive is 'An exclusive grid (专属网格): one unit or site on its own';
comment on column grid.boundary is 'GeoJSON in CGCS2000, checked; null while nobody has drawn one';
comment on column grid.bounds is 'Bounding box of the boundary, the candidate index of look-ups';
comment on column grid.centre_longitude is 'A point inside the boundary, for labels and maps';
comment on column grid.boundary_from is 'Since when this boundary holds; earlier: grid_boundary';
comment on column grid.valid_to is
  'The first day it is no more; equal to valid_from when it was superseded on its first day';
comment on column grid.household_norm is 'Households it should hold; null for the institution''s norm';
select protect_table('grid');

create table grid_boundary (
  institution_id uuid not null constraint grid_boundary_institution_id_fkey references institution,
  id uuid not null,
  created_at timestamptz not null default now(),
  grid_id uuid not null,
  boundary jsonb not null,
  area_m2 double precision not null,
  boundary_source text not null constraint grid_boundary_boundary_source_check
    check (boundary_source in ('SURVEYED', 'DRAWN', 'SYNTHETIC')),
  valid_from date not null,
  valid_to date not null,
  constraint grid_boundary_pkey primary key (institution_id, id),
  constraint grid_boundary_grid_id_fkey foreign key (institution_id, grid_id) references grid,
  constraint grid_boundary_valid_to_check check (valid_to > valid_from),
  constraint grid_boundary_period_excl exclude using gist
    (institution_id with =, grid_id with =, daterange(valid_from, valid_to) with &&)
);
create index grid_boundary_grid_id_idx on grid_boundary (institution_id, grid_id, valid_from);
comment on table grid_boundary is 'Boundaries a grid had before the present one';
select protect_table('grid_boundary');

create table grid_change (
  institution_id uuid not null constraint grid_change_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  act text not null constraint grid_change_act_check
    check (act in ('SPLIT', 'MERGE', 'MOVE', 'RETIRE')),
  effective_date date not null,
  reason text constraint grid_change_reason_check check (char_length(reason) <= 500),
  applied_on date,
  constraint grid_change_pkey primary key (institution_id, id),
  constraint grid_change_applied_on_check check (applied_on >= effective_date)
);
create index grid_change_effective_date_idx on grid_change (institution_id, effective_date);
create index grid_change_pending_idx on grid_change (institution_id, effective_date)
  where applied_on is null;
comment on table grid_change is 'A split, merge, move or retirement of grids, from its date on';
comment on column grid_change.applied_on is
  'When undated rows, e.g. customers, followed to the new grids; null while the date lies ahead';
select protect_table('grid_change');

create table grid_lineage (
  institution_id uuid not null constraint grid_lineage_institution_id_fkey references institution,
  id uuid not null,
  created_at timestamptz not null default now(),
  change_id uuid not null,
  act text not null constraint grid_lineage_act_check
    check (act in ('SPLIT', 'MERGE', 'MOVE', 'RETIRE')),
  predecessor_id uuid not null,
  successor_id uuid,
  effective_date date not null,
  constraint grid_lineage_pkey primary key (institution_id, id),
  constraint grid_lineage_change_id_fkey
    foreign key (institution_id, change_id) references grid_change,
  constraint grid_lineage_predecessor_id_fkey
    foreign key (institution_id, predecessor_id) references grid,
  constraint grid_lineage_successor_id_fkey
    foreign key (institution_id, successor_id) references grid,
  constraint grid_lineage_successor_id_key
    unique nulls not distinct (institution_id, predecessor_id, successor_id),
  constraint grid_lineage_successor_id_check check (successor_id <> predecessor_id),
  constraint grid_lineage_retire_check check (successor_id is not null or act = 'RETIRE')
);
create index grid_lineage_change_id_idx on grid_lineage (institution_id, change_id);
create index grid_lineage_successor_id_idx on grid_lineage (institution_id, successor_id);
comment on table grid_lineage is
  'Which grid became which: every ended grid stands here, without a successor only when retired';
select protect_table('grid_lineage');

create table government_grid (
  institution_id uuid not null constraint government_grid_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  code text collate "C" not null
    constraint government_grid_code_check check (code ~ '^[0-9A-Za-z-]{1,64}$'),
  name text not null constraint government_grid_name_check check (char_length(name) between 1 and 128),
  source text not null constraint government_grid_source_check
    check (char_length(source) between 1 and 128),
  constraint government_grid_pkey primary key (institution_id, id),
  constraint government_grid_code_key unique (institution_id, source, code)
);
comment on table government_grid is
  'A grid of the government''s own governance system (综治网格), as this institution maps it';
comment on column government_grid.source is 'Whose code it is, e.g. the platform it comes from';
select protect_table('government_grid');

create table grid_government_grid (
  institution_id uuid not null
    constraint grid_government_grid_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  grid_id uuid not null,
  government_grid_id uuid not null,
  valid_from date not null,
  valid_to date,
  constraint grid_government_grid_pkey primary key (institution_id, id),
  constraint grid_government_grid_grid_id_fkey foreign key (institution_id, grid_id) references grid,
  constraint grid_government_grid_government_grid_id_fkey
    foreign key (institution_id, government_grid_id) references government_grid,
  constraint grid_government_grid_valid_to_check check (valid_to >= valid_from),
  constraint grid_government_grid_period_excl exclude using gist (
    institution_id with =, grid_id with =, government_grid_id with =,
    daterange(valid_from, valid_to) with &&)
);
create index grid_government_grid_grid_id_idx on grid_government_grid (institution_id, grid_id);
create index grid_government_grid_government_grid_id_idx
  on grid_government_grid (institution_id, government_grid_id);
comment on table grid_government_grid is 'Which government grids a grid covers, m to n, by period';
select protect_table('grid_government_grid');

-- Look-up by place ---------------------------------------------------------------------------------

-- Geometric operators are not leakproof, so under row security they never reach an index. These
-- functions read as the owner, for the running institution alone, and return ids; what a caller may
-- see of them is decided by the statement that uses them.
do $$
begin
  execute format('create policy lookup on grid for select to %I using (true)', current_user);
end
$$;

create function grids_at(
  p_institution uuid, p_longitudes double precision[], p_latitudes double precision[], p_on date
) returns table (point integer, grid_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
  select place::integer, g.id
  from unnest(p_longitudes, p_latitudes) with ordinality as points (x, y, place)
  join grid g on g.institution_id = p_institution
    and g.bounds @> box(point(x, y), point(x, y))
  where p_institution = current_institution()
    and g.valid_from <= p_on and (g.valid_to is null or g.valid_to > p_on)
$$;
comment on function grids_at(uuid, double precision[], double precision[], date) is
  'Grids in force whose bounding box holds each point, numbered from 1; the boundary itself decides';

create function grids_meeting(p_institution uuid, p_bounds box, p_level text, p_from date)
returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
  select g.id from grid g
  where g.institution_id = p_institution and p_institution = current_institution()
    and g.bounds && p_bounds and g.level = p_level
    and (g.valid_to is null or g.valid_to > p_from)
$$;
comment on function grids_meeting(uuid, box, text, date) is
  'Grids of a level whose boxes meet a box, in force at any time from a date on';

revoke execute on function grids_at(uuid, double precision[], double precision[], date) from public;
revoke execute on function grids_meeting(uuid, box, text, date) from public;
grant execute on function grids_at(uuid, double precision[], double precision[], date)
  to jingtian_api;
grant execute on function grids_meeting(uuid, box, text, date) to jingtian_api;
