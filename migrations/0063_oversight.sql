-- What reports of any day look up.
create index loan_fact_rate_idx on loan_fact (institution_id, occurred_on)
  where kind in ('RATE_CHANGED', 'RESTRUCTURED');
