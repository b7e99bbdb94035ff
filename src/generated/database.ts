// Generated from the migrated database by `npm run generate`; not edited by hand.
import type { ColumnType, Generated, GeneratedAlways } from 'kysely';

/** Sent as JSON text or a plain object, read as parsed JSON. */
type Json = ColumnType<unknown, unknown, unknown>;
type Numeric = ColumnType<string, string | number, string | number>;
type Timestamp = ColumnType<Date, Date | string, Date | string>;

export type DB = {
  appointment: {
    institution_id: string;
    id: string;
    version: Generated<number>;
    created_at: Generated<Timestamp>;
    updated_at: Generated<Timestamp>;
    person_id: string;
    role_id: string;
    outlet_id: string | null;
    valid_from: string;
    valid_to: string | null;
  };
  approval_policy: {
    institution_id: string;
    id: string;
    version: Generated<number>;
    created_at: Generated<Timestamp>;
    updated_at: Generated<Timestamp>;
    command: string;
    field: string | null;
    at_least: Numeric | null;
    active: Generated<boolean>;
  };
  approval_request: {
    institution_id: string;
    id: string;
    version: Generated<number>;
    created_at: Generated<Timestamp>;
    updated_at: Generated<Timestamp>;
    command: string;
    input_cipher: Buffer;
    maker_id: string;
    maker_reason: string | null;
    status: Generated<string>;
    checker_id: string | null;
    checker_reason: string | null;
    decided_at: Timestamp | null;
    outcome: string | null;
  };
  area: {
    id: string;
    version: Generated<number>;
    created_at: Generated<Timestamp>;
    updated_at: Generated<Timestamp>;
    code: string;
    parent_code: string | null;
    level: string;
    kind: string | null;
    name: string;
    urban_rural_class: string | null;
    boundary: Json | null;
    area_m2: number | null;
    boundary_source: string | null;
    valid_from: string;
    valid_to: string | null;
  };
  area_change: {
    id: string;
    created_at: Generated<Timestamp>;
    kind: string;
    effective_date: string;
    legal_basis: string | null;
    from_codes: string[];
    to_codes: string[];
    from_areas: Json;
    to_areas: Json;
  };
  assignment: {
    institution_id: string;
    id: string;
    version: Generated<number>;
    created_at: Generated<Timestamp>;
    updated_at: Generated<Timestamp>;
    grid_id: string;
    person_id: string;
    role: string;
    weight: Generated<Numeric>;
    neighbour_exception: string | null;
    valid_from: string;
    valid_to: string | null;
  };
  data_key: {
    institution_id: string;
    id: string;
    created_at: Generated<Timestamp>;
    wrapped: Buffer;
  };
  government_grid: {
    institution_id: string;
    id: string;
    version: Generated<number>;
    created_at: Generated<Timestamp>;
    updated_at: Generated<Timestamp>;
    code: string;
    name: string;
    source: string;
  };
  grid: {
    institution_id: string;
    id: string;
    version: Generated<number>;
    created_at: Generated<Timestamp>;
    updated_at: Generated<Timestamp>;
    code: string;
    name: string;
    level: string;
    class: string;
    kind: string;
    exclusive: Generated<boolean>;
    parent_id: string | null;
    area_code: string;
    household_norm: number | null;
    boundary: Json | null;
    bounds: string | null;
    area_m2: number | null;
    centre_longitude: number | null;
    centre_latitude: number | null;
    boundary_source: string | null;
    boundary_from: string | null;
    valid_from: string;
    valid_to: string | null;
  };
  grid_boundary: {
    institution_id: string;
    id: string;
    created_at: Generated<Timestamp>;
    grid_id: string;
    boundary: Json;
    area_m2: number;
    boundary_source: string;
    valid_from: string;
    valid_to: string;
  };
  grid_change: {
    institution_id: string;
    id: string;
    version: Generated<number>;
    created_at: Generated<Timestamp>;
    updated_at: Generated<Timestamp>;
    act: string;
    effective_date: string;
    reason: string | null;
    applied_on: string | null;
  };
  grid_government_grid: {
    institution_id: string;
    id: string;
    version: Generated<number>;
    created_at: Generated<Timestamp>;
    updated_at: Generated<Timestamp>;
    grid_id: string;
    government_grid_id: string;
    valid_from: string;
    valid_to: string | null;
  };
  grid_lineage: {
    institution_id: string;
    id: string;
    created_at: Generated<Timestamp>;
    change_id: string;
    act: string;
    predecessor_id: string;
    successor_id: string | null;
    effective_date: string;
  };
  hand_over: {
    institution_id: string;
    id: string;
    version: Generated<number>;
    created_at: Generated<Timestamp>;
    updated_at: Generated<Timestamp>;
    grid_id: string;
    from_person_id: string;
    to_person_id: string;
    effective_date: string;
    status: Generated<string>;
    note: string | null;
    open_work: Generated<Json>;
    proposed_by_id: string;
    decided_by_id: string | null;
    decided_at: Timestamp | null;
    decision_reason: string | null;
    assignment_id: string | null;
  };
  idempotency: {
    institution_id: string;
    client_id: string;
    key: string;
    fingerprint: Buffer;
    outcome: string | null;
    created_at: Generated<Timestamp>;
  };
  institution: {
    institution_id: string;
    id: GeneratedAlways<string>;
    version: Generated<number>;
    created_at: Generated<Timestamp>;
    updated_at: Generated<Timestamp>;
    kind: string;
    code: string;
    name: string;
    area_code: string;
    settings: Generated<Json>;
  };
  journal_entry: {
    institution_id: string;
    id: GeneratedAlways<bigint>;
    xid: Generated<string>;
    written_at: Generated<Timestamp>;
    leaf: Buffer;
    leaf_hash: GeneratedAlways<Buffer>;
  };
  journal_object: {
    institution_id: string;
    object_type: string;
    object_id: string;
    position: bigint;
    object_version: bigint | null;
  };
  journal_position: {
    institution_id: string;
    position: bigint;
    entry_id: bigint;
    act: string;
    actor_id: string | null;
    request_id: string;
    occurred_at: Timestamp;
    sealed_at: Generated<Timestamp>;
  };
  journal_sequencer_state: {
    singleton: Generated<boolean>;
    snapshot: string;
    system_identifier: bigint;
    moved_at: Generated<Timestamp>;
  };
  login: {
    issuer: string;
    subject: string;
    institution_id: string;
    person_id: string;
  };
  officer: {
    institution_id: string;
    id: string;
    version: Generated<number>;
    created_at: Generated<Timestamp>;
    updated_at: Generated<Timestamp>;
    person_id: string;
    kind: string;
    duties: Generated<string[]>;
    grid_capacity: Generated<number>;
    household_capacity: Generated<number>;
    employer: string | null;
    status: Generated<string>;
  };
  outlet: {
    institution_id: string;
    id: string;
    version: Generated<number>;
    created_at: Generated<Timestamp>;
    updated_at: Generated<Timestamp>;
    code: string;
    name: string;
    level: string;
    parent_id: string | null;
    area_codes: Generated<string[]>;
    address: string | null;
    status: Generated<string>;
  };
  person: {
    institution_id: string;
    id: string;
    version: Generated<number>;
    created_at: Generated<Timestamp>;
    updated_at: Generated<Timestamp>;
    code: string;
    name: string;
    kind: Generated<string>;
    telephone: string | null;
    photo_reference: string | null;
    status: Generated<string>;
  };
  role: {
    institution_id: string;
    id: string;
    version: Generated<number>;
    created_at: Generated<Timestamp>;
    updated_at: Generated<Timestamp>;
    code: string;
    name_en: string;
    name_zh: string;
    permissions: string[];
    scope_kind: string;
    approval_limit_fen: Generated<bigint>;
  };
  staff_leave: {
    institution_id: string;
    id: string;
    version: Generated<number>;
    created_at: Generated<Timestamp>;
    updated_at: Generated<Timestamp>;
    person_id: string;
    stand_in_id: string | null;
    valid_from: string;
    valid_to: string | null;
  };
  subject_key: {
    institution_id: string;
    subject_id: string;
    data_key_id: string;
    wrapped: Buffer;
    created_at: Generated<Timestamp>;
  };
  training: {
    institution_id: string;
    id: string;
    version: Generated<number>;
    created_at: Generated<Timestamp>;
    updated_at: Generated<Timestamp>;
    person_id: string;
    topic: string;
    held_on: string;
    hours: Numeric;
    result: string;
  };
};
