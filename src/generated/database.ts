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
  data_key: {
    institution_id: string;
    id: string;
    created_at: Generated<Timestamp>;
    wrapped: Buffer;
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
  subject_key: {
    institution_id: string;
    subject_id: string;
    data_key_id: string;
    wrapped: Buffer;
    created_at: Generated<Timestamp>;
  };
};
