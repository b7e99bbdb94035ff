-- A page of a ledger asks every household of a grid when it is next visited and when its rating is
-- reviewed: the index answers, without a look at rows that lie scattered over the whole table.
drop index visit_customer_id_idx;
create index visit_customer_id_idx on visit (institution_id, customer_id, visited_at, id)
  include (status, next_on);
drop index rating_customer_id_idx;
create index rating_customer_id_idx on rating (institution_id, customer_id, valid_from)
  include (status, valid_to);
