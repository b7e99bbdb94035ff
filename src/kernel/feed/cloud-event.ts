import { sql } from 'kysely';
import type { Sql } from '../queries/noun.ts';

/** Where the log of the running institution is: its checkpoints and tiles lie below. */
const source = sql`(select to_json('/public/logs/' || code)::text from institution
  where id = current_setting('app.institution')::uuid)`;

/** The global id of the first object the fact concerns. */
const subject = sql`coalesce((
  select ',"subject":' || to_json(lower(first ->> 'type') || '_' || (first ->> 'id'))
    from (select convert_from(fact.leaf, 'UTF8')::json #> '{objects,0}' as first) as concerned), '')`;

/**
 * A fact as a CloudEvent 1.0, JSON text in SQL. Its id is its place, so the id of the last event is
 * the cursor; its data is the leaf itself: RFC 8785 JSON, the bytes that the tree of the log holds.
 */
export const cloudEvent: Sql = sql`'{"specversion":"1.0","id":"' || fact.position || '","source":'
  || ${source} || ',"type":' || to_json(fact.act) || ',"time":' || to_json(fact.occurred_at)
  || ${subject} || ',"datacontenttype":"application/json","data":'
  || convert_from(fact.leaf, 'UTF8') || '}'`;
