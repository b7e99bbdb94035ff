-- What tells whether a row was written by a transaction that is in the journal. Under a savepoint a
-- row carries the id of a subtransaction, of which the database keeps no parent once it is over.

create table journal_subtransaction (
  institution_id uuid not null,
  id bigint not null generated always as identity (cache 1),
  xid xid8 not null default pg_current_xact_id(),
  constraint journal_subtransaction_pkey primary key (institution_id, id)
);
comment on table journal_subtransaction is
  'Written under each savepoint that keeps something: the row''s own xmin is the subtransaction, its '
  'xid the transaction that the journal''s entries name';
select protect_journal('journal_subtransaction');
grant insert (institution_id) on journal_subtransaction to jingtian_api;

create or replace function move_row(
  p_table text, p_column text, p_institution uuid, p_row uuid, p_from uuid, p_to uuid)
returns boolean language plpgsql as $$
declare
  moved integer;
begin
  execute format('update %I set %I = $1 where institution_id = $2 and id = $3 and %I = $4',
    p_table, p_column, p_column) using p_to, p_institution, p_row, p_from;
  get diagnostics moved = row_count;
  if moved > 0 then
    insert into journal_subtransaction (institution_id) values (p_institution);
  end if;
  return moved > 0;
exception when unique_violation or exclusion_violation then
  return false;
end
$$;

-- Migrations rewrite rows, and rows of before were written by savepoints nobody wrote down.
update journal_sequencer_state set based_at = pg_snapshot_xmax(pg_current_snapshot());

-- One transaction may write rows of two institutions and its entry in the log of one: the operator
-- opens a bank. Their ids say nothing of either.
create policy owner_lookup on journal_entry for select using (pg_has_role(current_user, (
  select relowner from pg_class where oid = 'journal_entry'::regclass), 'usage'));
create policy owner_lookup on journal_subtransaction for select using (pg_has_role(current_user, (
  select relowner from pg_class where oid = 'journal_subtransaction'::regclass), 'usage'));

create function journal_transactions() returns setof xid
language sql stable security definer set search_path = public, pg_temp as $$
  select e.xid::xid from journal_entry e, journal_sequencer_state s where e.xid >= s.based_at
  union
  select sub.xmin from journal_subtransaction sub
   where exists (select from journal_entry e, journal_sequencer_state s
     where e.xid = sub.xid and e.xid >= s.based_at)
$$;
comment on function journal_transactions() is
  'Transactions and subtransactions that wrote an entry, of every log, for the monitor';
revoke execute on function journal_transactions() from public;
grant execute on function journal_transactions() to jingtian_worker;
