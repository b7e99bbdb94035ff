-- The normalised detail of an address, sealed beside it: names of divisions change, and the key of
-- digests can be turned over without working it out again.
alter table customer
  add column address_form_cipher bytea,
  drop constraint customer_address_digest_check,
  add constraint customer_address_digest_check check (
    num_nonnulls(address_digest, address_form_cipher) in (0, 2)
    and (address_digest is null or address_cipher is not null));
comment on column customer.address_form_cipher is
  'What address_digest is the digest of, sealed under the customer''s own key';
