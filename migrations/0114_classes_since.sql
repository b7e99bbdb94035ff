-- Loans that came into their class since a day are looked for by that day alone.
create index loan_classification_valid_from_idx on loan_classification (institution_id, valid_from);
