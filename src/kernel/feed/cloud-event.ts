import { sql } from 'kysely';
import type { Sql } from '../queries/noun.ts';

/** Where the log of the running institution is: its checkpoints and tiles lie below. */
const source = sql`(select to_json('/public/logs/' || code)::text from institution
  where id = current_setting('app.institution')::uuid)`;

/**
 * The global id of the first object the fact concerns. Read off the text, since parsing it would cost
 * more than all the rest: RFC 8785 puts `objects` behind `data`, and `id` before `type`; behind them
 * come only texts, in which a quotation mark has a backslash. Where there is one, there is no subject.
 */
const objects = sql`split_part(fact.text, '"objects":[', -1)`;
const subject = sql`case when starts_with(${objects}, '{"id":"') and strpos(${objects}, '\\') = 0
  then ',"subject":"' || lower(split_part(${objects}, '"', 8)) || '_'
    || split_part(${objects}, '"', 4) || '"' end`;

/**
 * A fact as a CloudEvent 1.0, JSON text in SQL. Its id is its place, so the id of the last event is
 * the cursor; its data is the leaf itself: RFC 8785 JSON, the bytes that the tree of the log holds.
 */
export const cloudEvent: Sql = sql`concat('{"specversion":"1.0","id":"', fact.position, '","source":',
  ${source}, ',"type":', to_json(fact.act), ',"time":', to_json(fact.occurred_at), ${subject},
  ',"datacontenttype":"application/json","data":', fact.text, '}')`;
