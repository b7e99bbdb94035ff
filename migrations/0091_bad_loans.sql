-- Whose loans are bad, in the order of the borrowers: the end of a day goes through them part by part.
create index loan_bad_idx on loan (institution_id, customer_id)
  where status = 'ACTIVE' and loan_class in ('SUBSTANDARD', 'DOUBTFUL', 'LOSS');
