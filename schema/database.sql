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
