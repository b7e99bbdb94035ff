import { type RawBuilder, sql } from 'kysely';
import { ANSWER_COLUMN } from '../db/index.ts';
import type { Sql } from './noun.ts';

/**
 * Text of JSON under construction: literal text and SQL expressions in turn, none of them null.
 * Written out with `concat`, which looks up how a type is printed once per statement, it costs
 * Postgres two thirds of what `json_build_object` does, which looks it up for every value.
 */
export type Json = readonly (string | Sql)[];

/** What a statement calls the text it answers with. */
export const ANSWER: Sql = sql.ref(ANSWER_COLUMN);

/** concat takes at most 100 arguments, as every function does. */
const MAX_ARGUMENTS = 100;
const NULL = 'null';

/** Text known to hold nothing that JSON escapes, such as a uuid, a digit or an enum's name. */
export const plainText = (value: Sql, nullable = false): Json =>
  nullable ? [sql`coalesce('"' || ${value} || '"', ${sql.lit(NULL)})`] : ['"', value, '"'];

/** A whole number, or JSON that is in the row already. */
export const bare = (value: Sql, nullable = false): Json =>
  nullable ? [sql`coalesce((${value})::text, ${sql.lit(NULL)})`] : [value];

/** A value of any type, as Postgres turns it into JSON. */
export const anyValue = (value: Sql, nullable = false): Json =>
  nullable ? [sql`coalesce(to_json(${value}), ${sql.lit(NULL)})`] : [sql`to_json(${value})`];

/** A string known at compile time. */
export const constant = (text: string): Json => [JSON.stringify(text)];

export function object(pairs: readonly (readonly [string, Json])[]): Json {
  const members = pairs.flatMap(([key, value], index) => [
    `${index > 0 ? ',' : ''}${JSON.stringify(key)}:`,
    ...value,
  ]);
  return ['{', ...members, '}'];
}

/** What stands in place of a row's JSON where there may be no row. */
export const orNull = (query: Sql): Json => [sql`coalesce(${query}, ${sql.lit(NULL)})`];

/** The array of one text of JSON per row, as an aggregate; order and filter belong to it. */
export const array = (element: Sql, { order = sql``, kept = sql`` } = {}): Json => [
  '[',
  sql`string_agg(${element}, ','${order})${kept}`,
  ']',
];

/** The text itself, as one expression. */
export function written(json: Json): RawBuilder<string> {
  const merged = merge(json).map((part) => (typeof part === 'string' ? sql.lit(part) : part));
  const [only, ...others] = merged;
  if (only && others.length === 0) return sql`${only}::text`;
  return concatenated(merged);
}

function concatenated(parts: readonly Sql[]): RawBuilder<string> {
  if (parts.length <= MAX_ARGUMENTS) return sql`concat(${sql.join(parts)})`;
  const groups = Array.from({ length: Math.ceil(parts.length / MAX_ARGUMENTS) }, (_, index) =>
    concatenated(parts.slice(index * MAX_ARGUMENTS, (index + 1) * MAX_ARGUMENTS)),
  );
  return concatenated(groups);
}

/** Neighbouring literals become one. */
function merge(json: Json): (string | Sql)[] {
  const merged: (string | Sql)[] = [];
  for (const part of json) {
    const last = merged.at(-1);
    if (typeof part === 'string' && typeof last === 'string')
      merged[merged.length - 1] = last + part;
    else merged.push(part);
  }
  return merged;
}
