-- Working without a network: what left a territory, which field changed when, what devices edited,
-- and edits that wait for a person.

-- Where customers left from. Written by a trigger, so that no way of moving one can forget it: a
-- move, a hand-over, a grid that is split, merged or renumbered.
create table customer_departure (
  institution_id uuid not null
    constraint customer_departure_institution_id_fkey references institution,
  id uuid not null default gen_random_uuid(),
  created_at timestamptz not null default now(),
  customer_id uuid not null,
  from_code text collate "C" not null
    constraint customer_departure_from_code_check check (from_code ~ '^[0-9A-Z]{2,32}$'),
  xid xid8 not null default pg_current_xact_id(),
  constraint customer_departure_pkey primary key (institution_id, id),
  constraint customer_departure_customer_id_fkey
    foreign key (institution_id, customer_id) references customer
);
create index customer_departure_from_code_idx on customer_departure (institution_id, from_code);
create index customer_departure_customer_id_idx on customer_departure (institution_id, customer_id);
comment on table customer_departure is
  'That a customer left a grid or village: what a device that keeps the grid must drop';
comment on column customer_departure.xid is
  'The transaction, whose entries in the journal give the departure its place in the order of things';
select protect_table('customer_departure');
revoke update on customer_departure from jingtian_api;

create function note_departure() returns trigger language plpgsql as $$
begin
  insert into customer_departure (institution_id, customer_id, from_code)
  values (old.institution_id, old.id, old.territory_code);
  return null;
end
$$;
create trigger note_departure after update of territory_code on customer for each row
  when (old.territory_code <> new.territory_code) execute function note_departure();

-- The version at which each field was last changed. Also by triggers: whichever command changes a
-- field, a device that edited the field from an older version is told.
alter table customer add column field_versions jsonb not null default '{}'
  constraint customer_field_versions_check check (jsonb_typeof(field_versions) = 'object');
comment on column customer.field_versions is
  'By field, the version of the row that changed it last; a field not named has not changed since the '
  'file was opened, or since versions of fields are kept';

create function track_fields() returns trigger language plpgsql as $$
declare
  changed jsonb;
begin
  select jsonb_object_agg(field.name, new.version) into changed
  from (values
    ('name', old.name_cipher is distinct from new.name_cipher),
    ('idNumber', old.id_number_cipher is distinct from new.id_number_cipher),
    ('mobile', old.mobile_cipher is distinct from new.mobile_cipher),
    ('address', old.address_cipher is distinct from new.address_cipher),
    ('businessName', old.business_name is distinct from new.business_name),
    ('creditCode', old.credit_code is distinct from new.credit_code),
    ('point', (old.longitude, old.latitude) is distinct from (new.longitude, new.latitude))
  ) as field (name, differs)
  where field.differs;
  new.field_versions := old.field_versions || changed;
  return new;
end
$$;
-- Named so that it fires after bump_version.
create trigger track_fields before update on customer for each row
  when (old.name_cipher is distinct from new.name_cipher
    or old.id_number_cipher is distinct from new.id_number_cipher
    or old.mobile_cipher is distinct from new.mobile_cipher
    or old.address_cipher is distinct from new.address_cipher
    or old.business_name is distinct from new.business_name
    or old.credit_code is distinct from new.credit_code
    or old.longitude is distinct from new.longitude
    or old.latitude is distinct from new.latitude)
  execute function track_fields();

alter table customer_profile add column item_versions jsonb not null default '{}'
  constraint customer_profile_item_versions_check check (jsonb_typeof(item_versions) = 'object');
comment on column customer_profile.item_versions is
  'By item, the version of the row that changed its answer last. Sealed answers lie in one cipher: '
  'where it changes, all of them count as changed';

create function track_items() returns trigger language plpgsql as $$
declare
  before_answers jsonb := '{}';
  before_sealed text[] := '{}';
  sealed_before bytea;
  changed jsonb;
