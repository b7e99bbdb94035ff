-- Entries are written and read, never changed: row security has a word for each of the two, and none for
-- changes. One word for all of them takes the look at the reader's sub-select into every insert.

drop policy tenant on journal_entry;
create policy tenant on journal_entry for select
  using (institution_id = (select nullif(current_setting('app.institution', true), '')::uuid));
create policy tenant_writes on journal_entry for insert
  with check (institution_id = nullif(current_setting('app.institution', true), '')::uuid);
