-- People are found by number whatever they are: the unique index leaves organisations out, so a
-- search through it would read the whole institution.
create index customer_id_number_digest_idx on customer (institution_id, id_number_digest)
  where id_number_digest is not null;
