-- What writing a rating costs beside its facts.

-- A rating with its reasons takes about three kilobytes. Compressing them costs a sixth of what
-- writing the rating does; up to four kilobytes a row stands as it is, a larger one as before.
alter table rating set (toast_tuple_target = 4096);

-- Most ratings are decided by nobody.
drop index rating_decided_by_idx;
create index rating_decided_by_idx on rating (institution_id, decided_by)
  where decided_by is not null;
