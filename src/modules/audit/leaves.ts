import { sql } from 'kysely';
import { UNREADABLE } from '../../kernel/journal/words.ts';
import { bind, param, type Row, type Sql } from '../../kernel/queries/noun.ts';

/** Each member of an object's history, from the newest entry back. */
const HISTORY_LENGTH = 50;

/** The bytes of the entry at a place, as text. */
export const leafText = (place: Row): Sql =>
  sql`(select convert_from(entry.leaf, 'UTF8') from journal_entry as entry
    where entry.institution_id = ${place('institution_id')} and entry.id = ${place('entry_id')})`;

/** The same as JSON to look into; null where it has not the form of an entry. */
export const leafJson = (place: Row): Sql =>
  sql`case when ${place('act')} <> ${sql.lit(UNREADABLE)} then ${leafText(place)}::jsonb end`;

/** One member of the leaf at a place. */
export const leafMember = (place: Row, ...path: string[]): Sql =>
  sql`(${leafJson(place)}) #> ${sql.lit(`{${path.join(',')}}`)}::text[]`;

/** The same as text, null when absent. */
export const leafTextMember = (place: Row, ...path: string[]): Sql =>
  sql`(${leafJson(place)}) #>> ${sql.lit(`{${path.join(',')}}`)}::text[]`;

/** The words behind a leaf's reason; null when none were given, or once they are erased. */
export const reasonOf = (institution: Sql, leaf: Sql): Sql =>
  sql`(select said.reason from journal_reason as said
    where said.institution_id = ${institution} and said.id = (${leaf} ->> 'id')::uuid)`;

/** The objects of the leaf at a place, with the ids callers know. */
export const leafObjects = (place: Row): Sql =>
  sql`(select coalesce(jsonb_agg(jsonb_build_object('type', object ->> 'type',
      'id', lower(object ->> 'type') || '_' || (object ->> 'id'), 'version', object -> 'version')
      order by ordinality), '[]')
    from jsonb_array_elements(${leafMember(place, 'objects')}) with ordinality as each (object, ordinality))`;

type HistoryOf = {
  institution: Sql;
  type: Sql;
  id: Sql;
  before: Sql;
  size: Sql;
  /** Types the reader may not read: what concerns one of them is left out. */
  hidden: Sql;
};

/** Newest first: what the journal holds of one object, as a JSON list of HistoryEntry. */
export const historySql = ({ institution, type, id, before, size, hidden }: HistoryOf): Sql =>
  sql`(select coalesce(jsonb_agg(jsonb_build_object(
      'position', entry.position, 'act', entry.act, 'occurredAt', entry.occurred_at,
      'actor', case when person.id is not null
        then jsonb_build_object('code', person.code, 'name', person.name) end,
      'reason', ${reasonOf(sql`entry.institution_id`, sql`entry.leaf`)}, 'version', entry.object_version,
      'data', entry.leaf -> 'data') order by entry.position desc), '[]')
    from (
      select about.position, about.object_version, place.act, place.occurred_at, place.actor_id,
             place.institution_id, convert_from(written.leaf, 'UTF8')::jsonb as leaf
        from journal_object as about
        join journal_position as place on place.institution_id = about.institution_id
          and place.position = about.position
        join journal_entry as written on written.institution_id = place.institution_id
          and written.id = place.entry_id
       where about.institution_id = ${institution} and about.object_id = ${id}::text
         and about.object_type = ${type} and about.position < ${before}
         and not exists (
           select from jsonb_array_elements(convert_from(written.leaf, 'UTF8')::jsonb -> 'objects')
             as concerned (object)
           where concerned.object ->> 'type' = any(${hidden}::text[]))
       order by about.position desc limit ${size}) as entry
    left join person on person.institution_id = entry.institution_id
      and person.id = entry.actor_id)`;

const NO_BOUND = sql`9223372036854775807`;

const mayReadHistory = bind(
  param((request) => request.permissions?.has('journal.history') ?? false),
);

const hiddenFromReader = bind(param((request) => request.hiddenTypes ?? []));

/**
 * A computed field `history: [HistoryEntry!]!` for the noun of this type; empty for callers without
 * the permission `journal.history`, who may still read the rest of the object.
 */
export const historyOf =
  (type: string) =>
  (row: Row): Sql => {
    const history = historySql({
      institution: row('institution_id'),
      type: sql.lit(type),
      id: row('id'),
      before: NO_BOUND,
      size: sql.lit(HISTORY_LENGTH),
      hidden: hiddenFromReader,
    });
    return sql`case when ${mayReadHistory}::boolean then ${history} else '[]'::jsonb end`;
  };
