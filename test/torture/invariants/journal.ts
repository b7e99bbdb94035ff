import type { Invariant } from '../judge.ts';

/** Each names what is wrong with the journal where it finds a row. */
const FAULTS: Readonly<Record<string, string>> = {
  'an entry without a place': `select e.id::text as what from journal_entry e where not exists (
    select from journal_position p where p.institution_id = e.institution_id and p.entry_id = e.id)`,
  'a place without its entry': `select p.position::text as what from journal_position p
    where not exists (select from journal_entry e
      where e.institution_id = p.institution_id and e.id = p.entry_id)`,
  'places that are not dense': `select institution_id::text as what from journal_position
    group by institution_id having min(position) <> 0 or max(position) <> count(*) - 1`,
  'an object out of order': `select object_type || ' ' || object_id as what from (
      select object_type, object_id, object_version, lag(object_version) over (
        partition by institution_id, object_type, object_id order by position) as before
      from journal_object where object_version is not null) versions
    where object_version < before`,
};

const ALL = Object.entries(FAULTS)
  .map(([name, query]) => `select '${name}: ' || what as fault from (${query}) faulty`)
  .join(' union all ');

/** The journal holds every fact once, at a place of its own, in the order its objects changed. */
export const journal: Invariant = async ({ stage }) => {
  const { rows } = await stage.owner.query<{ fault: string }>(ALL);
  return rows.map(({ fault }) => fault);
};
