-- Why, in the words of whoever acted. Words may name people, and a leaf is never erased: the leaf
-- holds a salted digest, the words stand here and can go.
create table journal_reason (
  institution_id uuid not null constraint journal_reason_institution_id_fkey references institution,
  id uuid not null,
  created_at timestamptz not null default now(),
  reason text constraint journal_reason_reason_check check (char_length(reason) between 1 and 500),
  salt bytea,
  constraint journal_reason_pkey primary key (institution_id, id),
  constraint journal_reason_salt_check check (num_nonnulls(reason, salt) in (0, 2))
);
create index journal_reason_created_at_idx on journal_reason (institution_id, created_at)
  where reason is not null;
comment on table journal_reason is 'The words behind the reason digest of a journal entry';
comment on column journal_reason.id is 'The fact''s own id, as in its leaf';
comment on column journal_reason.salt is
  'The leaf''s digest is SHA-256 of salt and reason; both go together, so that nothing can be guessed';
select protect_table('journal_reason');
revoke update on journal_reason from jingtian_api;
grant update (reason, salt) on journal_reason to jingtian_api;

create table journal_reason_object (
  institution_id uuid not null
    constraint journal_reason_object_institution_id_fkey references institution,
  object_id text collate "C" not null,
  reason_id uuid not null,
  constraint journal_reason_object_pkey primary key (institution_id, object_id, reason_id),
  constraint journal_reason_object_reason_id_fkey
    foreign key (institution_id, reason_id) references journal_reason deferrable initially deferred
);
create index journal_reason_object_reason_id_idx
  on journal_reason_object (institution_id, reason_id);
comment on table journal_reason_object is
  'Which objects the reasons are about, before the sequencer has given the entries their places';
select protect_table('journal_reason_object');
revoke update on journal_reason_object from jingtian_api;

-- Words about a person in records that are only ever added to.
create function erase_kept_texts(p_institution uuid, p_customer uuid, p_words text) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if p_institution is distinct from current_institution() or not exists (
      select from customer where institution_id = p_institution and id = p_customer
        and status = 'ERASED') then
    raise exception 'customer % is not erased', p_customer using errcode = 'check_violation';
  end if;
  update credit_sample set note = p_words
    where institution_id = p_institution and customer_id = p_customer and note is not null;
  update credit_inspection set findings = p_words
    where institution_id = p_institution and findings is not null and credit_area_id in (
      select id from credit_area
      where institution_id = p_institution and customer_id = p_customer);
  update campaign_step set reason = p_words
    where institution_id = p_institution and reason is not null and campaign_household_id in (
      select id from campaign_household
      where institution_id = p_institution and customer_id = p_customer);
end
$$;
comment on function erase_kept_texts(uuid, uuid, text) is
  'Writes over what inspections and campaigns say in words about an erased person';
revoke all on function erase_kept_texts(uuid, uuid, text) from public;
grant execute on function erase_kept_texts(uuid, uuid, text) to jingtian_api;

-- Logins can be taken back.
create function unlink_login(p_institution uuid, p_person uuid, p_issuer text, p_subject text)
returns boolean language sql security definer set search_path = public, pg_temp as $$
  with gone as (
    delete from login
    where institution_id = p_institution and institution_id = current_institution()
      and person_id = p_person and issuer = p_issuer and subject = p_subject
    returning 1)
  select exists (select from gone)
$$;
comment on function unlink_login(uuid, uuid, text, text) is
  'A login no longer stands for a person of the running institution';
revoke all on function unlink_login(uuid, uuid, text, text) from public;
grant execute on function unlink_login(uuid, uuid, text, text) to jingtian_api;

-- Reasons of decided requests go with the person too, so every request about one must be found.
drop index approval_request_target_id_idx;
create index approval_request_target_id_idx on approval_request (institution_id, target_id)
  where target_id is not null;
