-- What the filters of lists look for: under row security only an index keeps them from reading the
-- whole institution.
create index outlet_level_idx on outlet (institution_id, level, code);
create index outlet_status_idx on outlet (institution_id, status, code);
create index person_status_idx on person (institution_id, status, code);
create index approval_request_command_idx on approval_request (institution_id, command, id);
create index grid_change_act_idx on grid_change (institution_id, act, effective_date);
create index area_change_kind_idx on area_change (kind, effective_date);
-- The unique index on credit codes leaves out customers that are closed; a search does not.
create index customer_credit_code_idx on customer (institution_id, credit_code)
  where credit_code is not null;
