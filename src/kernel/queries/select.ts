import {
  type FieldNode,
  type GraphQLField,
  type GraphQLObjectType,
  getNamedType,
  isObjectType,
  type SelectionSetNode,
} from 'graphql';
import { sql } from 'kysely';
import type { ScopeShape } from '../auth/actor.ts';
import { idPrefix } from '../ids.ts';
import { connectionSql } from './connection.ts';
import { columnOf, connectionTarget, fieldOf, isList, type Model } from './model.ts';
import type { Edge, Noun, Param, Row, Sql } from './noun.ts';
import { allOf, scopePredicate, tenantPredicate } from './predicates.ts';
import { argument, collectFields, type DocumentScope, subselections } from './selection.ts';

/** Everything one compilation of a root field shares. */
export type Compilation = {
  model: Model;
  document: DocumentScope;
  scopeShape: ScopeShape;
  /** A fresh table alias. */
  alias(): string;
  /** Notes that the statement reads this noun: its permission will be asked for. */
  touch(noun: Noun): void;
};

/** json_build_object takes at most 100 arguments; wider objects go through a record. */
const MAX_PAIRS = 50;

export function jsonObject(pairs: readonly (readonly [string, Sql])[]): Sql {
  if (pairs.length <= MAX_PAIRS) {
    const flat = pairs.map(([key, value]) => sql`${sql.lit(key)}, ${value}`);
    return sql`json_build_object(${sql.join(flat)})`;
  }
  const columns = pairs.map(([key, value]) => sql`${value} as ${sql.ref(key)}`);
  return sql`(select row_to_json(wide) from (select ${sql.join(columns)}) as wide)`;
}

export const rowOf =
  (alias: string): Row =>
  (column) =>
    sql.ref(`${alias}.${column}`);

export type Selected = { noun: Noun; row: Row; sets: readonly SelectionSetNode[]; asOf: Param };

/** The JSON of one object as the document selects it. */
export function objectSql(compilation: Compilation, selected: Selected): Sql {
  const { noun, row, sets } = selected;
  compilation.touch(noun);
  const type = compilation.model.objectType(noun.type);
  const names = new Set([noun.type, 'Node']);
  const pairs: [string, Sql][] = [];
  for (const [key, nodes] of collectFields(sets, names, compilation.document)) {
    const name = nodes[0]?.name.value ?? '';
    const value =
      name === '__typename'
        ? sql.lit(noun.type)
        : fieldSql(compilation, { ...selected, row }, { field: fieldOf(type, name), nodes });
    pairs.push([key, sql`${value}`]);
  }
  return jsonObject(pairs);
}

type Asked = { field: GraphQLField<unknown, unknown>; nodes: readonly FieldNode[] };

function fieldSql(compilation: Compilation, owner: Selected, asked: Asked): Sql {
  const { noun, row } = owner;
  const { field } = asked;
  if (field.name === 'id') return sql`${sql.lit(`${idPrefix(noun.type)}_`)} || ${row('id')}`;
  const computed = noun.computed?.[field.name];
  const type = getNamedType(field.type);
  if (computed && !isObjectType(type)) return computed(row);
  const edge = noun.edges?.[field.name];
  if (edge) return edgeSql(compilation, owner, { ...asked, edge });
  if (isObjectType(type)) {
    const json = computed ? computed(row) : row(columnOf(field));
    return embeddedSql(compilation, json, { ...asked, type });
  }
  if (type.name === 'Money') return sql`round(${row(columnOf(field))}::numeric / 100, 2)::text`;
  if (type.name === 'Decimal') return sql`${row(columnOf(field))}::text`;
  return row(columnOf(field));
}

function edgeSql(
  compilation: Compilation,
  owner: Selected,
  { edge, field, nodes }: Asked & { edge: Edge },
): Sql {
  const target = seenThrough(compilation.model, owner.noun, edge);
  const asOf = asOfOf(compilation, nodes[0]) ?? owner.asOf;
  if (connectionTarget(field.type)) {
    return connectionSql(compilation, {
      noun: target,
      asOf,
      nodes,
      found: 'reached',
      join: joinOf(edge, owner.row, target),
    });
  }
  const reference = edge.kind === 'one' ? referenceSql(compilation, owner, { edge, nodes }) : null;
  if (reference) return reference;
  const alias = compilation.alias();
  const row = rowOf(alias);
  const object = objectSql(compilation, { noun: target, row, sets: subselections(nodes), asOf });
  const shape = compilation.scopeShape;
  const where = allOf([
    ...joinOf(edge, owner.row, target)(row),
    ...scopePredicate(compilation.model, target, row, { shape, found: 'reached' }),
  ]);
  return sql`(select ${object} from ${sql.table(target.table)} as ${sql.ref(alias)} where ${where})`;
}

