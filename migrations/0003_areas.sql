-- Administrative divisions: one list that every institution reads and the operator keeps.

create table area (
  id uuid not null constraint area_pkey primary key,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  code text collate "C" not null
    constraint area_code_check check (code ~ '^[1-9]\d(\d{2}(\d{2}(\d{3}(\d{3})?)?)?)?$'),
  parent_code text collate "C",
  level text not null constraint area_level_check
    check (level in ('PROVINCE', 'PREFECTURE', 'COUNTY', 'TOWNSHIP', 'VILLAGE')),
  kind text constraint area_kind_check check (kind in (
    'SUBDISTRICT', 'TOWN', 'TOWNSHIP', 'TOWNSHIP_LIKE', 'VIRTUAL_COMMUNITY', 'VIRTUAL_QUARTER',
    'RESIDENTS_COMMITTEE', 'VILLAGERS_COMMITTEE', 'RESIDENTS_LIKE', 'VILLAGERS_LIKE')),
  name text not null constraint area_name_check check (char_length(name) between 1 and 64),
  urban_rural_class text collate "C" constraint area_urban_rural_class_check
    check (urban_rural_class in ('111', '112', '121', '122', '123', '210', '220')),
  boundary jsonb,
  area_m2 double precision,
  boundary_source text constraint area_boundary_source_check
    check (boundary_source in ('SURVEYED', 'DRAWN', 'SYNTHETIC')),
  valid_from date not null,
  valid_to date,
  constraint area_valid_to_check check (valid_to > valid_from),
  constraint area_parent_code_check check (
    (parent_code is null) = (level = 'PROVINCE') and starts_with(code, coalesce(parent_code, ''))),
  constraint area_boundary_check check (
    (boundary is null) = (area_m2 is null) and (boundary is null) = (boundary_source is null)),
  constraint area_code_period_excl exclude using gist
    (code with =, daterange(valid_from, valid_to) with &&)
);
create index area_code_idx on area (code, valid_from);
create index area_parent_code_idx on area (parent_code, code);
create index area_level_idx on area (level, code);
comment on table area is
  'An administrative division as it was for a period: a rename or re-code ends a row and opens one';
comment on column area.code is
  'Significant digits of the statistical division code (2, 4, 6, 9 or 12): a prefix of all inside';
comment on column area.parent_code is 'The code one level up; the level may lie further up (4419)';
comment on column area.kind is 'What the digits say of a township- or village-level unit';
comment on column area.urban_rural_class is 'Digits 15-17 of the long code (城乡分类); often unknown';
comment on column area.boundary is 'GeoJSON in CGCS2000, where anybody supplied one';
create trigger bump_version before update on area for each row execute function bump_version();
select share_table('area', true);

create table area_change (
  id uuid not null constraint area_change_pkey primary key,
  created_at timestamptz not null default now(),
  kind text not null constraint area_change_kind_check
    check (kind in ('CREATE', 'RENAME', 'MERGE', 'SPLIT', 'RECODE', 'ABOLISH')),
  effective_date date not null,
  legal_basis text constraint area_change_legal_basis_check
    check (char_length(legal_basis) between 1 and 256),
  from_codes text[] not null,
  to_codes text[] not null,
  from_areas jsonb not null,
  to_areas jsonb not null,
  constraint area_change_codes_check check (cardinality(from_codes) + cardinality(to_codes) > 0)
);
create index area_change_effective_date_idx on area_change (effective_date, id);
create index area_change_from_codes_idx on area_change using gin (from_codes);
create index area_change_to_codes_idx on area_change using gin (to_codes);
comment on table area_change is
  'What became of divisions and when: predecessors and successors of a code, never rewritten';
comment on column area_change.from_areas is 'Codes and names before: [{"code","name"}]';
comment on column area_change.to_areas is 'Codes and names after: [{"code","name"}]';
select share_table('area_change');
grant insert on area_change to jingtian_api;
