-- Generated from the migrated database by `npm run generate`; for reading.

-- A person holds a role, at an outlet or in the institution, for a period
create table appointment (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  person_id uuid not null,
  role_id uuid not null,
  outlet_id uuid,
  valid_from date not null,
  valid_to date,
  constraint appointment_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint appointment_outlet_id_fkey FOREIGN KEY (institution_id, outlet_id) REFERENCES outlet(institution_id, id),
  constraint appointment_period_excl EXCLUDE USING gist (institution_id WITH =, person_id WITH =, role_id WITH =, COALESCE(outlet_id, '00000000-0000-0000-0000-000000000000'::uuid) WITH =, daterange(valid_from, valid_to) WITH &&),
  constraint appointment_person_id_fkey FOREIGN KEY (institution_id, person_id) REFERENCES person(institution_id, id),
  constraint appointment_pkey PRIMARY KEY (institution_id, id),
  constraint appointment_role_id_fkey FOREIGN KEY (institution_id, role_id) REFERENCES role(institution_id, id),
  constraint appointment_valid_to_check CHECK ((valid_to > valid_from))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX appointment_outlet_id_idx ON public.appointment USING btree (institution_id, outlet_id);
CREATE INDEX appointment_person_id_idx ON public.appointment USING btree (institution_id, person_id);
CREATE INDEX appointment_role_id_idx ON public.appointment USING btree (institution_id, role_id);

-- Which commands need a second person, always or from a value of an input field on
create table approval_policy (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  command text not null,
  field text,
  at_least numeric,
  active boolean not null,
  constraint approval_policy_command_key UNIQUE (institution_id, command),
  constraint approval_policy_field_check CHECK (((field IS NULL) = (at_least IS NULL))),
  constraint approval_policy_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint approval_policy_pkey PRIMARY KEY (institution_id, id)
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))

