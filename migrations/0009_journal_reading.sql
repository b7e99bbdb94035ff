-- What reading the journal needs beside writing it.

-- Objects of the API have uuid keys: an entry's key is its position, so that keys and places have
-- one order.
alter table journal_position add column id uuid not null
  generated always as (lpad(to_hex(position), 32, '0')::uuid) stored;
create unique index journal_position_id_key on journal_position (institution_id, id);
comment on column journal_position.id is 'The position as a uuid, the key the API shows';

-- Object ids come first, because callers know the id of an object and not always its type.
alter table journal_object
  drop constraint journal_object_pkey,
  add constraint journal_object_pkey
    primary key (institution_id, object_id, object_type, position);
