-- Whoever stands for a loan signs its contract as well.
alter table loan_signature
  add column guarantee_id uuid,
  add constraint loan_signature_guarantee_id_fkey
    foreign key (institution_id, guarantee_id) references loan_guarantee,
  add constraint loan_signature_guarantee_check
    check ((party = 'GUARANTOR') = (guarantee_id is not null));
create index loan_signature_guarantee_id_idx on loan_signature (institution_id, guarantee_id);
comment on column loan_signature.guarantee_id is 'The security whose guarantor, or owner, signed';
