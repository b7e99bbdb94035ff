-- The hash of a leaf is worked out where it is asked for, which is once at the sealing and then seldom,
-- instead of in every transaction that writes: `entry.leaf_hash` is a function of the row.

alter table journal_entry drop column leaf_hash;

create function leaf_hash(entry journal_entry) returns bytea
language sql immutable parallel safe return sha256('\x00'::bytea || entry.leaf);
comment on function leaf_hash(journal_entry) is
  'RFC 6962 leaf hash of an entry: SHA-256 of 0x00 and the leaf. Read as a column is: entry.leaf_hash';
