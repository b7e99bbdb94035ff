import { sql } from 'kysely';
import type { Sql } from '../queries/noun.ts';

/** Where the log of the running institution is: its checkpoints and tiles lie below. */
const source = sql`(select to_json('/public/logs/' || code)::text from institution
  where id = current_setting('app.institution')::uuid)`;

/**
 * What of a leaf's text begins with its objects: RFC 8785 puts them behind `data`, and behind them come
 * only texts, in which a quotation mark has a backslash. Parsing the leaf would cost more than the rest.
 */
export const objectsIn = (text: Sql): Sql => sql`split_part(${text}, '"objects":[', -1)`;

/**
 * The global id of the first object the fact concerns; `id` stands before `type`. Where anything has a
 * backslash there is no subject.
 */
const subject = sql`case when starts_with(fact.objects, '{"id":"') and strpos(fact.objects, '\\') = 0
  then ',"subject":"' || lower(split_part(fact.objects, '"', 8)) || '_'
    || split_part(fact.objects, '"', 4) || '"' end`;

/**
 * A fact as a CloudEvent 1.0, JSON text in SQL. Its id is its place, so the id of the last event is
 * the cursor; its data is the leaf itself: RFC 8785 JSON, the bytes that the tree of the log holds. From
 * `fact`: position, act, occurred_at, the leaf's text, and of it `objectsIn`, computed once.
 */
export const cloudEvent: Sql = sql`concat('{"specversion":"1.0","id":"', fact.position, '","source":',
  ${source}, ',"type":', to_json(fact.act), ',"time":', to_json(fact.occurred_at), ${subject},
  ',"datacontenttype":"application/json","data":') || fact.text || '}'`;
