-- Ratings come as files too, and every row about a person who is on file leads to that person.
alter table import
  drop constraint import_kind_check,
  add constraint import_kind_check check (kind in ('ROSTER', 'PROFILES', 'RATINGS'));
comment on column import.on_file_count is
  'Rows about what is on file already: somebody with a file, a rating from the same answers';

alter table import_row
  add column repeats integer constraint import_row_repeats_check check (repeats between 1 and number - 1);
create index import_row_repeats_idx on import_row (institution_id, import_id, repeats)
  where repeats is not null;
comment on column import_row.repeats is 'The earlier row of the file with the same number';
comment on column import_row.code is 'Why nothing was done with it, or what it waits for';
comment on column import_row.customer_id is
  'Whom it is about, as far as that is known: erasing the person empties the row';
