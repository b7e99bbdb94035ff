-- Generated from the migrated database by `npm run generate`; for reading.

-- What a leaf is, whoever wrote it: UTF-8, JSON, 65,535 bytes at most
create domain leaf_bytes as bytea
  constraint leaf_bytes_json_check CHECK (((VALUE IS NULL) OR ((convert_from(VALUE, 'UTF8'::name))::json IS NOT NULL))) NOT VALID
  constraint leaf_bytes_size_check CHECK ((octet_length(VALUE) <= 65535)) NOT VALID;

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
  target_id uuid,
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
CREATE INDEX approval_request_command_idx ON public.approval_request USING btree (institution_id, command, id);
CREATE INDEX approval_request_maker_id_idx ON public.approval_request USING btree (institution_id, maker_id);
CREATE INDEX approval_request_status_idx ON public.approval_request USING btree (institution_id, status, id);
CREATE INDEX approval_request_target_id_idx ON public.approval_request USING btree (institution_id, target_id) WHERE (target_id IS NOT NULL);

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
CREATE INDEX area_change_kind_idx ON public.area_change USING btree (kind, effective_date);
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
  constraint assignment_neighbour_exception_check CHECK (((neighbour_exception IS NULL) OR ((char_length(neighbour_exception) <= 500) AND (role = 'BACKUP'::text)))),
  constraint assignment_person_excl EXCLUDE USING gist (institution_id WITH =, COALESCE(grid_id, id) WITH =, COALESCE(person_id, id) WITH =, daterange(valid_from, valid_to) WITH &&),
  constraint assignment_person_id_fkey FOREIGN KEY (institution_id, person_id) REFERENCES officer(institution_id, person_id),
  constraint assignment_pkey PRIMARY KEY (institution_id, id),
  constraint assignment_primary_excl EXCLUDE USING gist (institution_id WITH =, COALESCE(grid_id, id) WITH =, daterange(valid_from, valid_to) WITH &&) WHERE ((role = 'PRIMARY'::text)),
  constraint assignment_role_check CHECK ((role = ANY (ARRAY['PRIMARY'::text, 'BACKUP'::text, 'MEMBER'::text]))),
  constraint assignment_valid_to_check CHECK ((valid_to >= valid_from)),
  constraint assignment_weight_check CHECK (((weight > (0)::numeric) AND (weight <= (1)::numeric)))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX assignment_grid_id_idx ON public.assignment USING btree (institution_id, grid_id, role, valid_from);
CREATE INDEX assignment_person_id_idx ON public.assignment USING btree (institution_id, person_id, role, valid_from);
CREATE INDEX assignment_role_idx ON public.assignment USING btree (institution_id, role, id);

