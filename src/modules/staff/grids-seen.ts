import { type RawBuilder, sql } from 'kysely';
import { z } from 'zod';
import type { Actor } from '../../kernel/auth/actor.ts';

const MAX_PAGE = 100;
/** Sorts after every character of a territory code. */
const HIGHEST = '~';

/** How many rows of a report one page holds. */
export const pageSize = () => z.number().int().min(1).max(MAX_PAGE).default(MAX_PAGE);

/** `code` begins with `prefix`, as a range that an index serves under row security. */
export const under = (code: RawBuilder<unknown>, prefix: string): RawBuilder<unknown> =>
  sql`(${code} >= ${prefix} and ${code} < ${prefix + HIGHEST})`;

/** The rule of `inScope` in SQL, for a column of territory codes. */
export function scopeOf(actor: Actor, code: RawBuilder<unknown>): RawBuilder<unknown> {
  if (actor.scope.includes('')) return sql`true`;
  const [only] = actor.scope;
  if (only !== undefined && actor.scope.length === 1) return under(code, only);
  return sql`exists (
    select from unnest(${[...actor.scope]}::text[]) as prefix where starts_with(${code}, prefix))`;
}

type Field = { day: string; areaCode: string | undefined };

/** Grids in force on a day that the actor sees, in a division if one is given. */
export const gridsSeen = (actor: Actor, { day, areaCode }: Field): RawBuilder<unknown> => sql`
  select g.id, g.code, g.name from grid g
  where g.institution_id = ${actor.institutionId}
    and g.valid_from <= ${day}::date and (g.valid_to is null or g.valid_to > ${day}::date)
    and ${scopeOf(actor, sql.ref('g.code'))}
    and ${areaCode === undefined ? sql`true` : under(sql.ref('g.area_code'), areaCode)}`;
