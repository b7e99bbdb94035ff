-- The exclusion of overlapping ratings sorts uuids by their leading bits alone, which are a moment:
-- customers filed in one go look alike to it, and a look-up visits most of the index. A hash in
-- front tells them apart; the customer behind it decides, so that no collision ever excludes.
alter table rating
  drop constraint rating_period_excl,
  add constraint rating_period_excl exclude using gist
    (institution_id with =, uuid_hash_extended(customer_id, 0) with =,
      coalesce(customer_id, id) with =, daterange(valid_from, valid_to) with &&)
    where (status = 'EFFECTIVE');
