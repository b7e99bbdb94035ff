-- That a leaf has the form of an entry is seen to by the program that writes it and looked at by the
-- sequencer, once for many. The database keeps what every reader rests on: UTF-8, JSON, 65,535 bytes.

alter table journal_entry drop constraint journal_entry_leaf_check;
-- What is there has met the stronger condition.
alter table journal_entry add constraint journal_entry_leaf_check
  check (convert_from(leaf, 'UTF8')::json is not null) not valid;

create function fitting_leaf(p_leaf bytea) returns journal_leaf
language plpgsql immutable parallel safe as $$
declare
  v_leaf journal_leaf;
begin
  v_leaf := jsonb_populate_record(null::journal_leaf, convert_from(p_leaf, 'UTF8')::jsonb);
  return case when v_leaf is not null then v_leaf end;
exception when data_exception or program_limit_exceeded then
  return null;
end
$$;
comment on function fitting_leaf(bytea) is
  'The fields of a leaf; all of them null where it has not the form of an entry';
comment on type journal_leaf is
  'The fields of a leaf that places and audit queries need. The place of a leaf that does not fit is '
  'given all the same, and says so in place of the act: journal.unreadable';