begin
  if tg_op = 'UPDATE' then
    before_answers := old.answers;
    before_sealed := old.sealed_items;
    sealed_before := old.sealed_cipher;
  end if;
  select jsonb_object_agg(item, new.version) into changed
  from (
    select item from jsonb_object_keys(before_answers || new.answers) as item
    where before_answers -> item is distinct from new.answers -> item
    union
    select unnest(before_sealed || new.sealed_items)
    where sealed_before is distinct from new.sealed_cipher) as items;
  if changed is not null then
    new.item_versions := new.item_versions || changed;
  end if;
  return new;
end
$$;
create trigger track_items before insert or update on customer_profile for each row
  execute function track_items();

create table offline_edit (
  institution_id uuid not null constraint offline_edit_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  customer_id uuid not null,
  field text collate "C" not null
    constraint offline_edit_field_check check (char_length(field) between 1 and 64),
  device text collate "C" not null
    constraint offline_edit_device_check check (device ~ '^[A-Za-z0-9_-]{1,64}$'),
  sequence integer not null constraint offline_edit_sequence_check check (sequence >= 0),
  base_version integer not null,
  made_version integer,
  constraint offline_edit_pkey primary key (institution_id, id),
  constraint offline_edit_field_key unique (institution_id, customer_id, field, device),
  constraint offline_edit_customer_id_fkey foreign key (institution_id, customer_id) references customer
);
comment on table offline_edit is
  'Per field and device, the last edit that arrived: a device never contradicts itself, in whatever '
  'order its edits come in';
comment on column offline_edit.sequence is 'Counted by the device, rising with every edit it makes';
comment on column offline_edit.made_version is
  'The version the edit made of the row that holds the field; null where it waits for a person';
select protect_table('offline_edit');

create table sync_conflict (
  institution_id uuid not null constraint sync_conflict_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  customer_id uuid not null,
  field text collate "C" not null
    constraint sync_conflict_field_check check (char_length(field) between 1 and 64),
  base_version integer not null,
  changed_version integer not null,
  device text collate "C" not null
    constraint sync_conflict_device_check check (device ~ '^[A-Za-z0-9_-]{1,64}$'),
  sequence integer not null,
  edited_at timestamptz not null,
  edited_by uuid not null,
  proposed_cipher bytea not null,
  status text not null default 'OPEN' constraint sync_conflict_status_check
    check (status in ('OPEN', 'KEPT', 'TAKEN', 'SUPERSEDED')),
  resolved_by uuid,
  resolved_at timestamptz,
  constraint sync_conflict_pkey primary key (institution_id, id),
  constraint sync_conflict_edit_key unique (institution_id, customer_id, field, device, sequence),
  constraint sync_conflict_customer_id_fkey
    foreign key (institution_id, customer_id) references customer,
  constraint sync_conflict_edited_by_fkey foreign key (institution_id, edited_by) references person,
  constraint sync_conflict_resolved_by_fkey
    foreign key (institution_id, resolved_by) references person,
  constraint sync_conflict_changed_version_check check (changed_version > base_version),
  constraint sync_conflict_resolved_check check (
    (status in ('KEPT', 'TAKEN')) = (resolved_by is not null)
    and (status = 'OPEN') = (resolved_at is null))
);
create index sync_conflict_customer_id_idx on sync_conflict (institution_id, customer_id, status);
create index sync_conflict_edited_by_idx on sync_conflict (institution_id, edited_by, id);
create index sync_conflict_resolved_by_idx on sync_conflict (institution_id, resolved_by);
create index sync_conflict_status_idx on sync_conflict (institution_id, status, id);
comment on table sync_conflict is
  'An edit made without a network of a field that somebody else has changed meanwhile: a person says '
  'which value holds. SUPERSEDED: the same device has edited the field again';
comment on column sync_conflict.changed_version is 'The version of the customer that changed the field';
comment on column sync_conflict.proposed_cipher is
  'The value as it was entered, as JSON, sealed under the customer''s key';
select protect_table('sync_conflict');
