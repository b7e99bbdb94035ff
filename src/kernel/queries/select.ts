import {
  type FieldNode,
  type GraphQLField,
  type GraphQLObjectType,
  getNamedType,
  isEnumType,
  isNonNullType,
  isObjectType,
  type SelectionSetNode,
} from 'graphql';
import { sql } from 'kysely';
import type { ScopeShape } from '../auth/actor.ts';
import { idPrefix } from '../ids.ts';
import { connectionJson } from './connection.ts';
import {
  ANSWER,
  anyValue,
  array,
  bare,
  constant,
  type Json,
  object,
  orNull,
  plainText,
  written,
} from './json.ts';
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

export const rowOf =
  (alias: string): Row =>
  (column) =>
    sql.ref(`${alias}.${column}`);

export type Selected = { noun: Noun; row: Row; sets: readonly SelectionSetNode[]; asOf: Param };

/** One object as the document selects it. */
export function objectJson(compilation: Compilation, selected: Selected): Json {
  const { noun, row, sets } = selected;
  compilation.touch(noun);
  const type = compilation.model.objectType(noun.type);
  const names = new Set([noun.type, 'Node']);
  const pairs: [string, Json][] = [];
  for (const [key, nodes] of collectFields(sets, names, compilation.document)) {
    const name = nodes[0]?.name.value ?? '';
    const value =
      name === '__typename'
        ? constant(noun.type)
        : fieldJson(compilation, { ...selected, row }, { field: fieldOf(type, name), nodes });
    pairs.push([key, value]);
  }
  return object(pairs);
}

type Asked = { field: GraphQLField<unknown, unknown>; nodes: readonly FieldNode[] };

function fieldJson(compilation: Compilation, owner: Selected, asked: Asked): Json {
  const { noun, row } = owner;
  const { field } = asked;
  if (field.name === 'id') return idOf(noun.type, row('id'));
  const computed = noun.computed?.[field.name];
  const type = getNamedType(field.type);
  if (computed && !isObjectType(type)) return anyValue(computed(row), true);
  const edge = noun.edges?.[field.name];
  if (edge) return edgeJson(compilation, owner, { ...asked, edge });
  if (isObjectType(type)) {
    const json = computed ? computed(row) : row(columnOf(field));
    return embeddedJson(compilation, json, { ...asked, type });
  }
  return columnJson(row(columnOf(field)), field);
}

/** An id of the interface: the type's prefix and the row's key. */
const idOf = (type: string, key: Sql): Json => [`"${idPrefix(type)}_`, key, '"'];

/** A column as its field's type says; that a non-null field's column is never null, boot checks. */
function columnJson(column: Sql, { type }: GraphQLField<unknown, unknown>): Json {
  const named = getNamedType(type);
  const nullable = !isNonNullType(type);
  if (isList(type)) return anyValue(column, nullable);
  if (named.name === 'Money') {
    return plainText(sql`(${column}::numeric * 0.01)`, nullable);
  }
  if (named.name === 'Decimal' || isEnumType(named))
    return plainText(sql`${column}::text`, nullable);
  return named.name === 'Int' ? bare(column, nullable) : anyValue(column, nullable);
}

function edgeJson(
  compilation: Compilation,
  owner: Selected,
  { edge, field, nodes }: Asked & { edge: Edge },
): Json {
  const target = seenThrough(compilation, owner.noun, edge);
  const asOf = asOfOf(compilation, nodes[0]) ?? owner.asOf;
  if (connectionTarget(field.type)) {
    return connectionJson(compilation, {
      noun: target,
      asOf,
      nodes,
      found: 'reached',
      join: joinOf(edge, owner.row, target),
    });
  }
  const reference = edge.kind === 'one' ? referenceJson(compilation, owner, { edge, nodes }) : null;
  if (reference) return reference;
  const alias = compilation.alias();
  const row = rowOf(alias);
  const object = objectJson(compilation, { noun: target, row, sets: subselections(nodes), asOf });
  const shape = compilation.scopeShape;
  const where = allOf([
    ...joinOf(edge, owner.row, target)(row),
    ...scopePredicate(compilation.model, target, row, { shape, found: 'reached' }),
  ]);
  const table = sql.table(target.table);
  return orNull(sql`(select ${written(object)} from ${table} as ${sql.ref(alias)} where ${where})`);
}

/**
 * The edge's target, without a check of territory where the owner's own check already decided it:
 * rows that are as visible as this very owner, and the object the owner's visibility rests on.
 * Every owner in a statement passed its check, because nothing is selected without one.
 */
function seenThrough({ model, scopeShape }: Compilation, owner: Noun, edge: Edge): Noun {
  const target = model.noun(edge.to);
  // Where each permission has its own territory, one noun's check says nothing of another's.
  if (scopeShape === 'each' && owner.permission !== target.permission) return target;
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
function referenceJson(compilation: Compilation, { row }: Selected, at: Pointed): Json | null {
  const { to, column } = at.edge;
  const names = new Set([to, 'Node']);
  const fields = [...collectFields(subselections(at.nodes), names, compilation.document)];
  const pairs = fields.map(([key, [node]]): [string, Json] | null => {
    if (node?.name.value === 'id') return [key, idOf(to, row(column))];
    return node?.name.value === '__typename' ? [key, constant(to)] : null;
  });
  const known = pairs.filter((pair) => pair !== null);
  if (known.length < pairs.length) return null;
  return orNull(sql`case when ${row(column)} is not null then ${written(object(known))} end`);
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
function embeddedJson(compilation: Compilation, json: Sql, { field, nodes, type }: Embedded): Json {
  const shape = (source: Sql): Sql => {
    const fields = collectFields(subselections(nodes), new Set([type.name]), compilation.document);
    const pairs = [...fields].map(([key, asked]): [string, Json] => {
      const name = asked[0]?.name.value ?? '';
      return [key, name === '__typename' ? constant(type.name) : inner(source, name, asked)];
    });
    return written(object(pairs));
  };
  const inner = (source: Sql, name: string, asked: readonly FieldNode[]): Json => {
    const part = sql`(${source} -> ${sql.lit(name)})`;
    const sub = fieldOf(type, name);
    const subType = getNamedType(sub.type);
    return isObjectType(subType)
      ? embeddedJson(compilation, part, { field: sub, nodes: asked, type: subType })
      : bare(part, true);
  };
  if (!isList(field.type)) {
    return orNull(sql`case when jsonb_typeof(${json}) = 'object' then ${shape(json)} end`);
  }
  const alias = compilation.alias();
  const list = written(array(shape(sql.ref(`${alias}.value`))));
  return [sql`(select ${list} from jsonb_array_elements(${json}) as ${sql.ref(alias)}(value))`];
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
  const text = written(objectJson(compilation, { ...selected, row }));
  return sql`select ${text} as ${ANSWER} from ${sql.table(noun.table)} as ${sql.ref(alias)} where ${where}`;
}
