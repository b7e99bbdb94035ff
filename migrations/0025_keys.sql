-- Keys that can be turned over while the service runs.

-- A digest recomputed under a new key is the same fact in the same version of the row.
create or replace function bump_version() returns trigger language plpgsql as $$
begin
  if current_setting('app.rekeying', true) = 'on' then
    return new;
  end if;
  new.version := old.version + 1;
  new.updated_at := now();
  return new;
end
$$;

create table digest_key (
  institution_id uuid not null constraint digest_key_institution_id_fkey references institution,
  number integer not null constraint digest_key_number_check check (number between 0 and 255),
  created_at timestamptz not null default now(),
  algorithm text not null constraint digest_key_algorithm_check
    check (algorithm in ('hmac-sha256', 'hmac-sm3')),
  status text not null constraint digest_key_status_check
    check (status in ('CURRENT', 'RETIRING', 'RETIRED')),
  wrapped bytea,
  constraint digest_key_pkey primary key (institution_id, number),
  constraint digest_key_wrapped_check
    check ((wrapped is null) = (number = 0 or status = 'RETIRED'))
);
create unique index digest_key_current_key on digest_key (institution_id)
  where status = 'CURRENT';
create unique index digest_key_retiring_key on digest_key (institution_id)
  where status = 'RETIRING';
comment on table digest_key is
  'Keys of the digests numbers are found by, wrapped by the key-encryption key. A digest begins with '
  'the number of its key; one of 32 bytes is of number 0';
comment on column digest_key.number is
  '0 is derived from the first data key, and has no row until another takes its place';
comment on column digest_key.status is
  'CURRENT writes; RETIRING is still searched by while every row is recomputed; RETIRED is destroyed';
select protect_table('digest_key');

create function digest_keys(p_institution uuid, p_write boolean)
returns table (number integer, algorithm text, status text, wrapped bytea) language plpgsql as $$
begin
  -- Who writes keeps the current key current until its transaction ends. Each statement here sees
  -- what was committed before it began, so what follows the lock sees what the lock waited for.
  if p_write then
    perform pg_advisory_xact_lock_shared(20260302, hashtext(p_institution::text));
  end if;
  return query select k.number, k.algorithm, k.status, k.wrapped from digest_key k
    where k.institution_id = p_institution and k.status <> 'RETIRED' order by k.status;
end
$$;
comment on function digest_keys(uuid, boolean) is
  'The keys that digests are written (with true: and stay so until the transaction ends) or found by';
