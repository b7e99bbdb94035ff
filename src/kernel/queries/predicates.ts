import { sql } from 'kysely';
import type { ScopeShape } from '../auth/actor.ts';
import type { Model } from './model.ts';
import { bind, type Noun, type Param, param, type Row, type Sql } from './noun.ts';

const HIGHEST = '~';

export const allOf = (conditions: readonly Sql[]): Sql => sql.join([...conditions], sql` and `);

/** The tenant predicate every statement carries itself; row security is the net below it. */
export const tenantPredicate = (noun: Noun, row: Row): Sql[] =>
  noun.scope === 'shared'
    ? []
    : [sql`${row('institution_id')} = ${bind(param((request) => request.institutionId))}`];

/**
 * How a statement finds the rows whose territory is checked. `listed`: by the territory itself, so
 * an index should serve it. `reached`: by a key, few at a time; there the check is written so that
 * no index serves it, or the planner, who takes key and territory for independent, would read a
 * whole territory to find the one row in it.
 */
export type Found = 'listed' | 'reached';

type Checked = {
  shape: ScopeShape;
  found: Found;
  /** What is read by; the noun's own, or that of the noun whose visibility rests on this one. */
  permission?: string;
};

/** Which rows the actor's territory lets through. */
export function scopePredicate(
  model: Model,
  noun: Noun,
  row: Row,
  { shape, found, permission = noun.permission }: Checked,
): Sql[] {
  if (shape === 'all' || typeof noun.scope === 'string') return [];
  const checked = { shape, found, permission };
  if ('column' in noun.scope) return [prefixPredicate(row(noun.scope.column), checked)];
  if ('either' in noun.scope) {
    const [one, other] = noun.scope.either.map((column) => prefixPredicate(row(column), checked));
    return [sql`(${one} or ${other})`];
  }
  const edge = noun.edges?.[noun.scope.via];
  if (edge?.kind !== 'one') throw new Error(`${noun.type}: scope via a to-one edge only`);
  const parent = model.noun(edge.to);
  const alias = `scope_${parent.table}`;
  const parentRow: Row = (column) => sql.ref(`${alias}.${column}`);
  return [
    sql`exists (select from ${sql.table(parent.table)} as ${sql.ref(alias)} where ${allOf([
      sql`${parentRow('institution_id')} = ${row('institution_id')}`,
      sql`${parentRow('id')} = ${row(edge.column)}`,
      ...scopePredicate(model, parent, parentRow, checked),
    ])})`,
  ];
}

/** One prefix of a list is a range the index serves; all else is tested row by row. */
function prefixPredicate(column: Sql, { shape, found, permission }: Required<Checked>): Sql {
  if (shape === 'one') {
    if (found === 'reached') {
      // Not starts_with: that is a range to the planner as soon as it knows the prefix.
      const prefix = sql`${bind(param((request) => request.scope[0]))}::text`;
      return sql`left(${column}, char_length(${prefix})) = ${prefix}`;
    }
    const lowest = param((request) => request.scope[0]);
    const highest = param((request) => `${request.scope[0]}${HIGHEST}`);
    return sql`(${column} >= ${bind(lowest)} and ${column} < ${bind(highest)})`;
  }
  const prefixes = bind(
    param(({ scope, territories }) =>
      shape === 'each' && territories ? (territories.get(permission) ?? []) : scope,
    ),
  );
  return sql`exists (select from unnest(${prefixes}::text[]) as prefix where starts_with(${column}, prefix))`;
}

/** In force on a date: half-open periods. */
export function periodPredicate(noun: Noun, row: Row, asOf: Param): Sql[] {
  if (!noun.temporal) return [];
  const day = sql`${bind(asOf)}::date`;
  return [
    sql`${row('valid_from')} <= ${day}`,
    sql`(${row('valid_to')} is null or ${row('valid_to')} > ${day})`,
  ];
}
