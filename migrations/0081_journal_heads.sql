-- How far each log's tree has grown stands in one row of its own, moved on by every sealing. Roots are
-- kept where a checkpoint says them, instead of one for every tick.

create table journal_tree (
  institution_id uuid not null constraint journal_tree_pkey primary key,
  size bigint not null constraint journal_tree_size_check check (size > 0),
  root bytea not null constraint journal_tree_root_check check (octet_length(root) = 32),
  sealed_at timestamptz not null default now()
) with (fillfactor = 50);
comment on table journal_tree is 'The head of each log: size and root as it was last sealed';
comment on table journal_root is
  'Roots that were signed, written with their checkpoints: a size has one';

-- The owner may be bound by row security too; for these rows of every institution it is not.
alter table journal_root no force row level security;
insert into journal_tree (institution_id, size, root, sealed_at)
select distinct on (institution_id) institution_id, size, root, sealed_at
  from journal_root order by institution_id, size desc;
alter table journal_root force row level security;

select protect_journal('journal_tree');
grant insert, update (size, root, sealed_at) on journal_tree to jingtian_sequencer;

create function refuse_smaller_tree() returns trigger language plpgsql as $$
begin
  if new.institution_id is distinct from old.institution_id or new.size <= old.size then
    raise exception 'a tree only grows' using errcode = 'restrict_violation';
  end if;
  return new;
end
$$;
drop trigger refuse_change on journal_tree;
create trigger refuse_change before delete or truncate on journal_tree
  for each statement execute function refuse_journal_change();
create trigger refuse_rewriting before update on journal_tree
  for each row execute function refuse_smaller_tree();
alter table journal_tree enable always trigger refuse_change;
alter table journal_tree enable always trigger refuse_rewriting;

-- A sequencer of the version before this one may seal until it is replaced.
create function follow_root() returns trigger language plpgsql as $$
begin
  insert into journal_tree (institution_id, size, root, sealed_at)
  values (new.institution_id, new.size, new.root, new.sealed_at)
  on conflict (institution_id) do update
    set size = excluded.size, root = excluded.root, sealed_at = excluded.sealed_at
    where journal_tree.size < excluded.size;
  return null;
end
$$;
comment on function follow_root() is 'The head of a log is never behind a root that was kept of it';
create trigger follow_root after insert on journal_root
  for each row execute function follow_root();
