-- Whoever stands for a loan agrees in writing before its terms are changed.

create table loan_change_consent (
  institution_id uuid not null
    constraint loan_change_consent_institution_id_fkey references institution,
  id uuid not null,
  created_at timestamptz not null default now(),
  change_id uuid not null,
  guarantor_id uuid not null,
  consented_on date not null,
  evidence_sha256 text collate "C" not null constraint loan_change_consent_evidence_sha256_check
    check (evidence_sha256 ~ '^[0-9a-f]{64}$'),
  recorded_by uuid not null,
  constraint loan_change_consent_pkey primary key (institution_id, id),
  constraint loan_change_consent_change_id_fkey
    foreign key (institution_id, change_id) references loan_change,
  constraint loan_change_consent_guarantor_id_fkey
    foreign key (institution_id, guarantor_id) references customer,
  constraint loan_change_consent_recorded_by_fkey
    foreign key (institution_id, recorded_by) references person,
  constraint loan_change_consent_guarantor_id_key unique (institution_id, change_id, guarantor_id)
);
create index loan_change_consent_guarantor_id_idx
  on loan_change_consent (institution_id, guarantor_id);
create index loan_change_consent_recorded_by_idx
  on loan_change_consent (institution_id, recorded_by);
comment on table loan_change_consent is
  'Written consent of a guarantor to a change of the loan (保证人同意); only ever added';
comment on column loan_change_consent.evidence_sha256 is 'SHA-256 of the signed paper, kept elsewhere';
select protect_table('loan_change_consent');
revoke update on loan_change_consent from jingtian_api;

-- A change that asks for it is not made while somebody who stands for the loan has not agreed.
create function loan_change_consented() returns trigger language plpgsql as $$
begin
  if exists (
    select from loan_guarantee g
    where g.institution_id = new.institution_id and g.loan_id = new.loan_id
      and g.status = 'OFFERED' and g.guarantor_id is not null
      and not exists (select from loan_change_consent c
        where c.institution_id = new.institution_id and c.change_id = new.id
          and c.guarantor_id = g.guarantor_id))
  then
    raise exception 'not everybody who stands for loan % agrees to its change', new.loan_id
      using errcode = 'check_violation', constraint = 'loan_change_consented_check';
  end if;
  return new;
end
$$;
create trigger loan_change_consented before update of status on loan_change
  for each row when (old.status = 'PROPOSED' and new.status = 'APPLIED'
    and new.kind in ('EXTENSION', 'RESTRUCTURING'))
  execute function loan_change_consented();