-- A seat of one person exercised by another for a time (转授权); ends by itself
create table authority_delegation (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  from_person_id uuid not null,
  to_person_id uuid not null,
  role_id uuid not null,
  limit_fen bigint,
  document text not null,
  valid_from date not null,
  valid_to date not null,
  revoked_by uuid,
  constraint authority_delegation_document_check CHECK (((char_length(document) >= 1) AND (char_length(document) <= 128))),
  constraint authority_delegation_from_person_id_fkey FOREIGN KEY (institution_id, from_person_id) REFERENCES person(institution_id, id),
  constraint authority_delegation_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint authority_delegation_limit_fen_check CHECK ((limit_fen > 0)),
  constraint authority_delegation_pkey PRIMARY KEY (institution_id, id),
  constraint authority_delegation_revoked_by_fkey FOREIGN KEY (institution_id, revoked_by) REFERENCES person(institution_id, id),
  constraint authority_delegation_role_id_fkey FOREIGN KEY (institution_id, role_id) REFERENCES role(institution_id, id),
  constraint authority_delegation_seat_excl EXCLUDE USING gist (institution_id WITH =, from_person_id WITH =, role_id WITH =, daterange(valid_from, valid_to) WITH &&),
  constraint authority_delegation_self_check CHECK ((from_person_id <> to_person_id)),
  constraint authority_delegation_to_person_id_fkey FOREIGN KEY (institution_id, to_person_id) REFERENCES person(institution_id, id),
  constraint authority_delegation_valid_to_check CHECK (((valid_to > valid_from) OR ((valid_to = valid_from) AND (revoked_by IS NOT NULL))))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX authority_delegation_from_person_id_idx ON public.authority_delegation USING btree (institution_id, from_person_id, valid_to);
CREATE INDEX authority_delegation_revoked_by_idx ON public.authority_delegation USING btree (institution_id, revoked_by);
CREATE INDEX authority_delegation_role_id_idx ON public.authority_delegation USING btree (institution_id, role_id);
CREATE INDEX authority_delegation_to_person_id_idx ON public.authority_delegation USING btree (institution_id, to_person_id, valid_to);

-- Who decides which credit from a day on (审批授权); before its first, the sample that comes with the program
create table authority_matrix (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  code text not null,
  legal_basis text not null,
  content jsonb not null,
  valid_from date not null,
  valid_to date,
  set_by uuid not null,
  constraint authority_matrix_code_check CHECK ((code ~ '^[A-Z][A-Z0-9_]{0,62}$'::text)),
  constraint authority_matrix_code_key UNIQUE (institution_id, code),
  constraint authority_matrix_content_check CHECK ((jsonb_typeof(content) = 'object'::text)),
  constraint authority_matrix_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint authority_matrix_legal_basis_check CHECK (((char_length(legal_basis) >= 1) AND (char_length(legal_basis) <= 500))),
  constraint authority_matrix_period_excl EXCLUDE USING gist (institution_id WITH =, daterange(valid_from, valid_to) WITH &&),
  constraint authority_matrix_pkey PRIMARY KEY (institution_id, id),
  constraint authority_matrix_set_by_fkey FOREIGN KEY (institution_id, set_by) REFERENCES person(institution_id, id),
  constraint authority_matrix_valid_to_check CHECK ((valid_to > valid_from))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX authority_matrix_set_by_idx ON public.authority_matrix USING btree (institution_id, set_by);

-- Holidays and make-up days (放假调休) beyond or against the built-in calendar; the latest rules a day
create table calendar_announcement (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  title text not null,
  legal_basis text not null,
  whole_year integer,
  days_off date[] not null,
  make_up_days date[] not null,
  announced_by uuid not null,
  constraint calendar_announcement_announced_by_fkey FOREIGN KEY (institution_id, announced_by) REFERENCES person(institution_id, id),
  constraint calendar_announcement_days_check CHECK ((NOT (days_off && make_up_days))),
  constraint calendar_announcement_days_off_check CHECK ((cardinality(days_off) <= 100)),
  constraint calendar_announcement_empty_check CHECK ((((cardinality(days_off) + cardinality(make_up_days)) > 0) OR (whole_year IS NOT NULL))),
  constraint calendar_announcement_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint calendar_announcement_legal_basis_check CHECK (((char_length(legal_basis) >= 1) AND (char_length(legal_basis) <= 300))),
  constraint calendar_announcement_make_up_days_check CHECK ((cardinality(make_up_days) <= 100)),
  constraint calendar_announcement_pkey PRIMARY KEY (institution_id, id),
  constraint calendar_announcement_title_check CHECK (((char_length(title) >= 1) AND (char_length(title) <= 128))),
  constraint calendar_announcement_whole_year_check CHECK (((whole_year >= 2000) AND (whole_year <= 2199)))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX calendar_announcement_announced_by_idx ON public.calendar_announcement USING btree (institution_id, announced_by);
CREATE INDEX calendar_announcement_whole_year_idx ON public.calendar_announcement USING btree (institution_id, whole_year);

-- A village taken through whole-village credit; one at a time per village
create table campaign (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  area_code text not null,
  name text not null,
  status text not null,
  roster_households integer not null,
  opened_on date not null,
  closed_on date,
  opened_by uuid not null,
  constraint campaign_area_code_check CHECK ((area_code ~ '^\d{12}$'::text)),
  constraint campaign_closed_on_check CHECK ((((status = 'CLOSED'::text) = (closed_on IS NOT NULL)) AND (closed_on >= opened_on))),
  constraint campaign_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint campaign_name_check CHECK (((char_length(name) >= 1) AND (char_length(name) <= 128))),
  constraint campaign_opened_by_fkey FOREIGN KEY (institution_id, opened_by) REFERENCES person(institution_id, id),
  constraint campaign_pkey PRIMARY KEY (institution_id, id),
  constraint campaign_roster_households_check CHECK (((roster_households >= 1) AND (roster_households <= 100000))),
  constraint campaign_status_check CHECK ((status = ANY (ARRAY['OPEN'::text, 'CLOSED'::text])))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX campaign_area_code_idx ON public.campaign USING btree (institution_id, area_code, opened_on);
CREATE UNIQUE INDEX campaign_area_code_key ON public.campaign USING btree (institution_id, area_code) WHERE (status = 'OPEN'::text);
CREATE INDEX campaign_opened_by_idx ON public.campaign USING btree (institution_id, opened_by);
CREATE INDEX campaign_status_idx ON public.campaign USING btree (institution_id, status, area_code);

-- A household in a campaign and the stage it stands at now
create table campaign_household (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  campaign_id uuid not null,
  customer_id uuid not null,
  stage text not null,
  stage_since date not null,
  constraint campaign_household_campaign_id_fkey FOREIGN KEY (institution_id, campaign_id) REFERENCES campaign(institution_id, id),
  constraint campaign_household_customer_id_fkey FOREIGN KEY (institution_id, customer_id) REFERENCES customer(institution_id, id),
  constraint campaign_household_customer_key UNIQUE (institution_id, campaign_id, customer_id),
  constraint campaign_household_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint campaign_household_pkey PRIMARY KEY (institution_id, id),
  constraint campaign_household_stage_check CHECK ((stage = ANY (ARRAY['ROSTER'::text, 'SCREENED'::text, 'VISITED'::text, 'FIRST_RATED'::text, 'SECOND_RATED'::text, 'DECIDED'::text, 'NOTICED'::text, 'SIGNED'::text, 'DRAWN'::text, 'DROPPED'::text])))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX campaign_household_campaign_id_idx ON public.campaign_household USING btree (institution_id, campaign_id, stage, id);
CREATE INDEX campaign_household_customer_id_idx ON public.campaign_household USING btree (institution_id, customer_id);
CREATE INDEX campaign_household_stage_idx ON public.campaign_household USING btree (institution_id, stage, id);

-- A household reached a stage on a day; never changed, so that any day can be counted again
create table campaign_step (
  institution_id uuid not null,
  id uuid not null,
  campaign_household_id uuid not null,
  stage text not null,
  moved_on date not null,
  moved_by uuid not null,
  reason text,
  constraint campaign_step_campaign_household_id_fkey FOREIGN KEY (institution_id, campaign_household_id) REFERENCES campaign_household(institution_id, id),
  constraint campaign_step_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint campaign_step_moved_by_fkey FOREIGN KEY (institution_id, moved_by) REFERENCES person(institution_id, id),
  constraint campaign_step_pkey PRIMARY KEY (institution_id, id),
  constraint campaign_step_reason_check CHECK (((char_length(reason) >= 1) AND (char_length(reason) <= 500))),
  constraint campaign_step_stage_check CHECK ((stage = ANY (ARRAY['ROSTER'::text, 'SCREENED'::text, 'VISITED'::text, 'FIRST_RATED'::text, 'SECOND_RATED'::text, 'DECIDED'::text, 'NOTICED'::text, 'SIGNED'::text, 'DRAWN'::text, 'DROPPED'::text])))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX campaign_step_campaign_household_id_idx ON public.campaign_step USING btree (institution_id, campaign_household_id, moved_on, id);
CREATE INDEX campaign_step_moved_by_idx ON public.campaign_step USING btree (institution_id, moved_by);
CREATE INDEX campaign_step_moved_on_idx ON public.campaign_step USING btree (institution_id, moved_on);
CREATE INDEX campaign_step_stage_idx ON public.campaign_step USING btree (institution_id, stage, moved_on);

-- Clear values read of people who are no customers, such as reviewers and objectors: they count towards the limits of reading as disclosures of customers do
create table clear_reading (
  institution_id uuid not null,
  id uuid not null,
  created_at timestamp with time zone not null,
  person_id uuid not null,
  object_type text not null,
  object_id uuid not null,
  values_count integer not null,
  occurred_at timestamp with time zone not null,
  constraint clear_reading_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint clear_reading_object_type_check CHECK ((object_type = ANY (ARRAY['PanelReviewer'::text, 'NoticeObjection'::text]))),
  constraint clear_reading_person_id_fkey FOREIGN KEY (institution_id, person_id) REFERENCES person(institution_id, id),
  constraint clear_reading_pkey PRIMARY KEY (institution_id, id),
  constraint clear_reading_values_count_check CHECK ((values_count >= 0))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX clear_reading_person_id_idx ON public.clear_reading USING btree (institution_id, person_id, occurred_at);

-- What was done about a delay (催收记录); never changed
create table collection_action (
  institution_id uuid not null,
  id uuid not null,
  created_at timestamp with time zone not null,
  case_id uuid not null,
  stage text not null,
  kind text not null,
  party text not null,
  result text not null,
  taken_at timestamp with time zone not null,
  taken_by uuid not null,
  visit_id uuid,
  letter_number text,
  evidence_sha256 text,
  irregular boolean not null,
  note text,
  constraint collection_action_case_id_fkey FOREIGN KEY (institution_id, case_id) REFERENCES collection_case(institution_id, id),
  constraint collection_action_evidence_sha256_check CHECK ((evidence_sha256 ~ '^[0-9a-f]{64}$'::text)),
  constraint collection_action_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint collection_action_kind_check CHECK ((kind = ANY (ARRAY['CALL'::text, 'MESSAGE'::text, 'VISIT'::text, 'LETTER'::text, 'LAWYER_LETTER'::text, 'COURT_FILING'::text]))),
  constraint collection_action_letter_check CHECK ((((kind = ANY (ARRAY['LETTER'::text, 'LAWYER_LETTER'::text])) = (letter_number IS NOT NULL)) AND ((kind <> ALL (ARRAY['LETTER'::text, 'LAWYER_LETTER'::text, 'COURT_FILING'::text])) OR (evidence_sha256 IS NOT NULL)))),
  constraint collection_action_letter_number_check CHECK ((letter_number ~ '^[A-Z0-9-]{1,32}$'::text)),
  constraint collection_action_letter_number_key UNIQUE (institution_id, letter_number),
  constraint collection_action_note_check CHECK (((char_length(note) >= 1) AND (char_length(note) <= 2000))),
  constraint collection_action_party_check CHECK ((party = ANY (ARRAY['BORROWER'::text, 'GUARANTOR'::text, 'FAMILY'::text]))),
  constraint collection_action_pkey PRIMARY KEY (institution_id, id),
  constraint collection_action_result_check CHECK ((result = ANY (ARRAY['PROMISED'::text, 'REFUSED'::text, 'DISPUTED'::text, 'NOT_REACHED'::text, 'DELIVERED'::text, 'OTHER'::text]))),
  constraint collection_action_stage_check CHECK ((stage = ANY (ARRAY['REMINDER'::text, 'VISIT'::text, 'DEMAND'::text, 'LEGAL'::text]))),
  constraint collection_action_taken_by_fkey FOREIGN KEY (institution_id, taken_by) REFERENCES person(institution_id, id),
  constraint collection_action_visit_id_fkey FOREIGN KEY (institution_id, visit_id) REFERENCES visit(institution_id, id),
  constraint collection_action_visited_check CHECK (((kind = 'VISIT'::text) = (visit_id IS NOT NULL)))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX collection_action_case_id_idx ON public.collection_action USING btree (institution_id, case_id, taken_at, id);
CREATE INDEX collection_action_irregular_idx ON public.collection_action USING btree (institution_id, irregular, taken_at, id);
CREATE INDEX collection_action_kind_idx ON public.collection_action USING btree (institution_id, kind, taken_at, id);
CREATE INDEX collection_action_taken_at_idx ON public.collection_action USING btree (institution_id, taken_at, id);
CREATE INDEX collection_action_taken_by_idx ON public.collection_action USING btree (institution_id, taken_by, taken_at);
CREATE INDEX collection_action_visit_id_idx ON public.collection_action USING btree (institution_id, visit_id);

-- One delay of a loan and what is done about it, until it is paid or the loan ends (催收案件)
create table collection_case (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  loan_id uuid not null,
  status text not null,
  stage text not null,
  overdue_since date not null,
  opened_on date not null,
  last_action_on date,
  next_action_on date,
  limitation_on date not null,
  rule_set text not null,
  court_reference text,
  claim_fen bigint,
  filed_on date,
  court_outcome text,
  court_ended_on date,
  closed_on date,
  outcome text,
  constraint collection_case_claim_fen_check CHECK ((claim_fen > 0)),
  constraint collection_case_closed_check CHECK (((num_nonnulls(closed_on, outcome) =
CASE status
    WHEN 'CLOSED'::text THEN 2
    ELSE 0
END) AND ((status = 'CLOSED'::text) = (next_action_on IS NULL)))),
  constraint collection_case_court_check CHECK (((num_nonnulls(court_reference, claim_fen, filed_on) = ANY (ARRAY[0, 3])) AND (num_nonnulls(court_outcome, court_ended_on) = ANY (ARRAY[0, 2])) AND ((court_outcome IS NULL) OR (filed_on IS NOT NULL)) AND ((status <> 'IN_COURT'::text) OR ((filed_on IS NOT NULL) AND (court_outcome IS NULL))))),
  constraint collection_case_court_outcome_check CHECK ((court_outcome = ANY (ARRAY['WON'::text, 'LOST'::text, 'MEDIATED'::text, 'WITHDRAWN'::text]))),
  constraint collection_case_court_reference_check CHECK (((char_length(court_reference) >= 1) AND (char_length(court_reference) <= 64))),
  constraint collection_case_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint collection_case_loan_id_fkey FOREIGN KEY (institution_id, loan_id) REFERENCES loan(institution_id, id),
  constraint collection_case_outcome_check CHECK ((outcome = ANY (ARRAY['CURED'::text, 'LOAN_ENDED'::text]))),
  constraint collection_case_pkey PRIMARY KEY (institution_id, id),
  constraint collection_case_stage_check CHECK ((stage = ANY (ARRAY['REMINDER'::text, 'VISIT'::text, 'DEMAND'::text, 'LEGAL'::text]))),
  constraint collection_case_status_check CHECK ((status = ANY (ARRAY['OPEN'::text, 'IN_COURT'::text, 'CLOSED'::text])))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX collection_case_limitation_on_idx ON public.collection_case USING btree (institution_id, limitation_on, id);
CREATE INDEX collection_case_loan_id_idx ON public.collection_case USING btree (institution_id, loan_id, opened_on);
CREATE INDEX collection_case_next_action_on_idx ON public.collection_case USING btree (institution_id, next_action_on, id);
CREATE UNIQUE INDEX collection_case_open_key ON public.collection_case USING btree (institution_id, loan_id) WHERE (status <> 'CLOSED'::text);
CREATE INDEX collection_case_opened_on_idx ON public.collection_case USING btree (institution_id, opened_on, id);
CREATE INDEX collection_case_stage_idx ON public.collection_case USING btree (institution_id, stage, next_action_on, id);
CREATE INDEX collection_case_status_idx ON public.collection_case USING btree (institution_id, status, next_action_on, id);

-- One purpose a person agreed to, for one recipient where data leaves the institution (单独同意)
create table consent (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  customer_id uuid not null,
  member_id uuid,
  purpose text not null,
  recipient_kind text not null,
  recipient text not null,
  items text[] not null,
  text_id uuid not null,
  channel text not null,
  evidence_sha256 text not null,
  expires_on date,
  recorded_by uuid not null,
  valid_from date not null,
  valid_to date,
  withdrawn_on date,
  withdrawal_channel text,
  withdrawal_reason text,
  withdrawn_by uuid,
  constraint consent_channel_check CHECK ((channel = ANY (ARRAY['PAPER'::text, 'APP'::text, 'VIDEO'::text, 'COUNTER'::text, 'MESSAGE'::text]))),
  constraint consent_customer_id_fkey FOREIGN KEY (institution_id, customer_id) REFERENCES customer(institution_id, id),
  constraint consent_evidence_sha256_check CHECK ((evidence_sha256 ~ '^[0-9a-f]{64}$'::text)),
  constraint consent_expires_on_check CHECK ((expires_on > valid_from)),
  constraint consent_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint consent_items_check CHECK ((cardinality(items) > 0)),
  constraint consent_member_id_fkey FOREIGN KEY (institution_id, member_id) REFERENCES customer_member(institution_id, id),
  constraint consent_period_excl EXCLUDE USING gist (institution_id WITH =, COALESCE(customer_id, id) WITH =, COALESCE(member_id, '00000000-0000-0000-0000-000000000000'::uuid) WITH =, purpose WITH =, recipient_kind WITH =, recipient WITH =, daterange(valid_from, valid_to) WITH &&),
  constraint consent_pkey PRIMARY KEY (institution_id, id),
  constraint consent_purpose_check CHECK ((purpose = ANY (ARRAY['RATING'::text, 'PANEL_REVIEW'::text, 'PUBLIC_NOTICE'::text, 'CREDIT_REGISTRY_QUERY'::text, 'GOVERNMENT_SHARING'::text, 'GUARANTOR_SHARING'::text, 'INSURANCE_SHARING'::text, 'MARKETING'::text, 'FILE_KEEPING'::text, 'LOAN_HANDLING'::text, 'COLLECTION'::text, 'COMPLAINT'::text, 'AUDIT'::text, 'ANTI_MONEY_LAUNDERING'::text]))),
  constraint consent_recipient_check CHECK ((recipient ~ '^([A-Z0-9][A-Z0-9_-]{0,63})?$'::text)),
  constraint consent_recipient_kind_check CHECK ((recipient_kind = ANY (ARRAY['NONE'::text, 'CREDIT_REGISTRY'::text, 'GOVERNMENT'::text, 'GUARANTOR'::text, 'INSURER'::text, 'OTHER'::text]))),
  constraint consent_recipient_named_check CHECK (((recipient_kind = 'NONE'::text) = (recipient = ''::text))),
  constraint consent_recorded_by_fkey FOREIGN KEY (institution_id, recorded_by) REFERENCES person(institution_id, id),
  constraint consent_text_id_fkey FOREIGN KEY (institution_id, text_id) REFERENCES consent_text(institution_id, id),
  constraint consent_valid_to_check CHECK ((valid_to >= valid_from)),
  constraint consent_withdrawal_channel_check CHECK ((withdrawal_channel = ANY (ARRAY['PAPER'::text, 'APP'::text, 'VIDEO'::text, 'COUNTER'::text, 'MESSAGE'::text]))),
  constraint consent_withdrawal_reason_check CHECK (((char_length(withdrawal_reason) >= 1) AND (char_length(withdrawal_reason) <= 500))),
  constraint consent_withdrawn_by_fkey FOREIGN KEY (institution_id, withdrawn_by) REFERENCES person(institution_id, id),
  constraint consent_withdrawn_check CHECK (((num_nonnulls(withdrawn_on, withdrawal_channel, withdrawal_reason, withdrawn_by) = ANY (ARRAY[0, 4])) AND (NOT (valid_to IS DISTINCT FROM COALESCE(withdrawn_on, expires_on)))))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX consent_customer_id_idx ON public.consent USING btree (institution_id, customer_id, purpose, valid_from);
CREATE INDEX consent_member_id_idx ON public.consent USING btree (institution_id, member_id);
CREATE INDEX consent_purpose_idx ON public.consent USING btree (institution_id, purpose, valid_to);
CREATE INDEX consent_recorded_by_idx ON public.consent USING btree (institution_id, recorded_by);
CREATE INDEX consent_text_id_idx ON public.consent USING btree (institution_id, text_id);
CREATE INDEX consent_valid_to_idx ON public.consent USING btree (institution_id, valid_to);
CREATE INDEX consent_withdrawn_by_idx ON public.consent USING btree (institution_id, withdrawn_by);

-- What people are shown before they agree (个人信息授权书), by edition; a published one never changes
create table consent_text (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  code text not null,
  edition integer not null,
  title text not null,
  body text not null,
  body_sha256 text not null,
  purposes text[] not null,
  items text[] not null,
  valid_from date not null,
  valid_to date,
  published_by uuid not null,
  constraint consent_text_body_check CHECK (((char_length(body) >= 1) AND (char_length(body) <= 20000))),
  constraint consent_text_body_sha256_check CHECK ((body_sha256 ~ '^[0-9a-f]{64}$'::text)),
  constraint consent_text_code_check CHECK ((code ~ '^[A-Z][A-Z0-9_]{0,62}$'::text)),
  constraint consent_text_edition_check CHECK ((edition >= 1)),
  constraint consent_text_edition_key UNIQUE (institution_id, code, edition),
  constraint consent_text_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint consent_text_items_check CHECK ((cardinality(items) > 0)),
  constraint consent_text_period_excl EXCLUDE USING gist (institution_id WITH =, code WITH =, daterange(valid_from, valid_to) WITH &&),
  constraint consent_text_pkey PRIMARY KEY (institution_id, id),
  constraint consent_text_published_by_fkey FOREIGN KEY (institution_id, published_by) REFERENCES person(institution_id, id),
  constraint consent_text_purposes_check CHECK ((cardinality(purposes) > 0)),
  constraint consent_text_title_check CHECK (((char_length(title) >= 1) AND (char_length(title) <= 128))),
  constraint consent_text_valid_to_check CHECK ((valid_to > valid_from))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX consent_text_published_by_idx ON public.consent_text USING btree (institution_id, published_by);

-- A household the work of a grid leans on (核心户), for a period and a reason
create table core_household (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  customer_id uuid not null,
  reason text not null,
  valid_from date not null,
  valid_to date,
  marked_by uuid not null,
  constraint core_household_customer_id_fkey FOREIGN KEY (institution_id, customer_id) REFERENCES customer(institution_id, id),
  constraint core_household_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint core_household_marked_by_fkey FOREIGN KEY (institution_id, marked_by) REFERENCES person(institution_id, id),
  constraint core_household_period_excl EXCLUDE USING gist (institution_id WITH =, COALESCE(customer_id, id) WITH =, daterange(valid_from, valid_to) WITH &&),
  constraint core_household_pkey PRIMARY KEY (institution_id, id),
  constraint core_household_reason_check CHECK ((reason = ANY (ARRAY['KEY_PERSON'::text, 'MODEL'::text, 'LARGE_BUSINESS'::text, 'LARGE_DEPOSIT'::text, 'MANY_TIES'::text, 'OTHER'::text]))),
  constraint core_household_valid_to_check CHECK ((valid_to >= valid_from))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX core_household_customer_id_idx ON public.core_household USING btree (institution_id, customer_id, valid_from);
CREATE INDEX core_household_marked_by_idx ON public.core_household USING btree (institution_id, marked_by);
CREATE INDEX core_household_reason_idx ON public.core_household USING btree (institution_id, reason, id);

-- Where what the core says does not fit what is known here: a queue for a person (对账差错)
create table core_mismatch (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  kind text not null,
  subject text not null,
  report_id uuid,
  reconciliation_id uuid,
  loan_id uuid,
  known jsonb not null,
  told jsonb not null,
  found_on date not null,
  status text not null,
  resolution text,
  settled_by uuid,
  settled_on date,
  constraint core_mismatch_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint core_mismatch_kind_check CHECK ((kind = ANY (ARRAY['UNKNOWN_LOAN'::text, 'UNKNOWN_INSTRUCTION'::text, 'AMOUNT'::text, 'ACCOUNT'::text, 'DATE'::text, 'ANSWERED_OTHERWISE'::text, 'REFERENCE_REUSED'::text, 'NOT_OWED'::text, 'NOT_APPLICABLE'::text, 'MISSING_IN_CORE'::text, 'REPAID_BUT_REFUSED'::text]))),
  constraint core_mismatch_known_check CHECK ((jsonb_typeof(known) = 'object'::text)),
  constraint core_mismatch_loan_id_fkey FOREIGN KEY (institution_id, loan_id) REFERENCES loan(institution_id, id),
  constraint core_mismatch_pkey PRIMARY KEY (institution_id, id),
  constraint core_mismatch_reconciliation_id_fkey FOREIGN KEY (institution_id, reconciliation_id) REFERENCES core_reconciliation(institution_id, id),
  constraint core_mismatch_report_id_fkey FOREIGN KEY (institution_id, report_id) REFERENCES core_report(institution_id, id),
  constraint core_mismatch_resolution_check CHECK ((resolution = ANY (ARRAY['CORE_CORRECTS'::text, 'CORRECTED_HERE'::text, 'NOT_OURS'::text, 'TOLD_TWICE'::text, 'ACCEPTED'::text]))),
  constraint core_mismatch_settled_by_fkey FOREIGN KEY (institution_id, settled_by) REFERENCES person(institution_id, id),
  constraint core_mismatch_settled_check CHECK (
CASE status
    WHEN 'SETTLED'::text THEN (num_nonnulls(resolution, settled_by, settled_on) = 3)
    ELSE (num_nonnulls(resolution, settled_by, settled_on) = 0)
END),
  constraint core_mismatch_status_check CHECK ((status = ANY (ARRAY['OPEN'::text, 'SETTLED'::text]))),
  constraint core_mismatch_subject_check CHECK (((char_length(subject) >= 1) AND (char_length(subject) <= 160))),
  constraint core_mismatch_told_check CHECK ((jsonb_typeof(told) = 'object'::text))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX core_mismatch_loan_id_idx ON public.core_mismatch USING btree (institution_id, loan_id);
CREATE UNIQUE INDEX core_mismatch_open_key ON public.core_mismatch USING btree (institution_id, kind, subject) WHERE ((status = 'OPEN'::text) AND (report_id IS NULL));
CREATE INDEX core_mismatch_reconciliation_id_idx ON public.core_mismatch USING btree (institution_id, reconciliation_id);
CREATE INDEX core_mismatch_report_id_idx ON public.core_mismatch USING btree (institution_id, report_id);
CREATE UNIQUE INDEX core_mismatch_report_key ON public.core_mismatch USING btree (institution_id, report_id) WHERE ((status = 'OPEN'::text) AND (report_id IS NOT NULL));
CREATE INDEX core_mismatch_settled_by_idx ON public.core_mismatch USING btree (institution_id, settled_by);
CREATE INDEX core_mismatch_status_idx ON public.core_mismatch USING btree (institution_id, status, found_on, id);

-- One comparison of a business day of the core with what is known here (日终对账); only ever added
create table core_reconciliation (
  institution_id uuid not null,
  id uuid not null,
  created_at timestamp with time zone not null,
  business_date date not null,
  number integer not null,
  entry_count integer not null,
  total_fen bigint not null,
  matched_count integer not null,
  made_up_count integer not null,
  mismatch_count integer not null,
  made_by uuid not null,
  made_at timestamp with time zone not null,
  constraint core_reconciliation_counts_check CHECK (((matched_count + made_up_count) <= entry_count)),
  constraint core_reconciliation_entry_count_check CHECK ((entry_count >= 0)),
  constraint core_reconciliation_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint core_reconciliation_made_by_fkey FOREIGN KEY (institution_id, made_by) REFERENCES person(institution_id, id),
  constraint core_reconciliation_made_up_count_check CHECK ((made_up_count >= 0)),
  constraint core_reconciliation_matched_count_check CHECK ((matched_count >= 0)),
  constraint core_reconciliation_mismatch_count_check CHECK ((mismatch_count >= 0)),
  constraint core_reconciliation_number_check CHECK ((number >= 1)),
  constraint core_reconciliation_number_key UNIQUE (institution_id, business_date, number),
  constraint core_reconciliation_pkey PRIMARY KEY (institution_id, id),
  constraint core_reconciliation_total_fen_check CHECK ((total_fen >= 0))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX core_reconciliation_made_by_idx ON public.core_reconciliation USING btree (institution_id, made_by);

-- Inbox of the bank core: every report once, however often it is told, and what became of it
create table core_report (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  kind text not null,
  reference text not null,
  content_sha256 bytea not null,
  instruction text,
  loan_code text,
  amount_fen bigint not null,
  account_reference text,
  occurred_on date not null,
  explanation text,
  loan_id uuid,
  status text not null,
  told_times integer not null,
  received_by uuid not null,
  received_at timestamp with time zone not null,
  constraint core_report_account_reference_check CHECK (((char_length(account_reference) >= 1) AND (char_length(account_reference) <= 64))),
  constraint core_report_amount_fen_check CHECK ((amount_fen > 0)),
  constraint core_report_content_key UNIQUE (institution_id, kind, reference, content_sha256),
  constraint core_report_content_sha256_check CHECK ((octet_length(content_sha256) = 32)),
  constraint core_report_explanation_check CHECK (((char_length(explanation) >= 1) AND (char_length(explanation) <= 256))),
  constraint core_report_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint core_report_instruction_check CHECK (((char_length(instruction) >= 1) AND (char_length(instruction) <= 64))),
  constraint core_report_kind_check CHECK ((kind = ANY (ARRAY['DISBURSEMENT_CONFIRMED'::text, 'DISBURSEMENT_REFUSED'::text, 'DISBURSEMENT_UNKNOWN'::text, 'REPAYMENT'::text]))),
  constraint core_report_loan_code_check CHECK (((char_length(loan_code) >= 1) AND (char_length(loan_code) <= 64))),
  constraint core_report_loan_id_fkey FOREIGN KEY (institution_id, loan_id) REFERENCES loan(institution_id, id),
  constraint core_report_named_check CHECK ((num_nonnulls(instruction, loan_code) >= 1)),
  constraint core_report_pkey PRIMARY KEY (institution_id, id),
  constraint core_report_received_by_fkey FOREIGN KEY (institution_id, received_by) REFERENCES person(institution_id, id),
  constraint core_report_reference_check CHECK (((char_length(reference) >= 1) AND (char_length(reference) <= 64))),
  constraint core_report_status_check CHECK ((status = ANY (ARRAY['RECEIVED'::text, 'APPLIED'::text, 'HELD'::text, 'MISMATCHED'::text]))),
  constraint core_report_told_times_check CHECK ((told_times >= 1))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX core_report_loan_id_idx ON public.core_report USING btree (institution_id, loan_id, status);
CREATE INDEX core_report_received_at_idx ON public.core_report USING btree (institution_id, received_at, id);
CREATE INDEX core_report_received_by_idx ON public.core_report USING btree (institution_id, received_by);
CREATE INDEX core_report_status_idx ON public.core_report USING btree (institution_id, status, received_at);

-- Someone says that what is on file of them is wrong (个人信息更正): due in working days, with an outcome
create table correction_request (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  customer_id uuid not null,
  member_id uuid,
  items text[] not null,
  channel text not null,
  requested_on date not null,
  due_on date not null,
  rule_set text not null,
  taken_by uuid not null,
  status text not null,
  outcome text,
  decided_by uuid,
  decided_on date,
  constraint correction_request_channel_check CHECK ((channel = ANY (ARRAY['PAPER'::text, 'APP'::text, 'VIDEO'::text, 'COUNTER'::text, 'MESSAGE'::text]))),
  constraint correction_request_customer_id_fkey FOREIGN KEY (institution_id, customer_id) REFERENCES customer(institution_id, id),
  constraint correction_request_decided_by_fkey FOREIGN KEY (institution_id, decided_by) REFERENCES person(institution_id, id),
  constraint correction_request_decided_check CHECK ((num_nonnulls(outcome, decided_by, decided_on) =
CASE status
    WHEN 'OPEN'::text THEN 0
    ELSE 3
END)),
  constraint correction_request_due_on_check CHECK ((due_on >= requested_on)),
  constraint correction_request_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint correction_request_items_check CHECK ((cardinality(items) > 0)),
  constraint correction_request_member_id_fkey FOREIGN KEY (institution_id, member_id) REFERENCES customer_member(institution_id, id),
  constraint correction_request_outcome_check CHECK (((char_length(outcome) >= 1) AND (char_length(outcome) <= 500))),
  constraint correction_request_pkey PRIMARY KEY (institution_id, id),
  constraint correction_request_status_check CHECK ((status = ANY (ARRAY['OPEN'::text, 'CORRECTED'::text, 'REFUSED'::text]))),
  constraint correction_request_taken_by_fkey FOREIGN KEY (institution_id, taken_by) REFERENCES person(institution_id, id)
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX correction_request_customer_id_idx ON public.correction_request USING btree (institution_id, customer_id, requested_on);
CREATE INDEX correction_request_decided_by_idx ON public.correction_request USING btree (institution_id, decided_by);
CREATE INDEX correction_request_due_on_idx ON public.correction_request USING btree (institution_id, due_on, id);
CREATE INDEX correction_request_member_id_idx ON public.correction_request USING btree (institution_id, member_id);
CREATE INDEX correction_request_status_idx ON public.correction_request USING btree (institution_id, status, due_on);
CREATE INDEX correction_request_taken_by_idx ON public.correction_request USING btree (institution_id, taken_by);

-- What a loan costs in all, as shown to the borrower before signing (综合融资成本明示表)
create table cost_disclosure (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  loan_id uuid not null,
  number integer not null,
  round integer not null,
  channel text not null,
  rule_set text not null,
  drawn_on date not null,
  principal_fen bigint not null,
  interest_fen bigint not null,
  charges_fen bigint not null,
  annual_cost numeric(12,4) not null,
  statement jsonb not null,
  items jsonb not null,
  contingent jsonb not null,
  reading_seconds integer not null,
  status text not null,
  shown_by uuid not null,
  shown_at timestamp with time zone not null,
  confirmed_at timestamp with time zone,
  evidence_sha256 text,
  constraint cost_disclosure_annual_cost_check CHECK ((annual_cost >= (0)::numeric)),
  constraint cost_disclosure_channel_check CHECK ((channel = ANY (ARRAY['ON_SITE'::text, 'ONLINE'::text]))),
  constraint cost_disclosure_charges_fen_check CHECK ((charges_fen >= 0)),
  constraint cost_disclosure_confirmed_at_check CHECK ((((status <> 'CONFIRMED'::text) OR (confirmed_at IS NOT NULL)) AND ((status <> 'SHOWN'::text) OR (confirmed_at IS NULL)))),
  constraint cost_disclosure_confirmed_check CHECK (((confirmed_at IS NULL) OR
CASE channel
    WHEN 'ON_SITE'::text THEN (evidence_sha256 IS NOT NULL)
    ELSE (EXTRACT(epoch FROM (confirmed_at - shown_at)) >= (reading_seconds)::numeric)
END)),
  constraint cost_disclosure_contingent_check CHECK ((jsonb_typeof(contingent) = 'array'::text)),
  constraint cost_disclosure_evidence_sha256_check CHECK ((evidence_sha256 ~ '^[0-9a-f]{64}$'::text)),
  constraint cost_disclosure_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint cost_disclosure_interest_fen_check CHECK ((interest_fen >= 0)),
  constraint cost_disclosure_items_check CHECK ((jsonb_typeof(items) = 'array'::text)),
  constraint cost_disclosure_loan_id_fkey FOREIGN KEY (institution_id, loan_id) REFERENCES loan(institution_id, id),
  constraint cost_disclosure_number_check CHECK ((number >= 1)),
  constraint cost_disclosure_number_key UNIQUE (institution_id, loan_id, number),
  constraint cost_disclosure_pkey PRIMARY KEY (institution_id, id),
  constraint cost_disclosure_principal_fen_check CHECK ((principal_fen > 0)),
  constraint cost_disclosure_reading_seconds_check CHECK ((reading_seconds >= 0)),
  constraint cost_disclosure_round_check CHECK ((round >= 1)),
  constraint cost_disclosure_shown_by_fkey FOREIGN KEY (institution_id, shown_by) REFERENCES person(institution_id, id),
  constraint cost_disclosure_status_check CHECK ((status = ANY (ARRAY['SHOWN'::text, 'CONFIRMED'::text, 'SUPERSEDED'::text])))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE UNIQUE INDEX cost_disclosure_present_key ON public.cost_disclosure USING btree (institution_id, loan_id) WHERE (status <> 'SUPERSEDED'::text);
CREATE INDEX cost_disclosure_shown_by_idx ON public.cost_disclosure USING btree (institution_id, shown_by);

-- County codes as the operator imported them, over the list that comes with the software
create table county_code (
  code text not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  name text not null,
  withdrawn boolean not null,
  source text not null,
  constraint county_code_code_check CHECK ((code ~ '^[1-9]\d{5}$'::text)),
  constraint county_code_name_check CHECK (((char_length(name) >= 1) AND (char_length(name) <= 64))),
  constraint county_code_pkey PRIMARY KEY (code),
  constraint county_code_source_check CHECK (((char_length(source) >= 1) AND (char_length(source) <= 256)))
);

-- The way of a household, village, town or county to its credit standing, and the standing itself
create table credit_area (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  level text not null,
  area_code text not null,
  territory_code text not null,
  customer_id uuid,
  subject text not null,
  status text not null,
  attestations jsonb not null,
  applied_by uuid not null,
  applied_on date not null,
  qualified boolean,
  checked_on date,
  lead_inspector_id uuid,
  second_inspector_id uuid,
  inspection_passed boolean,
  decided_by uuid,
  decided_on date,
  plaque_number text,
  valid_from date,
  valid_to date,
  review_due_on date,
  improve_until date,
  ended_by uuid,
  ended_on date,
  ended_reason text,
  constraint credit_area_applied_by_fkey FOREIGN KEY (institution_id, applied_by) REFERENCES person(institution_id, id),
  constraint credit_area_area_code_check CHECK (
CASE level
    WHEN 'COUNTY'::text THEN (area_code ~ '^\d{6}$'::text)
    WHEN 'TOWN'::text THEN (area_code ~ '^\d{9}$'::text)
    ELSE (area_code ~ '^\d{12}$'::text)
END),
  constraint credit_area_attestations_check CHECK ((jsonb_typeof(attestations) = 'array'::text)),
  constraint credit_area_checked_check CHECK (((num_nonnulls(qualified, checked_on) = ANY (ARRAY[0, 2])) AND ((status <> ALL (ARRAY['SELF_CHECKED'::text, 'INSPECTED'::text, 'NAMED'::text, 'WITHDRAWN'::text])) OR (qualified IS NOT NULL)))),
  constraint credit_area_customer_id_check CHECK (((level = 'HOUSEHOLD'::text) = (customer_id IS NOT NULL))),
  constraint credit_area_customer_id_fkey FOREIGN KEY (institution_id, customer_id) REFERENCES customer(institution_id, id),
  constraint credit_area_decided_by_fkey FOREIGN KEY (institution_id, decided_by) REFERENCES person(institution_id, id),
  constraint credit_area_ended_by_fkey FOREIGN KEY (institution_id, ended_by) REFERENCES person(institution_id, id),
  constraint credit_area_ended_check CHECK ((num_nonnulls(ended_by, ended_on, ended_reason) =
CASE
    WHEN (status = ANY (ARRAY['REFUSED'::text, 'RETRACTED'::text, 'WITHDRAWN'::text])) THEN 3
    ELSE 0
END)),
  constraint credit_area_ended_reason_check CHECK (((char_length(ended_reason) >= 1) AND (char_length(ended_reason) <= 500))),
  constraint credit_area_inspected_check CHECK (((num_nonnulls(lead_inspector_id, second_inspector_id, inspection_passed) = ANY (ARRAY[0, 3])) AND ((status <> ALL (ARRAY['INSPECTED'::text, 'NAMED'::text, 'WITHDRAWN'::text])) OR (inspection_passed IS NOT NULL)))),
  constraint credit_area_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint credit_area_lead_inspector_id_fkey FOREIGN KEY (institution_id, lead_inspector_id) REFERENCES person(institution_id, id),
  constraint credit_area_level_check CHECK ((level = ANY (ARRAY['HOUSEHOLD'::text, 'VILLAGE'::text, 'TOWN'::text, 'COUNTY'::text]))),
  constraint credit_area_named_check CHECK (((num_nonnulls(plaque_number, valid_from, valid_to, review_due_on) =
CASE
    WHEN (status = ANY (ARRAY['NAMED'::text, 'WITHDRAWN'::text])) THEN 4
    ELSE 0
END) AND ((status <> ALL (ARRAY['NAMED'::text, 'WITHDRAWN'::text])) OR (inspection_passed AND (decided_by IS NOT NULL))))),
  constraint credit_area_period_excl EXCLUDE USING gist (institution_id WITH =, level WITH =, subject WITH =, daterange(valid_from, valid_to) WITH &&) WHERE ((valid_from IS NOT NULL)),
  constraint credit_area_pkey PRIMARY KEY (institution_id, id),
  constraint credit_area_plaque_number_check CHECK ((plaque_number ~ '^[A-Z0-9-]{1,32}$'::text)),
  constraint credit_area_plaque_number_key UNIQUE (institution_id, plaque_number),
  constraint credit_area_second_inspector_id_fkey FOREIGN KEY (institution_id, second_inspector_id) REFERENCES person(institution_id, id),
  constraint credit_area_separation_check CHECK (((lead_inspector_id <> second_inspector_id) AND (applied_by <> lead_inspector_id) AND (applied_by <> second_inspector_id) AND (decided_by <> applied_by) AND (decided_by <> lead_inspector_id) AND (decided_by <> second_inspector_id))),
  constraint credit_area_status_check CHECK ((status = ANY (ARRAY['APPLIED'::text, 'SELF_CHECKED'::text, 'INSPECTED'::text, 'NAMED'::text, 'REFUSED'::text, 'RETRACTED'::text, 'WITHDRAWN'::text]))),
  constraint credit_area_territory_code_check CHECK ((territory_code ~ '^[0-9A-Z]{2,32}$'::text)),
  constraint credit_area_valid_to_check CHECK ((valid_to >= valid_from))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX credit_area_applied_by_idx ON public.credit_area USING btree (institution_id, applied_by);
CREATE INDEX credit_area_applied_on_idx ON public.credit_area USING btree (institution_id, applied_on, id);
CREATE INDEX credit_area_area_code_idx ON public.credit_area USING btree (institution_id, area_code, level, id);
CREATE INDEX credit_area_customer_id_idx ON public.credit_area USING btree (institution_id, customer_id, valid_from);
CREATE INDEX credit_area_decided_by_idx ON public.credit_area USING btree (institution_id, decided_by);
CREATE INDEX credit_area_ended_by_idx ON public.credit_area USING btree (institution_id, ended_by);
CREATE INDEX credit_area_lead_inspector_id_idx ON public.credit_area USING btree (institution_id, lead_inspector_id);
CREATE INDEX credit_area_level_idx ON public.credit_area USING btree (institution_id, level, area_code);
CREATE UNIQUE INDEX credit_area_open_key ON public.credit_area USING btree (institution_id, level, subject) WHERE (status = ANY (ARRAY['APPLIED'::text, 'SELF_CHECKED'::text, 'INSPECTED'::text]));
CREATE INDEX credit_area_review_due_on_idx ON public.credit_area USING btree (institution_id, review_due_on, id) WHERE (status = 'NAMED'::text);
CREATE INDEX credit_area_second_inspector_id_idx ON public.credit_area USING btree (institution_id, second_inspector_id);
CREATE INDEX credit_area_status_idx ON public.credit_area USING btree (institution_id, status, area_code);
CREATE INDEX credit_area_territory_code_idx ON public.credit_area USING btree (institution_id, territory_code, id);
CREATE INDEX credit_area_valid_to_idx ON public.credit_area USING btree (institution_id, valid_to, id);

-- Figures as they stood against the criteria of the day, frozen; never changed
create table credit_check (
  institution_id uuid not null,
  id uuid not null,
  created_at timestamp with time zone not null,
  credit_area_id uuid not null,
  kind text not null,
  as_of date not null,
  criteria text not null,
  findings jsonb not null,
  qualified boolean not null,
  made_by uuid not null,
  constraint credit_check_credit_area_id_fkey FOREIGN KEY (institution_id, credit_area_id) REFERENCES credit_area(institution_id, id),
  constraint credit_check_findings_check CHECK ((jsonb_typeof(findings) = 'array'::text)),
  constraint credit_check_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint credit_check_kind_check CHECK ((kind = ANY (ARRAY['SELF_CHECK'::text, 'REVIEW'::text]))),
  constraint credit_check_made_by_fkey FOREIGN KEY (institution_id, made_by) REFERENCES person(institution_id, id),
  constraint credit_check_pkey PRIMARY KEY (institution_id, id)
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX credit_check_credit_area_id_idx ON public.credit_check USING btree (institution_id, credit_area_id, id);
CREATE INDEX credit_check_made_by_idx ON public.credit_check USING btree (institution_id, made_by);

-- What an institution asks of a level from a day on; before its first, the samples of the program
create table credit_criteria (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  level text not null,
  code text not null,
  legal_basis text not null,
  content jsonb not null,
  valid_from date not null,
  valid_to date,
  set_by uuid not null,
  constraint credit_criteria_code_check CHECK ((code ~ '^[A-Z][A-Z0-9_]{0,62}$'::text)),
  constraint credit_criteria_code_key UNIQUE (institution_id, level, code),
  constraint credit_criteria_content_check CHECK ((jsonb_typeof(content) = 'object'::text)),
  constraint credit_criteria_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint credit_criteria_legal_basis_check CHECK (((char_length(legal_basis) >= 1) AND (char_length(legal_basis) <= 500))),
  constraint credit_criteria_level_check CHECK ((level = ANY (ARRAY['HOUSEHOLD'::text, 'VILLAGE'::text, 'TOWN'::text, 'COUNTY'::text]))),
  constraint credit_criteria_period_excl EXCLUDE USING gist (institution_id WITH =, level WITH =, daterange(valid_from, valid_to) WITH &&),
  constraint credit_criteria_pkey PRIMARY KEY (institution_id, id),
  constraint credit_criteria_set_by_fkey FOREIGN KEY (institution_id, set_by) REFERENCES person(institution_id, id),
  constraint credit_criteria_valid_to_check CHECK ((valid_to > valid_from))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX credit_criteria_set_by_idx ON public.credit_criteria USING btree (institution_id, set_by);

-- What two inspectors found on site; never changed
create table credit_inspection (
  institution_id uuid not null,
  id uuid not null,
  created_at timestamp with time zone not null,
  credit_area_id uuid not null,
  inspected_on date not null,
  lead_inspector_id uuid not null,
  second_inspector_id uuid not null,
  passed boolean not null,
  findings text not null,
  evidence_sha256 text not null,
  constraint credit_inspection_credit_area_id_fkey FOREIGN KEY (institution_id, credit_area_id) REFERENCES credit_area(institution_id, id),
  constraint credit_inspection_evidence_sha256_check CHECK ((evidence_sha256 ~ '^[0-9a-f]{64}$'::text)),
  constraint credit_inspection_findings_check CHECK (((char_length(findings) >= 1) AND (char_length(findings) <= 1000))),
  constraint credit_inspection_inspectors_check CHECK ((lead_inspector_id <> second_inspector_id)),
  constraint credit_inspection_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint credit_inspection_lead_inspector_id_fkey FOREIGN KEY (institution_id, lead_inspector_id) REFERENCES person(institution_id, id),
  constraint credit_inspection_pkey PRIMARY KEY (institution_id, id),
  constraint credit_inspection_second_inspector_id_fkey FOREIGN KEY (institution_id, second_inspector_id) REFERENCES person(institution_id, id)
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX credit_inspection_credit_area_id_idx ON public.credit_inspection USING btree (institution_id, credit_area_id, id);
CREATE INDEX credit_inspection_lead_inspector_id_idx ON public.credit_inspection USING btree (institution_id, lead_inspector_id);
CREATE INDEX credit_inspection_second_inspector_id_idx ON public.credit_inspection USING btree (institution_id, second_inspector_id);

-- A credit line of a customer for a period; how it stood on a day is in credit_line_state
create table credit_line (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  customer_id uuid not null,
  rating_id uuid not null,
  notice_entry_id uuid,
  grade text not null,
  granted_fen bigint not null,
  amount_fen bigint not null,
  products text[] not null,
  status text not null,
  valid_from date not null,
  valid_to date not null,
  review_due_on date not null,
  rule_set text not null,
  granted_by uuid not null,
  constraint credit_line_amount_fen_check CHECK ((amount_fen > 0)),
  constraint credit_line_customer_id_fkey FOREIGN KEY (institution_id, customer_id) REFERENCES customer(institution_id, id),
  constraint credit_line_grade_check CHECK ((grade ~ '^[A-Z][A-Z0-9_]{0,62}$'::text)),
  constraint credit_line_granted_by_fkey FOREIGN KEY (institution_id, granted_by) REFERENCES person(institution_id, id),
  constraint credit_line_granted_fen_check CHECK ((granted_fen > 0)),
  constraint credit_line_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint credit_line_notice_entry_id_fkey FOREIGN KEY (institution_id, notice_entry_id) REFERENCES notice_entry(institution_id, id),
  constraint credit_line_period_excl EXCLUDE USING gist (institution_id WITH =, COALESCE(customer_id, id) WITH =, daterange(valid_from, valid_to) WITH &&),
  constraint credit_line_pkey PRIMARY KEY (institution_id, id),
  constraint credit_line_products_check CHECK ((cardinality(products) <= 20)),
  constraint credit_line_rating_id_fkey FOREIGN KEY (institution_id, rating_id) REFERENCES rating(institution_id, id),
  constraint credit_line_status_check CHECK ((status = ANY (ARRAY['ACTIVE'::text, 'SUSPENDED'::text, 'CLOSED'::text]))),
  constraint credit_line_valid_to_check CHECK ((valid_to >= valid_from))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX credit_line_customer_id_idx ON public.credit_line USING btree (institution_id, customer_id, valid_from);
CREATE INDEX credit_line_grade_idx ON public.credit_line USING btree (institution_id, grade, valid_from);
CREATE INDEX credit_line_granted_by_idx ON public.credit_line USING btree (institution_id, granted_by);
CREATE INDEX credit_line_notice_entry_id_idx ON public.credit_line USING btree (institution_id, notice_entry_id);
CREATE INDEX credit_line_rating_id_idx ON public.credit_line USING btree (institution_id, rating_id);
CREATE INDEX credit_line_review_due_on_idx ON public.credit_line USING btree (institution_id, review_due_on);
CREATE INDEX credit_line_status_idx ON public.credit_line USING btree (institution_id, status, valid_from);
CREATE INDEX credit_line_valid_to_idx ON public.credit_line USING btree (institution_id, valid_to);

-- How a line stood, period by period; several changes of one day leave empty periods behind
create table credit_line_state (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  credit_line_id uuid not null,
  status text not null,
  amount_fen bigint not null,
  cause text not null,
  reason text,
  rating_id uuid not null,
  valid_from date not null,
  valid_to date,
  set_by uuid not null,
  constraint credit_line_state_amount_fen_check CHECK ((amount_fen > 0)),
  constraint credit_line_state_cause_check CHECK ((cause = ANY (ARRAY['GRANTED'::text, 'REVIEWED'::text, 'REDUCED'::text, 'RESUMED'::text, 'CLOSED'::text, 'NEGATIVE_LIST'::text, 'OVERDUE_ELSEWHERE'::text, 'DISPUTE'::text, 'CONSENT_WITHDRAWN'::text, 'OTHER'::text]))),
  constraint credit_line_state_credit_line_id_fkey FOREIGN KEY (institution_id, credit_line_id) REFERENCES credit_line(institution_id, id),
  constraint credit_line_state_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint credit_line_state_period_excl EXCLUDE USING gist (institution_id WITH =, COALESCE(credit_line_id, id) WITH =, daterange(valid_from, valid_to) WITH &&),
  constraint credit_line_state_pkey PRIMARY KEY (institution_id, id),
  constraint credit_line_state_rating_id_fkey FOREIGN KEY (institution_id, rating_id) REFERENCES rating(institution_id, id),
  constraint credit_line_state_reason_check CHECK (((char_length(reason) >= 1) AND (char_length(reason) <= 500))),
  constraint credit_line_state_set_by_fkey FOREIGN KEY (institution_id, set_by) REFERENCES person(institution_id, id),
  constraint credit_line_state_status_check CHECK ((status = ANY (ARRAY['ACTIVE'::text, 'SUSPENDED'::text, 'CLOSED'::text]))),
  constraint credit_line_state_valid_to_check CHECK ((valid_to >= valid_from))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX credit_line_state_cause_idx ON public.credit_line_state USING btree (institution_id, cause, valid_from);
CREATE INDEX credit_line_state_credit_line_id_idx ON public.credit_line_state USING btree (institution_id, credit_line_id, valid_from);
CREATE INDEX credit_line_state_rating_id_idx ON public.credit_line_state USING btree (institution_id, rating_id);
CREATE INDEX credit_line_state_set_by_idx ON public.credit_line_state USING btree (institution_id, set_by);
CREATE INDEX credit_line_state_valid_from_idx ON public.credit_line_state USING btree (institution_id, valid_from);

-- A household the inspectors visited, and whether its file held
create table credit_sample (
  institution_id uuid not null,
  id uuid not null,
  created_at timestamp with time zone not null,
  inspection_id uuid not null,
  customer_id uuid not null,
  confirmed boolean not null,
  note text,
  constraint credit_sample_customer_id_fkey FOREIGN KEY (institution_id, customer_id) REFERENCES customer(institution_id, id),
  constraint credit_sample_customer_id_key UNIQUE (institution_id, inspection_id, customer_id),
  constraint credit_sample_inspection_id_fkey FOREIGN KEY (institution_id, inspection_id) REFERENCES credit_inspection(institution_id, id),
  constraint credit_sample_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint credit_sample_note_check CHECK (((char_length(note) >= 1) AND (char_length(note) <= 300))),
  constraint credit_sample_pkey PRIMARY KEY (institution_id, id)
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX credit_sample_customer_id_idx ON public.credit_sample USING btree (institution_id, customer_id);

-- A household or merchant the institution keeps a file on (建档)
create table customer (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  code text not null,
  kind text not null,
  status text not null,
  business_name text,
  credit_code text,
  name_mask text not null,
  name_cipher bytea not null,
  id_number_mask text,
  id_number_cipher bytea,
  id_number_digest bytea,
  mobile_mask text,
  mobile_cipher bytea,
  mobile_digest bytea,
  address_mask text,
  address_cipher bytea,
  grid_id uuid,
  area_code text not null,
  territory_code text not null,
  longitude double precision,
  latitude double precision,
  completeness smallint not null,
  screening text not null,
  screening_reason text,
  registered_by uuid not null,
  registered_on date not null,
  merged_into_id uuid,
  party text not null,
  id_number_type text not null,
  id_area_finding text,
  address_digest bytea,
  closed_on date,
  close_reason text,
  split_from_id uuid,
  address_form_cipher bytea,
  field_versions jsonb not null,
  name_digest bytea,
  name_sound_digest bytea,
  constraint customer_address_check CHECK ((num_nonnulls(address_mask, address_cipher) = ANY (ARRAY[0, 2]))),
  constraint customer_address_digest_check CHECK (((num_nonnulls(address_digest, address_form_cipher) = ANY (ARRAY[0, 2])) AND ((address_digest IS NULL) OR (address_cipher IS NOT NULL)))),
  constraint customer_address_mask_check CHECK (((char_length(address_mask) >= 1) AND (char_length(address_mask) <= 128))),
  constraint customer_area_code_check CHECK ((area_code ~ '^\d{12}$'::text)),
  constraint customer_business_check CHECK ((((kind <> 'HOUSEHOLD'::text) OR ((business_name IS NULL) AND (credit_code IS NULL))) AND ((party = 'HOUSEHOLD'::text) OR (business_name IS NOT NULL)) AND ((party <> 'ORGANISATION'::text) OR (credit_code IS NOT NULL)) AND ((credit_code IS NULL) OR (business_name IS NOT NULL)))),
  constraint customer_business_name_check CHECK (((char_length(business_name) >= 1) AND (char_length(business_name) <= 128))),
  constraint customer_close_reason_check CHECK ((close_reason = ANY (ARRAY['DECEASED'::text, 'MOVED_AWAY'::text, 'DISSOLVED'::text, 'MERGED_HOUSEHOLDS'::text, 'OPENED_BY_MISTAKE'::text, 'OTHER'::text]))),
  constraint customer_closed_check CHECK ((((closed_on IS NULL) = (close_reason IS NULL)) AND ((closed_on IS NULL) OR (status = 'CLOSED'::text)))),
  constraint customer_code_check CHECK ((code ~ '^[A-Z0-9-]{1,32}$'::text)),
  constraint customer_code_key UNIQUE (institution_id, code),
  constraint customer_completeness_check CHECK (((completeness >= 0) AND (completeness <= 100))),
  constraint customer_credit_code_check CHECK ((credit_code ~ '^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$'::text)),
  constraint customer_field_versions_check CHECK ((jsonb_typeof(field_versions) = 'object'::text)),
  constraint customer_grid_id_fkey FOREIGN KEY (institution_id, grid_id) REFERENCES grid(institution_id, id),
  constraint customer_id_area_finding_check CHECK (((id_area_finding IS NULL) OR ((id_area_finding = ANY (ARRAY['KNOWN'::text, 'WITHDRAWN'::text, 'UNKNOWN'::text])) AND (id_number_type = 'CITIZEN_ID'::text) AND (id_number_mask IS NOT NULL)))),
  constraint customer_id_number_check CHECK ((num_nonnulls(id_number_mask, id_number_cipher, id_number_digest) = ANY (ARRAY[0, 3]))),
  constraint customer_id_number_mask_check CHECK (((char_length(id_number_mask) >= 1) AND (char_length(id_number_mask) <= 32))),
  constraint customer_id_number_type_check CHECK ((id_number_type = ANY (ARRAY['CITIZEN_ID'::text, 'HMT_RESIDENCE_PERMIT'::text, 'FOREIGN_RESIDENCE_CARD'::text, 'PASSPORT'::text, 'HONG_KONG_MACAO_PERMIT'::text, 'TAIWAN_PERMIT'::text, 'OFFICER_CARD'::text]))),
  constraint customer_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint customer_kind_check CHECK ((kind = ANY (ARRAY['HOUSEHOLD'::text, 'FAMILY_FARM'::text, 'LARGE_GROWER'::text, 'MERCHANT'::text, 'SMALL_ENTERPRISE'::text, 'COOPERATIVE'::text, 'LEADING_ENTERPRISE'::text]))),
  constraint customer_latitude_check CHECK (((latitude >= ('-90'::integer)::double precision) AND (latitude <= (90)::double precision))),
  constraint customer_longitude_check CHECK (((longitude >= ('-180'::integer)::double precision) AND (longitude <= (180)::double precision))),
  constraint customer_merged_into_id_check CHECK (((status = 'MERGED'::text) = (merged_into_id IS NOT NULL))),
  constraint customer_merged_into_id_fkey FOREIGN KEY (institution_id, merged_into_id) REFERENCES customer(institution_id, id),
  constraint customer_mobile_check CHECK ((num_nonnulls(mobile_mask, mobile_cipher, mobile_digest) = ANY (ARRAY[0, 3]))),
  constraint customer_mobile_mask_check CHECK (((char_length(mobile_mask) >= 1) AND (char_length(mobile_mask) <= 32))),
  constraint customer_name_mask_check CHECK (((char_length(name_mask) >= 1) AND (char_length(name_mask) <= 64))),
  constraint customer_party_check CHECK ((party = ANY (ARRAY['HOUSEHOLD'::text, 'SOLE_TRADER'::text, 'ORGANISATION'::text]))),
  constraint customer_pkey PRIMARY KEY (institution_id, id),
  constraint customer_point_check CHECK ((num_nonnulls(longitude, latitude) = ANY (ARRAY[0, 2]))),
  constraint customer_registered_by_fkey FOREIGN KEY (institution_id, registered_by) REFERENCES person(institution_id, id),
  constraint customer_screened_check CHECK (((screening = ANY (ARRAY['GREY'::text, 'BLACK'::text])) = (screening_reason IS NOT NULL))),
  constraint customer_screening_check CHECK ((screening = ANY (ARRAY['NONE'::text, 'WHITE'::text, 'GREY'::text, 'BLACK'::text]))),
  constraint customer_screening_protected_check CHECK (((screening <> 'BLACK'::text) OR (screening_reason <> 'PROTECTED_CIRCUMSTANCE'::text))),
  constraint customer_screening_reason_check CHECK ((screening_reason = ANY (ARRAY['BAD_LOAN'::text, 'WRITTEN_OFF_LOAN'::text, 'LITIGATION'::text, 'JUDGMENT_DEFAULTER'::text, 'IMPRISONMENT'::text, 'DRUGS'::text, 'UNLAWFUL_CONDUCT'::text, 'GAMBLING'::text, 'IDLENESS'::text, 'CHARACTER'::text, 'PROTECTED_CIRCUMSTANCE'::text, 'OTHER'::text]))),
  constraint customer_split_from_id_fkey FOREIGN KEY (institution_id, split_from_id) REFERENCES customer(institution_id, id),
  constraint customer_status_check CHECK ((status = ANY (ARRAY['ACTIVE'::text, 'MERGED'::text, 'CLOSED'::text, 'ERASED'::text]))),
  constraint customer_territory_area_check CHECK (((grid_id IS NOT NULL) OR (territory_code = area_code))),
  constraint customer_territory_code_check CHECK ((territory_code ~ '^[0-9A-Z]{2,32}$'::text))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX customer_address_digest_idx ON public.customer USING btree (institution_id, area_code, address_digest) WHERE (address_digest IS NOT NULL);
CREATE INDEX customer_area_code_idx ON public.customer USING btree (institution_id, area_code, code);
CREATE INDEX customer_completeness_idx ON public.customer USING btree (institution_id, completeness, code);
CREATE INDEX customer_credit_code_idx ON public.customer USING btree (institution_id, credit_code) WHERE (credit_code IS NOT NULL);
CREATE UNIQUE INDEX customer_credit_code_key ON public.customer USING btree (institution_id, credit_code) WHERE ((status = 'ACTIVE'::text) AND (credit_code IS NOT NULL));
CREATE INDEX customer_grid_id_idx ON public.customer USING btree (institution_id, grid_id, code);
CREATE INDEX customer_id_number_digest_idx ON public.customer USING btree (institution_id, id_number_digest) WHERE (id_number_digest IS NOT NULL);
CREATE UNIQUE INDEX customer_id_number_key ON public.customer USING btree (institution_id, id_number_digest, party, (
CASE
    WHEN (party <> 'HOUSEHOLD'::text) THEN credit_code
    ELSE NULL::text
END)) NULLS NOT DISTINCT WHERE ((status = 'ACTIVE'::text) AND (id_number_digest IS NOT NULL) AND (party <> 'ORGANISATION'::text));
CREATE INDEX customer_kind_idx ON public.customer USING btree (institution_id, kind, code);
CREATE INDEX customer_merged_into_id_idx ON public.customer USING btree (institution_id, merged_into_id);
CREATE INDEX customer_mobile_digest_idx ON public.customer USING btree (institution_id, mobile_digest) WHERE (mobile_digest IS NOT NULL);
CREATE INDEX customer_point_idx ON public.customer USING btree (institution_id, longitude, latitude) WHERE (longitude IS NOT NULL);
CREATE INDEX customer_registered_by_idx ON public.customer USING btree (institution_id, registered_by);
CREATE INDEX customer_screening_idx ON public.customer USING btree (institution_id, screening, code);
CREATE INDEX customer_split_from_id_idx ON public.customer USING btree (institution_id, split_from_id);
CREATE INDEX customer_status_idx ON public.customer USING btree (institution_id, status, code);
CREATE INDEX customer_territory_code_idx ON public.customer USING btree (institution_id, territory_code, code);

-- That a customer left a grid or village: what a device that keeps the grid must drop
create table customer_departure (
  institution_id uuid not null,
  id uuid not null,
  created_at timestamp with time zone not null,
  customer_id uuid not null,
  from_code text not null,
  xid xid8 not null,
  constraint customer_departure_customer_id_fkey FOREIGN KEY (institution_id, customer_id) REFERENCES customer(institution_id, id),
  constraint customer_departure_from_code_check CHECK ((from_code ~ '^[0-9A-Z]{2,32}$'::text)),
  constraint customer_departure_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint customer_departure_pkey PRIMARY KEY (institution_id, id)
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX customer_departure_customer_id_idx ON public.customer_departure USING btree (institution_id, customer_id);
CREATE INDEX customer_departure_from_code_idx ON public.customer_departure USING btree (institution_id, from_code);

-- Someone who lives in a household, its head included
create table customer_member (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  customer_id uuid not null,
  relationship text not null,
  head boolean not null,
  name_mask text not null,
  name_cipher bytea not null,
  id_number_mask text,
  id_number_cipher bytea,
  id_number_digest bytea,
  joined_on date not null,
  left_on date,
  id_number_type text not null,
  id_area_finding text,
  constraint customer_member_customer_id_fkey FOREIGN KEY (institution_id, customer_id) REFERENCES customer(institution_id, id),
  constraint customer_member_head_check CHECK ((head = (relationship = 'SELF'::text))),
  constraint customer_member_id_area_finding_check CHECK (((id_area_finding IS NULL) OR ((id_area_finding = ANY (ARRAY['KNOWN'::text, 'WITHDRAWN'::text, 'UNKNOWN'::text])) AND (id_number_type = 'CITIZEN_ID'::text) AND (id_number_mask IS NOT NULL)))),
  constraint customer_member_id_number_check CHECK ((num_nonnulls(id_number_mask, id_number_cipher, id_number_digest) = ANY (ARRAY[0, 3]))),
  constraint customer_member_id_number_mask_check CHECK (((char_length(id_number_mask) >= 1) AND (char_length(id_number_mask) <= 32))),
  constraint customer_member_id_number_type_check CHECK ((id_number_type = ANY (ARRAY['CITIZEN_ID'::text, 'HMT_RESIDENCE_PERMIT'::text, 'FOREIGN_RESIDENCE_CARD'::text, 'PASSPORT'::text, 'HONG_KONG_MACAO_PERMIT'::text, 'TAIWAN_PERMIT'::text, 'OFFICER_CARD'::text]))),
  constraint customer_member_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint customer_member_left_on_check CHECK ((left_on >= joined_on)),
  constraint customer_member_name_mask_check CHECK (((char_length(name_mask) >= 1) AND (char_length(name_mask) <= 64))),
  constraint customer_member_pkey PRIMARY KEY (institution_id, id),
  constraint customer_member_relationship_check CHECK ((relationship = ANY (ARRAY['SELF'::text, 'SPOUSE'::text, 'SON'::text, 'DAUGHTER'::text, 'GRANDCHILD'::text, 'PARENT'::text, 'GRANDPARENT'::text, 'SIBLING'::text, 'OTHER'::text])))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX customer_member_customer_id_idx ON public.customer_member USING btree (institution_id, customer_id, id);
CREATE UNIQUE INDEX customer_member_head_key ON public.customer_member USING btree (institution_id, customer_id) WHERE ((left_on IS NULL) AND head);
CREATE UNIQUE INDEX customer_member_id_number_key ON public.customer_member USING btree (institution_id, id_number_digest) WHERE ((left_on IS NULL) AND (id_number_digest IS NOT NULL));

-- Moves of customers between grids: proposed by one side and decided by the other, or made at once by a manager of both. What grids became is grid_lineage, and no move
create table customer_move (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  customer_id uuid not null,
  way text not null,
  side text,
  status text not null,
  from_grid_id uuid,
  from_code text not null,
  to_grid_id uuid,
  to_code text not null,
  longitude double precision,
  latitude double precision,
  reason text not null,
  open_work jsonb not null,
  proposed_by_id uuid not null,
  proposed_on date not null,
  expires_on date,
  decided_by_id uuid,
  decided_on date,
  decision_reason text,
  constraint customer_move_accepted_by_other_check CHECK (((way = 'DIRECT'::text) OR (status <> 'ACCEPTED'::text) OR (decided_by_id <> proposed_by_id))),
  constraint customer_move_customer_id_fkey FOREIGN KEY (institution_id, customer_id) REFERENCES customer(institution_id, id),
  constraint customer_move_decided_by_id_fkey FOREIGN KEY (institution_id, decided_by_id) REFERENCES person(institution_id, id),
  constraint customer_move_decided_check CHECK ((((status = 'PROPOSED'::text) = (decided_on IS NULL)) AND ((status = ANY (ARRAY['PROPOSED'::text, 'LAPSED'::text])) = (decided_by_id IS NULL)))),
  constraint customer_move_decision_reason_check CHECK (((char_length(decision_reason) >= 1) AND (char_length(decision_reason) <= 500))),
  constraint customer_move_decision_reason_given_check CHECK (((status <> ALL (ARRAY['DECLINED'::text, 'WITHDRAWN'::text])) OR (decision_reason IS NOT NULL))),
  constraint customer_move_from_code_check CHECK ((from_code ~ '^[0-9A-Z]{2,32}$'::text)),
  constraint customer_move_from_grid_id_fkey FOREIGN KEY (institution_id, from_grid_id) REFERENCES grid(institution_id, id),
  constraint customer_move_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint customer_move_latitude_check CHECK (((latitude >= ('-90'::integer)::double precision) AND (latitude <= (90)::double precision))),
  constraint customer_move_longitude_check CHECK (((longitude >= ('-180'::integer)::double precision) AND (longitude <= (180)::double precision))),
  constraint customer_move_pkey PRIMARY KEY (institution_id, id),
  constraint customer_move_place_check CHECK (((from_code <> to_code) OR (status <> 'ACCEPTED'::text))),
  constraint customer_move_point_check CHECK ((num_nonnulls(longitude, latitude) = ANY (ARRAY[0, 2]))),
  constraint customer_move_proposed_by_id_fkey FOREIGN KEY (institution_id, proposed_by_id) REFERENCES person(institution_id, id),
  constraint customer_move_reason_check CHECK (((char_length(reason) >= 1) AND (char_length(reason) <= 500))),
  constraint customer_move_side_check CHECK ((side = ANY (ARRAY['GIVER'::text, 'RECEIVER'::text]))),
  constraint customer_move_status_check CHECK ((status = ANY (ARRAY['PROPOSED'::text, 'ACCEPTED'::text, 'DECLINED'::text, 'WITHDRAWN'::text, 'LAPSED'::text]))),
  constraint customer_move_to_code_check CHECK ((to_code ~ '^[0-9A-Z]{2,32}$'::text)),
  constraint customer_move_to_grid_id_fkey FOREIGN KEY (institution_id, to_grid_id) REFERENCES grid(institution_id, id),
  constraint customer_move_way_check CHECK ((way = ANY (ARRAY['DIRECT'::text, 'HAND_OVER'::text]))),
  constraint customer_move_way_side_check CHECK (
CASE way
    WHEN 'DIRECT'::text THEN ((side IS NULL) AND (expires_on IS NULL) AND (status = 'ACCEPTED'::text))
    ELSE ((side IS NOT NULL) AND (expires_on > proposed_on))
END)
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX customer_move_customer_id_idx ON public.customer_move USING btree (institution_id, customer_id, id);
CREATE INDEX customer_move_decided_by_id_idx ON public.customer_move USING btree (institution_id, decided_by_id);
CREATE INDEX customer_move_expires_on_idx ON public.customer_move USING btree (institution_id, expires_on) WHERE (status = 'PROPOSED'::text);
CREATE INDEX customer_move_from_code_idx ON public.customer_move USING btree (institution_id, from_code, id);
CREATE INDEX customer_move_from_grid_id_idx ON public.customer_move USING btree (institution_id, from_grid_id, id);
CREATE UNIQUE INDEX customer_move_open_key ON public.customer_move USING btree (institution_id, customer_id) WHERE (status = 'PROPOSED'::text);
CREATE INDEX customer_move_proposed_by_id_idx ON public.customer_move USING btree (institution_id, proposed_by_id);
CREATE INDEX customer_move_status_idx ON public.customer_move USING btree (institution_id, status, id);
CREATE INDEX customer_move_to_code_idx ON public.customer_move USING btree (institution_id, to_code, id);
CREATE INDEX customer_move_to_grid_id_idx ON public.customer_move USING btree (institution_id, to_grid_id, id);

-- What a customer's file answers; one row per customer, under the customer's own id
create table customer_profile (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  sections jsonb not null,
  answers jsonb not null,
  sealed_items text[] not null,
  sealed_cipher bytea,
  item_versions jsonb not null,
  constraint customer_profile_answers_check CHECK ((jsonb_typeof(answers) = 'object'::text)),
  constraint customer_profile_id_fkey FOREIGN KEY (institution_id, id) REFERENCES customer(institution_id, id),
  constraint customer_profile_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint customer_profile_item_versions_check CHECK ((jsonb_typeof(item_versions) = 'object'::text)),
  constraint customer_profile_pkey PRIMARY KEY (institution_id, id),
  constraint customer_profile_sealed_check CHECK (((cardinality(sealed_items) = 0) = (sealed_cipher IS NULL))),
  constraint customer_profile_sections_check CHECK ((jsonb_typeof(sections) = 'array'::text))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))

-- What a government body may pull of the institution's facts, for a purpose and a period (数据共享协议)
create table data_agreement (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  code text not null,
  body_code text not null,
  body_name text not null,
  client_id uuid not null,
  purpose text not null,
  legal_basis text not null,
  grade text not null,
  area_codes text[] not null,
  terms jsonb not null,
  views jsonb not null,
  facts_from date not null,
  valid_from date not null,
  valid_to date not null,
  assessment_sha256 text,
  terms_sha256 text,
  signed_sha256 text,
  status text not null,
  written_by uuid[] not null,
  drafted_by uuid not null,
  proposed_by uuid,
  proposed_at timestamp with time zone,
  approved_by uuid,
  approved_at timestamp with time zone,
  ended_by uuid,
  ended_at timestamp with time zone,
  constraint data_agreement_approved_by_fkey FOREIGN KEY (institution_id, approved_by) REFERENCES person(institution_id, id),
  constraint data_agreement_approved_check CHECK ((num_nonnulls(approved_by, approved_at, signed_sha256) =
CASE
    WHEN (status = ANY (ARRAY['APPROVED'::text, 'ENDED'::text])) THEN 3
    ELSE 0
END)),
  constraint data_agreement_area_codes_check CHECK (((cardinality(area_codes) >= 1) AND (cardinality(area_codes) <= 50))),
  constraint data_agreement_assessed_check CHECK (((grade <> 'PERSONS'::text) OR (assessment_sha256 IS NOT NULL))),
  constraint data_agreement_assessment_sha256_check CHECK ((assessment_sha256 ~ '^[0-9a-f]{64}$'::text)),
  constraint data_agreement_body_code_check CHECK ((body_code ~ '^[A-Z0-9][A-Z0-9_-]{0,63}$'::text)),
  constraint data_agreement_body_name_check CHECK (((char_length(body_name) >= 1) AND (char_length(body_name) <= 128))),
  constraint data_agreement_client_id_fkey FOREIGN KEY (institution_id, client_id) REFERENCES person(institution_id, id),
  constraint data_agreement_code_check CHECK ((code ~ '^[A-Z0-9][A-Z0-9-]{1,31}$'::text)),
  constraint data_agreement_code_key UNIQUE (institution_id, code),
  constraint data_agreement_drafted_by_fkey FOREIGN KEY (institution_id, drafted_by) REFERENCES person(institution_id, id),
  constraint data_agreement_ended_by_fkey FOREIGN KEY (institution_id, ended_by) REFERENCES person(institution_id, id),
  constraint data_agreement_ended_check CHECK ((num_nonnulls(ended_by, ended_at) =
CASE status
    WHEN 'ENDED'::text THEN 2
    ELSE 0
END)),
  constraint data_agreement_facts_from_check CHECK ((facts_from <= valid_from)),
  constraint data_agreement_grade_check CHECK ((grade = ANY (ARRAY['COUNTS'::text, 'FACTS'::text, 'PERSONS'::text]))),
  constraint data_agreement_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint data_agreement_legal_basis_check CHECK (((char_length(legal_basis) >= 1) AND (char_length(legal_basis) <= 500))),
  constraint data_agreement_pkey PRIMARY KEY (institution_id, id),
  constraint data_agreement_proposed_by_fkey FOREIGN KEY (institution_id, proposed_by) REFERENCES person(institution_id, id),
  constraint data_agreement_proposed_check CHECK ((num_nonnulls(proposed_by, proposed_at, terms_sha256) =
CASE status
    WHEN 'DRAFT'::text THEN 0
    ELSE 3
END)),
  constraint data_agreement_purpose_check CHECK (((char_length(purpose) >= 1) AND (char_length(purpose) <= 500))),
  constraint data_agreement_second_person_check CHECK (((approved_by <> proposed_by) AND (NOT (approved_by = ANY (written_by))))),
  constraint data_agreement_signed_sha256_check CHECK ((signed_sha256 ~ '^[0-9a-f]{64}$'::text)),
  constraint data_agreement_status_check CHECK ((status = ANY (ARRAY['DRAFT'::text, 'PROPOSED'::text, 'APPROVED'::text, 'ENDED'::text]))),
  constraint data_agreement_terms_check CHECK ((jsonb_typeof(terms) = 'array'::text)),
  constraint data_agreement_terms_sha256_check CHECK ((terms_sha256 ~ '^[0-9a-f]{64}$'::text)),
  constraint data_agreement_valid_to_check CHECK ((valid_to > valid_from)),
  constraint data_agreement_views_check CHECK ((jsonb_typeof(views) = 'array'::text)),
  constraint data_agreement_written_by_check CHECK (((cardinality(written_by) >= 1) AND (cardinality(written_by) <= 50)))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX data_agreement_approved_by_idx ON public.data_agreement USING btree (institution_id, approved_by);
CREATE INDEX data_agreement_body_code_idx ON public.data_agreement USING btree (institution_id, body_code, valid_from);
CREATE INDEX data_agreement_client_id_idx ON public.data_agreement USING btree (institution_id, client_id);
CREATE INDEX data_agreement_drafted_by_idx ON public.data_agreement USING btree (institution_id, drafted_by);
CREATE INDEX data_agreement_ended_by_idx ON public.data_agreement USING btree (institution_id, ended_by);
CREATE INDEX data_agreement_proposed_by_idx ON public.data_agreement USING btree (institution_id, proposed_by);
CREATE INDEX data_agreement_status_idx ON public.data_agreement USING btree (institution_id, status, valid_from);

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

-- What the other side says it holds between two positions, against what was delivered
create table data_receipt (
  institution_id uuid not null,
  id uuid not null,
  created_at timestamp with time zone not null,
  agreement_id uuid not null,
  from_position bigint not null,
  to_position bigint not null,
  stated_count integer not null,
  stated_digest text not null,
  delivered_count integer not null,
  delivered_digest text not null,
  outcome text not null,
  person_id uuid not null,
  received_at timestamp with time zone not null,
  constraint data_receipt_agreement_id_fkey FOREIGN KEY (institution_id, agreement_id) REFERENCES data_agreement(institution_id, id),
  constraint data_receipt_delivered_count_check CHECK ((delivered_count >= 0)),
  constraint data_receipt_delivered_digest_check CHECK ((delivered_digest ~ '^[0-9a-f]{64}$'::text)),
  constraint data_receipt_from_position_check CHECK ((from_position >= 0)),
  constraint data_receipt_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint data_receipt_judged_check CHECK (((outcome = 'MATCHED'::text) = ((stated_count = delivered_count) AND (stated_digest = delivered_digest)))),
  constraint data_receipt_outcome_check CHECK ((outcome = ANY (ARRAY['MATCHED'::text, 'DIFFERS'::text]))),
  constraint data_receipt_person_id_fkey FOREIGN KEY (institution_id, person_id) REFERENCES person(institution_id, id),
  constraint data_receipt_pkey PRIMARY KEY (institution_id, id),
  constraint data_receipt_stated_count_check CHECK ((stated_count >= 0)),
  constraint data_receipt_stated_digest_check CHECK ((stated_digest ~ '^[0-9a-f]{64}$'::text)),
  constraint data_receipt_to_position_check CHECK ((to_position >= from_position))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX data_receipt_agreement_id_idx ON public.data_receipt USING btree (institution_id, agreement_id, received_at);
CREATE INDEX data_receipt_outcome_idx ON public.data_receipt USING btree (institution_id, outcome, received_at);
CREATE INDEX data_receipt_person_id_idx ON public.data_receipt USING btree (institution_id, person_id);
CREATE INDEX data_receipt_received_at_idx ON public.data_receipt USING btree (institution_id, received_at);

-- The end of one business day of an institution; the day it opens is the business date from then on
create table day_end (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  closes date not null,
  opens date not null,
  status text not null,
  started_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  constraint day_end_closes_key UNIQUE (institution_id, closes),
  constraint day_end_ended_at_check CHECK (((status = 'DONE'::text) = (ended_at IS NOT NULL))),
  constraint day_end_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint day_end_opens_check CHECK ((opens = (closes + 1))),
  constraint day_end_pkey PRIMARY KEY (institution_id, id),
  constraint day_end_status_check CHECK ((status = ANY (ARRAY['RUNNING'::text, 'DONE'::text])))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE UNIQUE INDEX day_end_running_key ON public.day_end USING btree (institution_id) WHERE (status = 'RUNNING'::text);
CREATE INDEX day_end_status_idx ON public.day_end USING btree (institution_id, status, closes);

-- A loan a step of the end of a day could not work on (日终挂起): the next night tries again, a person looks why
create table day_end_exception (
  institution_id uuid not null,
  id uuid not null,
  created_at timestamp with time zone not null,
  day_end_id uuid not null,
  step text not null,
  loan_id uuid not null,
  error_code text not null,
  found_at timestamp with time zone not null,
  constraint day_end_exception_day_end_id_fkey FOREIGN KEY (institution_id, day_end_id) REFERENCES day_end(institution_id, id),
  constraint day_end_exception_error_code_check CHECK ((error_code ~ '^[a-z-]+\.[a-z0-9_]+$'::text)),
  constraint day_end_exception_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint day_end_exception_loan_id_fkey FOREIGN KEY (institution_id, loan_id) REFERENCES loan(institution_id, id),
  constraint day_end_exception_loan_id_key UNIQUE (institution_id, day_end_id, step, loan_id),
  constraint day_end_exception_pkey PRIMARY KEY (institution_id, id),
  constraint day_end_exception_step_check CHECK ((step ~ '^[A-Z][A-Z_]{0,62}$'::text))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX day_end_exception_found_at_idx ON public.day_end_exception USING btree (institution_id, found_at, id);
CREATE INDEX day_end_exception_loan_id_idx ON public.day_end_exception USING btree (institution_id, loan_id);

-- A step of the end of a day; done in parts, each of which goes on where the one before stopped
create table day_end_step (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  day_end_id uuid not null,
  number integer not null,
  code text not null,
  status text not null,
  reached text,
  counts jsonb not null,
  started_at timestamp with time zone,
  ended_at timestamp with time zone,
  constraint day_end_step_code_check CHECK ((code ~ '^[A-Z][A-Z_]{0,62}$'::text)),
  constraint day_end_step_code_key UNIQUE (institution_id, day_end_id, code),
  constraint day_end_step_counts_check CHECK ((jsonb_typeof(counts) = 'object'::text)),
  constraint day_end_step_day_end_id_fkey FOREIGN KEY (institution_id, day_end_id) REFERENCES day_end(institution_id, id),
  constraint day_end_step_ended_at_check CHECK (((status = 'DONE'::text) = (ended_at IS NOT NULL))),
  constraint day_end_step_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint day_end_step_number_check CHECK ((number >= 1)),
  constraint day_end_step_number_key UNIQUE (institution_id, day_end_id, number),
  constraint day_end_step_pkey PRIMARY KEY (institution_id, id),
  constraint day_end_step_reached_check CHECK (((char_length(reached) >= 1) AND (char_length(reached) <= 128))),
  constraint day_end_step_status_check CHECK ((status = ANY (ARRAY['WAITING'::text, 'DONE'::text])))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))

-- Keys of the digests numbers are found by, wrapped by the key-encryption key. A digest begins with the number of its key; one of 32 bytes is of number 0
create table digest_key (
  institution_id uuid not null,
  number integer not null,
  created_at timestamp with time zone not null,
  algorithm text not null,
  status text not null,
  wrapped bytea,
  constraint digest_key_algorithm_check CHECK ((algorithm = ANY (ARRAY['hmac-sha256'::text, 'hmac-sm3'::text]))),
  constraint digest_key_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint digest_key_number_check CHECK (((number >= 0) AND (number <= 255))),
  constraint digest_key_pkey PRIMARY KEY (institution_id, number),
  constraint digest_key_status_check CHECK ((status = ANY (ARRAY['CURRENT'::text, 'RETIRING'::text, 'RETIRED'::text]))),
  constraint digest_key_wrapped_check CHECK (((wrapped IS NULL) = ((number = 0) OR (status = 'RETIRED'::text))))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE UNIQUE INDEX digest_key_current_key ON public.digest_key USING btree (institution_id) WHERE (status = 'CURRENT'::text);
CREATE UNIQUE INDEX digest_key_retiring_key ON public.digest_key USING btree (institution_id) WHERE (status = 'RETIRING'::text);

-- A drawing of a loan: asked for, checked, instructed once, and answered by the bank core once
create table disbursement (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  loan_id uuid not null,
  number integer not null,
  instruction text not null,
  amount_fen bigint not null,
  counterparty_fixed boolean not null,
  non_cash_possible boolean not null,
  payment_method text not null,
  payment_rule text not null,
  payment_rule_set text not null,
  payee_reference text,
  account_reference text,
  split_with jsonb not null,
  status text not null,
  requested_by uuid not null,
  requested_on date not null,
  checked_by uuid,
  checked_on date,
  checks jsonb not null,
  disburser_id uuid,
  instructed_at timestamp with time zone,
  instructed_on date,
  asked_at timestamp with time zone,
  asked_times integer not null,
  core_reference text,
  answered_on date,
  explanation text,
  constraint disbursement_account_reference_check CHECK (((char_length(account_reference) >= 1) AND (char_length(account_reference) <= 64))),
  constraint disbursement_amount_fen_check CHECK ((amount_fen > 0)),
  constraint disbursement_answered_check CHECK (((status = ANY (ARRAY['CONFIRMED'::text, 'REFUSED'::text])) = (num_nonnulls(core_reference, answered_on) = 2))),
  constraint disbursement_asked_times_check CHECK ((asked_times >= 0)),
  constraint disbursement_checked_by_fkey FOREIGN KEY (institution_id, checked_by) REFERENCES person(institution_id, id),
  constraint disbursement_checked_check CHECK (((status = ANY (ARRAY['REQUESTED'::text, 'CANCELLED'::text])) OR (num_nonnulls(checked_by, checked_on) = 2))),
  constraint disbursement_checks_check CHECK ((jsonb_typeof(checks) = 'array'::text)),
  constraint disbursement_core_reference_check CHECK (((char_length(core_reference) >= 1) AND (char_length(core_reference) <= 64))),
  constraint disbursement_disburser_id_fkey FOREIGN KEY (institution_id, disburser_id) REFERENCES person(institution_id, id),
  constraint disbursement_explained_check CHECK (((status = 'REFUSED'::text) = (explanation IS NOT NULL))),
  constraint disbursement_explanation_check CHECK (((char_length(explanation) >= 1) AND (char_length(explanation) <= 256))),
  constraint disbursement_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint disbursement_instructed_check CHECK (((status = ANY (ARRAY['INSTRUCTED'::text, 'UNKNOWN'::text, 'CONFIRMED'::text, 'REFUSED'::text])) = (num_nonnulls(disburser_id, instructed_at, instructed_on) = 3))),
  constraint disbursement_instruction_check CHECK ((instruction ~ '^[A-Z0-9-]{1,48}$'::text)),
  constraint disbursement_instruction_key UNIQUE (institution_id, instruction),
  constraint disbursement_loan_id_fkey FOREIGN KEY (institution_id, loan_id) REFERENCES loan(institution_id, id),
  constraint disbursement_number_check CHECK ((number >= 1)),
  constraint disbursement_number_key UNIQUE (institution_id, loan_id, number),
  constraint disbursement_payee_check CHECK (((payment_method = 'SELF'::text) OR (payee_reference IS NOT NULL))),
  constraint disbursement_payee_reference_check CHECK (((char_length(payee_reference) >= 1) AND (char_length(payee_reference) <= 64))),
  constraint disbursement_payment_method_check CHECK ((payment_method = ANY (ARRAY['ENTRUSTED'::text, 'SELF'::text]))),
  constraint disbursement_pkey PRIMARY KEY (institution_id, id),
  constraint disbursement_requested_by_fkey FOREIGN KEY (institution_id, requested_by) REFERENCES person(institution_id, id),
  constraint disbursement_separation_check CHECK (((requested_by <> checked_by) AND (requested_by <> disburser_id))),
  constraint disbursement_split_with_check CHECK ((jsonb_typeof(split_with) = 'array'::text)),
  constraint disbursement_status_check CHECK ((status = ANY (ARRAY['REQUESTED'::text, 'CHECKED'::text, 'INSTRUCTED'::text, 'UNKNOWN'::text, 'CONFIRMED'::text, 'REFUSED'::text, 'CANCELLED'::text])))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX disbursement_answered_on_idx ON public.disbursement USING btree (institution_id, answered_on, id);
CREATE INDEX disbursement_checked_by_idx ON public.disbursement USING btree (institution_id, checked_by);
CREATE UNIQUE INDEX disbursement_core_reference_key ON public.disbursement USING btree (institution_id, core_reference) WHERE (core_reference IS NOT NULL);
CREATE INDEX disbursement_disburser_id_idx ON public.disbursement USING btree (institution_id, disburser_id);
CREATE UNIQUE INDEX disbursement_open_key ON public.disbursement USING btree (institution_id, loan_id) WHERE (status = ANY (ARRAY['REQUESTED'::text, 'CHECKED'::text, 'INSTRUCTED'::text, 'UNKNOWN'::text]));
CREATE INDEX disbursement_requested_by_idx ON public.disbursement USING btree (institution_id, requested_by);
CREATE INDEX disbursement_status_idx ON public.disbursement USING btree (institution_id, status, instructed_at);

-- Every clear read, export or sharing of a person's data: who, when, what for and on what ground
create table disclosure (
  institution_id uuid not null,
  id uuid not null,
  created_at timestamp with time zone not null,
  customer_id uuid not null,
  act text not null,
  purpose text not null,
  ground text not null,
  consent_id uuid,
  recipient_kind text not null,
  recipient text not null,
  items text[] not null,
  values_count integer not null,
  person_id uuid not null,
  occurred_at timestamp with time zone not null,
  export_id uuid,
  delivery_id uuid,
  constraint disclosure_act_check CHECK ((act = ANY (ARRAY['REVEAL'::text, 'EXPORT'::text, 'SHARE'::text]))),
  constraint disclosure_consent_id_fkey FOREIGN KEY (institution_id, consent_id) REFERENCES consent(institution_id, id),
  constraint disclosure_customer_id_fkey FOREIGN KEY (institution_id, customer_id) REFERENCES customer(institution_id, id),
  constraint disclosure_delivery_id_fkey FOREIGN KEY (institution_id, delivery_id) REFERENCES shared_delivery(institution_id, id),
  constraint disclosure_export_id_fkey FOREIGN KEY (institution_id, export_id) REFERENCES export_record(institution_id, id),
  constraint disclosure_ground_check CHECK ((ground = ANY (ARRAY['CONSENT'::text, 'CONTRACT'::text, 'LEGAL_DUTY'::text]))),
  constraint disclosure_ground_consent_check CHECK (((ground = 'CONSENT'::text) = (consent_id IS NOT NULL))),
  constraint disclosure_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint disclosure_items_check CHECK ((cardinality(items) > 0)),
  constraint disclosure_person_id_fkey FOREIGN KEY (institution_id, person_id) REFERENCES person(institution_id, id),
  constraint disclosure_pkey PRIMARY KEY (institution_id, id),
  constraint disclosure_recipient_check CHECK ((recipient ~ '^([A-Z0-9][A-Z0-9_-]{0,63})?$'::text)),
  constraint disclosure_recipient_kind_check CHECK ((recipient_kind = ANY (ARRAY['NONE'::text, 'CREDIT_REGISTRY'::text, 'GOVERNMENT'::text, 'GUARANTOR'::text, 'INSURER'::text, 'OTHER'::text, 'SUBJECT'::text]))),
  constraint disclosure_values_count_check CHECK ((values_count >= 0))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX disclosure_consent_id_idx ON public.disclosure USING btree (institution_id, consent_id);
CREATE INDEX disclosure_customer_id_idx ON public.disclosure USING btree (institution_id, customer_id, occurred_at);
CREATE INDEX disclosure_delivery_id_idx ON public.disclosure USING btree (institution_id, delivery_id, customer_id);
CREATE INDEX disclosure_export_id_idx ON public.disclosure USING btree (institution_id, export_id, customer_id);
CREATE INDEX disclosure_occurred_at_idx ON public.disclosure USING btree (institution_id, occurred_at);
CREATE INDEX disclosure_person_id_idx ON public.disclosure USING btree (institution_id, person_id, occurred_at);

-- Rows that a merger brought from one file to the other
create table duplicate_move (
  institution_id uuid not null,
  id uuid not null,
  created_at timestamp with time zone not null,
  pair_id uuid not null,
  table_name text not null,
  row_id uuid not null,
  constraint duplicate_move_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint duplicate_move_pair_id_fkey FOREIGN KEY (institution_id, pair_id) REFERENCES duplicate_pair(institution_id, id),
  constraint duplicate_move_pkey PRIMARY KEY (institution_id, id),
  constraint duplicate_move_table_name_check CHECK ((table_name ~ '^[a-z_]{1,63}$'::text))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX duplicate_move_pair_id_idx ON public.duplicate_move USING btree (institution_id, pair_id);

-- Two files that may be of one customer, and what was decided (疑似重复)
create table duplicate_pair (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  first_id uuid not null,
  second_id uuid not null,
  reasons text[] not null,
  score smallint not null,
  rule_set text not null,
  status text not null,
  found_on date not null,
  survivor_id uuid,
  before_cipher bytea,
  decided_by uuid,
  decided_at timestamp with time zone,
  undone_by uuid,
  undone_at timestamp with time zone,
  constraint duplicate_pair_both_key UNIQUE (institution_id, first_id, second_id),
  constraint duplicate_pair_decided_by_fkey FOREIGN KEY (institution_id, decided_by) REFERENCES person(institution_id, id),
  constraint duplicate_pair_decided_check CHECK ((((status = 'OPEN'::text) = (decided_by IS NULL)) AND ((decided_by IS NULL) = (decided_at IS NULL)) AND ((status = 'UNDONE'::text) = (undone_by IS NOT NULL)) AND ((undone_by IS NULL) = (undone_at IS NULL)))),
  constraint duplicate_pair_first_id_check CHECK ((first_id < second_id)),
  constraint duplicate_pair_first_id_fkey FOREIGN KEY (institution_id, first_id) REFERENCES customer(institution_id, id),
  constraint duplicate_pair_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint duplicate_pair_pkey PRIMARY KEY (institution_id, id),
  constraint duplicate_pair_reasons_check CHECK (((cardinality(reasons) > 0) AND (reasons <@ ARRAY['ID_NUMBER'::text, 'CREDIT_CODE'::text, 'MOBILE'::text, 'ADDRESS'::text, 'NAME'::text, 'NAME_SOUND'::text, 'BUSINESS_NAME'::text]))),
  constraint duplicate_pair_rule_set_check CHECK (((char_length(rule_set) >= 1) AND (char_length(rule_set) <= 64))),
  constraint duplicate_pair_score_check CHECK (((score >= 0) AND (score <= 100))),
  constraint duplicate_pair_second_id_fkey FOREIGN KEY (institution_id, second_id) REFERENCES customer(institution_id, id),
  constraint duplicate_pair_status_check CHECK ((status = ANY (ARRAY['OPEN'::text, 'MERGED'::text, 'KEPT_BOTH'::text, 'UNDONE'::text]))),
  constraint duplicate_pair_survivor_check CHECK ((((status = ANY (ARRAY['MERGED'::text, 'UNDONE'::text])) = (survivor_id IS NOT NULL)) AND ((survivor_id IS NULL) OR ((survivor_id = first_id) OR (survivor_id = second_id))))),
  constraint duplicate_pair_survivor_id_fkey FOREIGN KEY (institution_id, survivor_id) REFERENCES customer(institution_id, id),
  constraint duplicate_pair_undone_by_fkey FOREIGN KEY (institution_id, undone_by) REFERENCES person(institution_id, id)
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX duplicate_pair_decided_by_idx ON public.duplicate_pair USING btree (institution_id, decided_by);
CREATE INDEX duplicate_pair_second_id_idx ON public.duplicate_pair USING btree (institution_id, second_id);
CREATE INDEX duplicate_pair_status_idx ON public.duplicate_pair USING btree (institution_id, status, score, id);
CREATE INDEX duplicate_pair_survivor_id_idx ON public.duplicate_pair USING btree (institution_id, survivor_id);
CREATE INDEX duplicate_pair_undone_by_idx ON public.duplicate_pair USING btree (institution_id, undone_by);

-- A person's data was erased, or cut down to what a law keeps until a day (删除与最小化)
create table erasure (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  customer_id uuid not null,
  ground text not null,
  outcome text not null,
  kept jsonb not null,
  kept_until date,
  keys_destroyed integer not null,
  erased_by uuid not null,
  erased_on date not null,
  completed_on date,
  constraint erasure_completed_check CHECK (((outcome = 'MINIMISED'::text) OR (completed_on = erased_on))),
  constraint erasure_customer_id_fkey FOREIGN KEY (institution_id, customer_id) REFERENCES customer(institution_id, id),
  constraint erasure_erased_by_fkey FOREIGN KEY (institution_id, erased_by) REFERENCES person(institution_id, id),
  constraint erasure_ground_check CHECK ((ground = ANY (ARRAY['SUBJECT_REQUEST'::text, 'CONSENT_WITHDRAWN'::text, 'PURPOSE_ENDED'::text, 'RETENTION_ENDED'::text]))),
  constraint erasure_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint erasure_kept_check CHECK ((jsonb_typeof(kept) = 'array'::text)),
  constraint erasure_keys_destroyed_check CHECK ((keys_destroyed >= 0)),
  constraint erasure_outcome_check CHECK ((outcome = ANY (ARRAY['ERASED'::text, 'MINIMISED'::text]))),
  constraint erasure_outcome_kept_check CHECK (((outcome = 'MINIMISED'::text) = (kept_until IS NOT NULL))),
  constraint erasure_pkey PRIMARY KEY (institution_id, id)
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX erasure_customer_id_idx ON public.erasure USING btree (institution_id, customer_id);
CREATE INDEX erasure_erased_by_idx ON public.erasure USING btree (institution_id, erased_by);
CREATE INDEX erasure_kept_until_idx ON public.erasure USING btree (institution_id, kept_until) WHERE (completed_on IS NULL);

-- A set of rows taken out of the system: who, what, what for, and what left (批量导出记录)
create table export_record (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  kind text not null,
  territory_code text not null,
  grid_id uuid,
  columns text[] not null,
  format text not null,
  purpose text not null,
  person_id uuid not null,
  asked_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  rule_set text not null,
  listed_count integer not null,
  left_out_count integer not null,
  status text not null,
  ended_at timestamp with time zone,
  row_count integer,
  byte_count bigint,
  sha256 text,
  constraint export_record_byte_count_check CHECK ((byte_count >= 0)),
  constraint export_record_columns_check CHECK (((cardinality(columns) >= 1) AND (cardinality(columns) <= 20))),
  constraint export_record_ended_check CHECK ((((status = 'OPEN'::text) = (ended_at IS NULL)) AND ((ended_at IS NULL) = (row_count IS NULL)) AND ((ended_at IS NULL) = (byte_count IS NULL)) AND ((status = 'DONE'::text) = (sha256 IS NOT NULL)))),
  constraint export_record_expires_at_check CHECK ((expires_at > asked_at)),
  constraint export_record_format_check CHECK ((format = ANY (ARRAY['CSV'::text, 'XLSX'::text]))),
  constraint export_record_grid_id_fkey FOREIGN KEY (institution_id, grid_id) REFERENCES grid(institution_id, id),
  constraint export_record_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint export_record_kind_check CHECK ((kind = 'LEDGER'::text)),
  constraint export_record_left_out_count_check CHECK ((left_out_count >= 0)),
  constraint export_record_listed_count_check CHECK ((listed_count >= 0)),
  constraint export_record_person_id_fkey FOREIGN KEY (institution_id, person_id) REFERENCES person(institution_id, id),
  constraint export_record_pkey PRIMARY KEY (institution_id, id),
  constraint export_record_row_count_check CHECK ((row_count >= 0)),
  constraint export_record_rule_set_check CHECK (((char_length(rule_set) >= 1) AND (char_length(rule_set) <= 64))),
  constraint export_record_sha256_check CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text)),
  constraint export_record_status_check CHECK ((status = ANY (ARRAY['OPEN'::text, 'BROKEN'::text, 'DONE'::text]))),
  constraint export_record_territory_code_check CHECK ((territory_code ~ '^[0-9A-Z]{2,32}$'::text))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX export_record_asked_at_idx ON public.export_record USING btree (institution_id, asked_at);
CREATE INDEX export_record_grid_id_idx ON public.export_record USING btree (institution_id, grid_id);
CREATE INDEX export_record_person_id_idx ON public.export_record USING btree (institution_id, person_id, asked_at);
CREATE INDEX export_record_status_idx ON public.export_record USING btree (institution_id, status);
CREATE INDEX export_record_territory_code_idx ON public.export_record USING btree (institution_id, territory_code);

-- What was promised to or by a customer, and by when (跟进事项)
create table follow_up (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  customer_id uuid not null,
  visit_id uuid,
  kind text not null,
  promised_by text not null,
  due_on date not null,
  promise_cipher bytea not null,
  assignee_id uuid not null,
  opened_by uuid not null,
  opened_on date not null,
  status text not null,
  closed_by uuid,
  closed_on date,
  result_cipher bytea,
  constraint follow_up_assignee_id_fkey FOREIGN KEY (institution_id, assignee_id) REFERENCES person(institution_id, id),
  constraint follow_up_closed_by_fkey FOREIGN KEY (institution_id, closed_by) REFERENCES person(institution_id, id),
  constraint follow_up_closed_check CHECK ((num_nonnulls(closed_by, closed_on, result_cipher) =
CASE status
    WHEN 'OPEN'::text THEN 0
    ELSE 3
END)),
  constraint follow_up_customer_id_fkey FOREIGN KEY (institution_id, customer_id) REFERENCES customer(institution_id, id),
  constraint follow_up_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint follow_up_kind_check CHECK ((kind = ANY (ARRAY['DOCUMENTS'::text, 'REPAYMENT'::text, 'SIGNING'::text, 'PRODUCT'::text, 'REVISIT'::text, 'OTHER'::text]))),
  constraint follow_up_opened_by_fkey FOREIGN KEY (institution_id, opened_by) REFERENCES person(institution_id, id),
  constraint follow_up_pkey PRIMARY KEY (institution_id, id),
  constraint follow_up_promised_by_check CHECK ((promised_by = ANY (ARRAY['CUSTOMER'::text, 'BANK'::text]))),
  constraint follow_up_status_check CHECK ((status = ANY (ARRAY['OPEN'::text, 'DONE'::text, 'CANCELLED'::text]))),
  constraint follow_up_visit_id_fkey FOREIGN KEY (institution_id, visit_id) REFERENCES visit(institution_id, id)
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX follow_up_assignee_id_idx ON public.follow_up USING btree (institution_id, assignee_id, status, due_on, id);
CREATE INDEX follow_up_closed_by_idx ON public.follow_up USING btree (institution_id, closed_by);
CREATE INDEX follow_up_customer_id_idx ON public.follow_up USING btree (institution_id, customer_id, status, due_on, id);
CREATE INDEX follow_up_due_on_idx ON public.follow_up USING btree (institution_id, due_on, id);
CREATE INDEX follow_up_opened_by_idx ON public.follow_up USING btree (institution_id, opened_by);
CREATE INDEX follow_up_status_idx ON public.follow_up USING btree (institution_id, status, due_on, id);
CREATE INDEX follow_up_visit_id_idx ON public.follow_up USING btree (institution_id, visit_id);

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
CREATE INDEX grid_change_act_idx ON public.grid_change USING btree (institution_id, act, effective_date);
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

-- A file of rows that somebody sent, to be worked off by a job as that person
create table import (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  kind text not null,
  sha256 bytea not null,
  dry_run boolean not null,
  columns text[] not null,
  headings_cipher bytea not null,
  status text not null,
  row_count integer not null,
  done_count integer not null,
  refused_count integer not null,
  on_file_count integer not null,
  duplicate_count integer not null,
  waiting_count integer not null,
  uploaded_by uuid not null,
  received_on date not null,
  started_at timestamp with time zone,
  ended_at timestamp with time zone,
  shredded_on date,
  constraint import_columns_check CHECK (((cardinality(columns) >= 1) AND (cardinality(columns) <= 100))),
  constraint import_counts_check CHECK (((LEAST(done_count, refused_count, on_file_count, duplicate_count, waiting_count) >= 0) AND (((((done_count + refused_count) + on_file_count) + duplicate_count) + waiting_count) <= row_count))),
  constraint import_ended_at_check CHECK (((status = ANY (ARRAY['DONE'::text, 'CANCELLED'::text])) = (ended_at IS NOT NULL))),
  constraint import_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint import_kind_check CHECK ((kind = ANY (ARRAY['ROSTER'::text, 'PROFILES'::text, 'RATINGS'::text]))),
  constraint import_pkey PRIMARY KEY (institution_id, id),
  constraint import_row_count_check CHECK (((row_count >= 1) AND (row_count <= 500000))),
  constraint import_sha256_check CHECK ((octet_length(sha256) = 32)),
  constraint import_status_check CHECK ((status = ANY (ARRAY['RECEIVING'::text, 'READY'::text, 'RUNNING'::text, 'DONE'::text, 'CANCELLED'::text]))),
  constraint import_uploaded_by_fkey FOREIGN KEY (institution_id, uploaded_by) REFERENCES person(institution_id, id)
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX import_kind_idx ON public.import USING btree (institution_id, kind, id);
CREATE INDEX import_received_on_idx ON public.import USING btree (institution_id, received_on) WHERE (shredded_on IS NULL);
CREATE UNIQUE INDEX import_sha256_key ON public.import USING btree (institution_id, kind, sha256, dry_run) WHERE ((status <> 'CANCELLED'::text) AND (NOT (dry_run AND (status = 'DONE'::text))));
CREATE INDEX import_status_idx ON public.import USING btree (institution_id, status, id);
CREATE INDEX import_uploaded_by_idx ON public.import USING btree (institution_id, uploaded_by, id);

-- A row of an imported file and what became of it
create table import_row (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  import_id uuid not null,
  number integer not null,
  cells_cipher bytea not null,
  state text not null,
  code text,
  field text,
  customer_id uuid,
  repeats integer,
  constraint import_row_code_check CHECK ((code ~ '^[a-z0-9._-]{1,64}$'::text)),
  constraint import_row_customer_id_fkey FOREIGN KEY (institution_id, customer_id) REFERENCES customer(institution_id, id),
  constraint import_row_field_check CHECK ((field ~ '^[A-Za-z0-9_.]{1,128}$'::text)),
  constraint import_row_import_id_fkey FOREIGN KEY (institution_id, import_id) REFERENCES import(institution_id, id),
  constraint import_row_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint import_row_number_check CHECK (((number >= 1) AND (number <= 2000000))),
  constraint import_row_number_key UNIQUE (institution_id, import_id, number),
  constraint import_row_pkey PRIMARY KEY (institution_id, id),
  constraint import_row_repeats_check CHECK (((repeats >= 1) AND (repeats <= (number - 1)))),
  constraint import_row_state_check CHECK ((state = ANY (ARRAY['PENDING'::text, 'DONE'::text, 'REFUSED'::text, 'ON_FILE'::text, 'DUPLICATE'::text, 'WAITING'::text])))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX import_row_customer_id_idx ON public.import_row USING btree (institution_id, customer_id);
CREATE INDEX import_row_pending_idx ON public.import_row USING btree (institution_id, import_id, number) WHERE (state = 'PENDING'::text);
CREATE INDEX import_row_repeats_idx ON public.import_row USING btree (institution_id, import_id, repeats) WHERE (repeats IS NOT NULL);

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
-- row security, forced: owner_lookup using pg_has_role(CURRENT_USER, ( SELECT pg_class.relowner
   FROM pg_class
  WHERE (pg_class.oid = ('institution'::regclass)::oid)), 'usage'::text); public_notices using pg_has_role(CURRENT_USER, ( SELECT pg_class.relowner
   FROM pg_class
  WHERE (pg_class.oid = ('institution'::regclass)::oid)), 'usage'::text); sequencer using true; tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif")) with check true

-- A tie of somebody on the staff to a household or firm (关联关系申报): whoever has one keeps out of its credit
create table interest_declaration (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  person_id uuid not null,
  customer_id uuid not null,
  ground text not null,
  valid_from date not null,
  valid_to date,
  declared_by uuid not null,
  ended_by uuid,
  constraint interest_declaration_customer_id_fkey FOREIGN KEY (institution_id, customer_id) REFERENCES customer(institution_id, id),
  constraint interest_declaration_declared_by_fkey FOREIGN KEY (institution_id, declared_by) REFERENCES person(institution_id, id),
  constraint interest_declaration_duties_check CHECK ((ended_by <> person_id)),
  constraint interest_declaration_ended_by_fkey FOREIGN KEY (institution_id, ended_by) REFERENCES person(institution_id, id),
  constraint interest_declaration_ended_check CHECK (((valid_to IS NULL) = (ended_by IS NULL))),
  constraint interest_declaration_ground_check CHECK ((ground = ANY (ARRAY['SAME_HOUSEHOLD'::text, 'RELATIVE'::text, 'BUSINESS'::text, 'DEBT'::text, 'DISPUTE'::text, 'OTHER'::text]))),
  constraint interest_declaration_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint interest_declaration_period_excl EXCLUDE USING gist (institution_id WITH =, person_id WITH =, customer_id WITH =, ground WITH =, daterange(valid_from, valid_to) WITH &&),
  constraint interest_declaration_person_id_fkey FOREIGN KEY (institution_id, person_id) REFERENCES person(institution_id, id),
  constraint interest_declaration_pkey PRIMARY KEY (institution_id, id),
  constraint interest_declaration_valid_to_check CHECK ((valid_to >= valid_from))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX interest_declaration_customer_id_idx ON public.interest_declaration USING btree (institution_id, customer_id);
CREATE INDEX interest_declaration_declared_by_idx ON public.interest_declaration USING btree (institution_id, declared_by);
CREATE INDEX interest_declaration_ended_by_idx ON public.interest_declaration USING btree (institution_id, ended_by);
CREATE INDEX interest_declaration_person_id_idx ON public.interest_declaration USING btree (institution_id, person_id, valid_to);

-- What became of a job of an institution; bookkeeping beside the journal, where its commands write
create table job_run (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  job text not null,
  occasion text not null,
  business_date date not null,
  status text not null,
  attempts integer not null,
  requested_by_id uuid,
  started_at timestamp with time zone,
  ended_at timestamp with time zone,
  counts jsonb not null,
  error_code text,
  constraint job_run_ended_at_check CHECK (((status = ANY (ARRAY['DONE'::text, 'FAILED'::text])) = (ended_at IS NOT NULL))),
  constraint job_run_error_code_check CHECK (((status = 'FAILED'::text) = (error_code IS NOT NULL))),
  constraint job_run_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint job_run_job_check CHECK ((job ~ '^[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*$'::text)),
  constraint job_run_occasion_check CHECK ((occasion ~ '^[\x21-\x7e]{1,64}$'::text)),
  constraint job_run_occasion_key UNIQUE (institution_id, job, occasion),
  constraint job_run_pkey PRIMARY KEY (institution_id, id),
  constraint job_run_requested_by_id_fkey FOREIGN KEY (institution_id, requested_by_id) REFERENCES person(institution_id, id),
  constraint job_run_started_at_check CHECK (((status = 'QUEUED'::text) = (started_at IS NULL))),
  constraint job_run_status_check CHECK ((status = ANY (ARRAY['QUEUED'::text, 'RUNNING'::text, 'DONE'::text, 'FAILED'::text])))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX job_run_job_idx ON public.job_run USING btree (institution_id, job, id);
CREATE INDEX job_run_requested_by_id_idx ON public.job_run USING btree (institution_id, requested_by_id);
CREATE INDEX job_run_status_idx ON public.job_run USING btree (institution_id, status, id);

-- Signed roots, as published; the key is the sequencer process's alone, so nobody else fills this
create table journal_checkpoint (
  institution_id uuid not null,
  origin text not null,
  size bigint not null,
  root bytea not null,
  note text not null,
  signed_at timestamp with time zone not null,
  constraint journal_checkpoint_note_check CHECK (((octet_length(note) <= 65536) AND starts_with(note, (((((origin || '
'::text) || (size)::text) || '
'::text) || encode(root, 'base64'::text)) || '
'::text)))),
  constraint journal_checkpoint_origin_check CHECK ((origin ~ '^[\x21-\x7e]{1,200}$'::text)),
  constraint journal_checkpoint_pkey PRIMARY KEY (institution_id, origin, size),
  constraint journal_checkpoint_root_fkey FOREIGN KEY (institution_id, size, root) REFERENCES journal_root(institution_id, size, root)
);
-- row security, forced: sequencer using true; tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX journal_checkpoint_root_idx ON public.journal_checkpoint USING btree (institution_id, size, root);

-- What witnesses signed of a checkpoint: that it continues the one they had seen before
create table journal_cosignature (
  institution_id uuid not null,
  origin text not null,
  size bigint not null,
  witness text not null,
  line text not null,
  received_at timestamp with time zone not null,
  constraint journal_cosignature_line_check CHECK (((octet_length(line) <= 2048) AND starts_with(line, (('— '::text || witness) || ' '::text)))),
  constraint journal_cosignature_pkey PRIMARY KEY (institution_id, origin, size, witness),
  constraint journal_cosignature_size_fkey FOREIGN KEY (institution_id, origin, size) REFERENCES journal_checkpoint(institution_id, origin, size),
  constraint journal_cosignature_witness_check CHECK (((char_length(witness) >= 1) AND (char_length(witness) <= 255)))
);
-- row security, forced: sequencer using true; tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX journal_cosignature_witness_idx ON public.journal_cosignature USING btree (institution_id, origin, witness, size);

-- Facts as their transactions wrote them; append-only. No foreign key to institution: writing takes no lock and reads nothing, and row security already ties the row to the running institution
create table journal_entry (
  institution_id uuid not null,
  id bigint not null,
  xid xid8 not null,
  written_at timestamp with time zone not null,
  leaf leaf_bytes not null,
  constraint journal_entry_pkey PRIMARY KEY (institution_id, id)
);
-- row security, forced: owner_health using true; owner_lookup using pg_has_role(CURRENT_USER, ( SELECT pg_class.relowner
   FROM pg_class
  WHERE (pg_class.oid = ('journal_entry'::regclass)::oid)), 'usage'::text); sequencer using true; tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif")); tenant_writes with check (institution_id = (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid)
CREATE INDEX journal_entry_xid_idx ON public.journal_entry USING btree (xid);

-- Which entries concern an object: its history, in order
create table journal_object (
  institution_id uuid not null,
  object_type text not null,
  object_id text not null,
  position bigint not null,
  object_version bigint,
  constraint journal_object_pkey PRIMARY KEY (institution_id, object_id, object_type, "position")
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
  id uuid not null,
  constraint journal_position_entry_id_key UNIQUE (institution_id, entry_id),
  constraint journal_position_pkey PRIMARY KEY (institution_id, "position"),
  constraint journal_position_position_check CHECK (("position" >= 0))
);
-- row security, forced: owner_health using true; sequencer using true; tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX journal_position_act_idx ON public.journal_position USING btree (institution_id, act, "position");
CREATE INDEX journal_position_actor_id_idx ON public.journal_position USING btree (institution_id, actor_id, "position");
CREATE UNIQUE INDEX journal_position_id_key ON public.journal_position USING btree (institution_id, id);
CREATE INDEX journal_position_occurred_at_idx ON public.journal_position USING btree (institution_id, occurred_at, "position");
CREATE INDEX journal_position_request_id_idx ON public.journal_position USING btree (institution_id, request_id, "position");

-- The words behind the reason digest of a journal entry
create table journal_reason (
  institution_id uuid not null,
  id uuid not null,
  created_at timestamp with time zone not null,
  reason text,
  salt bytea,
  constraint journal_reason_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint journal_reason_pkey PRIMARY KEY (institution_id, id),
  constraint journal_reason_reason_check CHECK (((char_length(reason) >= 1) AND (char_length(reason) <= 500))),
  constraint journal_reason_salt_check CHECK ((num_nonnulls(reason, salt) = ANY (ARRAY[0, 2])))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX journal_reason_created_at_idx ON public.journal_reason USING btree (institution_id, created_at) WHERE (reason IS NOT NULL);

-- Which objects the reasons are about, before the sequencer has given the entries their places
create table journal_reason_object (
  institution_id uuid not null,
  object_id text not null,
  reason_id uuid not null,
  constraint journal_reason_object_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint journal_reason_object_pkey PRIMARY KEY (institution_id, object_id, reason_id),
  constraint journal_reason_object_reason_id_fkey FOREIGN KEY (institution_id, reason_id) REFERENCES journal_reason(institution_id, id) DEFERRABLE INITIALLY DEFERRED
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX journal_reason_object_reason_id_idx ON public.journal_reason_object USING btree (institution_id, reason_id);

-- Roots that were signed, written with their checkpoints: a size has one
create table journal_root (
  institution_id uuid not null,
  size bigint not null,
  root bytea not null,
  sealed_at timestamp with time zone not null,
  constraint journal_root_pkey PRIMARY KEY (institution_id, size),
  constraint journal_root_root_check CHECK ((octet_length(root) = 32)),
  constraint journal_root_root_key UNIQUE (institution_id, size, root),
  constraint journal_root_size_check CHECK ((size > 0))
);
-- row security, forced: sequencer using true; tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))

-- One row: up to where the sequencer has seen
create table journal_sequencer_state (
  singleton boolean not null,
  snapshot pg_snapshot not null,
  system_identifier bigint not null,
  moved_at timestamp with time zone not null,
  based_at xid8 not null,
  constraint journal_sequencer_state_pkey PRIMARY KEY (singleton),
  constraint journal_sequencer_state_singleton_check CHECK (singleton)
);

-- Written under each savepoint that keeps something: the row's own xmin is the subtransaction, its xid the transaction that the journal's entries name
create table journal_subtransaction (
  institution_id uuid not null,
  id bigint not null,
  xid xid8 not null,
  constraint journal_subtransaction_pkey PRIMARY KEY (institution_id, id)
);
-- row security, forced: owner_lookup using pg_has_role(CURRENT_USER, ( SELECT pg_class.relowner
   FROM pg_class
  WHERE (pg_class.oid = ('journal_subtransaction'::regclass)::oid)), 'usage'::text); sequencer using true; tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))

-- The RFC 6962 tree of each log, as C2SP tiles: 256 hashes of one level, fewer at the right edge
create table journal_tile (
  institution_id uuid not null,
  level smallint not null,
  tile bigint not null,
  hashes bytea not null,
  constraint journal_tile_hashes_check CHECK ((((octet_length(hashes) >= 32) AND (octet_length(hashes) <= 8192)) AND ((octet_length(hashes) % 32) = 0))),
  constraint journal_tile_level_check CHECK (((level >= 0) AND (level <= 6))),
  constraint journal_tile_pkey PRIMARY KEY (institution_id, level, tile),
  constraint journal_tile_tile_check CHECK ((tile >= 0))
);
-- row security, forced: sequencer using true; tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))

-- The head of each log: size and root as it was last sealed
create table journal_tree (
  institution_id uuid not null,
  size bigint not null,
  root bytea not null,
  sealed_at timestamp with time zone not null,
  constraint journal_tree_pkey PRIMARY KEY (institution_id),
  constraint journal_tree_root_check CHECK ((octet_length(root) = 32)),
  constraint journal_tree_size_check CHECK ((size > 0))
);
-- row security, forced: sequencer using true; tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))

-- A loan from application on (贷款). The bank core keeps the books; here stand process and decisions
create table loan (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  code text not null,
  customer_id uuid not null,
  rating_id uuid,
  product text not null,
  basis text not null,
  book text not null,
  fund_use text not null,
  industry_code text,
  purpose text not null,
  amount_fen bigint not null,
  term_months integer not null,
  annual_rate numeric(8,6) not null,
  repayment_method text not null,
  day_count text not null,
  counterparty_fixed boolean not null,
  non_cash_possible boolean not null,
  payment_method text not null,
  payment_rule text not null,
  payment_rule_set text not null,
  payee_reference text,
  status text not null,
  round integer not null,
  applied_on date not null,
  created_by uuid not null,
  first_investigator_id uuid,
  second_investigator_id uuid,
  reviewer_id uuid,
  approver_id uuid,
  approved_on date,
  disburser_id uuid,
  instruction_number integer not null,
  instruction text,
  instructed_on date,
  disbursed_on date,
  core_reference text,
  settled_on date,
  position_on date,
  outstanding_principal_fen bigint not null,
  outstanding_total_fen bigint not null,
  overdue_principal_fen bigint not null,
  overdue_interest_fen bigint not null,
  overdue_since date,
  overdue_days integer not null,
  next_due_on date,
  surplus_fen bigint not null,
  loan_class text,
  classified_on date,
  class_rule_set text,
  class_reasons jsonb not null,
  product_id uuid,
  rate_type text not null,
  prime_rate_id uuid,
  spread numeric(8,6),
  channel text not null,
  guarantee_kind text not null,
  household_exposure_fen bigint,
  related_exposure_fen bigint,
  approval_expires_on date,
  step_since date,
  step_days integer,
  step_due_on date,
  cost_status text,
  signed_on date,
  drawing_status text,
  drawing_by uuid,
  rounding text not null,
  allocation text not null,
  subsidy_points numeric(8,6),
  subsidy_share numeric(9,6),
  subsidy_up_to_fen bigint,
  subsidy_months integer,
  grace_days integer not null,
  penalty_fen bigint not null,
  written_off_fen bigint not null,
  class_turns_on date,
  written_off_on date,
  constraint loan_allocation_check CHECK ((allocation = ANY (ARRAY['PENALTY_INTEREST_PRINCIPAL'::text, 'PENALTY_PRINCIPAL_INTEREST'::text, 'INTEREST_PENALTY_PRINCIPAL'::text, 'INTEREST_PRINCIPAL_PENALTY'::text, 'PRINCIPAL_PENALTY_INTEREST'::text, 'PRINCIPAL_INTEREST_PENALTY'::text]))),
  constraint loan_amount_fen_check CHECK ((amount_fen > 0)),
  constraint loan_annual_rate_check CHECK (((annual_rate >= (0)::numeric) AND (annual_rate < (100)::numeric))),
  constraint loan_approval_expires_on_check CHECK ((approval_expires_on >= approved_on)),
  constraint loan_approved_check CHECK (((status <> ALL (ARRAY['APPROVED'::text, 'DISBURSING'::text, 'ACTIVE'::text, 'SETTLED'::text, 'SIGNED'::text])) OR (num_nonnulls(approver_id, approved_on) = 2))),
  constraint loan_approver_id_fkey FOREIGN KEY (institution_id, approver_id) REFERENCES person(institution_id, id),
  constraint loan_basis_check CHECK ((basis = ANY (ARRAY['CREDIT_LINE'::text, 'STAND_ALONE'::text]))),
  constraint loan_basis_rating_check CHECK (((basis = 'CREDIT_LINE'::text) = (rating_id IS NOT NULL))),
  constraint loan_book_check CHECK ((book = ANY (ARRAY['PERSON'::text, 'FARM_HOUSEHOLD'::text, 'WORKING_CAPITAL'::text]))),
  constraint loan_channel_check CHECK ((channel = ANY (ARRAY['OFFICER'::text, 'CUSTOMER'::text, 'BANK'::text]))),
  constraint loan_class_reasons_check CHECK ((jsonb_typeof(class_reasons) = 'array'::text)),
  constraint loan_code_check CHECK ((code ~ '^[A-Z0-9-]{1,32}$'::text)),
  constraint loan_code_key UNIQUE (institution_id, code),
  constraint loan_core_reference_check CHECK (((char_length(core_reference) >= 1) AND (char_length(core_reference) <= 64))),
  constraint loan_cost_status_check CHECK ((cost_status = ANY (ARRAY['SHOWN'::text, 'CONFIRMED'::text]))),
  constraint loan_created_by_fkey FOREIGN KEY (institution_id, created_by) REFERENCES person(institution_id, id),
  constraint loan_customer_id_fkey FOREIGN KEY (institution_id, customer_id) REFERENCES customer(institution_id, id),
  constraint loan_day_count_check CHECK ((day_count = ANY (ARRAY['THIRTY_360'::text, 'ACTUAL_360'::text, 'ACTUAL_365'::text, 'ACTUAL_ACTUAL'::text]))),
  constraint loan_disbursed_check CHECK ((((status = ANY (ARRAY['ACTIVE'::text, 'SETTLED'::text])) = (disbursed_on IS NOT NULL)) AND (num_nonnulls(disbursed_on, core_reference, position_on, loan_class, classified_on, class_rule_set) = ANY (ARRAY[0, 6])))),
  constraint loan_disburser_id_fkey FOREIGN KEY (institution_id, disburser_id) REFERENCES person(institution_id, id),
  constraint loan_drawing_by_fkey FOREIGN KEY (institution_id, drawing_by) REFERENCES person(institution_id, id),
  constraint loan_drawing_check CHECK (((drawing_by IS NULL) = (drawing_status IS NULL))),
  constraint loan_drawing_status_check CHECK ((drawing_status = ANY (ARRAY['REQUESTED'::text, 'CHECKED'::text, 'INSTRUCTED'::text, 'UNKNOWN'::text]))),
  constraint loan_first_investigator_id_fkey FOREIGN KEY (institution_id, first_investigator_id) REFERENCES person(institution_id, id),
  constraint loan_floating_check CHECK ((num_nonnulls(prime_rate_id, spread) =
CASE rate_type
    WHEN 'LPR_FLOATING'::text THEN 2
    ELSE 0
END)),
  constraint loan_fund_use_check CHECK ((fund_use = ANY (ARRAY['BUSINESS'::text, 'CONSUMPTION'::text]))),
  constraint loan_fund_use_industry_check CHECK (((fund_use = 'BUSINESS'::text) = (industry_code IS NOT NULL))),
  constraint loan_grace_days_check CHECK (((grace_days >= 0) AND (grace_days <= 90))),
  constraint loan_guarantee_kind_check CHECK ((guarantee_kind = ANY (ARRAY['CREDIT'::text, 'GUARANTEE'::text, 'JOINT_GUARANTEE'::text, 'MORTGAGE'::text, 'PLEDGE'::text]))),
  constraint loan_household_exposure_fen_check CHECK ((household_exposure_fen >= 0)),
  constraint loan_industry_code_check CHECK ((industry_code ~ '^[A-T](\d{2,4})?$'::text)),
  constraint loan_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint loan_instructed_check CHECK (((status <> ALL (ARRAY['DISBURSING'::text, 'ACTIVE'::text, 'SETTLED'::text])) OR (num_nonnulls(disburser_id, instruction, instructed_on) = 3))),
  constraint loan_instruction_key UNIQUE (institution_id, instruction),
  constraint loan_investigated_check CHECK (((status <> ALL (ARRAY['INVESTIGATED'::text, 'REVIEWED'::text, 'APPROVED'::text, 'DISBURSING'::text, 'ACTIVE'::text, 'SETTLED'::text, 'SIGNED'::text])) OR (num_nonnulls(first_investigator_id, second_investigator_id) = 2))),
  constraint loan_loan_class_check CHECK ((loan_class = ANY (ARRAY['NORMAL'::text, 'SPECIAL_MENTION'::text, 'SUBSTANDARD'::text, 'DOUBTFUL'::text, 'LOSS'::text]))),
  constraint loan_outstanding_check CHECK ((outstanding_principal_fen <= outstanding_total_fen)),
  constraint loan_outstanding_principal_fen_check CHECK ((outstanding_principal_fen >= 0)),
  constraint loan_outstanding_total_fen_check CHECK ((outstanding_total_fen >= 0)),
  constraint loan_overdue_check CHECK (((overdue_days = 0) OR (overdue_since IS NOT NULL))),
  constraint loan_overdue_days_check CHECK ((overdue_days >= 0)),
  constraint loan_payee_check CHECK (((payment_method = 'SELF'::text) OR (payee_reference IS NOT NULL))),
  constraint loan_payee_reference_check CHECK (((char_length(payee_reference) >= 1) AND (char_length(payee_reference) <= 64))),
  constraint loan_payment_method_check CHECK ((payment_method = ANY (ARRAY['ENTRUSTED'::text, 'SELF'::text]))),
  constraint loan_penalty_fen_check CHECK ((penalty_fen >= 0)),
  constraint loan_pkey PRIMARY KEY (institution_id, id),
  constraint loan_prime_rate_id_fkey FOREIGN KEY (institution_id, prime_rate_id) REFERENCES prime_rate(institution_id, id),
  constraint loan_product_check CHECK ((product ~ '^[A-Z][A-Z0-9_]{0,62}$'::text)),
  constraint loan_product_id_fkey FOREIGN KEY (institution_id, product_id) REFERENCES loan_product(institution_id, id),
  constraint loan_purpose_check CHECK (((char_length(purpose) >= 1) AND (char_length(purpose) <= 256))),
  constraint loan_rate_type_check CHECK ((rate_type = ANY (ARRAY['FIXED'::text, 'LPR_FLOATING'::text]))),
  constraint loan_rating_id_fkey FOREIGN KEY (institution_id, rating_id) REFERENCES rating(institution_id, id),
  constraint loan_related_exposure_fen_check CHECK ((related_exposure_fen >= 0)),
  constraint loan_repayment_method_check CHECK ((repayment_method = ANY (ARRAY['EQUAL_INSTALMENTS'::text, 'EQUAL_PRINCIPAL'::text, 'INTEREST_MONTHLY'::text, 'AT_MATURITY'::text, 'REVOLVING'::text]))),
  constraint loan_reviewed_check CHECK (((status <> ALL (ARRAY['REVIEWED'::text, 'APPROVED'::text, 'DISBURSING'::text, 'ACTIVE'::text, 'SETTLED'::text, 'SIGNED'::text])) OR (reviewer_id IS NOT NULL))),
  constraint loan_reviewer_id_fkey FOREIGN KEY (institution_id, reviewer_id) REFERENCES person(institution_id, id),
  constraint loan_round_check CHECK ((round >= 1)),
  constraint loan_rounding_check CHECK ((rounding = ANY (ARRAY['HALF_UP'::text, 'HALF_EVEN'::text, 'UP'::text, 'DOWN'::text]))),
  constraint loan_second_investigator_id_fkey FOREIGN KEY (institution_id, second_investigator_id) REFERENCES person(institution_id, id),
  constraint loan_separation_check CHECK (((first_investigator_id <> second_investigator_id) AND (reviewer_id <> first_investigator_id) AND (reviewer_id <> second_investigator_id) AND (approver_id <> first_investigator_id) AND (approver_id <> second_investigator_id) AND (approver_id <> reviewer_id) AND (approver_id <> created_by) AND (disburser_id <> first_investigator_id) AND (disburser_id <> second_investigator_id) AND (disburser_id <> reviewer_id) AND (disburser_id <> approver_id))),
  constraint loan_settled_check CHECK ((((status = 'SETTLED'::text) = (settled_on IS NOT NULL)) AND ((status <> 'SETTLED'::text) OR (outstanding_total_fen = 0)))),
  constraint loan_signed_check CHECK (((status <> 'SIGNED'::text) OR ((signed_on IS NOT NULL) AND (cost_status = 'CONFIRMED'::text)))),
  constraint loan_spread_check CHECK (((spread > ('-100'::integer)::numeric) AND (spread < (100)::numeric))),
  constraint loan_status_check CHECK ((status = ANY (ARRAY['DRAFT'::text, 'SUBMITTED'::text, 'RETURNED'::text, 'INVESTIGATED'::text, 'REVIEWED'::text, 'APPROVED'::text, 'DISBURSING'::text, 'ACTIVE'::text, 'SETTLED'::text, 'REJECTED'::text, 'WITHDRAWN'::text, 'SIGNED'::text]))),
  constraint loan_step_days_check CHECK (((step_days >= 1) AND (step_days <= 250))),
  constraint loan_step_due_on_check CHECK (((num_nonnulls(step_since, step_days, step_due_on) = ANY (ARRAY[0, 3])) AND (step_due_on > step_since))),
  constraint loan_subsidy_check CHECK (((num_nonnulls(subsidy_points, subsidy_share) <= 1) AND ((num_nonnulls(subsidy_points, subsidy_share) = 1) OR (num_nonnulls(subsidy_up_to_fen, subsidy_months) = 0)))),
  constraint loan_subsidy_months_check CHECK ((subsidy_months > 0)),
  constraint loan_subsidy_points_check CHECK ((subsidy_points > (0)::numeric)),
  constraint loan_subsidy_share_check CHECK (((subsidy_share > (0)::numeric) AND (subsidy_share <= (100)::numeric))),
  constraint loan_subsidy_up_to_fen_check CHECK ((subsidy_up_to_fen > 0)),
  constraint loan_surplus_fen_check CHECK ((surplus_fen >= 0)),
  constraint loan_term_months_check CHECK (((term_months >= 1) AND (term_months <= 360))),
  constraint loan_written_off_fen_check CHECK ((written_off_fen >= 0))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX loan_amount_fen_idx ON public.loan USING btree (institution_id, amount_fen, id);
CREATE INDEX loan_applied_on_idx ON public.loan USING btree (institution_id, applied_on, id);
CREATE INDEX loan_approval_expires_on_idx ON public.loan USING btree (institution_id, approval_expires_on, id) WHERE (status = 'APPROVED'::text);
CREATE INDEX loan_approver_id_idx ON public.loan USING btree (institution_id, approver_id);
CREATE INDEX loan_bad_idx ON public.loan USING btree (institution_id, customer_id) WHERE ((status = 'ACTIVE'::text) AND (loan_class = ANY (ARRAY['SUBSTANDARD'::text, 'DOUBTFUL'::text, 'LOSS'::text])));
CREATE INDEX loan_channel_idx ON public.loan USING btree (institution_id, channel, applied_on);
CREATE INDEX loan_class_turns_on_idx ON public.loan USING btree (institution_id, class_turns_on, id) WHERE (class_turns_on IS NOT NULL);
CREATE UNIQUE INDEX loan_core_reference_key ON public.loan USING btree (institution_id, core_reference) WHERE (core_reference IS NOT NULL);
CREATE INDEX loan_created_by_idx ON public.loan USING btree (institution_id, created_by);
CREATE INDEX loan_customer_id_id_idx ON public.loan USING btree (institution_id, customer_id, id);
CREATE INDEX loan_customer_id_idx ON public.loan USING btree (institution_id, customer_id, status);
CREATE INDEX loan_disbursed_on_idx ON public.loan USING btree (institution_id, disbursed_on);
CREATE INDEX loan_disburser_id_idx ON public.loan USING btree (institution_id, disburser_id);
CREATE INDEX loan_drawing_by_idx ON public.loan USING btree (institution_id, drawing_by) WHERE (drawing_by IS NOT NULL);
CREATE INDEX loan_first_investigator_id_idx ON public.loan USING btree (institution_id, first_investigator_id);
CREATE INDEX loan_guarantee_kind_idx ON public.loan USING btree (institution_id, guarantee_kind, applied_on);
CREATE INDEX loan_loan_class_idx ON public.loan USING btree (institution_id, loan_class, overdue_days);
CREATE INDEX loan_next_due_on_idx ON public.loan USING btree (institution_id, next_due_on);
CREATE INDEX loan_overdue_days_idx ON public.loan USING btree (institution_id, overdue_days, id);
CREATE INDEX loan_overdue_since_idx ON public.loan USING btree (institution_id, id) WHERE (overdue_since IS NOT NULL);
CREATE INDEX loan_payee_reference_idx ON public.loan USING btree (institution_id, payee_reference, applied_on) WHERE (payee_reference IS NOT NULL);
CREATE INDEX loan_prime_rate_id_idx ON public.loan USING btree (institution_id, prime_rate_id);
CREATE INDEX loan_product_id_idx ON public.loan USING btree (institution_id, product_id);
CREATE INDEX loan_product_idx ON public.loan USING btree (institution_id, product, applied_on);
CREATE INDEX loan_rating_id_idx ON public.loan USING btree (institution_id, rating_id);
CREATE INDEX loan_reviewer_id_idx ON public.loan USING btree (institution_id, reviewer_id);
CREATE INDEX loan_second_investigator_id_idx ON public.loan USING btree (institution_id, second_investigator_id);
CREATE INDEX loan_status_idx ON public.loan USING btree (institution_id, status, applied_on);
CREATE INDEX loan_step_due_on_idx ON public.loan USING btree (institution_id, step_due_on, id) WHERE (step_due_on IS NOT NULL);

-- An extension, a restructuring or a write-off, proposed by one person and decided by another (贷款变更)
create table loan_change (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  loan_id uuid not null,
  kind text not null,
  status text not null,
  ground text not null,
  months integer,
  repayment_method text,
  annual_rate numeric(8,6),
  principal_fen bigint not null,
  rule_set text not null,
  statement text not null,
  evidence text[] not null,
  proposed_by uuid not null,
  proposed_on date not null,
  decided_by uuid,
  decided_on date,
  opinion text,
  step_since date,
  step_days integer,
  step_due_on date,
  constraint loan_change_annual_rate_check CHECK (((annual_rate >= (0)::numeric) AND (annual_rate < (100)::numeric))),
  constraint loan_change_decided_by_fkey FOREIGN KEY (institution_id, decided_by) REFERENCES person(institution_id, id),
  constraint loan_change_decided_check CHECK (((num_nonnulls(decided_by, decided_on) =
CASE status
    WHEN 'PROPOSED'::text THEN 0
    ELSE 2
END) AND ((status = ANY (ARRAY['APPLIED'::text, 'REJECTED'::text])) = (opinion IS NOT NULL)))),
  constraint loan_change_evidence_check CHECK (((cardinality(evidence) >= 1) AND (cardinality(evidence) <= 20))),
  constraint loan_change_ground_check CHECK ((ground = ANY (ARRAY['SEASON'::text, 'DISASTER'::text, 'ILLNESS'::text, 'MARKET'::text, 'DEATH'::text, 'BANKRUPTCY'::text, 'ENFORCEMENT_ENDED'::text, 'LONG_OVERDUE'::text, 'OTHER'::text]))),
  constraint loan_change_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint loan_change_kind_check CHECK ((kind = ANY (ARRAY['EXTENSION'::text, 'RESTRUCTURING'::text, 'WRITE_OFF'::text]))),
  constraint loan_change_loan_id_fkey FOREIGN KEY (institution_id, loan_id) REFERENCES loan(institution_id, id),
  constraint loan_change_months_check CHECK (((months >= 1) AND (months <= 360))),
  constraint loan_change_opinion_check CHECK (((char_length(opinion) >= 1) AND (char_length(opinion) <= 1000))),
  constraint loan_change_pkey PRIMARY KEY (institution_id, id),
  constraint loan_change_principal_fen_check CHECK ((principal_fen >= 0)),
  constraint loan_change_proposed_by_fkey FOREIGN KEY (institution_id, proposed_by) REFERENCES person(institution_id, id),
  constraint loan_change_repayment_method_check CHECK ((repayment_method = ANY (ARRAY['EQUAL_INSTALMENTS'::text, 'EQUAL_PRINCIPAL'::text, 'INTEREST_MONTHLY'::text, 'AT_MATURITY'::text, 'REVOLVING'::text]))),
  constraint loan_change_statement_check CHECK (((char_length(statement) >= 1) AND (char_length(statement) <= 2000))),
  constraint loan_change_status_check CHECK ((status = ANY (ARRAY['PROPOSED'::text, 'APPLIED'::text, 'REJECTED'::text, 'WITHDRAWN'::text]))),
  constraint loan_change_step_days_check CHECK (((step_days >= 1) AND (step_days <= 250))),
  constraint loan_change_step_due_on_check CHECK (((num_nonnulls(step_since, step_days, step_due_on) = ANY (ARRAY[0, 3])) AND (step_due_on > step_since))),
  constraint loan_change_terms_check CHECK (
CASE kind
    WHEN 'EXTENSION'::text THEN ((months IS NOT NULL) AND (num_nonnulls(repayment_method, annual_rate) = 0))
    WHEN 'RESTRUCTURING'::text THEN (num_nonnulls(months, repayment_method, annual_rate) = 3)
    ELSE (num_nonnulls(months, repayment_method, annual_rate) = 0)
END),
  constraint loan_change_two_people_check CHECK (((status <> ALL (ARRAY['APPLIED'::text, 'REJECTED'::text])) OR (decided_by <> proposed_by)))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX loan_change_decided_by_idx ON public.loan_change USING btree (institution_id, decided_by);
CREATE INDEX loan_change_kind_idx ON public.loan_change USING btree (institution_id, kind, proposed_on, id);
CREATE INDEX loan_change_loan_id_idx ON public.loan_change USING btree (institution_id, loan_id, kind, status);
CREATE INDEX loan_change_proposed_by_idx ON public.loan_change USING btree (institution_id, proposed_by);
CREATE UNIQUE INDEX loan_change_proposed_key ON public.loan_change USING btree (institution_id, loan_id) WHERE (status = 'PROPOSED'::text);
CREATE INDEX loan_change_proposed_on_idx ON public.loan_change USING btree (institution_id, proposed_on, id);
CREATE INDEX loan_change_status_idx ON public.loan_change USING btree (institution_id, status, proposed_on, id);
CREATE INDEX loan_change_step_due_on_idx ON public.loan_change USING btree (institution_id, step_due_on, id) WHERE (step_due_on IS NOT NULL);

-- Written consent of a guarantor to a change of the loan (保证人同意); only ever added
create table loan_change_consent (
  institution_id uuid not null,
  id uuid not null,
  created_at timestamp with time zone not null,
  change_id uuid not null,
  guarantor_id uuid not null,
  consented_on date not null,
  evidence_sha256 text not null,
  recorded_by uuid not null,
  constraint loan_change_consent_change_id_fkey FOREIGN KEY (institution_id, change_id) REFERENCES loan_change(institution_id, id),
  constraint loan_change_consent_evidence_sha256_check CHECK ((evidence_sha256 ~ '^[0-9a-f]{64}$'::text)),
  constraint loan_change_consent_guarantor_id_fkey FOREIGN KEY (institution_id, guarantor_id) REFERENCES customer(institution_id, id),
  constraint loan_change_consent_guarantor_id_key UNIQUE (institution_id, change_id, guarantor_id),
  constraint loan_change_consent_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint loan_change_consent_pkey PRIMARY KEY (institution_id, id),
  constraint loan_change_consent_recorded_by_fkey FOREIGN KEY (institution_id, recorded_by) REFERENCES person(institution_id, id)
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX loan_change_consent_guarantor_id_idx ON public.loan_change_consent USING btree (institution_id, guarantor_id);
CREATE INDEX loan_change_consent_recorded_by_idx ON public.loan_change_consent USING btree (institution_id, recorded_by);

-- A change of a loan before those who decide it: under which rule of the matrix, at which level, how it ended (贷款变更审议)
create table loan_change_deliberation (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  change_id uuid not null,
  matrix_id uuid,
  matrix_code text not null,
  rule_code text not null,
  amount_fen bigint not null,
  product text not null,
  guarantees text[] not null,
  grade text,
  outlet_level text,
  levels jsonb not null,
  level integer not null,
  status text not null,
  opened_at timestamp with time zone not null,
  closed_at timestamp with time zone,
  constraint loan_change_deliberation_amount_fen_check CHECK ((amount_fen >= 0)),
  constraint loan_change_deliberation_change_id_fkey FOREIGN KEY (institution_id, change_id) REFERENCES loan_change(institution_id, id),
  constraint loan_change_deliberation_closed_at_check CHECK (((status = 'OPEN'::text) = (closed_at IS NULL))),
  constraint loan_change_deliberation_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint loan_change_deliberation_level_check CHECK (((level >= 1) AND (level <= jsonb_array_length(levels)))),
  constraint loan_change_deliberation_levels_check CHECK (((jsonb_typeof(levels) = 'array'::text) AND (jsonb_array_length(levels) >= 1))),
  constraint loan_change_deliberation_matrix_id_fkey FOREIGN KEY (institution_id, matrix_id) REFERENCES authority_matrix(institution_id, id),
  constraint loan_change_deliberation_pkey PRIMARY KEY (institution_id, id),
  constraint loan_change_deliberation_status_check CHECK ((status = ANY (ARRAY['OPEN'::text, 'APPROVED'::text, 'REJECTED'::text, 'WITHDRAWN'::text, 'SUPERSEDED'::text])))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX loan_change_deliberation_change_id_idx ON public.loan_change_deliberation USING btree (institution_id, change_id, opened_at);
CREATE INDEX loan_change_deliberation_matrix_id_idx ON public.loan_change_deliberation USING btree (institution_id, matrix_id);
CREATE UNIQUE INDEX loan_change_deliberation_open_key ON public.loan_change_deliberation USING btree (institution_id, change_id) WHERE (status = 'OPEN'::text);
CREATE INDEX loan_change_deliberation_status_idx ON public.loan_change_deliberation USING btree (institution_id, status, opened_at, id);

-- A level that has not decided a change in its time, told to somebody further up; closed when it does
create table loan_change_escalation (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  change_id uuid not null,
  status text not null,
  step_since date not null,
  due_on date not null,
  tier integer not null,
  to_role text not null,
  rule_set text not null,
  escalated_on date not null,
  closed_on date,
  constraint loan_change_escalation_change_id_fkey FOREIGN KEY (institution_id, change_id) REFERENCES loan_change(institution_id, id),
  constraint loan_change_escalation_closed_on_check CHECK ((((status = 'CLOSED'::text) = (closed_on IS NOT NULL)) AND (closed_on >= escalated_on))),
  constraint loan_change_escalation_escalated_on_check CHECK ((escalated_on > due_on)),
  constraint loan_change_escalation_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint loan_change_escalation_pkey PRIMARY KEY (institution_id, id),
  constraint loan_change_escalation_status_check CHECK ((status = ANY (ARRAY['OPEN'::text, 'CLOSED'::text]))),
  constraint loan_change_escalation_tier_check CHECK ((tier >= 1)),
  constraint loan_change_escalation_tier_key UNIQUE (institution_id, change_id, step_since, tier)
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX loan_change_escalation_status_idx ON public.loan_change_escalation USING btree (institution_id, status, escalated_on, id);
CREATE INDEX loan_change_escalation_to_role_idx ON public.loan_change_escalation USING btree (institution_id, to_role, escalated_on, id);

-- A vote on a change of a loan; one a person and a seat in a deliberation, never changed
create table loan_change_vote (
  institution_id uuid not null,
  id uuid not null,
  created_at timestamp with time zone not null,
  change_id uuid not null,
  deliberation_id uuid not null,
  level integer not null,
  person_id uuid not null,
  seat_of uuid not null,
  delegation_id uuid,
  roles text[] not null,
  choice text not null,
  opinion text not null,
  voted_at timestamp with time zone not null,
  constraint loan_change_vote_change_id_fkey FOREIGN KEY (institution_id, change_id) REFERENCES loan_change(institution_id, id),
  constraint loan_change_vote_choice_check CHECK ((choice = ANY (ARRAY['FOR'::text, 'AGAINST'::text, 'ABSTAIN'::text]))),
  constraint loan_change_vote_delegation_check CHECK (((person_id = seat_of) = (delegation_id IS NULL))),
  constraint loan_change_vote_delegation_id_fkey FOREIGN KEY (institution_id, delegation_id) REFERENCES authority_delegation(institution_id, id),
  constraint loan_change_vote_deliberation_id_fkey FOREIGN KEY (institution_id, deliberation_id) REFERENCES loan_change_deliberation(institution_id, id),
  constraint loan_change_vote_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint loan_change_vote_level_check CHECK ((level >= 1)),
  constraint loan_change_vote_opinion_check CHECK (((char_length(opinion) >= 1) AND (char_length(opinion) <= 1000))),
  constraint loan_change_vote_person_id_fkey FOREIGN KEY (institution_id, person_id) REFERENCES person(institution_id, id),
  constraint loan_change_vote_person_id_key UNIQUE (institution_id, deliberation_id, person_id),
  constraint loan_change_vote_pkey PRIMARY KEY (institution_id, id),
  constraint loan_change_vote_seat_of_fkey FOREIGN KEY (institution_id, seat_of) REFERENCES person(institution_id, id),
  constraint loan_change_vote_seat_of_key UNIQUE (institution_id, deliberation_id, seat_of)
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX loan_change_vote_change_id_idx ON public.loan_change_vote USING btree (institution_id, change_id);
CREATE INDEX loan_change_vote_delegation_id_idx ON public.loan_change_vote USING btree (institution_id, delegation_id);
CREATE INDEX loan_change_vote_person_id_idx ON public.loan_change_vote USING btree (institution_id, person_id);
CREATE INDEX loan_change_vote_seat_of_idx ON public.loan_change_vote USING btree (institution_id, seat_of);

-- A post-loan check that is due, and what it found (贷后检查)
create table loan_check (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  loan_id uuid not null,
  kind text not null,
  trigger text,
  occasion text not null,
  status text not null,
  counts_from date not null,
  due_on date not null,
  rule_set text not null,
  opened_by uuid not null,
  way text,
  visit_id uuid,
  checked_on date,
  checked_by uuid,
  contact text,
  fund_use text,
  proven_fen bigint,
  repayment_ability text,
  guarantee text,
  conclusion text,
  evidence text[] not null,
  note text,
  cancelled_on date,
  cancelled_by uuid,
  constraint loan_check_cancelled_by_fkey FOREIGN KEY (institution_id, cancelled_by) REFERENCES person(institution_id, id),
  constraint loan_check_cancelled_check CHECK ((num_nonnulls(cancelled_on, cancelled_by) =
CASE status
    WHEN 'CANCELLED'::text THEN 2
    ELSE 0
END)),
  constraint loan_check_checked_by_fkey FOREIGN KEY (institution_id, checked_by) REFERENCES person(institution_id, id),
  constraint loan_check_conclusion_check CHECK ((conclusion = ANY (ARRAY['NORMAL'::text, 'WATCH'::text, 'RISK'::text]))),
  constraint loan_check_contact_check CHECK ((contact = ANY (ARRAY['REACHED'::text, 'AWAY'::text, 'LOST'::text]))),
  constraint loan_check_diverted_check CHECK (((fund_use <> 'DIVERTED'::text) OR (conclusion <> 'NORMAL'::text))),
  constraint loan_check_done_check CHECK (((num_nonnulls(way, checked_on, checked_by, contact, conclusion) =
CASE status
    WHEN 'DONE'::text THEN 5
    ELSE 0
END) AND ((status = 'DONE'::text) OR (num_nonnulls(visit_id, fund_use, proven_fen, repayment_ability, guarantee, note) = 0)))),
  constraint loan_check_evidence_check CHECK ((cardinality(evidence) <= 20)),
  constraint loan_check_fund_use_check CHECK ((fund_use = ANY (ARRAY['AS_AGREED'::text, 'NOT_YET_USED'::text, 'DIVERTED'::text]))),
  constraint loan_check_guarantee_check CHECK ((guarantee = ANY (ARRAY['NONE'::text, 'SOUND'::text, 'WEAKENED'::text, 'LOST'::text]))),
  constraint loan_check_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint loan_check_kind_check CHECK ((kind = ANY (ARRAY['FIRST'::text, 'REGULAR'::text, 'SPECIAL'::text]))),
  constraint loan_check_loan_id_fkey FOREIGN KEY (institution_id, loan_id) REFERENCES loan(institution_id, id),
  constraint loan_check_note_check CHECK (((char_length(note) >= 1) AND (char_length(note) <= 2000))),
  constraint loan_check_occasion_check CHECK ((occasion ~ '^[A-Z_]+(:[0-9a-f-]{1,36})?$'::text)),
  constraint loan_check_occasion_key UNIQUE (institution_id, loan_id, occasion),
  constraint loan_check_opened_by_fkey FOREIGN KEY (institution_id, opened_by) REFERENCES person(institution_id, id),
  constraint loan_check_pkey PRIMARY KEY (institution_id, id),
  constraint loan_check_proven_fen_check CHECK ((proven_fen >= 0)),
  constraint loan_check_repayment_ability_check CHECK ((repayment_ability = ANY (ARRAY['SOUND'::text, 'WEAKENED'::text, 'LOST'::text]))),
  constraint loan_check_special_check CHECK (((kind = 'SPECIAL'::text) = (trigger IS NOT NULL))),
  constraint loan_check_status_check CHECK ((status = ANY (ARRAY['DUE'::text, 'DONE'::text, 'CANCELLED'::text]))),
  constraint loan_check_trigger_check CHECK ((trigger = ANY (ARRAY['OVERDUE'::text, 'DISPUTE'::text, 'HOUSEHOLD_EVENT'::text, 'NEGATIVE_LIST'::text, 'FUND_USE'::text, 'OTHER'::text]))),
  constraint loan_check_visit_id_fkey FOREIGN KEY (institution_id, visit_id) REFERENCES visit(institution_id, id),
  constraint loan_check_visited_check CHECK (((way = 'ON_SITE'::text) = (visit_id IS NOT NULL))),
  constraint loan_check_way_check CHECK ((way = ANY (ARRAY['ON_SITE'::text, 'PHONE'::text, 'RECORDS'::text])))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX loan_check_cancelled_by_idx ON public.loan_check USING btree (institution_id, cancelled_by);
CREATE INDEX loan_check_checked_by_idx ON public.loan_check USING btree (institution_id, checked_by, checked_on);
CREATE INDEX loan_check_conclusion_idx ON public.loan_check USING btree (institution_id, conclusion, checked_on, id);
CREATE INDEX loan_check_due_on_idx ON public.loan_check USING btree (institution_id, due_on, id);
CREATE INDEX loan_check_fund_use_idx ON public.loan_check USING btree (institution_id, fund_use, checked_on, id);
CREATE INDEX loan_check_kind_idx ON public.loan_check USING btree (institution_id, kind, due_on, id);
CREATE INDEX loan_check_loan_id_idx ON public.loan_check USING btree (institution_id, loan_id, status, due_on);
CREATE INDEX loan_check_opened_by_idx ON public.loan_check USING btree (institution_id, opened_by);
CREATE INDEX loan_check_status_idx ON public.loan_check USING btree (institution_id, status, due_on, id);
CREATE INDEX loan_check_trigger_idx ON public.loan_check USING btree (institution_id, trigger, due_on, id);
CREATE INDEX loan_check_visit_id_idx ON public.loan_check USING btree (institution_id, visit_id);

-- What people found of a loan besides delay, with evidence: it makes a class worse, or excuses a delay
create table loan_class_ground (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  loan_id uuid not null,
  code text not null,
  percent numeric(5,2),
  delay_since date,
  valid_from date not null,
  valid_to date,
  explanation text not null,
  evidence_sha256 text not null,
  recorded_by uuid not null,
  lifted_by uuid,
  lift_evidence_sha256 text,
  constraint loan_class_ground_code_check CHECK ((code = ANY (ARRAY['USE_CHANGED'::text, 'BORROWED_TO_REPAY'::text, 'CREDIT_IMPAIRED'::text, 'RATING_SHARPLY_DOWN'::text, 'DEBT_EVASION'::text, 'BANKRUPTCY'::text, 'DEBTS_ELSEWHERE'::text, 'OPERATIONAL_DELAY'::text, 'TECHNICAL_DELAY'::text]))),
  constraint loan_class_ground_delay_check CHECK (((code = ANY (ARRAY['OPERATIONAL_DELAY'::text, 'TECHNICAL_DELAY'::text])) = (delay_since IS NOT NULL))),
  constraint loan_class_ground_evidence_sha256_check CHECK ((evidence_sha256 ~ '^[0-9a-f]{64}$'::text)),
  constraint loan_class_ground_explanation_check CHECK (((char_length(explanation) >= 1) AND (char_length(explanation) <= 500))),
  constraint loan_class_ground_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint loan_class_ground_lift_evidence_sha256_check CHECK ((lift_evidence_sha256 ~ '^[0-9a-f]{64}$'::text)),
  constraint loan_class_ground_lifted_by_fkey FOREIGN KEY (institution_id, lifted_by) REFERENCES person(institution_id, id),
  constraint loan_class_ground_lifted_check CHECK (((num_nonnulls(valid_to, lifted_by, lift_evidence_sha256) = ANY (ARRAY[0, 3])) AND (lifted_by IS DISTINCT FROM recorded_by) AND (valid_to >= valid_from))),
  constraint loan_class_ground_loan_id_fkey FOREIGN KEY (institution_id, loan_id) REFERENCES loan(institution_id, id),
  constraint loan_class_ground_percent_check CHECK (((percent > (0)::numeric) AND (percent <= (100)::numeric))),
  constraint loan_class_ground_period_excl EXCLUDE USING gist (institution_id WITH =, COALESCE(loan_id, id) WITH =, code WITH =, COALESCE(delay_since, '1970-01-01'::date) WITH =, daterange(valid_from, valid_to) WITH &&),
  constraint loan_class_ground_pkey PRIMARY KEY (institution_id, id),
  constraint loan_class_ground_recorded_by_fkey FOREIGN KEY (institution_id, recorded_by) REFERENCES person(institution_id, id),
  constraint loan_class_ground_share_check CHECK (((code = ANY (ARRAY['CREDIT_IMPAIRED'::text, 'DEBTS_ELSEWHERE'::text])) = (percent IS NOT NULL)))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX loan_class_ground_lifted_by_idx ON public.loan_class_ground USING btree (institution_id, lifted_by);
CREATE INDEX loan_class_ground_loan_id_idx ON public.loan_class_ground USING btree (institution_id, loan_id, valid_from);
CREATE INDEX loan_class_ground_recorded_by_idx ON public.loan_class_ground USING btree (institution_id, recorded_by);

-- A class three people decide on: worse than the rules ask, or up from bad after its cure
create table loan_class_review (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  loan_id uuid not null,
  status text not null,
  from_class text not null,
  loan_class text not null,
  ability_confirmed boolean not null,
  evidence_sha256 text not null,
  proposed_by uuid not null,
  proposed_on date not null,
  proposal text not null,
  determined_by uuid,
  determined_on date,
  determination text,
  closed_by uuid,
  closed_on date,
  closing text,
  constraint loan_class_review_closed_by_fkey FOREIGN KEY (institution_id, closed_by) REFERENCES person(institution_id, id),
  constraint loan_class_review_closed_check CHECK ((num_nonnulls(closed_by, closed_on, closing) =
CASE
    WHEN (status = ANY (ARRAY['APPROVED'::text, 'REJECTED'::text])) THEN 3
    ELSE 0
END)),
  constraint loan_class_review_closing_check CHECK (((char_length(closing) >= 1) AND (char_length(closing) <= 1000))),
  constraint loan_class_review_determination_check CHECK (((char_length(determination) >= 1) AND (char_length(determination) <= 1000))),
  constraint loan_class_review_determined_by_fkey FOREIGN KEY (institution_id, determined_by) REFERENCES person(institution_id, id),
  constraint loan_class_review_determined_check CHECK (((num_nonnulls(determined_by, determined_on, determination) = ANY (ARRAY[0, 3])) AND ((status <> ALL (ARRAY['DETERMINED'::text, 'APPROVED'::text])) OR (determined_by IS NOT NULL)) AND ((status <> 'PROPOSED'::text) OR (determined_by IS NULL)))),
  constraint loan_class_review_evidence_sha256_check CHECK ((evidence_sha256 ~ '^[0-9a-f]{64}$'::text)),
  constraint loan_class_review_from_class_check CHECK ((from_class = ANY (ARRAY['NORMAL'::text, 'SPECIAL_MENTION'::text, 'SUBSTANDARD'::text, 'DOUBTFUL'::text, 'LOSS'::text]))),
  constraint loan_class_review_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint loan_class_review_loan_class_check CHECK ((loan_class = ANY (ARRAY['NORMAL'::text, 'SPECIAL_MENTION'::text, 'SUBSTANDARD'::text, 'DOUBTFUL'::text, 'LOSS'::text]))),
  constraint loan_class_review_loan_id_fkey FOREIGN KEY (institution_id, loan_id) REFERENCES loan(institution_id, id),
  constraint loan_class_review_pkey PRIMARY KEY (institution_id, id),
  constraint loan_class_review_proposal_check CHECK (((char_length(proposal) >= 1) AND (char_length(proposal) <= 1000))),
  constraint loan_class_review_proposed_by_fkey FOREIGN KEY (institution_id, proposed_by) REFERENCES person(institution_id, id),
  constraint loan_class_review_separation_check CHECK (((determined_by <> proposed_by) AND (closed_by <> proposed_by) AND (closed_by <> determined_by))),
  constraint loan_class_review_status_check CHECK ((status = ANY (ARRAY['PROPOSED'::text, 'DETERMINED'::text, 'APPROVED'::text, 'REJECTED'::text])))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX loan_class_review_closed_by_idx ON public.loan_class_review USING btree (institution_id, closed_by);
CREATE UNIQUE INDEX loan_class_review_closed_on_key ON public.loan_class_review USING btree (institution_id, loan_id, closed_on) WHERE (status = 'APPROVED'::text);
CREATE INDEX loan_class_review_determined_by_idx ON public.loan_class_review USING btree (institution_id, determined_by);
CREATE INDEX loan_class_review_loan_id_idx ON public.loan_class_review USING btree (institution_id, loan_id, closed_on);
CREATE UNIQUE INDEX loan_class_review_open_key ON public.loan_class_review USING btree (institution_id, loan_id) WHERE (status = ANY (ARRAY['PROPOSED'::text, 'DETERMINED'::text]));
CREATE INDEX loan_class_review_proposed_by_idx ON public.loan_class_review USING btree (institution_id, proposed_by);
CREATE INDEX loan_class_review_status_idx ON public.loan_class_review USING btree (institution_id, status, id);

-- The classes of a territory's loans on a day, confirmed by three people: what they saw is in the digest
create table loan_class_round (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  as_of date not null,
  area_code text not null,
  status text not null,
  loans integer not null,
  principal_fen bigint not null,
  classes jsonb not null,
  digest_sha256 text not null,
  proposed_by uuid not null,
  proposed_on date not null,
  determined_by uuid,
  determined_on date,
  determination text,
  closed_by uuid,
  closed_on date,
  closing text,
  constraint loan_class_round_area_code_check CHECK ((area_code ~ '^\d{2,12}$'::text)),
  constraint loan_class_round_classes_check CHECK ((jsonb_typeof(classes) = 'array'::text)),
  constraint loan_class_round_closed_by_fkey FOREIGN KEY (institution_id, closed_by) REFERENCES person(institution_id, id),
  constraint loan_class_round_closed_check CHECK ((num_nonnulls(closed_by, closed_on, closing) =
CASE
    WHEN (status = ANY (ARRAY['APPROVED'::text, 'REJECTED'::text])) THEN 3
    ELSE 0
END)),
  constraint loan_class_round_closing_check CHECK (((char_length(closing) >= 1) AND (char_length(closing) <= 1000))),
  constraint loan_class_round_determination_check CHECK (((char_length(determination) >= 1) AND (char_length(determination) <= 1000))),
  constraint loan_class_round_determined_by_fkey FOREIGN KEY (institution_id, determined_by) REFERENCES person(institution_id, id),
  constraint loan_class_round_determined_check CHECK (((num_nonnulls(determined_by, determined_on, determination) = ANY (ARRAY[0, 3])) AND ((status <> ALL (ARRAY['DETERMINED'::text, 'APPROVED'::text])) OR (determined_by IS NOT NULL)) AND ((status <> 'PROPOSED'::text) OR (determined_by IS NULL)))),
  constraint loan_class_round_digest_sha256_check CHECK ((digest_sha256 ~ '^[0-9a-f]{64}$'::text)),
  constraint loan_class_round_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint loan_class_round_loans_check CHECK ((loans > 0)),
  constraint loan_class_round_pkey PRIMARY KEY (institution_id, id),
  constraint loan_class_round_principal_fen_check CHECK ((principal_fen >= 0)),
  constraint loan_class_round_proposed_by_fkey FOREIGN KEY (institution_id, proposed_by) REFERENCES person(institution_id, id),
  constraint loan_class_round_separation_check CHECK (((determined_by <> proposed_by) AND (closed_by <> proposed_by) AND (closed_by <> determined_by))),
  constraint loan_class_round_status_check CHECK ((status = ANY (ARRAY['PROPOSED'::text, 'DETERMINED'::text, 'APPROVED'::text, 'REJECTED'::text])))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX loan_class_round_area_code_idx ON public.loan_class_round USING btree (institution_id, area_code, as_of);
CREATE INDEX loan_class_round_as_of_idx ON public.loan_class_round USING btree (institution_id, as_of, id);
CREATE INDEX loan_class_round_closed_by_idx ON public.loan_class_round USING btree (institution_id, closed_by);
CREATE UNIQUE INDEX loan_class_round_day_key ON public.loan_class_round USING btree (institution_id, as_of, area_code) WHERE (status <> 'REJECTED'::text);
CREATE INDEX loan_class_round_determined_by_idx ON public.loan_class_round USING btree (institution_id, determined_by);
CREATE INDEX loan_class_round_proposed_by_idx ON public.loan_class_round USING btree (institution_id, proposed_by);
CREATE INDEX loan_class_round_status_idx ON public.loan_class_round USING btree (institution_id, status, as_of);

-- The class of a loan over days, as is known now; rows that became known to be wrong hold on no day
create table loan_classification (
  institution_id uuid not null,
  id uuid not null,
  loan_id uuid not null,
  loan_class text not null,
  rule_set text not null,
  reasons jsonb not null,
  valid_from date not null,
  valid_to date,
  recorded_at timestamp with time zone not null,
  superseded_at timestamp with time zone,
  stated_until date,
  constraint loan_classification_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint loan_classification_loan_class_check CHECK ((loan_class = ANY (ARRAY['NORMAL'::text, 'SPECIAL_MENTION'::text, 'SUBSTANDARD'::text, 'DOUBTFUL'::text, 'LOSS'::text]))),
  constraint loan_classification_loan_id_fkey FOREIGN KEY (institution_id, loan_id) REFERENCES loan(institution_id, id),
  constraint loan_classification_period_excl EXCLUDE USING gist (institution_id WITH =, uuid_hash_extended(loan_id, (0)::bigint) WITH =, COALESCE(loan_id, id) WITH =, daterange(valid_from, valid_to) WITH &&) WHERE ((superseded_at IS NULL)),
  constraint loan_classification_pkey PRIMARY KEY (institution_id, id),
  constraint loan_classification_reasons_check CHECK ((jsonb_typeof(reasons) = 'array'::text)),
  constraint loan_classification_rule_set_check CHECK (((char_length(rule_set) >= 1) AND (char_length(rule_set) <= 64))),
  constraint loan_classification_valid_to_check CHECK (
CASE
    WHEN (superseded_at IS NULL) THEN ((valid_to IS NULL) OR ((valid_to > valid_from) AND (stated_until IS NULL)))
    ELSE (valid_to = valid_from)
END)
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX loan_classification_loan_class_idx ON public.loan_classification USING btree (institution_id, loan_class, valid_from);
CREATE INDEX loan_classification_loan_id_idx ON public.loan_classification USING btree (institution_id, loan_id, valid_from);
CREATE INDEX loan_classification_valid_from_idx ON public.loan_classification USING btree (institution_id, valid_from);
CREATE INDEX loan_classification_valid_to_idx ON public.loan_classification USING btree (institution_id, valid_to) WHERE (superseded_at IS NULL);

-- What an approval asks to be done before anything is paid out (放款前提条件), and the evidence that it was
create table loan_condition (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  loan_id uuid not null,
  vote_id uuid not null,
  number integer not null,
  text text not null,
  evidence_sha256 text,
  note text,
  fulfilled_by uuid,
  fulfilled_at timestamp with time zone,
  constraint loan_condition_evidence_sha256_check CHECK ((evidence_sha256 ~ '^[0-9a-f]{64}$'::text)),
  constraint loan_condition_fulfilled_by_fkey FOREIGN KEY (institution_id, fulfilled_by) REFERENCES person(institution_id, id),
  constraint loan_condition_fulfilled_check CHECK (((num_nonnulls(evidence_sha256, fulfilled_by, fulfilled_at) = ANY (ARRAY[0, 3])) AND ((note IS NULL) OR (fulfilled_at IS NOT NULL)))),
  constraint loan_condition_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint loan_condition_loan_id_fkey FOREIGN KEY (institution_id, loan_id) REFERENCES loan(institution_id, id),
  constraint loan_condition_note_check CHECK (((char_length(note) >= 1) AND (char_length(note) <= 500))),
  constraint loan_condition_number_check CHECK ((number >= 1)),
  constraint loan_condition_number_key UNIQUE (institution_id, vote_id, number),
  constraint loan_condition_pkey PRIMARY KEY (institution_id, id),
  constraint loan_condition_text_check CHECK (((char_length(text) >= 1) AND (char_length(text) <= 500))),
  constraint loan_condition_vote_id_fkey FOREIGN KEY (institution_id, vote_id) REFERENCES loan_vote(institution_id, id)
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX loan_condition_fulfilled_by_idx ON public.loan_condition USING btree (institution_id, fulfilled_by);
CREATE INDEX loan_condition_loan_id_idx ON public.loan_condition USING btree (institution_id, loan_id, id);

-- A loan before those who decide it: under which rule of the matrix, at which level, how it ended (审议)
create table loan_deliberation (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  loan_id uuid not null,
  round integer not null,
  matrix_id uuid,
  matrix_code text not null,
  rule_code text not null,
  amount_fen bigint not null,
  product text not null,
  guarantees text[] not null,
  grade text,
  outlet_level text,
  levels jsonb not null,
  level integer not null,
  status text not null,
  opened_at timestamp with time zone not null,
  closed_at timestamp with time zone,
  constraint loan_deliberation_amount_fen_check CHECK ((amount_fen > 0)),
  constraint loan_deliberation_closed_at_check CHECK (((status = 'OPEN'::text) = (closed_at IS NULL))),
  constraint loan_deliberation_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint loan_deliberation_level_check CHECK (((level >= 1) AND (level <= jsonb_array_length(levels)))),
  constraint loan_deliberation_levels_check CHECK (((jsonb_typeof(levels) = 'array'::text) AND (jsonb_array_length(levels) >= 1))),
  constraint loan_deliberation_loan_id_fkey FOREIGN KEY (institution_id, loan_id) REFERENCES loan(institution_id, id),
  constraint loan_deliberation_matrix_id_fkey FOREIGN KEY (institution_id, matrix_id) REFERENCES authority_matrix(institution_id, id),
  constraint loan_deliberation_pkey PRIMARY KEY (institution_id, id),
  constraint loan_deliberation_round_check CHECK ((round >= 1)),
  constraint loan_deliberation_status_check CHECK ((status = ANY (ARRAY['OPEN'::text, 'APPROVED'::text, 'REJECTED'::text, 'RETURNED'::text, 'WITHDRAWN'::text, 'SUPERSEDED'::text])))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX loan_deliberation_loan_id_idx ON public.loan_deliberation USING btree (institution_id, loan_id, opened_at);
CREATE INDEX loan_deliberation_matrix_id_idx ON public.loan_deliberation USING btree (institution_id, matrix_id);
CREATE UNIQUE INDEX loan_deliberation_open_key ON public.loan_deliberation USING btree (institution_id, loan_id) WHERE (status = 'OPEN'::text);
CREATE INDEX loan_deliberation_status_idx ON public.loan_deliberation USING btree (institution_id, status, opened_at, id);

-- Papers received for a loan; the files lie elsewhere and cannot be exchanged unnoticed (申请资料)
create table loan_document (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  loan_id uuid not null,
  kind text not null,
  sha256 text not null,
  status text not null,
  received_by uuid not null,
  received_on date not null,
  withdrawn_by uuid,
  withdrawn_on date,
  constraint loan_document_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint loan_document_kind_check CHECK ((kind = ANY (ARRAY['APPLICATION'::text, 'IDENTITY_CARD'::text, 'HOUSEHOLD_REGISTER'::text, 'MARRIAGE_CERTIFICATE'::text, 'CREDIT_REPORT_CONSENT'::text, 'CREDIT_REPORT'::text, 'BUSINESS_LICENCE'::text, 'LAND_CONTRACT'::text, 'INCOME_PROOF'::text, 'BANK_STATEMENT'::text, 'TAX_RECORD'::text, 'FINANCIAL_STATEMENTS'::text, 'PURCHASE_CONTRACT'::text, 'GUARANTOR_STATEMENT'::text, 'COLLATERAL_TITLE'::text, 'VALUATION'::text, 'POVERTY_RELIEF_PROOF'::text, 'OTHER'::text]))),
  constraint loan_document_loan_id_fkey FOREIGN KEY (institution_id, loan_id) REFERENCES loan(institution_id, id),
  constraint loan_document_pkey PRIMARY KEY (institution_id, id),
  constraint loan_document_received_by_fkey FOREIGN KEY (institution_id, received_by) REFERENCES person(institution_id, id),
  constraint loan_document_sha256_check CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text)),
  constraint loan_document_status_check CHECK ((status = ANY (ARRAY['RECEIVED'::text, 'WITHDRAWN'::text]))),
  constraint loan_document_withdrawn_by_fkey FOREIGN KEY (institution_id, withdrawn_by) REFERENCES person(institution_id, id),
  constraint loan_document_withdrawn_check CHECK ((num_nonnulls(withdrawn_by, withdrawn_on) =
CASE status
    WHEN 'WITHDRAWN'::text THEN 2
    ELSE 0
END))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX loan_document_loan_id_idx ON public.loan_document USING btree (institution_id, loan_id);
CREATE INDEX loan_document_received_by_idx ON public.loan_document USING btree (institution_id, received_by);
CREATE UNIQUE INDEX loan_document_sha256_key ON public.loan_document USING btree (institution_id, loan_id, kind, sha256) WHERE (status = 'RECEIVED'::text);
CREATE INDEX loan_document_withdrawn_by_idx ON public.loan_document USING btree (institution_id, withdrawn_by);

-- A step whose deadline passed, told to somebody further up; closed when the step is taken
create table loan_escalation (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  loan_id uuid not null,
  loan_status text not null,
  status text not null,
  step_since date not null,
  due_on date not null,
  tier integer not null,
  to_role text not null,
  rule_set text not null,
  escalated_on date not null,
  closed_on date,
  constraint loan_escalation_closed_on_check CHECK ((((status = 'CLOSED'::text) = (closed_on IS NOT NULL)) AND (closed_on >= escalated_on))),
  constraint loan_escalation_escalated_on_check CHECK ((escalated_on > due_on)),
  constraint loan_escalation_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint loan_escalation_loan_id_fkey FOREIGN KEY (institution_id, loan_id) REFERENCES loan(institution_id, id),
  constraint loan_escalation_pkey PRIMARY KEY (institution_id, id),
  constraint loan_escalation_status_check CHECK ((status = ANY (ARRAY['OPEN'::text, 'CLOSED'::text]))),
  constraint loan_escalation_tier_check CHECK ((tier >= 1)),
  constraint loan_escalation_tier_key UNIQUE (institution_id, loan_id, loan_status, step_since, tier)
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX loan_escalation_loan_id_idx ON public.loan_escalation USING btree (institution_id, loan_id, escalated_on);
CREATE INDEX loan_escalation_status_idx ON public.loan_escalation USING btree (institution_id, status, escalated_on, id);
CREATE INDEX loan_escalation_to_role_idx ON public.loan_escalation USING btree (institution_id, to_role, escalated_on, id);

-- What happened to a loan, as the core or whoever may decide it reported; never changed. What is owed is computed from these
create table loan_fact (
  institution_id uuid not null,
  id uuid not null,
  created_at timestamp with time zone not null,
  loan_id uuid not null,
  kind text not null,
  reference text not null,
  instruction text,
  amount_fen bigint,
  occurred_on date not null,
  explanation text,
  reported_by uuid not null,
  reported_at timestamp with time zone not null,
  recomputation text,
  annual_rate numeric(8,6),
  months integer,
  repayment_method text,
  until date,
  reverses uuid,
  constraint loan_fact_amount_fen_check CHECK ((amount_fen > 0)),
  constraint loan_fact_amount_kind_check CHECK (((kind = ANY (ARRAY['DISBURSED'::text, 'DISBURSEMENT_REFUSED'::text, 'DRAWN'::text, 'REPAID'::text, 'EARLY_REPAID'::text, 'PENALTY_CHARGED'::text, 'GUARANTEE_PAID'::text, 'SUBSIDY_PAID'::text, 'RECOVERED'::text])) = (amount_fen IS NOT NULL))),
  constraint loan_fact_annual_rate_check CHECK (((annual_rate >= (0)::numeric) AND (annual_rate < (100)::numeric))),
  constraint loan_fact_annual_rate_kind_check CHECK (((kind = ANY (ARRAY['RATE_CHANGED'::text, 'RESTRUCTURED'::text])) = (annual_rate IS NOT NULL))),
  constraint loan_fact_explanation_check CHECK (((char_length(explanation) >= 1) AND (char_length(explanation) <= 256))),
  constraint loan_fact_explanation_kind_check CHECK (((kind = ANY (ARRAY['DISBURSEMENT_REFUSED'::text, 'REVERSED'::text])) = (explanation IS NOT NULL))),
  constraint loan_fact_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint loan_fact_instruction_check CHECK (((kind = ANY (ARRAY['DISBURSED'::text, 'DISBURSEMENT_REFUSED'::text, 'DRAWN'::text])) = (instruction IS NOT NULL))),
  constraint loan_fact_instruction_key UNIQUE (institution_id, instruction),
  constraint loan_fact_kind_check CHECK ((kind = ANY (ARRAY['DISBURSED'::text, 'DISBURSEMENT_REFUSED'::text, 'DRAWN'::text, 'REPAID'::text, 'EARLY_REPAID'::text, 'PENALTY_CHARGED'::text, 'GUARANTEE_PAID'::text, 'SUBSIDY_PAID'::text, 'RATE_CHANGED'::text, 'EXTENDED'::text, 'RESTRUCTURED'::text, 'WRITTEN_OFF'::text, 'RECOVERED'::text, 'DAYS_PAUSED'::text, 'DAYS_RESUMED'::text, 'REVERSED'::text]))),
  constraint loan_fact_loan_id_fkey FOREIGN KEY (institution_id, loan_id) REFERENCES loan(institution_id, id),
  constraint loan_fact_months_check CHECK (((months >= 1) AND (months <= 360))),
  constraint loan_fact_months_kind_check CHECK (((kind = ANY (ARRAY['EXTENDED'::text, 'RESTRUCTURED'::text])) = (months IS NOT NULL))),
  constraint loan_fact_pkey PRIMARY KEY (institution_id, id),
  constraint loan_fact_recomputation_check CHECK ((recomputation = ANY (ARRAY['SHORTEN_TERM'::text, 'LOWER_INSTALMENT'::text]))),
  constraint loan_fact_recomputation_kind_check CHECK (((kind = 'EARLY_REPAID'::text) = (recomputation IS NOT NULL))),
  constraint loan_fact_reference_check CHECK (((char_length(reference) >= 1) AND (char_length(reference) <= 64))),
  constraint loan_fact_reference_key UNIQUE (institution_id, kind, reference),
  constraint loan_fact_repayment_method_check CHECK ((repayment_method = ANY (ARRAY['EQUAL_INSTALMENTS'::text, 'EQUAL_PRINCIPAL'::text, 'INTEREST_MONTHLY'::text, 'AT_MATURITY'::text, 'REVOLVING'::text]))),
  constraint loan_fact_repayment_method_kind_check CHECK (((kind = 'RESTRUCTURED'::text) = (repayment_method IS NOT NULL))),
  constraint loan_fact_reported_by_fkey FOREIGN KEY (institution_id, reported_by) REFERENCES person(institution_id, id),
  constraint loan_fact_reverses_fkey FOREIGN KEY (institution_id, reverses) REFERENCES loan_fact(institution_id, id),
  constraint loan_fact_reverses_key UNIQUE (institution_id, reverses),
  constraint loan_fact_reverses_kind_check CHECK (((kind = 'REVERSED'::text) = (reverses IS NOT NULL))),
  constraint loan_fact_until_check CHECK ((until > occurred_on)),
  constraint loan_fact_until_kind_check CHECK (((kind = 'DAYS_PAUSED'::text) OR (until IS NULL)))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE UNIQUE INDEX loan_fact_disbursed_key ON public.loan_fact USING btree (institution_id, loan_id) WHERE (kind = 'DISBURSED'::text);
CREATE INDEX loan_fact_loan_id_idx ON public.loan_fact USING btree (institution_id, loan_id, occurred_on, id);
CREATE UNIQUE INDEX loan_fact_money_key ON public.loan_fact USING btree (institution_id, reference) WHERE (kind = ANY (ARRAY['REPAID'::text, 'EARLY_REPAID'::text, 'GUARANTEE_PAID'::text, 'RECOVERED'::text]));
CREATE INDEX loan_fact_rate_idx ON public.loan_fact USING btree (institution_id, occurred_on) WHERE (kind = ANY (ARRAY['RATE_CHANGED'::text, 'RESTRUCTURED'::text]));
CREATE INDEX loan_fact_reported_by_idx ON public.loan_fact USING btree (institution_id, reported_by);

-- What looked wrong about an application when it was submitted; the reviewer answers each (预警)
create table loan_flag (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  loan_id uuid not null,
  round integer not null,
  kind text not null,
  found_fen bigint,
  threshold_fen bigint,
  found_loans integer,
  threshold_loans integer,
  others uuid[] not null,
  rule_set text not null,
  raised_at timestamp with time zone not null,
  outcome text,
  answer text,
  answered_by uuid,
  answered_at timestamp with time zone,
  constraint loan_flag_answer_check CHECK (((char_length(answer) >= 1) AND (char_length(answer) <= 1000))),
  constraint loan_flag_answered_by_fkey FOREIGN KEY (institution_id, answered_by) REFERENCES person(institution_id, id),
  constraint loan_flag_answered_check CHECK ((num_nonnulls(outcome, answer, answered_by, answered_at) = ANY (ARRAY[0, 4]))),
  constraint loan_flag_figures_check CHECK (((num_nonnulls(found_fen, threshold_fen, found_loans, threshold_loans) = 2) AND ((found_fen > threshold_fen) OR (found_loans > threshold_loans)))),
  constraint loan_flag_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint loan_flag_kind_check CHECK ((kind = ANY (ARRAY['DUPLICATE'::text, 'SPLIT_HOUSEHOLD'::text, 'SPLIT_PAYEE'::text, 'HOUSEHOLD_EXPOSURE'::text, 'GUARANTOR_OVERLOADED'::text, 'COLLATERAL_REUSED'::text]))),
  constraint loan_flag_kind_key UNIQUE (institution_id, loan_id, round, kind),
  constraint loan_flag_loan_id_fkey FOREIGN KEY (institution_id, loan_id) REFERENCES loan(institution_id, id),
  constraint loan_flag_others_check CHECK ((cardinality(others) <= 50)),
  constraint loan_flag_outcome_check CHECK ((outcome = ANY (ARRAY['EXPLAINED'::text, 'CONFIRMED'::text]))),
  constraint loan_flag_pkey PRIMARY KEY (institution_id, id),
  constraint loan_flag_round_check CHECK ((round >= 1)),
  constraint loan_flag_rule_set_check CHECK ((rule_set ~ '^[A-Z][A-Z0-9_]{0,62}$'::text))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX loan_flag_answered_by_idx ON public.loan_flag USING btree (institution_id, answered_by);
CREATE INDEX loan_flag_open_idx ON public.loan_flag USING btree (institution_id, raised_at, id);

-- Security offered for a loan: a guarantor on file, or a thing by its title (担保、抵质押物)
create table loan_guarantee (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  loan_id uuid not null,
  kind text not null,
  amount_fen bigint not null,
  guarantor_id uuid,
  collateral_kind text,
  title_reference text,
  value_fen bigint,
  valued_on date,
  status text not null,
  offered_by uuid not null,
  offered_on date not null,
  removed_by uuid,
  removed_on date,
  constraint loan_guarantee_amount_fen_check CHECK ((amount_fen > 0)),
  constraint loan_guarantee_collateral_check CHECK ((num_nonnulls(collateral_kind, title_reference, value_fen, valued_on) =
CASE
    WHEN (kind = ANY (ARRAY['MORTGAGE'::text, 'PLEDGE'::text])) THEN 4
    ELSE 0
END)),
  constraint loan_guarantee_collateral_kind_check CHECK ((collateral_kind = ANY (ARRAY['HOUSE'::text, 'RURAL_HOUSE'::text, 'LAND_USE_RIGHT'::text, 'FOREST_RIGHT'::text, 'LIVESTOCK'::text, 'EQUIPMENT'::text, 'VEHICLE'::text, 'DEPOSIT'::text, 'RECEIVABLE'::text, 'WAREHOUSE_RECEIPT'::text, 'OTHER'::text]))),
  constraint loan_guarantee_guarantor_check CHECK (((kind = ANY (ARRAY['MORTGAGE'::text, 'PLEDGE'::text])) OR (guarantor_id IS NOT NULL))),
  constraint loan_guarantee_guarantor_id_fkey FOREIGN KEY (institution_id, guarantor_id) REFERENCES customer(institution_id, id),
  constraint loan_guarantee_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint loan_guarantee_kind_check CHECK ((kind = ANY (ARRAY['GUARANTEE'::text, 'JOINT_GUARANTEE'::text, 'MORTGAGE'::text, 'PLEDGE'::text]))),
  constraint loan_guarantee_loan_id_fkey FOREIGN KEY (institution_id, loan_id) REFERENCES loan(institution_id, id),
  constraint loan_guarantee_offered_by_fkey FOREIGN KEY (institution_id, offered_by) REFERENCES person(institution_id, id),
  constraint loan_guarantee_pkey PRIMARY KEY (institution_id, id),
  constraint loan_guarantee_removed_by_fkey FOREIGN KEY (institution_id, removed_by) REFERENCES person(institution_id, id),
  constraint loan_guarantee_removed_check CHECK ((num_nonnulls(removed_by, removed_on) =
CASE status
    WHEN 'REMOVED'::text THEN 2
    ELSE 0
END)),
  constraint loan_guarantee_status_check CHECK ((status = ANY (ARRAY['OFFERED'::text, 'REMOVED'::text]))),
  constraint loan_guarantee_title_reference_check CHECK (((char_length(title_reference) >= 1) AND (char_length(title_reference) <= 64))),
  constraint loan_guarantee_value_fen_check CHECK ((value_fen > 0))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX loan_guarantee_guarantor_id_idx ON public.loan_guarantee USING btree (institution_id, guarantor_id);
CREATE UNIQUE INDEX loan_guarantee_guarantor_id_key ON public.loan_guarantee USING btree (institution_id, loan_id, guarantor_id) WHERE ((status = 'OFFERED'::text) AND (kind = ANY (ARRAY['GUARANTEE'::text, 'JOINT_GUARANTEE'::text])));
CREATE INDEX loan_guarantee_loan_id_idx ON public.loan_guarantee USING btree (institution_id, loan_id);
CREATE INDEX loan_guarantee_offered_by_idx ON public.loan_guarantee USING btree (institution_id, offered_by);
CREATE INDEX loan_guarantee_removed_by_idx ON public.loan_guarantee USING btree (institution_id, removed_by);
CREATE INDEX loan_guarantee_title_reference_idx ON public.loan_guarantee USING btree (institution_id, title_reference) WHERE (title_reference IS NOT NULL);
CREATE UNIQUE INDEX loan_guarantee_title_reference_key ON public.loan_guarantee USING btree (institution_id, loan_id, title_reference) WHERE ((status = 'OFFERED'::text) AND (title_reference IS NOT NULL));

-- The repayment schedule and what has been paid on it; follows from the terms and loan_fact alone
create table loan_instalment (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  loan_id uuid not null,
  number integer not null,
  period_from date not null,
  due_on date not null,
  principal_fen bigint not null,
  interest_fen bigint not null,
  balance_after_fen bigint not null,
  paid_principal_fen bigint not null,
  paid_interest_fen bigint not null,
  settled_on date,
  subsidised_fen bigint not null,
  paid_subsidy_fen bigint not null,
  constraint loan_instalment_balance_after_fen_check CHECK ((balance_after_fen >= 0)),
  constraint loan_instalment_due_on_check CHECK ((due_on >= period_from)),
  constraint loan_instalment_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint loan_instalment_interest_fen_check CHECK ((interest_fen >= 0)),
  constraint loan_instalment_loan_id_fkey FOREIGN KEY (institution_id, loan_id) REFERENCES loan(institution_id, id),
  constraint loan_instalment_number_check CHECK ((number >= 1)),
  constraint loan_instalment_number_key UNIQUE (institution_id, loan_id, number),
  constraint loan_instalment_paid_interest_fen_check CHECK (((paid_interest_fen >= 0) AND (paid_interest_fen <= interest_fen))),
  constraint loan_instalment_paid_principal_fen_check CHECK (((paid_principal_fen >= 0) AND (paid_principal_fen <= principal_fen))),
  constraint loan_instalment_paid_subsidy_fen_check CHECK (((paid_subsidy_fen >= 0) AND (paid_subsidy_fen <= subsidised_fen))),
  constraint loan_instalment_pkey PRIMARY KEY (institution_id, id),
  constraint loan_instalment_principal_fen_check CHECK ((principal_fen >= 0)),
  constraint loan_instalment_settled_on_check CHECK (((settled_on IS NOT NULL) = ((paid_principal_fen = principal_fen) AND (paid_interest_fen = interest_fen)))),
  constraint loan_instalment_subsidised_fen_check CHECK ((subsidised_fen >= 0))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX loan_instalment_due_on_idx ON public.loan_instalment USING btree (institution_id, due_on, id);
CREATE INDEX loan_instalment_open_idx ON public.loan_instalment USING btree (institution_id, due_on, id) WHERE (settled_on IS NULL);

-- Findings of one of the two investigators (双人调查), signed by sending them; never changed
create table loan_investigation (
  institution_id uuid not null,
  id uuid not null,
  created_at timestamp with time zone not null,
  loan_id uuid not null,
  round integer not null,
  seat smallint not null,
  investigator_id uuid not null,
  signed_at timestamp with time zone not null,
  on_site boolean not null,
  visited_at timestamp with time zone,
  longitude double precision,
  latitude double precision,
  identity_checked boolean,
  income_checked boolean,
  debts_checked boolean,
  purpose_confirmed boolean,
  repayment_source text,
  recommended boolean not null,
  opinion text not null,
  evidence_sha256 text,
  form_id uuid,
  findings jsonb,
  sealed_items text[] not null,
  sealed_cipher bytea,
  constraint loan_investigation_evidence_sha256_check CHECK ((evidence_sha256 ~ '^[0-9a-f]{64}$'::text)),
  constraint loan_investigation_findings_check CHECK ((jsonb_typeof(findings) = 'object'::text)),
  constraint loan_investigation_form_check CHECK ((((form_id IS NULL) = (findings IS NULL)) AND (num_nonnulls(identity_checked, income_checked, debts_checked, purpose_confirmed, repayment_source) =
CASE
    WHEN (form_id IS NULL) THEN 5
    ELSE 0
END))),
  constraint loan_investigation_form_id_fkey FOREIGN KEY (institution_id, form_id) REFERENCES loan_product(institution_id, id),
  constraint loan_investigation_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint loan_investigation_investigator_id_fkey FOREIGN KEY (institution_id, investigator_id) REFERENCES person(institution_id, id),
  constraint loan_investigation_investigator_id_key UNIQUE (institution_id, loan_id, round, investigator_id),
  constraint loan_investigation_latitude_check CHECK (((latitude >= ('-90'::integer)::double precision) AND (latitude <= (90)::double precision))),
  constraint loan_investigation_loan_id_fkey FOREIGN KEY (institution_id, loan_id) REFERENCES loan(institution_id, id),
  constraint loan_investigation_longitude_check CHECK (((longitude >= ('-180'::integer)::double precision) AND (longitude <= (180)::double precision))),
  constraint loan_investigation_on_site_check CHECK (((num_nonnulls(visited_at, longitude, latitude) =
CASE
    WHEN on_site THEN 3
    ELSE 0
END) AND ((NOT on_site) OR (evidence_sha256 IS NOT NULL)))),
  constraint loan_investigation_opinion_check CHECK (((char_length(opinion) >= 1) AND (char_length(opinion) <= 1000))),
  constraint loan_investigation_pkey PRIMARY KEY (institution_id, id),
  constraint loan_investigation_repayment_source_check CHECK (((char_length(repayment_source) >= 1) AND (char_length(repayment_source) <= 500))),
  constraint loan_investigation_round_check CHECK ((round >= 1)),
  constraint loan_investigation_sealed_check CHECK (((cardinality(sealed_items) = 0) = (sealed_cipher IS NULL))),
  constraint loan_investigation_seat_check CHECK ((seat = ANY (ARRAY[1, 2]))),
  constraint loan_investigation_seat_key UNIQUE (institution_id, loan_id, round, seat)
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX loan_investigation_form_id_idx ON public.loan_investigation USING btree (institution_id, form_id);
CREATE INDEX loan_investigation_investigator_id_idx ON public.loan_investigation USING btree (institution_id, investigator_id);

-- Who caused that a loan went bad, by which duty and how far, or answers for nothing (责任认定)
create table loan_liability (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  loan_id uuid not null,
  person_id uuid not null,
  duty text not null,
  degree text not null,
  grounds text not null,
  evidence text[] not null,
  found_by uuid not null,
  found_on date not null,
  constraint loan_liability_degree_check CHECK ((degree = ANY (ARRAY['MAIN'::text, 'PARTIAL'::text, 'EXEMPT'::text]))),
  constraint loan_liability_duty_check CHECK ((duty = ANY (ARRAY['INVESTIGATION'::text, 'REVIEW'::text, 'APPROVAL'::text, 'DISBURSEMENT'::text, 'MANAGEMENT'::text]))),
  constraint loan_liability_evidence_check CHECK (((cardinality(evidence) >= 1) AND (cardinality(evidence) <= 20))),
  constraint loan_liability_found_by_fkey FOREIGN KEY (institution_id, found_by) REFERENCES person(institution_id, id),
  constraint loan_liability_grounds_check CHECK (((char_length(grounds) >= 1) AND (char_length(grounds) <= 2000))),
  constraint loan_liability_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint loan_liability_loan_id_fkey FOREIGN KEY (institution_id, loan_id) REFERENCES loan(institution_id, id),
  constraint loan_liability_person_id_fkey FOREIGN KEY (institution_id, person_id) REFERENCES person(institution_id, id),
  constraint loan_liability_person_id_key UNIQUE (institution_id, loan_id, person_id, duty),
  constraint loan_liability_pkey PRIMARY KEY (institution_id, id),
  constraint loan_liability_two_people_check CHECK ((found_by <> person_id))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX loan_liability_degree_idx ON public.loan_liability USING btree (institution_id, degree, found_on, id);
CREATE INDEX loan_liability_found_by_idx ON public.loan_liability USING btree (institution_id, found_by);
CREATE INDEX loan_liability_found_on_idx ON public.loan_liability USING btree (institution_id, found_on, id);
CREATE INDEX loan_liability_person_id_idx ON public.loan_liability USING btree (institution_id, person_id, found_on);

-- Who manages a loan for a period (管理责任人); where nobody is named it is the officer of the grid
create table loan_manager (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  loan_id uuid not null,
  person_id uuid not null,
  valid_from date not null,
  valid_to date,
  assigned_by uuid not null,
  constraint loan_manager_assigned_by_fkey FOREIGN KEY (institution_id, assigned_by) REFERENCES person(institution_id, id),
  constraint loan_manager_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint loan_manager_loan_id_fkey FOREIGN KEY (institution_id, loan_id) REFERENCES loan(institution_id, id),
  constraint loan_manager_period_excl EXCLUDE USING gist (institution_id WITH =, COALESCE(loan_id, id) WITH =, daterange(valid_from, valid_to) WITH &&),
  constraint loan_manager_person_id_fkey FOREIGN KEY (institution_id, person_id) REFERENCES person(institution_id, id),
  constraint loan_manager_pkey PRIMARY KEY (institution_id, id),
  constraint loan_manager_valid_to_check CHECK ((valid_to >= valid_from))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX loan_manager_assigned_by_idx ON public.loan_manager USING btree (institution_id, assigned_by);
CREATE INDEX loan_manager_loan_id_idx ON public.loan_manager USING btree (institution_id, loan_id, valid_from);
CREATE INDEX loan_manager_person_id_idx ON public.loan_manager USING btree (institution_id, person_id, valid_from);

-- What an institution lends, edition by edition (贷款产品). A published edition is never edited
create table loan_product (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  code text not null,
  edition integer not null,
  name_en text not null,
  name_zh text not null,
  sample boolean not null,
  status text not null,
  content jsonb not null,
  valid_from date,
  valid_to date,
  drafted_by uuid not null,
  published_by uuid,
  constraint loan_product_code_check CHECK ((code ~ '^[A-Z][A-Z0-9_]{0,62}$'::text)),
  constraint loan_product_content_check CHECK ((jsonb_typeof(content) = 'object'::text)),
  constraint loan_product_drafted_by_fkey FOREIGN KEY (institution_id, drafted_by) REFERENCES person(institution_id, id),
  constraint loan_product_edition_check CHECK ((edition >= 1)),
  constraint loan_product_edition_key UNIQUE (institution_id, code, edition),
  constraint loan_product_ended_check CHECK (((status = ANY (ARRAY['SUPERSEDED'::text, 'CLOSED'::text])) = (valid_to IS NOT NULL))),
  constraint loan_product_in_use_check CHECK ((((status = ANY (ARRAY['PUBLISHED'::text, 'SUPERSEDED'::text, 'CLOSED'::text])) = (valid_from IS NOT NULL)) AND ((valid_from IS NULL) = (published_by IS NULL)))),
  constraint loan_product_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint loan_product_name_en_check CHECK (((char_length(name_en) >= 1) AND (char_length(name_en) <= 300))),
  constraint loan_product_name_zh_check CHECK (((char_length(name_zh) >= 1) AND (char_length(name_zh) <= 300))),
  constraint loan_product_period_excl EXCLUDE USING gist (institution_id WITH =, code WITH =, daterange(valid_from, valid_to) WITH &&) WHERE ((valid_from IS NOT NULL)),
  constraint loan_product_pkey PRIMARY KEY (institution_id, id),
  constraint loan_product_published_by_fkey FOREIGN KEY (institution_id, published_by) REFERENCES person(institution_id, id),
  constraint loan_product_status_check CHECK ((status = ANY (ARRAY['DRAFT'::text, 'PUBLISHED'::text, 'SUPERSEDED'::text, 'CLOSED'::text, 'DISCARDED'::text]))),
  constraint loan_product_valid_to_check CHECK ((valid_to > valid_from))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX loan_product_code_idx ON public.loan_product USING btree (institution_id, code, valid_from);
CREATE INDEX loan_product_drafted_by_idx ON public.loan_product USING btree (institution_id, drafted_by);
CREATE INDEX loan_product_published_by_idx ON public.loan_product USING btree (institution_id, published_by);
CREATE INDEX loan_product_status_idx ON public.loan_product USING btree (institution_id, status, code);

-- Who signed the contract of a loan, how, and before whom (面签); only ever added to
create table loan_signature (
  institution_id uuid not null,
  id uuid not null,
  created_at timestamp with time zone not null,
  loan_id uuid not null,
  round integer not null,
  party text not null,
  party_number integer not null,
  method text not null,
  signed_at timestamp with time zone not null,
  witnessed_by uuid not null,
  evidence_sha256 text not null,
  guarantee_id uuid,
  constraint loan_signature_evidence_sha256_check CHECK ((evidence_sha256 ~ '^[0-9a-f]{64}$'::text)),
  constraint loan_signature_guarantee_check CHECK (((party = 'GUARANTOR'::text) = (guarantee_id IS NOT NULL))),
  constraint loan_signature_guarantee_id_fkey FOREIGN KEY (institution_id, guarantee_id) REFERENCES loan_guarantee(institution_id, id),
  constraint loan_signature_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint loan_signature_loan_id_fkey FOREIGN KEY (institution_id, loan_id) REFERENCES loan(institution_id, id),
  constraint loan_signature_method_check CHECK ((method = ANY (ARRAY['FACE_TO_FACE'::text, 'VIDEO'::text]))),
  constraint loan_signature_party_check CHECK ((party = ANY (ARRAY['BORROWER'::text, 'GUARANTOR'::text]))),
  constraint loan_signature_party_key UNIQUE (institution_id, loan_id, round, party, party_number),
  constraint loan_signature_party_number_check CHECK ((party_number >= 1)),
  constraint loan_signature_pkey PRIMARY KEY (institution_id, id),
  constraint loan_signature_round_check CHECK ((round >= 1)),
  constraint loan_signature_witnessed_by_fkey FOREIGN KEY (institution_id, witnessed_by) REFERENCES person(institution_id, id)
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX loan_signature_guarantee_id_idx ON public.loan_signature USING btree (institution_id, guarantee_id);
CREATE INDEX loan_signature_witnessed_by_idx ON public.loan_signature USING btree (institution_id, witnessed_by);

-- Where a loan stood and will stand if nothing more is paid, one row per change. The rows of a loan follow from its facts, are laid out together and leave no gap from its disbursement on
create table loan_standing (
  institution_id uuid not null,
  id uuid not null,
  loan_id uuid not null,
  valid_from date not null,
  valid_to date,
  outstanding_principal_fen bigint not null,
  outstanding_interest_fen bigint not null,
  penalty_fen bigint not null,
  overdue_principal_fen bigint not null,
  overdue_interest_fen bigint not null,
  overdue_since date,
  overdue_days integer not null,
  days_paused boolean not null,
  next_due_on date,
  subsidy_due_fen bigint not null,
  written_off_principal_fen bigint not null,
  written_off_interest_fen bigint not null,
  surplus_fen bigint not null,
  constraint loan_standing_fen_check CHECK ((LEAST(outstanding_principal_fen, outstanding_interest_fen, penalty_fen, overdue_principal_fen, overdue_interest_fen, subsidy_due_fen, written_off_principal_fen, written_off_interest_fen, surplus_fen) >= 0)),
  constraint loan_standing_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint loan_standing_loan_id_fkey FOREIGN KEY (institution_id, loan_id) REFERENCES loan(institution_id, id),
  constraint loan_standing_overdue_check CHECK (((overdue_days = 0) OR (overdue_since IS NOT NULL))),
  constraint loan_standing_overdue_days_check CHECK ((overdue_days >= 0)),
  constraint loan_standing_pkey PRIMARY KEY (institution_id, id),
  constraint loan_standing_valid_from_key UNIQUE (institution_id, loan_id, valid_from),
  constraint loan_standing_valid_to_check CHECK ((valid_to > valid_from))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX loan_standing_valid_from_idx ON public.loan_standing USING btree (institution_id, valid_from, loan_id);

-- Who took which step of a loan, when and with what opinion; never changed
create table loan_step (
  institution_id uuid not null,
  id uuid not null,
  created_at timestamp with time zone not null,
  loan_id uuid not null,
  number integer not null,
  round integer not null,
  action text not null,
  duty text,
  from_status text,
  to_status text not null,
  person_id uuid not null,
  taken_at timestamp with time zone not null,
  opinion text,
  constraint loan_step_action_check CHECK ((action = ANY (ARRAY['APPLY'::text, 'SUBMIT'::text, 'INVESTIGATE'::text, 'REVIEW'::text, 'APPROVE'::text, 'RETURN'::text, 'REJECT'::text, 'WITHDRAW'::text, 'INSTRUCT'::text, 'CONFIRM'::text, 'REFUSE_DISBURSEMENT'::text, 'SETTLE'::text, 'VOTE'::text, 'LAPSE'::text, 'DISCLOSE_COST'::text, 'CONFIRM_COST'::text, 'SIGN'::text, 'DRAW'::text, 'CHECK'::text, 'CANCEL_DRAWING'::text, 'REVISE'::text, 'REOPEN'::text]))),
  constraint loan_step_duty_action_check CHECK (
CASE action
    WHEN 'INVESTIGATE'::text THEN (duty = 'INVESTIGATION'::text)
    WHEN 'REVIEW'::text THEN (duty = 'REVIEW'::text)
    WHEN 'APPROVE'::text THEN (duty = 'APPROVAL'::text)
    WHEN 'INSTRUCT'::text THEN (duty = 'DISBURSEMENT'::text)
    WHEN 'RETURN'::text THEN (duty = ANY (ARRAY['INVESTIGATION'::text, 'REVIEW'::text, 'APPROVAL'::text]))
    WHEN 'REJECT'::text THEN (duty = ANY (ARRAY['INVESTIGATION'::text, 'REVIEW'::text, 'APPROVAL'::text]))
    WHEN 'VOTE'::text THEN (duty = 'APPROVAL'::text)
    WHEN 'CHECK'::text THEN (duty = 'DISBURSEMENT'::text)
    ELSE (duty IS NULL)
END),
  constraint loan_step_duty_check CHECK ((duty = ANY (ARRAY['INVESTIGATION'::text, 'REVIEW'::text, 'APPROVAL'::text, 'DISBURSEMENT'::text]))),
  constraint loan_step_duty_excl EXCLUDE USING gist (institution_id WITH =, loan_id WITH =, round WITH =, person_id WITH =, duty WITH <>) WHERE ((duty IS NOT NULL)),
  constraint loan_step_from_status_check CHECK ((from_status = ANY (ARRAY['DRAFT'::text, 'SUBMITTED'::text, 'RETURNED'::text, 'INVESTIGATED'::text, 'REVIEWED'::text, 'APPROVED'::text, 'DISBURSING'::text, 'ACTIVE'::text, 'SETTLED'::text, 'REJECTED'::text, 'WITHDRAWN'::text, 'SIGNED'::text]))),
  constraint loan_step_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint loan_step_loan_id_fkey FOREIGN KEY (institution_id, loan_id) REFERENCES loan(institution_id, id),
  constraint loan_step_number_check CHECK ((number >= 1)),
  constraint loan_step_number_key UNIQUE (institution_id, loan_id, number),
  constraint loan_step_opinion_check CHECK (((char_length(opinion) >= 1) AND (char_length(opinion) <= 1000))),
  constraint loan_step_person_id_fkey FOREIGN KEY (institution_id, person_id) REFERENCES person(institution_id, id),
  constraint loan_step_pkey PRIMARY KEY (institution_id, id),
  constraint loan_step_round_check CHECK ((round >= 1)),
  constraint loan_step_to_status_check CHECK ((to_status = ANY (ARRAY['DRAFT'::text, 'SUBMITTED'::text, 'RETURNED'::text, 'INVESTIGATED'::text, 'REVIEWED'::text, 'APPROVED'::text, 'DISBURSING'::text, 'ACTIVE'::text, 'SETTLED'::text, 'REJECTED'::text, 'WITHDRAWN'::text, 'SIGNED'::text])))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX loan_step_person_id_idx ON public.loan_step USING btree (institution_id, person_id);
CREATE UNIQUE INDEX loan_step_signature_key ON public.loan_step USING btree (institution_id, loan_id, round, action, person_id) WHERE (action = ANY (ARRAY['INVESTIGATE'::text, 'REVIEW'::text]));

-- A vote on a loan; one a person and a seat in a deliberation, never changed
create table loan_vote (
  institution_id uuid not null,
  id uuid not null,
  created_at timestamp with time zone not null,
  loan_id uuid not null,
  deliberation_id uuid not null,
  level integer not null,
  person_id uuid not null,
  seat_of uuid not null,
  delegation_id uuid,
  roles text[] not null,
  choice text not null,
  opinion text not null,
  voted_at timestamp with time zone not null,
  constraint loan_vote_choice_check CHECK ((choice = ANY (ARRAY['FOR'::text, 'AGAINST'::text, 'ABSTAIN'::text]))),
  constraint loan_vote_delegation_check CHECK (((person_id = seat_of) = (delegation_id IS NULL))),
  constraint loan_vote_delegation_id_fkey FOREIGN KEY (institution_id, delegation_id) REFERENCES authority_delegation(institution_id, id),
  constraint loan_vote_deliberation_id_fkey FOREIGN KEY (institution_id, deliberation_id) REFERENCES loan_deliberation(institution_id, id),
  constraint loan_vote_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint loan_vote_level_check CHECK ((level >= 1)),
  constraint loan_vote_loan_id_fkey FOREIGN KEY (institution_id, loan_id) REFERENCES loan(institution_id, id),
  constraint loan_vote_opinion_check CHECK (((char_length(opinion) >= 1) AND (char_length(opinion) <= 1000))),
  constraint loan_vote_person_id_fkey FOREIGN KEY (institution_id, person_id) REFERENCES person(institution_id, id),
  constraint loan_vote_person_id_key UNIQUE (institution_id, deliberation_id, person_id),
  constraint loan_vote_pkey PRIMARY KEY (institution_id, id),
  constraint loan_vote_seat_of_fkey FOREIGN KEY (institution_id, seat_of) REFERENCES person(institution_id, id),
  constraint loan_vote_seat_of_key UNIQUE (institution_id, deliberation_id, seat_of)
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX loan_vote_delegation_id_idx ON public.loan_vote USING btree (institution_id, delegation_id);
CREATE INDEX loan_vote_loan_id_idx ON public.loan_vote USING btree (institution_id, loan_id);
CREATE INDEX loan_vote_person_id_idx ON public.loan_vote USING btree (institution_id, person_id);
CREATE INDEX loan_vote_seat_of_idx ON public.loan_vote USING btree (institution_id, seat_of);

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

-- A public notice (公示) of one village: who is listed, and until when to object
create table notice (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  kind text not null,
  area_code text not null,
  title text not null,
  status text not null,
  period_days integer,
  period_rule text,
  opened_on date,
  closes_on date,
  closed_on date,
  drafted_by uuid not null,
  opened_by uuid,
  constraint notice_area_code_check CHECK ((area_code ~ '^\d{12}$'::text)),
  constraint notice_closed_on_check CHECK (((status = 'CLOSED'::text) = (closed_on IS NOT NULL))),
  constraint notice_closes_on_check CHECK (((closes_on > opened_on) AND (closed_on > opened_on))),
  constraint notice_drafted_by_fkey FOREIGN KEY (institution_id, drafted_by) REFERENCES person(institution_id, id),
  constraint notice_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint notice_kind_check CHECK ((kind = ANY (ARRAY['RATING'::text, 'LOAN'::text, 'CREDIT_AREA'::text, 'POINTS'::text]))),
  constraint notice_opened_by_fkey FOREIGN KEY (institution_id, opened_by) REFERENCES person(institution_id, id),
  constraint notice_opened_check CHECK (
CASE status
    WHEN 'DRAFT'::text THEN (num_nonnulls(opened_on, closes_on, opened_by, period_days, period_rule) = 0)
    ELSE (num_nonnulls(opened_on, closes_on, opened_by, period_days, period_rule) = 5)
END),
  constraint notice_period_days_check CHECK (((period_days >= 1) AND (period_days <= 60))),
  constraint notice_pkey PRIMARY KEY (institution_id, id),
  constraint notice_status_check CHECK ((status = ANY (ARRAY['DRAFT'::text, 'OPEN'::text, 'CLOSED'::text]))),
  constraint notice_title_check CHECK (((char_length(title) >= 1) AND (char_length(title) <= 128)))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX notice_area_code_idx ON public.notice USING btree (institution_id, area_code, opened_on);
CREATE INDEX notice_closes_on_idx ON public.notice USING btree (institution_id, closes_on);
CREATE INDEX notice_drafted_by_idx ON public.notice USING btree (institution_id, drafted_by);
CREATE INDEX notice_kind_idx ON public.notice USING btree (institution_id, kind, opened_on);
CREATE INDEX notice_opened_by_idx ON public.notice USING btree (institution_id, opened_by);
CREATE INDEX notice_status_idx ON public.notice USING btree (institution_id, status, closes_on);

-- One household or firm on a notice, as it stood when the notice opened
create table notice_entry (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  notice_id uuid not null,
  customer_id uuid not null,
  rating_id uuid,
  name_mask text not null,
  group_name text,
  grade text,
  credit_line_fen bigint,
  status text not null,
  running_from date,
  running_days integer not null,
  closes_on date,
  settled_on date,
  loan_id uuid,
  constraint notice_entry_credit_line_fen_check CHECK ((credit_line_fen >= 0)),
  constraint notice_entry_customer_id_fkey FOREIGN KEY (institution_id, customer_id) REFERENCES customer(institution_id, id),
  constraint notice_entry_customer_key UNIQUE NULLS NOT DISTINCT (institution_id, notice_id, customer_id, loan_id),
  constraint notice_entry_group_name_check CHECK (((char_length(group_name) >= 1) AND (char_length(group_name) <= 128))),
  constraint notice_entry_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint notice_entry_loan_id_fkey FOREIGN KEY (institution_id, loan_id) REFERENCES loan(institution_id, id),
  constraint notice_entry_name_mask_check CHECK (((char_length(name_mask) >= 1) AND (char_length(name_mask) <= 64))),
  constraint notice_entry_notice_id_fkey FOREIGN KEY (institution_id, notice_id) REFERENCES notice(institution_id, id),
  constraint notice_entry_pkey PRIMARY KEY (institution_id, id),
  constraint notice_entry_rating_id_fkey FOREIGN KEY (institution_id, rating_id) REFERENCES rating(institution_id, id),
  constraint notice_entry_running_check CHECK (
CASE
    WHEN (status = ANY (ARRAY['OPEN'::text, 'DISMISSED'::text])) THEN ((running_from IS NOT NULL) AND (closes_on > running_from) AND (running_days > 0))
    WHEN (status = 'OBJECTED'::text) THEN ((running_from IS NULL) AND (closes_on IS NULL) AND (running_days > 0))
    ELSE ((running_from IS NULL) AND (closes_on IS NULL))
END),
  constraint notice_entry_running_days_check CHECK (((running_days >= 0) AND (running_days <= 60))),
  constraint notice_entry_settled_on_check CHECK (((status = ANY (ARRAY['UPHELD'::text, 'EFFECTIVE'::text, 'REMOVED'::text])) = (settled_on IS NOT NULL))),
  constraint notice_entry_status_check CHECK ((status = ANY (ARRAY['OPEN'::text, 'OBJECTED'::text, 'DISMISSED'::text, 'UPHELD'::text, 'EFFECTIVE'::text, 'REMOVED'::text]))),
  constraint notice_entry_subject_check CHECK ((num_nonnulls(rating_id, loan_id) <= 1))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX notice_entry_customer_id_idx ON public.notice_entry USING btree (institution_id, customer_id);
CREATE INDEX notice_entry_loan_id_idx ON public.notice_entry USING btree (institution_id, loan_id);
CREATE INDEX notice_entry_notice_id_idx ON public.notice_entry USING btree (institution_id, notice_id, status, id);
CREATE INDEX notice_entry_rating_id_idx ON public.notice_entry USING btree (institution_id, rating_id);
CREATE UNIQUE INDEX notice_entry_running_key ON public.notice_entry USING btree (institution_id, customer_id, rating_id) WHERE (status = ANY (ARRAY['OPEN'::text, 'OBJECTED'::text, 'DISMISSED'::text]));
CREATE UNIQUE INDEX notice_entry_running_loan_key ON public.notice_entry USING btree (institution_id, loan_id) WHERE ((status = ANY (ARRAY['OPEN'::text, 'OBJECTED'::text, 'DISMISSED'::text])) AND (loan_id IS NOT NULL));
CREATE INDEX notice_entry_status_idx ON public.notice_entry USING btree (institution_id, status, closes_on, id);

-- Somebody's objection to an entry; who it was need not be known
create table notice_objection (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  notice_entry_id uuid not null,
  receipt text not null,
  ground text not null,
  text_cipher bytea not null,
  contact_cipher bytea,
  status text not null,
  received_on date not null,
  recorded_by uuid,
  decided_by uuid,
  decided_on date,
  decision_reason text,
  constraint notice_objection_decided_by_fkey FOREIGN KEY (institution_id, decided_by) REFERENCES person(institution_id, id),
  constraint notice_objection_decision_check CHECK (
CASE
    WHEN (status = ANY (ARRAY['UPHELD'::text, 'DISMISSED'::text])) THEN (num_nonnulls(decided_by, decided_on, decision_reason) = 3)
    ELSE (num_nonnulls(decided_by, decision_reason) = 0)
END),
  constraint notice_objection_decision_reason_check CHECK (((char_length(decision_reason) >= 1) AND (char_length(decision_reason) <= 500))),
  constraint notice_objection_duties_check CHECK ((decided_by <> recorded_by)),
  constraint notice_objection_ground_check CHECK ((ground = ANY (ARRAY['IDENTITY'::text, 'FALSE_INFORMATION'::text, 'DEBTS'::text, 'CONDUCT'::text, 'OTHER'::text]))),
  constraint notice_objection_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint notice_objection_notice_entry_id_fkey FOREIGN KEY (institution_id, notice_entry_id) REFERENCES notice_entry(institution_id, id),
  constraint notice_objection_pkey PRIMARY KEY (institution_id, id),
  constraint notice_objection_receipt_check CHECK ((receipt ~ '^[0-9A-HJKMNP-TV-Z]{12}$'::text)),
  constraint notice_objection_receipt_key UNIQUE (institution_id, receipt),
  constraint notice_objection_recorded_by_fkey FOREIGN KEY (institution_id, recorded_by) REFERENCES person(institution_id, id),
  constraint notice_objection_status_check CHECK ((status = ANY (ARRAY['OPEN'::text, 'UPHELD'::text, 'DISMISSED'::text, 'LAPSED'::text])))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX notice_objection_decided_by_idx ON public.notice_objection USING btree (institution_id, decided_by);
CREATE INDEX notice_objection_notice_entry_id_idx ON public.notice_objection USING btree (institution_id, notice_entry_id, status);
CREATE INDEX notice_objection_received_on_idx ON public.notice_objection USING btree (institution_id, received_on);
CREATE INDEX notice_objection_recorded_by_idx ON public.notice_objection USING btree (institution_id, recorded_by);
CREATE INDEX notice_objection_status_idx ON public.notice_objection USING btree (institution_id, status, received_on);

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

-- Per field and device, the last edit that arrived: a device never contradicts itself, in whatever order its edits come in
create table offline_edit (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  customer_id uuid not null,
  field text not null,
  device text not null,
  sequence integer not null,
  base_version integer not null,
  made_version integer,
  constraint offline_edit_customer_id_fkey FOREIGN KEY (institution_id, customer_id) REFERENCES customer(institution_id, id),
  constraint offline_edit_device_check CHECK ((device ~ '^[A-Za-z0-9_-]{1,64}$'::text)),
  constraint offline_edit_field_check CHECK (((char_length(field) >= 1) AND (char_length(field) <= 64))),
  constraint offline_edit_field_key UNIQUE (institution_id, customer_id, field, device),
  constraint offline_edit_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint offline_edit_pkey PRIMARY KEY (institution_id, id),
  constraint offline_edit_sequence_check CHECK ((sequence >= 0))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))

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
CREATE INDEX outlet_level_idx ON public.outlet USING btree (institution_id, level, code);
CREATE INDEX outlet_parent_id_idx ON public.outlet USING btree (institution_id, parent_id);
CREATE INDEX outlet_status_idx ON public.outlet USING btree (institution_id, status, code);

-- A member of a household who works away from home (外出务工)
create table outworker (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  customer_id uuid not null,
  member_id uuid not null,
  area_code text not null,
  occupation text not null,
  contact_mask text,
  contact_cipher bytea,
  left_on date not null,
  return_on date,
  returned_on date,
  recorded_by uuid not null,
  constraint outworker_area_code_check CHECK ((area_code ~ '^(\d{2}|\d{4}|\d{6}|\d{9}|\d{12})$'::text)),
  constraint outworker_contact_check CHECK ((num_nonnulls(contact_mask, contact_cipher) = ANY (ARRAY[0, 2]))),
  constraint outworker_contact_mask_check CHECK (((char_length(contact_mask) >= 1) AND (char_length(contact_mask) <= 32))),
  constraint outworker_customer_id_fkey FOREIGN KEY (institution_id, customer_id) REFERENCES customer(institution_id, id),
  constraint outworker_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint outworker_member_id_fkey FOREIGN KEY (institution_id, member_id) REFERENCES customer_member(institution_id, id),
  constraint outworker_occupation_check CHECK ((occupation = ANY (ARRAY['FACTORY'::text, 'CONSTRUCTION'::text, 'SERVICE'::text, 'TRANSPORT'::text, 'TRADE'::text, 'OWN_BUSINESS'::text, 'OFFICE'::text, 'OTHER'::text]))),
  constraint outworker_pkey PRIMARY KEY (institution_id, id),
  constraint outworker_recorded_by_fkey FOREIGN KEY (institution_id, recorded_by) REFERENCES person(institution_id, id),
  constraint outworker_return_on_check CHECK ((return_on >= left_on)),
  constraint outworker_returned_on_check CHECK ((returned_on >= left_on))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX outworker_area_code_idx ON public.outworker USING btree (institution_id, area_code, id);
CREATE UNIQUE INDEX outworker_away_key ON public.outworker USING btree (institution_id, member_id) WHERE (returned_on IS NULL);
CREATE INDEX outworker_customer_id_idx ON public.outworker USING btree (institution_id, customer_id, left_on, id);
CREATE INDEX outworker_member_id_idx ON public.outworker USING btree (institution_id, member_id);
CREATE INDEX outworker_occupation_idx ON public.outworker USING btree (institution_id, occupation, id);
CREATE INDEX outworker_recorded_by_idx ON public.outworker USING btree (institution_id, recorded_by);
CREATE INDEX outworker_return_on_idx ON public.outworker USING btree (institution_id, return_on, id);

-- A panel of a village that reviews some of its households in a rating round
create table panel (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  area_code text not null,
  round text not null,
  turn smallint not null,
  first_id uuid,
  second_reason text,
  sequence integer not null,
  status text not null,
  algorithm text not null,
  seed text not null,
  seats integer not null,
  regular_ids uuid[] not null,
  substitute_ids uuid[] not null,
  rule_set text not null,
  rules jsonb not null,
  items jsonb not null,
  convened_by uuid not null,
  convened_on date not null,
  closed_by uuid,
  closed_on date,
  minutes_sha256 text,
  results_sha256 text,
  cancelled_by uuid,
  cancelled_reason text,
  constraint panel_algorithm_check CHECK ((algorithm = 'SHA256_ORDER_1'::text)),
  constraint panel_area_code_check CHECK ((area_code ~ '^\d{12}$'::text)),
  constraint panel_cancelled_by_fkey FOREIGN KEY (institution_id, cancelled_by) REFERENCES person(institution_id, id),
  constraint panel_cancelled_reason_check CHECK (((char_length(cancelled_reason) >= 1) AND (char_length(cancelled_reason) <= 500))),
  constraint panel_cancelling_check CHECK ((num_nonnulls(cancelled_by, cancelled_reason) =
CASE status
    WHEN 'CANCELLED'::text THEN 2
    ELSE 0
END)),
  constraint panel_closed_by_fkey FOREIGN KEY (institution_id, closed_by) REFERENCES person(institution_id, id),
  constraint panel_closing_check CHECK ((num_nonnulls(closed_by, closed_on, minutes_sha256, results_sha256) =
CASE status
    WHEN 'CLOSED'::text THEN 4
    ELSE 0
END)),
  constraint panel_convened_by_fkey FOREIGN KEY (institution_id, convened_by) REFERENCES person(institution_id, id),
  constraint panel_first_id_fkey FOREIGN KEY (institution_id, first_id) REFERENCES panel(institution_id, id),
  constraint panel_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint panel_items_check CHECK ((jsonb_typeof(items) = 'array'::text)),
  constraint panel_minutes_sha256_check CHECK ((minutes_sha256 ~ '^[0-9a-f]{64}$'::text)),
  constraint panel_pkey PRIMARY KEY (institution_id, id),
  constraint panel_results_sha256_check CHECK ((results_sha256 ~ '^[0-9a-f]{64}$'::text)),
  constraint panel_round_check CHECK ((round ~ '^[A-Z0-9-]{1,32}$'::text)),
  constraint panel_rules_check CHECK ((jsonb_typeof(rules) = 'object'::text)),
  constraint panel_seats_check CHECK (((seats >= 1) AND (seats <= 100))),
  constraint panel_second_check CHECK ((((turn = 2) = (first_id IS NOT NULL)) AND ((turn = 2) = (second_reason IS NOT NULL)))),
  constraint panel_second_reason_check CHECK (((char_length(second_reason) >= 1) AND (char_length(second_reason) <= 500))),
  constraint panel_seed_check CHECK ((seed ~ '^[0-9a-f]{64}$'::text)),
  constraint panel_sequence_check CHECK ((sequence >= 1)),
  constraint panel_status_check CHECK ((status = ANY (ARRAY['OPEN'::text, 'CLOSED'::text, 'CANCELLED'::text]))),
  constraint panel_turn_check CHECK ((turn = ANY (ARRAY[1, 2])))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX panel_area_code_idx ON public.panel USING btree (institution_id, area_code, round, sequence);
CREATE INDEX panel_cancelled_by_idx ON public.panel USING btree (institution_id, cancelled_by);
CREATE INDEX panel_closed_by_idx ON public.panel USING btree (institution_id, closed_by);
CREATE INDEX panel_convened_by_idx ON public.panel USING btree (institution_id, convened_by);
CREATE INDEX panel_convened_on_idx ON public.panel USING btree (institution_id, convened_on, id);
CREATE INDEX panel_first_id_idx ON public.panel USING btree (institution_id, first_id);
CREATE UNIQUE INDEX panel_first_id_key ON public.panel USING btree (institution_id, first_id) WHERE ((status <> 'CANCELLED'::text) AND (first_id IS NOT NULL));
CREATE INDEX panel_round_idx ON public.panel USING btree (institution_id, round, area_code);
CREATE UNIQUE INDEX panel_sequence_key ON public.panel USING btree (institution_id, area_code, round, sequence) WHERE (status <> 'CANCELLED'::text);
CREATE INDEX panel_status_idx ON public.panel USING btree (institution_id, status, area_code);

-- One review of one subject by one member: that it was given, and by whom entered
create table panel_ballot (
  institution_id uuid not null,
  id uuid not null,
  created_at timestamp with time zone not null,
  panel_id uuid not null,
  member_id uuid not null,
  subject_id uuid not null,
  channel text not null,
  sealed bytea not null,
  evidence_sha256 text,
  entered_by uuid not null,
  entered_at timestamp with time zone not null,
  constraint panel_ballot_channel_check CHECK ((channel = ANY (ARRAY['OWN'::text, 'PAPER'::text]))),
  constraint panel_ballot_entered_by_fkey FOREIGN KEY (institution_id, entered_by) REFERENCES person(institution_id, id),
  constraint panel_ballot_evidence_check CHECK (((channel = 'PAPER'::text) = (evidence_sha256 IS NOT NULL))),
  constraint panel_ballot_evidence_sha256_check CHECK ((evidence_sha256 ~ '^[0-9a-f]{64}$'::text)),
  constraint panel_ballot_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint panel_ballot_member_id_fkey FOREIGN KEY (institution_id, member_id) REFERENCES panel_member(institution_id, id),
  constraint panel_ballot_panel_id_fkey FOREIGN KEY (institution_id, panel_id) REFERENCES panel(institution_id, id),
  constraint panel_ballot_pkey PRIMARY KEY (institution_id, id),
  constraint panel_ballot_review_key UNIQUE (institution_id, subject_id, member_id),
  constraint panel_ballot_subject_id_fkey FOREIGN KEY (institution_id, subject_id) REFERENCES panel_subject(institution_id, id)
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX panel_ballot_entered_by_idx ON public.panel_ballot USING btree (institution_id, entered_by);
CREATE INDEX panel_ballot_member_id_idx ON public.panel_ballot USING btree (institution_id, member_id);
CREATE INDEX panel_ballot_panel_id_idx ON public.panel_ballot USING btree (institution_id, panel_id);

-- What a closed panel found of a customer, per item and OVERALL, the mean of the items
create table panel_mean (
  institution_id uuid not null,
  id uuid not null,
  created_at timestamp with time zone not null,
  panel_id uuid not null,
  subject_id uuid not null,
  customer_id uuid not null,
  item text not null,
  mean numeric not null,
  reviews integer not null,
  trimmed integer not null,
  constraint panel_mean_customer_id_fkey FOREIGN KEY (institution_id, customer_id) REFERENCES customer(institution_id, id),
  constraint panel_mean_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint panel_mean_item_check CHECK ((item ~ '^[A-Z][A-Z0-9_]{0,62}$'::text)),
  constraint panel_mean_item_key UNIQUE (institution_id, subject_id, item),
  constraint panel_mean_panel_id_fkey FOREIGN KEY (institution_id, panel_id) REFERENCES panel(institution_id, id),
  constraint panel_mean_pkey PRIMARY KEY (institution_id, id),
  constraint panel_mean_reviews_check CHECK ((reviews >= 1)),
  constraint panel_mean_subject_id_fkey FOREIGN KEY (institution_id, subject_id) REFERENCES panel_subject(institution_id, id),
  constraint panel_mean_trimmed_check CHECK ((trimmed >= 0))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX panel_mean_customer_id_idx ON public.panel_mean USING btree (institution_id, customer_id, item);
CREATE INDEX panel_mean_panel_id_idx ON public.panel_mean USING btree (institution_id, panel_id);

-- Who was drawn into a panel, in the order of the draw
create table panel_member (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  panel_id uuid not null,
  reviewer_id uuid not null,
  place integer not null,
  seat text not null,
  excused_reason text,
  signature_sha256 text,
  constraint panel_member_excused_check CHECK (((seat = 'EXCUSED'::text) = (excused_reason IS NOT NULL))),
  constraint panel_member_excused_reason_check CHECK (((char_length(excused_reason) >= 1) AND (char_length(excused_reason) <= 500))),
  constraint panel_member_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint panel_member_panel_id_fkey FOREIGN KEY (institution_id, panel_id) REFERENCES panel(institution_id, id),
  constraint panel_member_pkey PRIMARY KEY (institution_id, id),
  constraint panel_member_place_check CHECK ((place >= 1)),
  constraint panel_member_place_key UNIQUE (institution_id, panel_id, place),
  constraint panel_member_reviewer_id_fkey FOREIGN KEY (institution_id, reviewer_id) REFERENCES panel_reviewer(institution_id, id),
  constraint panel_member_reviewer_id_key UNIQUE (institution_id, panel_id, reviewer_id),
  constraint panel_member_seat_check CHECK ((seat = ANY (ARRAY['SITTING'::text, 'STANDBY'::text, 'EXCUSED'::text]))),
  constraint panel_member_signature_sha256_check CHECK ((signature_sha256 ~ '^[0-9a-f]{64}$'::text))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX panel_member_reviewer_id_idx ON public.panel_member USING btree (institution_id, reviewer_id);

-- A member who does not review a subject (回避), on declaration or found by the files; a review already given does not count
create table panel_recusal (
  institution_id uuid not null,
  id uuid not null,
  created_at timestamp with time zone not null,
  panel_id uuid not null,
  member_id uuid not null,
  subject_id uuid not null,
  basis text not null,
  ground text not null,
  recorded_by uuid not null,
  recorded_at timestamp with time zone not null,
  constraint panel_recusal_basis_check CHECK ((basis = ANY (ARRAY['DECLARED'::text, 'DETECTED'::text]))),
  constraint panel_recusal_ground_check CHECK ((ground = ANY (ARRAY['SAME_HOUSEHOLD'::text, 'RELATIVE'::text, 'DEBT'::text, 'DISPUTE'::text, 'OTHER'::text]))),
  constraint panel_recusal_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint panel_recusal_member_id_fkey FOREIGN KEY (institution_id, member_id) REFERENCES panel_member(institution_id, id),
  constraint panel_recusal_panel_id_fkey FOREIGN KEY (institution_id, panel_id) REFERENCES panel(institution_id, id),
  constraint panel_recusal_pkey PRIMARY KEY (institution_id, id),
  constraint panel_recusal_recorded_by_fkey FOREIGN KEY (institution_id, recorded_by) REFERENCES person(institution_id, id),
  constraint panel_recusal_subject_id_fkey FOREIGN KEY (institution_id, subject_id) REFERENCES panel_subject(institution_id, id),
  constraint panel_recusal_subject_id_key UNIQUE (institution_id, subject_id, member_id)
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX panel_recusal_member_id_idx ON public.panel_recusal USING btree (institution_id, member_id);
CREATE INDEX panel_recusal_panel_id_idx ON public.panel_recusal USING btree (institution_id, panel_id);
CREATE INDEX panel_recusal_recorded_by_idx ON public.panel_recusal USING btree (institution_id, recorded_by);

-- The pool of a village (评议员库): who may be drawn into its panels, for a period
create table panel_reviewer (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  area_code text not null,
  standing text not null,
  position text not null,
  person_id uuid,
  household_id uuid,
  name_mask text,
  name_cipher bytea,
  mobile_mask text,
  mobile_cipher bytea,
  mobile_digest bytea,
  id_number_mask text,
  id_number_cipher bytea,
  id_number_digest bytea,
  valid_from date not null,
  valid_to date,
  constraint panel_reviewer_area_code_check CHECK ((area_code ~ '^\d{12}$'::text)),
  constraint panel_reviewer_household_id_fkey FOREIGN KEY (institution_id, household_id) REFERENCES customer(institution_id, id),
  constraint panel_reviewer_id_number_check CHECK (((num_nonnulls(id_number_mask, id_number_cipher, id_number_digest) = ANY (ARRAY[0, 3])) AND ((person_id IS NULL) OR (id_number_mask IS NULL)))),
  constraint panel_reviewer_id_number_mask_check CHECK (((char_length(id_number_mask) >= 1) AND (char_length(id_number_mask) <= 32))),
  constraint panel_reviewer_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint panel_reviewer_mobile_excl EXCLUDE USING gist (institution_id WITH =, area_code WITH =, mobile_digest WITH =, daterange(valid_from, valid_to) WITH &&) WHERE ((mobile_digest IS NOT NULL)),
  constraint panel_reviewer_mobile_mask_check CHECK (((char_length(mobile_mask) >= 1) AND (char_length(mobile_mask) <= 32))),
  constraint panel_reviewer_name_mask_check CHECK (((char_length(name_mask) >= 1) AND (char_length(name_mask) <= 64))),
  constraint panel_reviewer_person_excl EXCLUDE USING gist (institution_id WITH =, area_code WITH =, COALESCE(person_id, id) WITH =, daterange(valid_from, valid_to) WITH &&),
  constraint panel_reviewer_person_id_fkey FOREIGN KEY (institution_id, person_id) REFERENCES person(institution_id, id),
  constraint panel_reviewer_pkey PRIMARY KEY (institution_id, id),
  constraint panel_reviewer_position_check CHECK (("position" = ANY (ARRAY['VILLAGE_SECRETARY'::text, 'COMMITTEE_MEMBER'::text, 'GROUP_LEADER'::text, 'PARTY_MEMBER'::text, 'VILLAGERS_REPRESENTATIVE'::text, 'ELDER'::text, 'SUPERVISOR'::text, 'BANK_STAFF'::text, 'OTHER'::text]))),
  constraint panel_reviewer_standing_check CHECK ((standing = ANY (ARRAY['REGULAR'::text, 'SUBSTITUTE'::text]))),
  constraint panel_reviewer_valid_to_check CHECK ((valid_to >= valid_from)),
  constraint panel_reviewer_who_check CHECK (
CASE
    WHEN (person_id IS NOT NULL) THEN (num_nonnulls(name_mask, name_cipher, mobile_mask, mobile_cipher, mobile_digest) = 0)
    ELSE ((name_mask IS NOT NULL) AND (num_nonnulls(name_cipher, mobile_mask, mobile_cipher, mobile_digest) = ANY (ARRAY[0, 4])))
END)
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX panel_reviewer_area_code_idx ON public.panel_reviewer USING btree (institution_id, area_code, standing, id);
CREATE INDEX panel_reviewer_household_id_idx ON public.panel_reviewer USING btree (institution_id, household_id);
CREATE INDEX panel_reviewer_person_id_idx ON public.panel_reviewer USING btree (institution_id, person_id);

-- How an institution draws, counts and averages its panels from a day on; before its first, the rules that come with the program
create table panel_rule_set (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  code text not null,
  legal_basis text not null,
  content jsonb not null,
  valid_from date not null,
  valid_to date,
  set_by uuid not null,
  constraint panel_rule_set_code_check CHECK ((code ~ '^[A-Z][A-Z0-9_]{0,62}$'::text)),
  constraint panel_rule_set_code_key UNIQUE (institution_id, code),
  constraint panel_rule_set_content_check CHECK ((jsonb_typeof(content) = 'object'::text)),
  constraint panel_rule_set_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint panel_rule_set_legal_basis_check CHECK (((char_length(legal_basis) >= 1) AND (char_length(legal_basis) <= 500))),
  constraint panel_rule_set_period_excl EXCLUDE USING gist (institution_id WITH =, daterange(valid_from, valid_to) WITH &&),
  constraint panel_rule_set_pkey PRIMARY KEY (institution_id, id),
  constraint panel_rule_set_set_by_fkey FOREIGN KEY (institution_id, set_by) REFERENCES person(institution_id, id),
  constraint panel_rule_set_valid_to_check CHECK ((valid_to > valid_from))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX panel_rule_set_set_by_idx ON public.panel_rule_set USING btree (institution_id, set_by);

-- What each ballot said, once its panel is closed
create table panel_score (
  institution_id uuid not null,
  id uuid not null,
  created_at timestamp with time zone not null,
  panel_id uuid not null,
  ballot_id uuid not null,
  subject_id uuid not null,
  item text not null,
  score numeric not null,
  counted boolean not null,
  constraint panel_score_ballot_id_fkey FOREIGN KEY (institution_id, ballot_id) REFERENCES panel_ballot(institution_id, id),
  constraint panel_score_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint panel_score_item_check CHECK ((item ~ '^[A-Z][A-Z0-9_]{0,62}$'::text)),
  constraint panel_score_item_key UNIQUE (institution_id, ballot_id, item),
  constraint panel_score_panel_id_fkey FOREIGN KEY (institution_id, panel_id) REFERENCES panel(institution_id, id),
  constraint panel_score_pkey PRIMARY KEY (institution_id, id),
  constraint panel_score_subject_id_fkey FOREIGN KEY (institution_id, subject_id) REFERENCES panel_subject(institution_id, id)
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX panel_score_panel_id_idx ON public.panel_score USING btree (institution_id, panel_id);
CREATE INDEX panel_score_subject_id_idx ON public.panel_score USING btree (institution_id, subject_id, item);

-- A customer whom a panel reviews
create table panel_subject (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  panel_id uuid not null,
  customer_id uuid not null,
  number integer not null,
  round text not null,
  turn smallint not null,
  state text not null,
  reviews integer,
  constraint panel_subject_customer_id_fkey FOREIGN KEY (institution_id, customer_id) REFERENCES customer(institution_id, id),
  constraint panel_subject_customer_id_key UNIQUE (institution_id, panel_id, customer_id),
  constraint panel_subject_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint panel_subject_number_check CHECK ((number >= 1)),
  constraint panel_subject_number_key UNIQUE (institution_id, panel_id, number),
  constraint panel_subject_panel_id_fkey FOREIGN KEY (institution_id, panel_id) REFERENCES panel(institution_id, id),
  constraint panel_subject_pkey PRIMARY KEY (institution_id, id),
  constraint panel_subject_reviews_check CHECK ((reviews >= 0)),
  constraint panel_subject_reviews_state_check CHECK (((state = ANY (ARRAY['REVIEWED'::text, 'UNREVIEWED'::text])) = (reviews IS NOT NULL))),
  constraint panel_subject_state_check CHECK ((state = ANY (ARRAY['PENDING'::text, 'REVIEWED'::text, 'UNREVIEWED'::text, 'CANCELLED'::text])))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX panel_subject_customer_id_idx ON public.panel_subject USING btree (institution_id, customer_id, state);
CREATE UNIQUE INDEX panel_subject_round_key ON public.panel_subject USING btree (institution_id, customer_id, round, turn) WHERE (state = ANY (ARRAY['PENDING'::text, 'REVIEWED'::text]));

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
  constraint person_system_check CHECK (((code <> 'system.jobs'::text) OR (kind = 'SYSTEM'::text))),
  constraint person_telephone_check CHECK ((char_length(telephone) <= 32))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX person_status_idx ON public.person USING btree (institution_id, status, code);

-- The loan prime rate (LPR) as published; each holds until the next of its tenor
create table prime_rate (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  tenor text not null,
  published_on date not null,
  rate numeric(8,6) not null,
  recorded_by uuid not null,
  constraint prime_rate_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint prime_rate_pkey PRIMARY KEY (institution_id, id),
  constraint prime_rate_published_on_key UNIQUE (institution_id, tenor, published_on),
  constraint prime_rate_rate_check CHECK (((rate > (0)::numeric) AND (rate < (100)::numeric))),
  constraint prime_rate_recorded_by_fkey FOREIGN KEY (institution_id, recorded_by) REFERENCES person(institution_id, id),
  constraint prime_rate_tenor_check CHECK ((tenor = ANY (ARRAY['ONE_YEAR'::text, 'FIVE_YEARS'::text])))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX prime_rate_published_on_idx ON public.prime_rate USING btree (institution_id, published_on, id);
CREATE INDEX prime_rate_recorded_by_idx ON public.prime_rate USING btree (institution_id, recorded_by);

-- While it holds, the person's data is stored and nothing else: no rating, sharing or marketing
create table processing_restriction (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  customer_id uuid not null,
  ground text not null,
  reason text,
  restricted_by uuid not null,
  valid_from date not null,
  valid_to date,
  lift_reason text,
  lifted_by uuid,
  constraint processing_restriction_customer_id_fkey FOREIGN KEY (institution_id, customer_id) REFERENCES customer(institution_id, id),
  constraint processing_restriction_ground_check CHECK ((ground = ANY (ARRAY['OBJECTION'::text, 'ACCURACY_DISPUTED'::text, 'UNLAWFUL'::text, 'RETENTION_ONLY'::text]))),
  constraint processing_restriction_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint processing_restriction_lift_reason_check CHECK (((char_length(lift_reason) >= 1) AND (char_length(lift_reason) <= 500))),
  constraint processing_restriction_lifted_by_fkey FOREIGN KEY (institution_id, lifted_by) REFERENCES person(institution_id, id),
  constraint processing_restriction_lifted_check CHECK (((valid_to IS NULL) = (lifted_by IS NULL))),
  constraint processing_restriction_period_excl EXCLUDE USING gist (institution_id WITH =, COALESCE(customer_id, id) WITH =, daterange(valid_from, valid_to) WITH &&),
  constraint processing_restriction_pkey PRIMARY KEY (institution_id, id),
  constraint processing_restriction_reason_check CHECK (((char_length(reason) >= 1) AND (char_length(reason) <= 500))),
  constraint processing_restriction_restricted_by_fkey FOREIGN KEY (institution_id, restricted_by) REFERENCES person(institution_id, id),
  constraint processing_restriction_valid_to_check CHECK ((valid_to >= valid_from))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX processing_restriction_customer_id_idx ON public.processing_restriction USING btree (institution_id, customer_id, valid_from);
CREATE UNIQUE INDEX processing_restriction_customer_id_key ON public.processing_restriction USING btree (institution_id, customer_id) WHERE (valid_to IS NULL);
CREATE INDEX processing_restriction_lifted_by_idx ON public.processing_restriction USING btree (institution_id, lifted_by);
CREATE INDEX processing_restriction_restricted_by_idx ON public.processing_restriction USING btree (institution_id, restricted_by);

-- What an institution asks of a kind of customer (信息采集表). A published edition is never edited
create table profile_form (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  code text not null,
  edition integer not null,
  customer_kind text not null,
  name_en text not null,
  name_zh text not null,
  sample boolean not null,
  status text not null,
  content jsonb not null,
  valid_from date,
  valid_to date,
  drafted_by uuid not null,
  published_by uuid,
  constraint profile_form_code_check CHECK ((code ~ '^[A-Z][A-Z0-9_]{0,62}$'::text)),
  constraint profile_form_content_check CHECK ((jsonb_typeof(content) = 'object'::text)),
  constraint profile_form_customer_kind_check CHECK ((customer_kind = ANY (ARRAY['HOUSEHOLD'::text, 'MERCHANT'::text, 'SMALL_ENTERPRISE'::text, 'FAMILY_FARM'::text, 'LARGE_GROWER'::text, 'COOPERATIVE'::text, 'LEADING_ENTERPRISE'::text]))),
  constraint profile_form_drafted_by_fkey FOREIGN KEY (institution_id, drafted_by) REFERENCES person(institution_id, id),
  constraint profile_form_edition_check CHECK ((edition >= 1)),
  constraint profile_form_edition_key UNIQUE (institution_id, code, edition),
  constraint profile_form_in_use_check CHECK ((((status = ANY (ARRAY['PUBLISHED'::text, 'SUPERSEDED'::text])) = (valid_from IS NOT NULL)) AND ((valid_from IS NULL) = (published_by IS NULL)))),
  constraint profile_form_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint profile_form_name_en_check CHECK (((char_length(name_en) >= 1) AND (char_length(name_en) <= 300))),
  constraint profile_form_name_zh_check CHECK (((char_length(name_zh) >= 1) AND (char_length(name_zh) <= 300))),
  constraint profile_form_period_excl EXCLUDE USING gist (institution_id WITH =, customer_kind WITH =, daterange(valid_from, valid_to) WITH &&) WHERE ((valid_from IS NOT NULL)),
  constraint profile_form_pkey PRIMARY KEY (institution_id, id),
  constraint profile_form_published_by_fkey FOREIGN KEY (institution_id, published_by) REFERENCES person(institution_id, id),
  constraint profile_form_status_check CHECK ((status = ANY (ARRAY['DRAFT'::text, 'PUBLISHED'::text, 'SUPERSEDED'::text, 'DISCARDED'::text]))),
  constraint profile_form_superseded_check CHECK (((status = 'SUPERSEDED'::text) = (valid_to IS NOT NULL))),
  constraint profile_form_valid_to_check CHECK ((valid_to > valid_from))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX profile_form_customer_kind_idx ON public.profile_form USING btree (institution_id, customer_kind, valid_from);
CREATE INDEX profile_form_drafted_by_idx ON public.profile_form USING btree (institution_id, drafted_by);
CREATE INDEX profile_form_published_by_idx ON public.profile_form USING btree (institution_id, published_by);
CREATE INDEX profile_form_status_idx ON public.profile_form USING btree (institution_id, status, code);

-- Every change of a profile: who changed which items when, and what they were before; read backwards from the present answers they give those of any day
create table profile_revision (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  customer_id uuid not null,
  form_id uuid not null,
  items text[] not null,
  before jsonb not null,
  sealed_items text[] not null,
  sealed_before text[] not null,
  before_cipher bytea,
  changed_by uuid not null,
  changed_at timestamp with time zone not null,
  changed_on date not null,
  constraint profile_revision_before_check CHECK ((jsonb_typeof(before) = 'object'::text)),
  constraint profile_revision_changed_by_fkey FOREIGN KEY (institution_id, changed_by) REFERENCES person(institution_id, id),
  constraint profile_revision_customer_id_fkey FOREIGN KEY (institution_id, customer_id) REFERENCES customer(institution_id, id),
  constraint profile_revision_form_id_fkey FOREIGN KEY (institution_id, form_id) REFERENCES profile_form(institution_id, id),
  constraint profile_revision_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint profile_revision_items_check CHECK ((cardinality(items) > 0)),
  constraint profile_revision_pkey PRIMARY KEY (institution_id, id)
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX profile_revision_changed_by_idx ON public.profile_revision USING btree (institution_id, changed_by);
CREATE INDEX profile_revision_customer_id_idx ON public.profile_revision USING btree (institution_id, customer_id, changed_on, id);
CREATE INDEX profile_revision_form_id_idx ON public.profile_revision USING btree (institution_id, form_id);

-- What a day closed with, by product and class, as was known then, and the provision by coefficient
create table provision_figure (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  business_date date not null,
  product text not null,
  loan_class text not null,
  loans integer not null,
  principal_fen bigint not null,
  overdue_principal_fen bigint not null,
  coefficient numeric(5,2) not null,
  rule_set text not null,
  provision_fen bigint not null,
  constraint provision_figure_coefficient_check CHECK (((coefficient >= (0)::numeric) AND (coefficient <= (100)::numeric))),
  constraint provision_figure_day_key UNIQUE (institution_id, business_date, product, loan_class),
  constraint provision_figure_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint provision_figure_loan_class_check CHECK ((loan_class = ANY (ARRAY['NORMAL'::text, 'SPECIAL_MENTION'::text, 'SUBSTANDARD'::text, 'DOUBTFUL'::text, 'LOSS'::text]))),
  constraint provision_figure_loans_check CHECK ((loans >= 0)),
  constraint provision_figure_overdue_principal_fen_check CHECK (((overdue_principal_fen >= 0) AND (overdue_principal_fen <= principal_fen))),
  constraint provision_figure_pkey PRIMARY KEY (institution_id, id),
  constraint provision_figure_principal_fen_check CHECK ((principal_fen >= 0)),
  constraint provision_figure_product_check CHECK ((product ~ '^[A-Z][A-Z0-9_]{0,62}$'::text)),
  constraint provision_figure_rule_set_check CHECK (((char_length(rule_set) >= 1) AND (char_length(rule_set) <= 64)))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX provision_figure_loan_class_idx ON public.provision_figure USING btree (institution_id, loan_class, business_date);
CREATE INDEX provision_figure_product_idx ON public.provision_figure USING btree (institution_id, product, business_date);

-- A customer rated by an edition of a scorecard, with everything needed to compute it again
create table rating (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  customer_id uuid not null,
  scorecard_id uuid not null,
  area_code text not null,
  inputs jsonb not null,
  items jsonb not null,
  lines jsonb not null,
  findings jsonb not null,
  outcome text not null,
  status text not null,
  score numeric not null,
  grade text not null,
  credit_line_fen bigint not null,
  ceiling_fen bigint not null,
  valid_from date not null,
  valid_to date,
  rated_by uuid not null,
  decided_by uuid,
  decision_reason text,
  adjusts_id uuid,
  computed_grade text,
  adjusted_by uuid,
  adjustment_code text,
  adjustment_reason text,
  panel_id uuid,
  input_sources jsonb not null,
  constraint rating_adjusted_by_check CHECK ((adjusted_by <> rated_by)),
  constraint rating_adjusted_by_fkey FOREIGN KEY (institution_id, adjusted_by) REFERENCES person(institution_id, id),
  constraint rating_adjustment_check CHECK ((num_nonnulls(adjusts_id, computed_grade, adjusted_by, adjustment_code, adjustment_reason) = ANY (ARRAY[0, 5]))),
  constraint rating_adjustment_code_check CHECK ((adjustment_code = ANY (ARRAY['RELIABLE_INFORMATION'::text, 'CHANGED_CIRCUMSTANCES'::text, 'CREDIT_ELSEWHERE'::text, 'ERROR_IN_FILE'::text, 'RISK_WARNING'::text, 'OTHER'::text]))),
  constraint rating_adjustment_reason_check CHECK (((char_length(adjustment_reason) >= 1) AND (char_length(adjustment_reason) <= 500))),
  constraint rating_adjusts_id_fkey FOREIGN KEY (institution_id, adjusts_id) REFERENCES rating(institution_id, id),
  constraint rating_area_code_check CHECK ((area_code ~ '^\d{2,12}$'::text)),
  constraint rating_ceiling_fen_check CHECK ((ceiling_fen >= 0)),
  constraint rating_computed_grade_check CHECK ((computed_grade ~ '^[A-Z][A-Z0-9_]{0,62}$'::text)),
  constraint rating_credit_line_fen_check CHECK ((credit_line_fen >= 0)),
  constraint rating_customer_id_fkey FOREIGN KEY (institution_id, customer_id) REFERENCES customer(institution_id, id),
  constraint rating_decided_by_check CHECK ((decided_by <> rated_by)),
  constraint rating_decided_by_fkey FOREIGN KEY (institution_id, decided_by) REFERENCES person(institution_id, id),
  constraint rating_decision_check CHECK (((decided_by IS NULL) = (decision_reason IS NULL))),
  constraint rating_decision_reason_check CHECK (((char_length(decision_reason) >= 1) AND (char_length(decision_reason) <= 500))),
  constraint rating_findings_check CHECK ((jsonb_typeof(findings) = 'array'::text)),
  constraint rating_grade_check CHECK ((grade ~ '^[A-Z][A-Z0-9_]{0,62}$'::text)),
  constraint rating_input_sources_check CHECK ((jsonb_typeof(input_sources) = 'array'::text)),
  constraint rating_inputs_check CHECK ((jsonb_typeof(inputs) = 'object'::text)),
  constraint rating_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint rating_items_check CHECK ((jsonb_typeof(items) = 'array'::text)),
  constraint rating_lines_check CHECK ((jsonb_typeof(lines) = 'array'::text)),
  constraint rating_outcome_check CHECK ((outcome = ANY (ARRAY['RATED'::text, 'NEEDS_PERSON'::text, 'REFUSED'::text]))),
  constraint rating_panel_id_fkey FOREIGN KEY (institution_id, panel_id) REFERENCES panel(institution_id, id),
  constraint rating_period_excl EXCLUDE USING gist (institution_id WITH =, uuid_hash_extended(customer_id, (0)::bigint) WITH =, COALESCE(customer_id, id) WITH =, daterange(valid_from, valid_to) WITH &&) WHERE ((status = 'EFFECTIVE'::text)),
  constraint rating_pkey PRIMARY KEY (institution_id, id),
  constraint rating_rated_by_fkey FOREIGN KEY (institution_id, rated_by) REFERENCES person(institution_id, id),
  constraint rating_scorecard_id_fkey FOREIGN KEY (institution_id, scorecard_id) REFERENCES scorecard(institution_id, id),
  constraint rating_status_check CHECK ((status = ANY (ARRAY['EFFECTIVE'::text, 'AWAITING_DECISION'::text, 'DECLINED'::text]))),
  constraint rating_status_outcome_check CHECK (
CASE status
    WHEN 'EFFECTIVE'::text THEN ((outcome = 'RATED'::text) OR (decided_by IS NOT NULL))
    WHEN 'AWAITING_DECISION'::text THEN ((outcome <> 'RATED'::text) AND (decided_by IS NULL))
    ELSE (decided_by IS NOT NULL)
END),
  constraint rating_valid_to_check CHECK ((valid_to >= valid_from))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX rating_adjusted_by_idx ON public.rating USING btree (institution_id, adjusted_by) WHERE (adjusted_by IS NOT NULL);
CREATE INDEX rating_adjusts_id_idx ON public.rating USING btree (institution_id, adjusts_id) WHERE (adjusts_id IS NOT NULL);
CREATE INDEX rating_credit_line_fen_idx ON public.rating USING btree (institution_id, credit_line_fen);
CREATE INDEX rating_customer_id_idx ON public.rating USING btree (institution_id, customer_id, valid_from) INCLUDE (status, valid_to);
CREATE INDEX rating_decided_by_idx ON public.rating USING btree (institution_id, decided_by) WHERE (decided_by IS NOT NULL);
CREATE INDEX rating_grade_idx ON public.rating USING btree (institution_id, grade, valid_from);
CREATE INDEX rating_outcome_idx ON public.rating USING btree (institution_id, outcome, valid_from);
CREATE INDEX rating_panel_id_idx ON public.rating USING btree (institution_id, panel_id) WHERE (panel_id IS NOT NULL);
CREATE INDEX rating_rated_by_idx ON public.rating USING btree (institution_id, rated_by);
CREATE INDEX rating_scorecard_id_idx ON public.rating USING btree (institution_id, scorecard_id);
CREATE INDEX rating_status_idx ON public.rating USING btree (institution_id, status, valid_from);
CREATE INDEX rating_valid_from_idx ON public.rating USING btree (institution_id, valid_from);
CREATE INDEX rating_valid_to_idx ON public.rating USING btree (institution_id, valid_to);

-- Of which kinds of customer an institution asks consent before it rates them, from a day on; before its first, the rule that comes with the program
create table rating_consent_rule (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  code text not null,
  legal_basis text not null,
  required_of text[] not null,
  valid_from date not null,
  valid_to date,
  set_by uuid not null,
  constraint rating_consent_rule_code_check CHECK ((code ~ '^[A-Z][A-Z0-9_]{0,62}$'::text)),
  constraint rating_consent_rule_code_key UNIQUE (institution_id, code),
  constraint rating_consent_rule_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint rating_consent_rule_legal_basis_check CHECK (((char_length(legal_basis) >= 1) AND (char_length(legal_basis) <= 500))),
  constraint rating_consent_rule_period_excl EXCLUDE USING gist (institution_id WITH =, daterange(valid_from, valid_to) WITH &&),
  constraint rating_consent_rule_pkey PRIMARY KEY (institution_id, id),
  constraint rating_consent_rule_required_of_check CHECK ((required_of <@ ARRAY['HOUSEHOLD'::text, 'FAMILY_FARM'::text, 'LARGE_GROWER'::text, 'MERCHANT'::text, 'SMALL_ENTERPRISE'::text, 'COOPERATIVE'::text, 'LEADING_ENTERPRISE'::text])),
  constraint rating_consent_rule_set_by_fkey FOREIGN KEY (institution_id, set_by) REFERENCES person(institution_id, id),
  constraint rating_consent_rule_valid_to_check CHECK ((valid_to > valid_from))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX rating_consent_rule_set_by_idx ON public.rating_consent_rule USING btree (institution_id, set_by);

-- An order of the authorities that days of delay do not count for borrowers of some places (延期还本付息)
create table relief_decree (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  number text not null,
  issuer text not null,
  area_prefixes text[] not null,
  paused_from date not null,
  paused_until date,
  evidence_sha256 text not null,
  status text not null,
  registered_by uuid not null,
  ended_by uuid,
  constraint relief_decree_area_prefixes_check CHECK (((cardinality(area_prefixes) >= 1) AND (cardinality(area_prefixes) <= 100))),
  constraint relief_decree_ended_by_fkey FOREIGN KEY (institution_id, ended_by) REFERENCES person(institution_id, id),
  constraint relief_decree_ended_check CHECK ((((status = 'ENDED'::text) = (ended_by IS NOT NULL)) AND ((status <> 'ENDED'::text) OR (paused_until IS NOT NULL)))),
  constraint relief_decree_evidence_sha256_check CHECK ((evidence_sha256 ~ '^[0-9a-f]{64}$'::text)),
  constraint relief_decree_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint relief_decree_issuer_check CHECK (((char_length(issuer) >= 1) AND (char_length(issuer) <= 128))),
  constraint relief_decree_number_check CHECK (((char_length(number) >= 1) AND (char_length(number) <= 64))),
  constraint relief_decree_number_key UNIQUE (institution_id, number),
  constraint relief_decree_period_check CHECK ((paused_until > paused_from)),
  constraint relief_decree_pkey PRIMARY KEY (institution_id, id),
  constraint relief_decree_registered_by_fkey FOREIGN KEY (institution_id, registered_by) REFERENCES person(institution_id, id),
  constraint relief_decree_status_check CHECK ((status = ANY (ARRAY['IN_FORCE'::text, 'ENDED'::text])))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX relief_decree_ended_by_idx ON public.relief_decree USING btree (institution_id, ended_by);
CREATE INDEX relief_decree_paused_from_idx ON public.relief_decree USING btree (institution_id, paused_from, id);
CREATE INDEX relief_decree_registered_by_idx ON public.relief_decree USING btree (institution_id, registered_by);
CREATE INDEX relief_decree_status_idx ON public.relief_decree USING btree (institution_id, status, paused_from, id);

-- A loan a decree was applied to: its pause is the fact of the loan with this row's key as reference
create table relief_loan (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  decree_id uuid not null,
  loan_id uuid not null,
  ended boolean not null,
  constraint relief_loan_decree_id_fkey FOREIGN KEY (institution_id, decree_id) REFERENCES relief_decree(institution_id, id),
  constraint relief_loan_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint relief_loan_loan_id_fkey FOREIGN KEY (institution_id, loan_id) REFERENCES loan(institution_id, id),
  constraint relief_loan_loan_id_key UNIQUE (institution_id, decree_id, loan_id),
  constraint relief_loan_pkey PRIMARY KEY (institution_id, id)
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX relief_loan_ended_idx ON public.relief_loan USING btree (institution_id, decree_id, ended, id);
CREATE INDEX relief_loan_loan_id_idx ON public.relief_loan USING btree (institution_id, loan_id);

-- Repayments the bank core reports together (批量还款), under one total
create table repayment_batch (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  sha256 bytea not null,
  source text not null,
  status text not null,
  row_count integer not null,
  total_fen bigint not null,
  faulty_count integer not null,
  taken_count integer not null,
  known_count integer not null,
  held_count integer not null,
  refused_count integer not null,
  received_on date not null,
  received_by uuid not null,
  decided_by uuid,
  ended_at timestamp with time zone,
  constraint repayment_batch_counts_check CHECK (((((((faulty_count + taken_count) + known_count) + held_count) + refused_count) <= row_count) AND ((status <> 'DONE'::text) OR (((((faulty_count + taken_count) + known_count) + held_count) + refused_count) = row_count)))),
  constraint repayment_batch_decided_by_check CHECK ((decided_by <> received_by)),
  constraint repayment_batch_decided_by_fkey FOREIGN KEY (institution_id, decided_by) REFERENCES person(institution_id, id),
  constraint repayment_batch_ended_at_check CHECK (((status = ANY (ARRAY['DONE'::text, 'DROPPED'::text])) = (ended_at IS NOT NULL))),
  constraint repayment_batch_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint repayment_batch_pkey PRIMARY KEY (institution_id, id),
  constraint repayment_batch_received_by_fkey FOREIGN KEY (institution_id, received_by) REFERENCES person(institution_id, id),
  constraint repayment_batch_row_count_check CHECK ((row_count > 0)),
  constraint repayment_batch_sha256_check CHECK ((length(sha256) = 32)),
  constraint repayment_batch_source_check CHECK ((source = ANY (ARRAY['LIST'::text, 'FILE'::text]))),
  constraint repayment_batch_status_check CHECK ((status = ANY (ARRAY['HELD'::text, 'OPEN'::text, 'DONE'::text, 'DROPPED'::text]))),
  constraint repayment_batch_total_fen_check CHECK ((total_fen >= 0))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX repayment_batch_decided_by_idx ON public.repayment_batch USING btree (institution_id, decided_by);
CREATE INDEX repayment_batch_received_by_idx ON public.repayment_batch USING btree (institution_id, received_by);
CREATE INDEX repayment_batch_received_on_idx ON public.repayment_batch USING btree (institution_id, received_on, id);
CREATE UNIQUE INDEX repayment_batch_sha256_key ON public.repayment_batch USING btree (institution_id, sha256) WHERE (status <> 'DROPPED'::text);
CREATE INDEX repayment_batch_status_idx ON public.repayment_batch USING btree (institution_id, status, received_on);

-- One repayment of a batch and what became of it
create table repayment_batch_row (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  batch_id uuid not null,
  number integer not null,
  loan_code text not null,
  reference text not null,
  loan_id uuid,
  amount_fen bigint,
  paid_on date,
  recomputation text,
  state text not null,
  code text,
  constraint repayment_batch_row_batch_id_fkey FOREIGN KEY (institution_id, batch_id) REFERENCES repayment_batch(institution_id, id),
  constraint repayment_batch_row_code_check CHECK ((code ~ '^[a-z-]+\.[a-z0-9_]+$'::text)),
  constraint repayment_batch_row_code_state_check CHECK (((state = ANY (ARRAY['FAULTY'::text, 'REFUSED'::text])) = (code IS NOT NULL))),
  constraint repayment_batch_row_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint repayment_batch_row_loan_code_check CHECK ((loan_code ~ '^[A-Z0-9-]{0,32}$'::text)),
  constraint repayment_batch_row_loan_id_fkey FOREIGN KEY (institution_id, loan_id) REFERENCES loan(institution_id, id),
  constraint repayment_batch_row_number_check CHECK ((number >= 1)),
  constraint repayment_batch_row_number_key UNIQUE (institution_id, batch_id, number),
  constraint repayment_batch_row_pkey PRIMARY KEY (institution_id, id),
  constraint repayment_batch_row_recomputation_check CHECK ((recomputation = ANY (ARRAY['SHORTEN_TERM'::text, 'LOWER_INSTALMENT'::text]))),
  constraint repayment_batch_row_reference_check CHECK ((char_length(reference) <= 64)),
  constraint repayment_batch_row_state_check CHECK ((state = ANY (ARRAY['READY'::text, 'FAULTY'::text, 'TAKEN'::text, 'KNOWN'::text, 'HELD'::text, 'REFUSED'::text]))),
  constraint repayment_batch_row_whole_check CHECK (((state = 'FAULTY'::text) OR (num_nonnulls(loan_id, amount_fen, paid_on) = 3)))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX repayment_batch_row_loan_id_idx ON public.repayment_batch_row USING btree (institution_id, loan_id);
CREATE INDEX repayment_batch_row_state_idx ON public.repayment_batch_row USING btree (institution_id, batch_id, state, number);

-- What somebody promised to repay, and by when; whether it was kept follows from what the core booked
create table repayment_promise (
  institution_id uuid not null,
  id uuid not null,
  created_at timestamp with time zone not null,
  loan_id uuid not null,
  case_id uuid not null,
  action_id uuid not null,
  amount_fen bigint not null,
  made_on date not null,
  due_on date not null,
  constraint repayment_promise_action_id_fkey FOREIGN KEY (institution_id, action_id) REFERENCES collection_action(institution_id, id),
  constraint repayment_promise_action_id_key UNIQUE (institution_id, action_id),
  constraint repayment_promise_amount_fen_check CHECK ((amount_fen > 0)),
  constraint repayment_promise_case_id_fkey FOREIGN KEY (institution_id, case_id) REFERENCES collection_case(institution_id, id),
  constraint repayment_promise_due_on_check CHECK ((due_on >= made_on)),
  constraint repayment_promise_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint repayment_promise_loan_id_fkey FOREIGN KEY (institution_id, loan_id) REFERENCES loan(institution_id, id),
  constraint repayment_promise_pkey PRIMARY KEY (institution_id, id)
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX repayment_promise_case_id_idx ON public.repayment_promise USING btree (institution_id, case_id, due_on, id);
CREATE INDEX repayment_promise_due_on_idx ON public.repayment_promise USING btree (institution_id, due_on, id);
CREATE INDEX repayment_promise_loan_id_idx ON public.repayment_promise USING btree (institution_id, loan_id, due_on);

-- Someone read more clear personal values within 24 hours than the rule set takes for usual
create table reveal_alert (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  person_id uuid not null,
  raised_at timestamp with time zone not null,
  values_count integer not null,
  threshold integer not null,
  rule_set text not null,
  status text not null,
  finding text,
  note text,
  acknowledged_by uuid,
  acknowledged_at timestamp with time zone,
  constraint reveal_alert_acknowledged_by_fkey FOREIGN KEY (institution_id, acknowledged_by) REFERENCES person(institution_id, id),
  constraint reveal_alert_acknowledged_check CHECK ((num_nonnulls(finding, note, acknowledged_by, acknowledged_at) =
CASE status
    WHEN 'OPEN'::text THEN 0
    ELSE 4
END)),
  constraint reveal_alert_finding_check CHECK ((finding = ANY (ARRAY['JUSTIFIED'::text, 'CARELESS'::text, 'MISUSE'::text]))),
  constraint reveal_alert_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint reveal_alert_note_check CHECK (((char_length(note) >= 1) AND (char_length(note) <= 500))),
  constraint reveal_alert_person_id_fkey FOREIGN KEY (institution_id, person_id) REFERENCES person(institution_id, id),
  constraint reveal_alert_pkey PRIMARY KEY (institution_id, id),
  constraint reveal_alert_self_check CHECK ((acknowledged_by <> person_id)),
  constraint reveal_alert_status_check CHECK ((status = ANY (ARRAY['OPEN'::text, 'ACKNOWLEDGED'::text]))),
  constraint reveal_alert_threshold_check CHECK ((threshold >= 1)),
  constraint reveal_alert_values_count_check CHECK ((values_count >= threshold))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX reveal_alert_acknowledged_by_idx ON public.reveal_alert USING btree (institution_id, acknowledged_by);
CREATE INDEX reveal_alert_person_id_idx ON public.reveal_alert USING btree (institution_id, person_id, raised_at);
CREATE INDEX reveal_alert_raised_at_idx ON public.reveal_alert USING btree (institution_id, raised_at);
CREATE INDEX reveal_alert_status_idx ON public.reveal_alert USING btree (institution_id, status, raised_at);

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
  offered text[],
  constraint role_approval_limit_fen_check CHECK ((approval_limit_fen >= 0)),
  constraint role_code_check CHECK ((code ~ '^[A-Z][A-Z0-9_]{1,31}$'::text)),
  constraint role_code_key UNIQUE (institution_id, code),
  constraint role_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint role_pkey PRIMARY KEY (institution_id, id),
  constraint role_scope_kind_check CHECK ((scope_kind = ANY (ARRAY['INSTITUTION'::text, 'OUTLET'::text, 'ASSIGNMENT'::text])))
);
-- row security, forced: owner_health using true; tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))

-- A bank's rules of rating as data. A published edition is never edited, only superseded
create table scorecard (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  code text not null,
  edition integer not null,
  customer_kind text not null,
  name_en text not null,
  name_zh text not null,
  sample boolean not null,
  status text not null,
  content jsonb not null,
  valid_from date,
  valid_to date,
  published_by uuid,
  drafted_by uuid,
  constraint scorecard_code_check CHECK ((code ~ '^[A-Z][A-Z0-9_]{0,62}$'::text)),
  constraint scorecard_content_check CHECK ((jsonb_typeof(content) = 'object'::text)),
  constraint scorecard_customer_kind_check CHECK ((customer_kind = ANY (ARRAY['HOUSEHOLD'::text, 'FAMILY_FARM'::text, 'LARGE_GROWER'::text, 'MERCHANT'::text, 'SMALL_ENTERPRISE'::text, 'COOPERATIVE'::text, 'LEADING_ENTERPRISE'::text]))),
  constraint scorecard_drafted_by_fkey FOREIGN KEY (institution_id, drafted_by) REFERENCES person(institution_id, id),
  constraint scorecard_edition_check CHECK ((edition >= 1)),
  constraint scorecard_edition_key UNIQUE (institution_id, code, edition),
  constraint scorecard_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint scorecard_name_en_check CHECK (((char_length(name_en) >= 1) AND (char_length(name_en) <= 300))),
  constraint scorecard_name_zh_check CHECK (((char_length(name_zh) >= 1) AND (char_length(name_zh) <= 300))),
  constraint scorecard_period_excl EXCLUDE USING gist (institution_id WITH =, code WITH =, daterange(valid_from, valid_to) WITH &&) WHERE ((status = ANY (ARRAY['PUBLISHED'::text, 'SUPERSEDED'::text]))),
  constraint scorecard_pkey PRIMARY KEY (institution_id, id),
  constraint scorecard_publication_check CHECK (
CASE
    WHEN (status = ANY (ARRAY['DRAFT'::text, 'DISCARDED'::text])) THEN ((drafted_by IS NOT NULL) AND (num_nonnulls(valid_from, valid_to, published_by) = 0))
    ELSE ((valid_from IS NOT NULL) AND (published_by IS NOT NULL))
END),
  constraint scorecard_published_by_fkey FOREIGN KEY (institution_id, published_by) REFERENCES person(institution_id, id),
  constraint scorecard_status_check CHECK ((status = ANY (ARRAY['DRAFT'::text, 'PUBLISHED'::text, 'SUPERSEDED'::text, 'DISCARDED'::text]))),
  constraint scorecard_superseded_check CHECK (((status <> 'SUPERSEDED'::text) OR (valid_to IS NOT NULL))),
  constraint scorecard_valid_to_check CHECK ((valid_to > valid_from))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX scorecard_customer_kind_idx ON public.scorecard USING btree (institution_id, customer_kind, code, edition);
CREATE INDEX scorecard_drafted_by_idx ON public.scorecard USING btree (institution_id, drafted_by);
CREATE INDEX scorecard_published_by_idx ON public.scorecard USING btree (institution_id, published_by);
CREATE INDEX scorecard_status_idx ON public.scorecard USING btree (institution_id, status, code);

-- Which list a customer was put in, when, by whom and why; one list at a time (白名单、灰名单、黑名单)
create table screening_record (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  customer_id uuid not null,
  list text not null,
  stage text not null,
  reason text,
  note_cipher bytea,
  listed_by uuid,
  listed_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  constraint screening_record_customer_id_fkey FOREIGN KEY (institution_id, customer_id) REFERENCES customer(institution_id, id),
  constraint screening_record_ended_at_check CHECK ((ended_at >= listed_at)),
  constraint screening_record_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint screening_record_list_check CHECK ((list = ANY (ARRAY['WHITE'::text, 'GREY'::text, 'BLACK'::text]))),
  constraint screening_record_listed_by_fkey FOREIGN KEY (institution_id, listed_by) REFERENCES person(institution_id, id),
  constraint screening_record_machine_check CHECK (((list <> 'BLACK'::text) OR (stage = 'FINAL'::text))),
  constraint screening_record_pkey PRIMARY KEY (institution_id, id),
  constraint screening_record_protected_check CHECK (((list <> 'BLACK'::text) OR (reason <> 'PROTECTED_CIRCUMSTANCE'::text))),
  constraint screening_record_reason_check CHECK ((reason = ANY (ARRAY['BAD_LOAN'::text, 'WRITTEN_OFF_LOAN'::text, 'LITIGATION'::text, 'JUDGMENT_DEFAULTER'::text, 'IMPRISONMENT'::text, 'DRUGS'::text, 'UNLAWFUL_CONDUCT'::text, 'GAMBLING'::text, 'IDLENESS'::text, 'CHARACTER'::text, 'PROTECTED_CIRCUMSTANCE'::text, 'OTHER'::text]))),
  constraint screening_record_reasoned_check CHECK (((list = 'WHITE'::text) = (reason IS NULL))),
  constraint screening_record_stage_check CHECK ((stage = ANY (ARRAY['SYSTEM'::text, 'KEY_PERSON'::text, 'FINAL'::text])))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE UNIQUE INDEX screening_record_current_key ON public.screening_record USING btree (institution_id, customer_id) WHERE (ended_at IS NULL);
CREATE INDEX screening_record_customer_id_idx ON public.screening_record USING btree (institution_id, customer_id, listed_at, id);
CREATE INDEX screening_record_list_idx ON public.screening_record USING btree (institution_id, list, listed_at, id);
CREATE INDEX screening_record_listed_at_idx ON public.screening_record USING btree (institution_id, listed_at, id);
CREATE INDEX screening_record_listed_by_idx ON public.screening_record USING btree (institution_id, listed_by);
CREATE INDEX screening_record_stage_idx ON public.screening_record USING btree (institution_id, stage, listed_at, id);

-- One answer that left under an agreement: which positions of the log it showed, and their digest
create table shared_delivery (
  institution_id uuid not null,
  id uuid not null,
  created_at timestamp with time zone not null,
  agreement_id uuid not null,
  from_position bigint not null,
  to_position bigint not null,
  positions bigint[] not null,
  event_count integer not null,
  digest text not null,
  person_count integer not null,
  person_id uuid not null,
  delivered_at timestamp with time zone not null,
  constraint shared_delivery_agreement_id_fkey FOREIGN KEY (institution_id, agreement_id) REFERENCES data_agreement(institution_id, id),
  constraint shared_delivery_digest_check CHECK ((digest ~ '^[0-9a-f]{64}$'::text)),
  constraint shared_delivery_event_count_check CHECK ((event_count = cardinality(positions))),
  constraint shared_delivery_from_position_check CHECK ((from_position >= 0)),
  constraint shared_delivery_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint shared_delivery_person_count_check CHECK ((person_count >= 0)),
  constraint shared_delivery_person_id_fkey FOREIGN KEY (institution_id, person_id) REFERENCES person(institution_id, id),
  constraint shared_delivery_pkey PRIMARY KEY (institution_id, id),
  constraint shared_delivery_positions_check CHECK (((cardinality(positions) >= 1) AND (cardinality(positions) <= 1000))),
  constraint shared_delivery_to_position_check CHECK ((to_position > from_position)),
  constraint shared_delivery_within_check CHECK (((positions[1] >= from_position) AND (positions[cardinality(positions)] < to_position)))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX shared_delivery_agreement_id_idx ON public.shared_delivery USING btree (institution_id, agreement_id, from_position);
CREATE INDEX shared_delivery_delivered_at_idx ON public.shared_delivery USING btree (institution_id, delivered_at);
CREATE INDEX shared_delivery_person_id_idx ON public.shared_delivery USING btree (institution_id, person_id);

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

-- An edit made without a network of a field that somebody else has changed meanwhile: a person says which value holds. SUPERSEDED: the same device has edited the field again
create table sync_conflict (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  customer_id uuid not null,
  field text not null,
  base_version integer not null,
  changed_version integer not null,
  device text not null,
  sequence integer not null,
  edited_at timestamp with time zone not null,
  edited_by uuid not null,
  proposed_cipher bytea not null,
  status text not null,
  resolved_by uuid,
  resolved_at timestamp with time zone,
  constraint sync_conflict_changed_version_check CHECK ((changed_version > base_version)),
  constraint sync_conflict_customer_id_fkey FOREIGN KEY (institution_id, customer_id) REFERENCES customer(institution_id, id),
  constraint sync_conflict_device_check CHECK ((device ~ '^[A-Za-z0-9_-]{1,64}$'::text)),
  constraint sync_conflict_edit_key UNIQUE (institution_id, customer_id, field, device, sequence),
  constraint sync_conflict_edited_by_fkey FOREIGN KEY (institution_id, edited_by) REFERENCES person(institution_id, id),
  constraint sync_conflict_field_check CHECK (((char_length(field) >= 1) AND (char_length(field) <= 64))),
  constraint sync_conflict_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint sync_conflict_pkey PRIMARY KEY (institution_id, id),
  constraint sync_conflict_resolved_by_fkey FOREIGN KEY (institution_id, resolved_by) REFERENCES person(institution_id, id),
  constraint sync_conflict_resolved_check CHECK ((((status = ANY (ARRAY['KEPT'::text, 'TAKEN'::text])) = (resolved_by IS NOT NULL)) AND ((status = 'OPEN'::text) = (resolved_at IS NULL)))),
  constraint sync_conflict_status_check CHECK ((status = ANY (ARRAY['OPEN'::text, 'KEPT'::text, 'TAKEN'::text, 'SUPERSEDED'::text])))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX sync_conflict_customer_id_idx ON public.sync_conflict USING btree (institution_id, customer_id, status);
CREATE INDEX sync_conflict_edited_by_idx ON public.sync_conflict USING btree (institution_id, edited_by, id);
CREATE INDEX sync_conflict_resolved_by_idx ON public.sync_conflict USING btree (institution_id, resolved_by);
CREATE INDEX sync_conflict_status_idx ON public.sync_conflict USING btree (institution_id, status, id);

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

-- A visit to a customer (走访). A correction is a visit of its own; both stay
create table visit (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  customer_id uuid not null,
  status text not null,
  corrects_id uuid,
  way text not null,
  purpose text not null,
  result text not null,
  source text not null,
  visited_at timestamp with time zone not null,
  next_on date,
  visitor_id uuid not null,
  second_visitor_id uuid,
  recorded_by uuid not null,
  longitude double precision,
  latitude double precision,
  accuracy_metres integer,
  distance_metres integer,
  far_away boolean not null,
  photos jsonb not null,
  note_cipher bytea,
  rule_set text not null,
  constraint visit_accuracy_metres_check CHECK (((accuracy_metres >= 0) AND (accuracy_metres <= 100000))),
  constraint visit_corrects_id_fkey FOREIGN KEY (institution_id, corrects_id) REFERENCES visit(institution_id, id),
  constraint visit_corrects_id_key UNIQUE (institution_id, corrects_id),
  constraint visit_customer_id_fkey FOREIGN KEY (institution_id, customer_id) REFERENCES customer(institution_id, id),
  constraint visit_distance_metres_check CHECK ((distance_metres >= 0)),
  constraint visit_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint visit_latitude_check CHECK (((latitude >= ('-90'::integer)::double precision) AND (latitude <= (90)::double precision))),
  constraint visit_longitude_check CHECK (((longitude >= ('-180'::integer)::double precision) AND (longitude <= (180)::double precision))),
  constraint visit_photos_check CHECK ((jsonb_typeof(photos) = 'array'::text)),
  constraint visit_pkey PRIMARY KEY (institution_id, id),
  constraint visit_point_check CHECK (((num_nonnulls(longitude, latitude) = ANY (ARRAY[0, 2])) AND ((longitude IS NOT NULL) OR (num_nonnulls(accuracy_metres, distance_metres) = 0)))),
  constraint visit_purpose_check CHECK ((purpose = ANY (ARRAY['FIRST_VISIT'::text, 'COMPLETE_FILE'::text, 'MARKETING'::text, 'EXPLAIN'::text, 'MAINTAIN'::text, 'LOAN_CHECK'::text, 'COLLECTION'::text, 'OTHER'::text]))),
  constraint visit_recorded_by_fkey FOREIGN KEY (institution_id, recorded_by) REFERENCES person(institution_id, id),
  constraint visit_result_check CHECK ((result = ANY (ARRAY['DONE_ON_SITE'::text, 'APPOINTED'::text, 'TO_FOLLOW_UP'::text, 'NOT_INTERESTED'::text, 'OTHER'::text]))),
  constraint visit_rule_set_check CHECK (((char_length(rule_set) >= 1) AND (char_length(rule_set) <= 64))),
  constraint visit_second_visitor_id_check CHECK ((second_visitor_id <> visitor_id)),
  constraint visit_second_visitor_id_fkey FOREIGN KEY (institution_id, second_visitor_id) REFERENCES person(institution_id, id),
  constraint visit_source_check CHECK ((source = ANY (ARRAY['DESKTOP'::text, 'TABLET'::text, 'PHONE'::text]))),
  constraint visit_status_check CHECK ((status = ANY (ARRAY['RECORDED'::text, 'CORRECTED'::text]))),
  constraint visit_visitor_id_fkey FOREIGN KEY (institution_id, visitor_id) REFERENCES person(institution_id, id),
  constraint visit_way_check CHECK ((way = ANY (ARRAY['ON_SITE'::text, 'PHONE'::text, 'APPOINTMENT'::text, 'OTHER'::text])))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX visit_customer_id_idx ON public.visit USING btree (institution_id, customer_id, visited_at, id) INCLUDE (status, next_on);
CREATE INDEX visit_far_away_idx ON public.visit USING btree (institution_id, far_away, visited_at, id);
CREATE INDEX visit_recorded_by_idx ON public.visit USING btree (institution_id, recorded_by);
CREATE INDEX visit_second_visitor_id_idx ON public.visit USING btree (institution_id, second_visitor_id);
CREATE INDEX visit_visited_at_idx ON public.visit USING btree (institution_id, visited_at, id);
CREATE INDEX visit_visitor_id_idx ON public.visit USING btree (institution_id, visitor_id, visited_at, id);

-- How far the log was looked through for an endpoint: what fits up to there is in webhook_delivery. Beside the endpoint, since it moves all the time and is no change of the endpoint
create table webhook_cursor (
  institution_id uuid not null,
  endpoint_id uuid not null,
  position bigint not null,
  forgotten bigint not null,
  constraint webhook_cursor_endpoint_id_fkey FOREIGN KEY (institution_id, endpoint_id) REFERENCES webhook_endpoint(institution_id, id),
  constraint webhook_cursor_forgotten_check CHECK ((forgotten >= 0)),
  constraint webhook_cursor_pkey PRIMARY KEY (institution_id, endpoint_id),
  constraint webhook_cursor_position_check CHECK (("position" >= '-1'::integer))
);
-- row security, forced: tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))

-- A fact to be sent to an endpoint, and what became of it
create table webhook_delivery (
  institution_id uuid not null,
  endpoint_id uuid not null,
  position bigint not null,
  objects text[] not null,
  status text not null,
  attempts integer not null,
  due_at timestamp with time zone not null,
  lease bigint not null,
  leased_until timestamp with time zone,
  failing_since timestamp with time zone,
  last_answer text,
  delivered_at timestamp with time zone,
  constraint webhook_delivery_delivered_check CHECK (((status = 'DELIVERED'::text) = (delivered_at IS NOT NULL))),
  constraint webhook_delivery_endpoint_id_fkey FOREIGN KEY (institution_id, endpoint_id) REFERENCES webhook_endpoint(institution_id, id),
  constraint webhook_delivery_last_answer_check CHECK ((last_answer ~ '^[a-z0-9_.]{1,64}$'::text)),
  constraint webhook_delivery_pkey PRIMARY KEY (institution_id, endpoint_id, "position"),
  constraint webhook_delivery_status_check CHECK ((status = ANY (ARRAY['PENDING'::text, 'DELIVERED'::text, 'DROPPED'::text])))
);
-- row security, forced: owner_lookup using pg_has_role(CURRENT_USER, ( SELECT pg_class.relowner
   FROM pg_class
  WHERE (pg_class.oid = ('webhook_delivery'::regclass)::oid)), 'usage'::text); tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE INDEX webhook_delivery_pending_idx ON public.webhook_delivery USING btree (institution_id, endpoint_id, "position") WHERE (status = 'PENDING'::text);

-- An address that facts of the institution are sent to
create table webhook_endpoint (
  institution_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  name text not null,
  url text not null,
  acts text[] not null,
  status text not null,
  disabled_reason text,
  secret_cipher bytea not null,
  old_secret_cipher bytea,
  old_secret_until timestamp with time zone,
  constraint webhook_endpoint_disabled_check CHECK (((status = 'DISABLED'::text) = (disabled_reason IS NOT NULL))),
  constraint webhook_endpoint_disabled_reason_check CHECK ((disabled_reason = ANY (ARRAY['GONE'::text, 'FAILING'::text]))),
  constraint webhook_endpoint_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(institution_id),
  constraint webhook_endpoint_name_check CHECK (((char_length(name) >= 1) AND (char_length(name) <= 64))),
  constraint webhook_endpoint_old_secret_check CHECK (((old_secret_cipher IS NULL) = (old_secret_until IS NULL))),
  constraint webhook_endpoint_pkey PRIMARY KEY (institution_id, id),
  constraint webhook_endpoint_status_check CHECK ((status = ANY (ARRAY['ACTIVE'::text, 'PAUSED'::text, 'DISABLED'::text, 'REMOVED'::text]))),
  constraint webhook_endpoint_url_check CHECK (((url ~ '^https?://'::text) AND (char_length(url) <= 2048)))
);
-- row security, forced: owner_lookup using pg_has_role(CURRENT_USER, ( SELECT pg_class.relowner
   FROM pg_class
  WHERE (pg_class.oid = ('webhook_endpoint'::regclass)::oid)), 'usage'::text); tenant using (institution_id = ( SELECT (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid AS "nullif"))
CREATE UNIQUE INDEX webhook_endpoint_name_key ON public.webhook_endpoint USING btree (institution_id, name) WHERE (status <> 'REMOVED'::text);
CREATE INDEX webhook_endpoint_status_idx ON public.webhook_endpoint USING btree (institution_id, status, id);