-- Commands waiting for, or decided by, a second person
create table approval_request (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  command text not null,
  input_cipher bytea not null,
  maker_id uuid not null,
  maker_reason text,
  status text not null,
  checker_id uuid,
  checker_reason text,
  decided_at timestamp with time zone,
  outcome text,
  constraint approval_request_checker_id_check CHECK ((checker_id <> maker_id)),
  constraint approval_request_checker_id_fkey FOREIGN KEY (institution_id, checker_id) REFERENCES person(institution_id, id),
  constraint approval_request_decided_check CHECK ((((status = 'PENDING'::text) = (checker_id IS NULL)) AND ((status = 'PENDING'::text) = (decided_at IS NULL)))),
  constraint approval_request_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint approval_request_maker_id_fkey FOREIGN KEY (institution_id, maker_id) REFERENCES person(institution_id, id),
  constraint approval_request_pkey PRIMARY KEY (institution_id, id),
  constraint approval_request_rejected_check CHECK (((status <> 'REJECTED'::text) OR (checker_reason IS NOT NULL))),
  constraint approval_request_status_check CHECK ((status = ANY (ARRAY['PENDING'::text, 'APPROVED'::text, 'REJECTED'::text])))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX approval_request_checker_id_idx ON public.approval_request USING btree (institution_id, checker_id);
CREATE INDEX approval_request_maker_id_idx ON public.approval_request USING btree (institution_id, maker_id);
CREATE INDEX approval_request_status_idx ON public.approval_request USING btree (institution_id, status, id);

-- An administrative division as it was for a period: a rename or re-code ends a row and opens one
create table area (
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  code text not null,
  parent_code text,
  level text not null,
  kind text,
  name text not null,
  urban_rural_class text,
  boundary jsonb,
  area_m2 double precision,
  boundary_source text,
  valid_from date not null,
  valid_to date,
  constraint area_boundary_check CHECK ((((boundary IS NULL) = (area_m2 IS NULL)) AND ((boundary IS NULL) = (boundary_source IS NULL)))),
  constraint area_boundary_source_check CHECK ((boundary_source = ANY (ARRAY['SURVEYED'::text, 'DRAWN'::text, 'SYNTHETIC'::text]))),
  constraint area_code_check CHECK ((code ~ '^[1-9]\d(\d{2}(\d{2}(\d{3}(\d{3})?)?)?)?$'::text)),
  constraint area_code_period_excl EXCLUDE USING gist (code WITH =, daterange(valid_from, valid_to) WITH &&),
  constraint area_kind_check CHECK ((kind = ANY (ARRAY['SUBDISTRICT'::text, 'TOWN'::text, 'TOWNSHIP'::text, 'TOWNSHIP_LIKE'::text, 'VIRTUAL_COMMUNITY'::text, 'VIRTUAL_QUARTER'::text, 'RESIDENTS_COMMITTEE'::text, 'VILLAGERS_COMMITTEE'::text, 'RESIDENTS_LIKE'::text, 'VILLAGERS_LIKE'::text]))),
  constraint area_level_check CHECK ((level = ANY (ARRAY['PROVINCE'::text, 'PREFECTURE'::text, 'COUNTY'::text, 'TOWNSHIP'::text, 'VILLAGE'::text]))),
  constraint area_name_check CHECK (((char_length(name) >= 1) AND (char_length(name) <= 64))),
  constraint area_parent_code_check CHECK ((((parent_code IS NULL) = (level = 'PROVINCE'::text)) AND starts_with(code, COALESCE(parent_code, ''::text)))),
  constraint area_pkey PRIMARY KEY (id),
  constraint area_urban_rural_class_check CHECK ((urban_rural_class = ANY (ARRAY['111'::text, '112'::text, '121'::text, '122'::text, '123'::text, '210'::text, '220'::text]))),
  constraint area_valid_to_check CHECK ((valid_to > valid_from))
);
CREATE INDEX area_code_idx ON public.area USING btree (code, valid_from);
CREATE INDEX area_level_idx ON public.area USING btree (level, code);
CREATE INDEX area_parent_code_idx ON public.area USING btree (parent_code, code);

-- What became of divisions and when: predecessors and successors of a code, never rewritten
create table area_change (
  id uuid not null,
  created_at timestamp with time zone not null,
  kind text not null,
  effective_date date not null,
  legal_basis text,
  from_codes text[] not null,
  to_codes text[] not null,
  from_areas jsonb not null,
  to_areas jsonb not null,
  constraint area_change_codes_check CHECK (((cardinality(from_codes) + cardinality(to_codes)) > 0)),
  constraint area_change_kind_check CHECK ((kind = ANY (ARRAY['CREATE'::text, 'RENAME'::text, 'MERGE'::text, 'SPLIT'::text, 'RECODE'::text, 'ABOLISH'::text]))),
  constraint area_change_legal_basis_check CHECK (((char_length(legal_basis) >= 1) AND (char_length(legal_basis) <= 256))),
  constraint area_change_pkey PRIMARY KEY (id)
);
CREATE INDEX area_change_effective_date_idx ON public.area_change USING btree (effective_date, id);
CREATE INDEX area_change_from_codes_idx ON public.area_change USING gin (from_codes);
CREATE INDEX area_change_to_codes_idx ON public.area_change USING gin (to_codes);

-- Who serves a grid and as what, for a period; one primary per grid at any moment
create table assignment (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  grid_id uuid not null,
  person_id uuid not null,
  role text not null,
  weight numeric(4,3) not null,
  neighbour_exception text,
  valid_from date not null,
  valid_to date,
  constraint assignment_grid_id_fkey FOREIGN KEY (institution_id, grid_id) REFERENCES grid(institution_id, id),
  constraint assignment_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint assignment_neighbour_exception_check CHECK (((char_length(neighbour_exception) <= 500) AND (role = 'BACKUP'::text))),
  constraint assignment_person_excl EXCLUDE USING gist (institution_id WITH =, grid_id WITH =, person_id WITH =, daterange(valid_from, valid_to) WITH &&),
  constraint assignment_person_id_fkey FOREIGN KEY (institution_id, person_id) REFERENCES officer(institution_id, person_id),
  constraint assignment_pkey PRIMARY KEY (institution_id, id),
  constraint assignment_primary_excl EXCLUDE USING gist (institution_id WITH =, grid_id WITH =, daterange(valid_from, valid_to) WITH &&) WHERE ((role = 'PRIMARY'::text)),
  constraint assignment_role_check CHECK ((role = ANY (ARRAY['PRIMARY'::text, 'BACKUP'::text, 'MEMBER'::text]))),
  constraint assignment_valid_to_check CHECK ((valid_to >= valid_from)),
  constraint assignment_weight_check CHECK (((weight > (0)::numeric) AND (weight <= (1)::numeric)))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX assignment_grid_id_idx ON public.assignment USING btree (institution_id, grid_id, role, valid_from);
CREATE INDEX assignment_person_id_idx ON public.assignment USING btree (institution_id, person_id, role, valid_from);

-- An institution's data keys, wrapped by the key-encryption key; the newest one encrypts
create table data_key (
  institution_id uuid not null,
  id uuid not null,
  created_at timestamp with time zone not null,
  wrapped bytea not null,
  constraint data_key_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint data_key_pkey PRIMARY KEY (institution_id, id)
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))

-- A grid of the government's own governance system (综治网格), as this institution maps it
create table government_grid (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  code text not null,
  name text not null,
  source text not null,
  constraint government_grid_code_check CHECK ((code ~ '^[0-9A-Za-z-]{1,64}$'::text)),
  constraint government_grid_code_key UNIQUE (institution_id, source, code),
  constraint government_grid_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint government_grid_name_check CHECK (((char_length(name) >= 1) AND (char_length(name) <= 128))),
  constraint government_grid_pkey PRIMARY KEY (institution_id, id),
  constraint government_grid_source_check CHECK (((char_length(source) >= 1) AND (char_length(source) <= 128)))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))

