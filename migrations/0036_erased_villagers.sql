-- A villager of a pool can be erased with the household.

alter table panel_reviewer drop constraint panel_reviewer_who_check;
alter table panel_reviewer add constraint panel_reviewer_who_check check (case
  when person_id is not null
    then num_nonnulls(name_mask, name_cipher, mobile_mask, mobile_cipher, mobile_digest) = 0
  else name_mask is not null
    and num_nonnulls(name_cipher, mobile_mask, mobile_cipher, mobile_digest) in (0, 4) end);
comment on column panel_reviewer.name_cipher is
  'Null for a person of the institution, and for a villager who was erased';
