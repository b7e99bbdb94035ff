-- A reference of the core names one movement of money towards a loan, whatever it is reported as.
create unique index loan_fact_money_key on loan_fact (institution_id, reference)
  where kind in ('REPAID', 'EARLY_REPAID', 'GUARANTEE_PAID', 'RECOVERED');
