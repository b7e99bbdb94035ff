-- Lists reached from one row come in the order of their ids: found in it, they need no sorting.
create index loan_customer_id_id_idx on loan (institution_id, customer_id, id);
drop index customer_member_customer_id_idx;
create index customer_member_customer_id_idx on customer_member (institution_id, customer_id, id);