-- A unit of the territory (网格). A split, merge or move ends grids and opens others with new codes
create table grid (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  code text not null,
  name text not null,
  level text not null,
  class text not null,
  kind text not null,
  exclusive boolean not null,
  parent_id uuid,
  area_code text not null,
  household_norm integer,
  boundary jsonb,
  bounds box,
  area_m2 double precision,
  centre_longitude double precision,
  centre_latitude double precision,
  boundary_source text,
  boundary_from date,
  valid_from date not null,
  valid_to date,
  constraint grid_area_code_check CHECK ((area_code ~ '^\d{12}$'::text)),
  constraint grid_area_m2_check CHECK ((area_m2 > (0)::double precision)),
  constraint grid_boundary_check CHECK ((num_nonnulls(boundary, bounds, area_m2, centre_longitude, centre_latitude, boundary_source, boundary_from) = ANY (ARRAY[0, 7]))),
  constraint grid_boundary_source_check CHECK ((boundary_source = ANY (ARRAY['SURVEYED'::text, 'DRAWN'::text, 'SYNTHETIC'::text]))),
  constraint grid_centre_latitude_check CHECK (((centre_latitude >= ('-90'::integer)::double precision) AND (centre_latitude <= (90)::double precision))),
  constraint grid_centre_longitude_check CHECK (((centre_longitude >= ('-180'::integer)::double precision) AND (centre_longitude <= (180)::double precision))),
  constraint grid_class_check CHECK ((class = ANY (ARRAY['URBAN'::text, 'RURAL'::text]))),
  constraint grid_code_check CHECK ((code ~ '^[0-9A-Z]{2,32}$'::text)),
  constraint grid_code_key UNIQUE (institution_id, code),
  constraint grid_exclusive_check CHECK (((NOT exclusive) OR (level <> 'BIG'::text))),
  constraint grid_household_norm_check CHECK (((household_norm >= 1) AND (household_norm <= 100000))),
  constraint grid_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint grid_kind_check CHECK ((kind = ANY (ARRAY['VILLAGE'::text, 'COMMUNITY'::text, 'MARKET'::text, 'PARK'::text, 'ENTERPRISE'::text, 'INSTITUTION'::text, 'STREET_SHOPS'::text, 'CAMPUS'::text, 'BUSINESS_DISTRICT'::text, 'OFFICE_BUILDING'::text, 'GOVERNMENT'::text, 'HOSPITAL'::text, 'FARM'::text, 'COMPREHENSIVE'::text, 'OTHER'::text]))),
  constraint grid_level_check CHECK ((level = ANY (ARRAY['BIG'::text, 'SMALL'::text, 'MICRO'::text]))),
  constraint grid_name_check CHECK (((char_length(name) >= 1) AND (char_length(name) <= 128))),
  constraint grid_parent_id_check CHECK (((level = 'BIG'::text) = (parent_id IS NULL))),
  constraint grid_parent_id_fkey FOREIGN KEY (institution_id, parent_id) REFERENCES grid(institution_id, id),
  constraint grid_pkey PRIMARY KEY (institution_id, id),
  constraint grid_valid_to_check CHECK ((valid_to >= valid_from))
);
-- row security, forced: lookup using true; tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX grid_area_code_idx ON public.grid USING btree (institution_id, area_code, level);
CREATE INDEX grid_bounds_idx ON public.grid USING gist (institution_id, bounds) WHERE (bounds IS NOT NULL);
CREATE INDEX grid_class_idx ON public.grid USING btree (institution_id, class, code);
CREATE INDEX grid_kind_idx ON public.grid USING btree (institution_id, kind, code);
CREATE INDEX grid_level_idx ON public.grid USING btree (institution_id, level, code);
CREATE INDEX grid_parent_id_idx ON public.grid USING btree (institution_id, parent_id, code);
CREATE INDEX grid_valid_to_idx ON public.grid USING btree (institution_id, valid_to);