/**
 * The edge's target, without a check of territory where the owner's own check already decided it:
 * rows that are as visible as this very owner, and the object the owner's visibility rests on.
 * Every owner in a statement passed its check, because nothing is selected without one.
 */
function seenThrough(model: Model, owner: Noun, edge: Edge): Noun {
  const target = model.noun(edge.to);
  const decided =
    edge.kind === 'many' ? restsOn(target, owner, edge) : restsOn(owner, target, edge);
  return decided ? { ...target, scope: 'institution' } : target;
}

/** Is `child` as visible as the `parent` that its column of this edge names? */
function restsOn(child: Noun, parent: Noun, edge: Edge): boolean {
  if (edge.kind === 'through' || typeof child.scope === 'string') return false;
  if (!('via' in child.scope)) return false;
  const up = child.edges?.[child.scope.via];
  return up?.kind === 'one' && up.to === parent.type && up.column === edge.column;
}

type Pointed = { edge: Extract<Edge, { kind: 'one' }>; nodes: readonly FieldNode[] };

/**
 * Only the id is asked for: the row's own column has it, so the object is neither read nor needs
 * to be readable.
 */
function referenceSql(compilation: Compilation, { row }: Selected, at: Pointed): Sql | null {
  const { to, column } = at.edge;
  const names = new Set([to, 'Node']);
  const fields = [...collectFields(subselections(at.nodes), names, compilation.document)];
  const pairs = fields.map(([key, [node]]): [string, Sql] | null => {
    if (node?.name.value === 'id') {
      return [key, sql`${sql.lit(`${idPrefix(to)}_`)} || ${row(column)}`];
    }
    return node?.name.value === '__typename' ? [key, sql`${sql.lit(to)}`] : null;
  });
  const known = pairs.filter((pair) => pair !== null);
  if (known.length < pairs.length) return null;
  return sql`case when ${row(column)} is not null then ${jsonObject(known)} end`;
}

/** How the rows of an edge's target belong to the row they are reached from. */
function joinOf(edge: Edge, owner: Row, target: Noun): (row: Row) => Sql[] {
  return (row) => {
    const tenant =
      target.scope === 'shared' ? [] : [sql`${row('institution_id')} = ${owner('institution_id')}`];
    if (edge.kind === 'through') return [...tenant, edge.join(owner, row)];
    if (edge.kind === 'one') return [...tenant, sql`${row('id')} = ${owner(edge.column)}`];
    const own = edge.where ? [edge.where(row)] : [];
    return [...tenant, sql`${row(edge.column)} = ${owner('id')}`, ...own];
  };
}

export function asOfOf(compilation: Compilation, node: FieldNode | undefined): Param | undefined {
  return node ? argument(node, 'asOf', compilation.document)?.param : undefined;
}

type Embedded = Asked & { type: GraphQLObjectType };

/** An object or list of objects stored as jsonb, cut down to what was asked for. */
function embeddedSql(compilation: Compilation, json: Sql, { field, nodes, type }: Embedded): Sql {
  const shape = (source: Sql): Sql => {
    const pairs: [string, Sql][] = [];
    const fields = collectFields(subselections(nodes), new Set([type.name]), compilation.document);
    for (const [key, asked] of fields) {
      const name = asked[0]?.name.value ?? '';
      pairs.push([key, name === '__typename' ? sql.lit(type.name) : inner(source, name, asked)]);
    }
    return jsonObject(pairs);
  };
  const inner = (source: Sql, name: string, asked: readonly FieldNode[]): Sql => {
    const part = sql`(${source} -> ${sql.lit(name)})`;
    const sub = fieldOf(type, name);
    const subType = getNamedType(sub.type);
    return isObjectType(subType)
      ? embeddedSql(compilation, part, { field: sub, nodes: asked, type: subType })
      : part;
  };
  if (!isList(field.type)) {
    return sql`case when jsonb_typeof(${json}) = 'object' then ${shape(json)} end`;
  }
  const alias = compilation.alias();
  const element = sql.ref(`${alias}.value`);
  return sql`(select coalesce(json_agg(${shape(element)}), '[]') from jsonb_array_elements(${json}) as ${sql.ref(alias)}(value))`;
}

/** The root of a statement: one object found by its arguments. */
export function singleSql(
  compilation: Compilation,
  selected: Omit<Selected, 'row'> & { conditions: (row: Row) => Sql[] },
): Sql {
  const alias = compilation.alias();
  const row = rowOf(alias);
  const { noun } = selected;
  const shape = compilation.scopeShape;
  const where = allOf([
    ...tenantPredicate(noun, row),
    ...selected.conditions(row),
    ...scopePredicate(compilation.model, noun, row, { shape, found: 'reached' }),
  ]);
  const object = objectSql(compilation, { ...selected, row });
  return sql`select ${object} from ${sql.table(noun.table)} as ${sql.ref(alias)} where ${where}`;
}
