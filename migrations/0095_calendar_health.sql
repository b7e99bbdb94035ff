-- How many banks count the working days of a year nobody has announced to them.

create function banks_without_calendar(p_year integer) returns bigint
language sql stable security definer set search_path = public, pg_temp as $$
  select count(*) from institution i
   where i.kind = 'BANK' and not exists (select from calendar_announcement a
     where a.institution_id = i.institution_id and a.whole_year = p_year)
$$;
comment on function banks_without_calendar(integer) is
  'How many banks have not announced the holidays of a year: a number, no names';
