-- Findings of an inspection stay as they were written, but for the words about somebody erased.
create function keep_words_unless_erased() returns trigger language plpgsql as $$
begin
  if (to_jsonb(new) - tg_argv[0]) is distinct from (to_jsonb(old) - tg_argv[0])
      or coalesce(to_jsonb(new) ->> tg_argv[0], '') not in ('', tg_argv[1]) then
    raise exception 'a row of % is written over only to erase', tg_table_name
      using errcode = 'check_violation', constraint = tg_table_name || '_kept_check';
  end if;
  return new;
end
$$;
comment on function keep_words_unless_erased() is
  'Lets one column be written over with the words that stand for what was erased, and nothing else change';
create trigger keep_words_unless_erased before update on credit_inspection
  for each row execute function keep_words_unless_erased('findings', '已删除');
create trigger keep_words_unless_erased before update on credit_sample
  for each row execute function keep_words_unless_erased('note', '已删除');
grant update (findings) on credit_inspection to jingtian_api;
grant update (note) on credit_sample to jingtian_api;
