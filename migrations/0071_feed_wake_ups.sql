-- Whoever follows a log is woken when places are given in it, instead of asking again and again.

create function announce_places() returns trigger language plpgsql as $$
begin
  perform pg_notify('journal_places', log.institution_id::text)
    from (select distinct institution_id from placed) as log;
  return null;
end
$$;
comment on function announce_places() is
  'Tells listeners on journal_places, with the commit, in whose log places were given. Only the '
  'sequencer writes places, so the lock of notifications holds up nobody';

create trigger announce after insert on journal_position
  referencing new table as placed for each statement execute function announce_places();
