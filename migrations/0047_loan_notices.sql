-- Loans on public notices: an entry names the approved loan it is about.

alter table notice_entry
  add column loan_id uuid,
  add constraint notice_entry_loan_id_fkey foreign key (institution_id, loan_id) references loan,
  add constraint notice_entry_subject_check check (num_nonnulls(rating_id, loan_id) <= 1),
  drop constraint notice_entry_customer_key,
  -- Somebody may stand on one notice with two loans, never twice with the same.
  add constraint notice_entry_customer_key
    unique nulls not distinct (institution_id, notice_id, customer_id, loan_id);
create index notice_entry_loan_id_idx on notice_entry (institution_id, loan_id);
create unique index notice_entry_running_loan_key on notice_entry (institution_id, loan_id)
  where status in ('OPEN', 'OBJECTED', 'DISMISSED') and loan_id is not null;
comment on column notice_entry.loan_id is
  'The approved loan the entry is about; the public reads the name alone, neither amount nor grade';