-- Boundaries a grid had before the present one
create table grid_boundary (
  institution_id uuid not null,
  id uuid not null,
  created_at timestamp with time zone not null,
  grid_id uuid not null,
  boundary jsonb not null,
  area_m2 double precision not null,
  boundary_source text not null,
  valid_from date not null,
  valid_to date not null,
  constraint grid_boundary_boundary_source_check CHECK ((boundary_source = ANY (ARRAY['SURVEYED'::text, 'DRAWN'::text, 'SYNTHETIC'::text]))),
  constraint grid_boundary_grid_id_fkey FOREIGN KEY (institution_id, grid_id) REFERENCES grid(institution_id, id),
  constraint grid_boundary_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint grid_boundary_period_excl EXCLUDE USING gist (institution_id WITH =, grid_id WITH =, daterange(valid_from, valid_to) WITH &&),
  constraint grid_boundary_pkey PRIMARY KEY (institution_id, id),
  constraint grid_boundary_valid_to_check CHECK ((valid_to > valid_from))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX grid_boundary_grid_id_idx ON public.grid_boundary USING btree (institution_id, grid_id, valid_from);

-- A split, merge, move or retirement of grids, from its date on
create table grid_change (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  act text not null,
  effective_date date not null,
  reason text,
  applied_on date,
  constraint grid_change_act_check CHECK ((act = ANY (ARRAY['SPLIT'::text, 'MERGE'::text, 'MOVE'::text, 'RETIRE'::text]))),
  constraint grid_change_applied_on_check CHECK ((applied_on >= effective_date)),
  constraint grid_change_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint grid_change_pkey PRIMARY KEY (institution_id, id),
  constraint grid_change_reason_check CHECK ((char_length(reason) <= 500))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX grid_change_effective_date_idx ON public.grid_change USING btree (institution_id, effective_date);
CREATE INDEX grid_change_pending_idx ON public.grid_change USING btree (institution_id, effective_date) WHERE (applied_on IS NULL);

-- Which government grids a grid covers, m to n, by period
create table grid_government_grid (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  grid_id uuid not null,
  government_grid_id uuid not null,
  valid_from date not null,
  valid_to date,
  constraint grid_government_grid_government_grid_id_fkey FOREIGN KEY (institution_id, government_grid_id) REFERENCES government_grid(institution_id, id),
  constraint grid_government_grid_grid_id_fkey FOREIGN KEY (institution_id, grid_id) REFERENCES grid(institution_id, id),
  constraint grid_government_grid_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint grid_government_grid_period_excl EXCLUDE USING gist (institution_id WITH =, grid_id WITH =, government_grid_id WITH =, daterange(valid_from, valid_to) WITH &&),
  constraint grid_government_grid_pkey PRIMARY KEY (institution_id, id),
  constraint grid_government_grid_valid_to_check CHECK ((valid_to >= valid_from))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX grid_government_grid_government_grid_id_idx ON public.grid_government_grid USING btree (institution_id, government_grid_id);
CREATE INDEX grid_government_grid_grid_id_idx ON public.grid_government_grid USING btree (institution_id, grid_id);

-- Which grid became which: every ended grid stands here, without a successor only when retired
create table grid_lineage (
  institution_id uuid not null,
  id uuid not null,
  created_at timestamp with time zone not null,
  change_id uuid not null,
  act text not null,
  predecessor_id uuid not null,
  successor_id uuid,
  effective_date date not null,
  constraint grid_lineage_act_check CHECK ((act = ANY (ARRAY['SPLIT'::text, 'MERGE'::text, 'MOVE'::text, 'RETIRE'::text]))),
  constraint grid_lineage_change_id_fkey FOREIGN KEY (institution_id, change_id) REFERENCES grid_change(institution_id, id),
  constraint grid_lineage_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint grid_lineage_pkey PRIMARY KEY (institution_id, id),
  constraint grid_lineage_predecessor_id_fkey FOREIGN KEY (institution_id, predecessor_id) REFERENCES grid(institution_id, id),
  constraint grid_lineage_retire_check CHECK (((successor_id IS NOT NULL) OR (act = 'RETIRE'::text))),
  constraint grid_lineage_successor_id_check CHECK ((successor_id <> predecessor_id)),
  constraint grid_lineage_successor_id_fkey FOREIGN KEY (institution_id, successor_id) REFERENCES grid(institution_id, id),
  constraint grid_lineage_successor_id_key UNIQUE NULLS NOT DISTINCT (institution_id, predecessor_id, successor_id)
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX grid_lineage_change_id_idx ON public.grid_lineage USING btree (institution_id, change_id);
CREATE INDEX grid_lineage_successor_id_idx ON public.grid_lineage USING btree (institution_id, successor_id);

-- A grid passing from one primary to another: one side proposes, another person accepts
create table hand_over (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  grid_id uuid not null,
  from_person_id uuid not null,
  to_person_id uuid not null,
  effective_date date not null,
  status text not null,
  note text,
  open_work jsonb not null,
  proposed_by_id uuid not null,
  decided_by_id uuid,
  decided_at timestamp with time zone,
  decision_reason text,
  assignment_id uuid,
  constraint hand_over_accepted_by_other_check CHECK (((status <> 'ACCEPTED'::text) OR (decided_by_id <> proposed_by_id))),
  constraint hand_over_assignment_id_check CHECK (((status = 'ACCEPTED'::text) = (assignment_id IS NOT NULL))),
  constraint hand_over_assignment_id_fkey FOREIGN KEY (institution_id, assignment_id) REFERENCES assignment(institution_id, id),
  constraint hand_over_decided_by_id_fkey FOREIGN KEY (institution_id, decided_by_id) REFERENCES person(institution_id, id),
  constraint hand_over_decided_check CHECK ((((status = 'PROPOSED'::text) = (decided_by_id IS NULL)) AND ((status = 'PROPOSED'::text) = (decided_at IS NULL)))),
  constraint hand_over_decision_reason_check CHECK ((char_length(decision_reason) <= 500)),
  constraint hand_over_from_person_id_fkey FOREIGN KEY (institution_id, from_person_id) REFERENCES officer(institution_id, person_id),
  constraint hand_over_grid_id_fkey FOREIGN KEY (institution_id, grid_id) REFERENCES grid(institution_id, id),
  constraint hand_over_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint hand_over_note_check CHECK ((char_length(note) <= 2000)),
  constraint hand_over_pkey PRIMARY KEY (institution_id, id),
  constraint hand_over_proposed_by_id_fkey FOREIGN KEY (institution_id, proposed_by_id) REFERENCES person(institution_id, id),
  constraint hand_over_reason_check CHECK (((status <> ALL (ARRAY['DECLINED'::text, 'WITHDRAWN'::text])) OR (decision_reason IS NOT NULL))),
  constraint hand_over_sides_check CHECK ((from_person_id <> to_person_id)),
  constraint hand_over_status_check CHECK ((status = ANY (ARRAY['PROPOSED'::text, 'ACCEPTED'::text, 'DECLINED'::text, 'WITHDRAWN'::text]))),
  constraint hand_over_to_person_id_fkey FOREIGN KEY (institution_id, to_person_id) REFERENCES officer(institution_id, person_id)
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX hand_over_assignment_id_idx ON public.hand_over USING btree (institution_id, assignment_id);
CREATE INDEX hand_over_decided_by_id_idx ON public.hand_over USING btree (institution_id, decided_by_id);
CREATE INDEX hand_over_from_person_id_idx ON public.hand_over USING btree (institution_id, from_person_id, id);
CREATE INDEX hand_over_grid_id_idx ON public.hand_over USING btree (institution_id, grid_id, id);
CREATE UNIQUE INDEX hand_over_open_key ON public.hand_over USING btree (institution_id, grid_id) WHERE (status = 'PROPOSED'::text);
CREATE INDEX hand_over_proposed_by_id_idx ON public.hand_over USING btree (institution_id, proposed_by_id);
CREATE INDEX hand_over_status_idx ON public.hand_over USING btree (institution_id, status, id);
CREATE INDEX hand_over_to_person_id_idx ON public.hand_over USING btree (institution_id, to_person_id, id);

-- The answer of each command by client and key: the same key and input give it again
create table idempotency (
  institution_id uuid not null,
  client_id text not null,
  key text not null,
  fingerprint bytea not null,
  outcome text,
  created_at timestamp with time zone not null,
  constraint idempotency_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint idempotency_pkey PRIMARY KEY (institution_id, client_id, key)
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX idempotency_created_at_idx ON public.idempotency USING btree (institution_id, created_at);

-- A tenant: a bank, a government body, a regulator, or the operator
create table institution (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  kind text not null,
  code text not null,
  name text not null,
  area_code text not null,
  settings jsonb not null,
  constraint institution_area_code_check CHECK ((area_code ~ '^\d{2,12}$'::text)),
  constraint institution_code_check CHECK ((code ~ '^[A-Z0-9-]{2,32}$'::text)),
  constraint institution_code_key UNIQUE (code),
  constraint institution_kind_check CHECK ((kind = ANY (ARRAY['BANK'::text, 'GOVERNMENT'::text, 'REGULATOR'::text, 'OPERATOR'::text]))),
  constraint institution_name_check CHECK (((char_length(name) >= 1) AND (char_length(name) <= 128))),
  constraint institution_pkey PRIMARY KEY (institution_id)
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))

-- Facts as their transactions wrote them; append-only. No foreign key to institution: writing takes no lock and reads nothing, and row security already ties the row to the running institution
create table journal_entry (
  institution_id uuid not null,
  id bigint not null,
  xid xid8 not null,
  written_at timestamp with time zone not null,
  leaf bytea not null,
  leaf_hash bytea not null,
  constraint journal_entry_leaf_check CHECK ((jsonb_populate_record(NULL::journal_leaf, (convert_from(leaf, 'UTF8'::name))::jsonb) IS NOT NULL)),
  constraint journal_entry_leaf_size_check CHECK ((octet_length(leaf) <= 65535)),
  constraint journal_entry_pkey PRIMARY KEY (institution_id, id)
);
-- row security, forced: sequencer using true; tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX journal_entry_written_at_idx ON public.journal_entry USING brin (written_at) WITH (pages_per_range='32', autosummarize='on');
CREATE INDEX journal_entry_xid_idx ON public.journal_entry USING btree (xid);

-- Which entries concern an object: its history, in order
create table journal_object (
  institution_id uuid not null,
  object_type text not null,
  object_id text not null,
  position bigint not null,
  object_version bigint,
  constraint journal_object_pkey PRIMARY KEY (institution_id, object_type, object_id, "position")
);
-- row security, forced: sequencer using true; tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))

-- The place of each entry in its institution's log, written by the sequencer alone, with the fields audit queries look for, all derived from the leaf
create table journal_position (
  institution_id uuid not null,
  position bigint not null,
  entry_id bigint not null,
  act text not null,
  actor_id uuid,
  request_id text not null,
  occurred_at timestamp with time zone not null,
  sealed_at timestamp with time zone not null,
  constraint journal_position_entry_id_key UNIQUE (institution_id, entry_id),
  constraint journal_position_pkey PRIMARY KEY (institution_id, "position"),
  constraint journal_position_position_check CHECK (("position" >= 0))
);
-- row security, forced: sequencer using true; tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX journal_position_act_idx ON public.journal_position USING btree (institution_id, act, "position");
CREATE INDEX journal_position_actor_id_idx ON public.journal_position USING btree (institution_id, actor_id, "position");
CREATE INDEX journal_position_occurred_at_idx ON public.journal_position USING btree (institution_id, occurred_at, "position");
CREATE INDEX journal_position_request_id_idx ON public.journal_position USING btree (institution_id, request_id, "position");

-- One row: up to where the sequencer has seen
create table journal_sequencer_state (
  singleton boolean not null,
  snapshot pg_snapshot not null,
  system_identifier bigint not null,
  moved_at timestamp with time zone not null,
  constraint journal_sequencer_state_pkey PRIMARY KEY (singleton),
  constraint journal_sequencer_state_singleton_check CHECK (singleton)
);

-- Which person a token's issuer and subject stand for
create table login (
  issuer text not null,
  subject text not null,
  institution_id uuid not null,
  person_id uuid not null,
  constraint login_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint login_person_id_fkey FOREIGN KEY (institution_id, person_id) REFERENCES person(institution_id, id),
  constraint login_pkey PRIMARY KEY (issuer, subject)
);
-- row security, forced: lookup using pg_has_role(CURRENT_USER, ( SELECT pg_class.relowner
   FROM pg_class
  WHERE (pg_class.oid = ('login'::regclass)::oid)), 'usage'::text); tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX login_person_id_idx ON public.login USING btree (institution_id, person_id);

-- What a person is to the grids (网格员): kind, duties and how much is too much
create table officer (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  person_id uuid not null,
  kind text not null,
  duties text[] not null,
  grid_capacity integer not null,
  household_capacity integer not null,
  employer text,
  status text not null,
  constraint officer_duties_check CHECK (((duties <@ ARRAY['PROPAGANDIST'::text, 'INFORMANT'::text, 'LOAN_ASSISTANT'::text, 'SUPERVISOR'::text, 'COLLECTOR'::text]) AND (cardinality(duties) <= 5))),
  constraint officer_employer_check CHECK (((char_length(employer) >= 1) AND (char_length(employer) <= 128))),
  constraint officer_grid_capacity_check CHECK (((grid_capacity >= 0) AND (grid_capacity <= 1000))),
  constraint officer_household_capacity_check CHECK (((household_capacity >= 0) AND (household_capacity <= 1000000))),
  constraint officer_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint officer_kind_check CHECK ((kind = ANY (ARRAY['FULL_TIME'::text, 'PART_TIME'::text, 'MANAGER'::text, 'CHIEF'::text, 'INSTRUCTOR'::text, 'INFORMANT'::text, 'VOLUNTEER'::text]))),
  constraint officer_person_id_fkey FOREIGN KEY (institution_id, person_id) REFERENCES person(institution_id, id),
  constraint officer_person_id_key UNIQUE (institution_id, person_id),
  constraint officer_pkey PRIMARY KEY (institution_id, id),
  constraint officer_status_check CHECK ((status = ANY (ARRAY['ACTIVE'::text, 'RELEASED'::text])))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX officer_kind_idx ON public.officer USING btree (institution_id, kind, id);
CREATE INDEX officer_status_idx ON public.officer USING btree (institution_id, status, id);

create table outlet (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  code text not null,
  name text not null,
  level text not null,
  parent_id uuid,
  area_codes text[] not null,
  address text,
  status text not null,
  constraint outlet_address_check CHECK ((char_length(address) <= 256)),
  constraint outlet_code_check CHECK ((code ~ '^[A-Z0-9-]{1,32}$'::text)),
  constraint outlet_code_key UNIQUE (institution_id, code),
  constraint outlet_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint outlet_level_check CHECK ((level = ANY (ARRAY['HEAD_OFFICE'::text, 'FIRST_BRANCH'::text, 'SECOND_BRANCH'::text]))),
  constraint outlet_name_check CHECK (((char_length(name) >= 1) AND (char_length(name) <= 128))),
  constraint outlet_parent_id_check CHECK (((level = 'HEAD_OFFICE'::text) = (parent_id IS NULL))),
  constraint outlet_parent_id_fkey FOREIGN KEY (institution_id, parent_id) REFERENCES outlet(institution_id, id),
  constraint outlet_pkey PRIMARY KEY (institution_id, id),
  constraint outlet_status_check CHECK ((status = ANY (ARRAY['ACTIVE'::text, 'CLOSED'::text])))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX outlet_parent_id_idx ON public.outlet USING btree (institution_id, parent_id);

-- Who works for an institution; kind SYSTEM is a machine client
create table person (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  code text not null,
  name text not null,
  kind text not null,
  telephone text,
  photo_reference text,
  status text not null,
  constraint person_code_check CHECK ((code ~ '^[a-z0-9][a-z0-9.-]{0,63}$'::text)),
  constraint person_code_key UNIQUE (institution_id, code),
  constraint person_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint person_kind_check CHECK ((kind = ANY (ARRAY['HUMAN'::text, 'SYSTEM'::text]))),
  constraint person_name_check CHECK (((char_length(name) >= 1) AND (char_length(name) <= 64))),
  constraint person_photo_reference_check CHECK ((char_length(photo_reference) <= 256)),
  constraint person_pkey PRIMARY KEY (institution_id, id),
  constraint person_status_check CHECK ((status = ANY (ARRAY['ACTIVE'::text, 'LEFT'::text]))),
  constraint person_telephone_check CHECK ((char_length(telephone) <= 32))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))

create table role (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  code text not null,
  name_en text not null,
  name_zh text not null,
  permissions text[] not null,
  scope_kind text not null,
  approval_limit_fen bigint not null,
  constraint role_approval_limit_fen_check CHECK ((approval_limit_fen >= 0)),
  constraint role_code_check CHECK ((code ~ '^[A-Z][A-Z0-9_]{1,31}$'::text)),
  constraint role_code_key UNIQUE (institution_id, code),
  constraint role_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint role_pkey PRIMARY KEY (institution_id, id),
  constraint role_scope_kind_check CHECK ((scope_kind = ANY (ARRAY['INSTITUTION'::text, 'OUTLET'::text, 'ASSIGNMENT'::text])))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))

-- Days an officer is away. Why is not recorded: it may tell of illness, and cover needs only days
create table staff_leave (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  person_id uuid not null,
  stand_in_id uuid,
  valid_from date not null,
  valid_to date,
  constraint staff_leave_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint staff_leave_period_excl EXCLUDE USING gist (institution_id WITH =, person_id WITH =, daterange(valid_from, valid_to) WITH &&),
  constraint staff_leave_person_id_fkey FOREIGN KEY (institution_id, person_id) REFERENCES officer(institution_id, person_id),
  constraint staff_leave_pkey PRIMARY KEY (institution_id, id),
  constraint staff_leave_stand_in_id_check CHECK ((stand_in_id <> person_id)),
  constraint staff_leave_stand_in_id_fkey FOREIGN KEY (institution_id, stand_in_id) REFERENCES officer(institution_id, person_id),
  constraint staff_leave_valid_to_check CHECK ((valid_to >= valid_from))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX staff_leave_person_id_idx ON public.staff_leave USING btree (institution_id, person_id, valid_from);
CREATE INDEX staff_leave_stand_in_id_idx ON public.staff_leave USING btree (institution_id, stand_in_id, valid_from);

-- One key per data subject, wrapped by a data key: without it the person's fields are unreadable
create table subject_key (
  institution_id uuid not null,
  subject_id uuid not null,
  data_key_id uuid not null,
  wrapped bytea not null,
  created_at timestamp with time zone not null,
  constraint subject_key_data_key_id_fkey FOREIGN KEY (institution_id, data_key_id) REFERENCES data_key(institution_id, id),
  constraint subject_key_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint subject_key_pkey PRIMARY KEY (institution_id, subject_id)
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX subject_key_data_key_id_idx ON public.subject_key USING btree (institution_id, data_key_id);

-- Training an officer had: what, when, how long and with what result
create table training (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  person_id uuid not null,
  topic text not null,
  held_on date not null,
  hours numeric(5,1) not null,
  result text not null,
  constraint training_hours_check CHECK (((hours > (0)::numeric) AND (hours <= (1000)::numeric))),
  constraint training_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint training_person_id_fkey FOREIGN KEY (institution_id, person_id) REFERENCES officer(institution_id, person_id),
  constraint training_pkey PRIMARY KEY (institution_id, id),
  constraint training_result_check CHECK ((result = ANY (ARRAY['ATTENDED'::text, 'PASSED'::text, 'FAILED'::text]))),
  constraint training_topic_check CHECK (((char_length(topic) >= 1) AND (char_length(topic) <= 128))),
  constraint training_topic_key UNIQUE (institution_id, person_id, held_on, topic)
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX training_held_on_idx ON public.training USING btree (institution_id, held_on, id);
