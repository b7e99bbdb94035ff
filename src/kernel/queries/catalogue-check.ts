import { type GraphQLObjectType, getNamedType, isNonNullType, isObjectType } from 'graphql';
import type { Pipeline } from '../db/index.ts';
import { columnOf, connectionTarget, type Model } from './model.ts';
import type { Noun } from './noun.ts';

type Column = { name: string; nullable: boolean; type: string };

const COLUMNS = `select c.relname, a.attname, not a.attnotnull, format_type(a.atttypid, null)
from pg_attribute a join pg_class c on c.oid = a.attrelid
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v', 'p')
  and a.attnum > 0 and not a.attisdropped`;

/** Columns of unique indexes that hold for every row, the institution's own aside. */
const UNIQUE = `select c.relname, (select string_agg(a.attname, ',' order by k.place)
  from unnest(i.indkey) with ordinality as k(attnum, place)
  join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
  where a.attname <> 'institution_id')
from pg_index i join pg_class c on c.oid = i.indrelid
where i.indisunique and i.indpred is null and c.relnamespace = 'public'::regnamespace`;

/** What a field's SDL type may rest on in the database. */
const COMPATIBLE: Readonly<Record<string, readonly string[]>> = {
  ID: ['uuid'],
  Int: ['integer', 'smallint', 'bigint'],
  Float: ['double precision', 'real', 'numeric'],
  Boolean: ['boolean'],
  Date: ['date'],
  DateTime: ['timestamp with time zone'],
  Decimal: ['numeric'],
  Money: ['bigint'],
};

/** Boot check: every field of every noun rests on something, and non-null on NOT NULL. */
export async function checkCatalogue(model: Model, pipeline: Pipeline): Promise<string[]> {
  const tables = new Map<string, Map<string, Column>>();
  const { rows } = await pipeline.run({ text: COLUMNS, values: [], raw: true });
  for (const [table, name, nullable, type] of rows as unknown as string[][]) {
    if (!table || !name || !type) continue;
    const columns = tables.get(table) ?? new Map<string, Column>();
    tables.set(table, columns.set(name, { name, nullable: nullable === 't', type }));
  }
  const { rows: indexes } = await pipeline.run({ text: UNIQUE, values: [], raw: true });
  const unique = new Set(indexes.map((row) => (row as unknown as string[]).join(':')));
  return [...model.nouns.values()].flatMap((noun) => {
    const columns = tables.get(noun.table);
    if (!columns) return [`${noun.type}: the database has no table ${noun.table}`];
    return [
      ...fieldFaults(model, noun, columns),
      ...declaredFaults(model, noun, columns),
      ...tieFaults(noun, unique),
    ];
  });
}

function fieldFaults(model: Model, noun: Noun, columns: Map<string, Column>): string[] {
  const type: GraphQLObjectType = model.objectType(noun.type);
  return Object.values(type.getFields()).flatMap((field) => {
    const where = `${noun.type}.${field.name}`;
    if (noun.computed?.[field.name] || field.name === 'id') return [];
    if (noun.edges?.[field.name]) return [];
    const named = getNamedType(field.type);
    if (connectionTarget(field.type) || model.nouns.has(named.name)) {
      return [`${where}: no edge is declared for it`];
    }
    const column = columns.get(columnOf(field));
    if (!column) return [`${where}: ${noun.table} has no column ${columnOf(field)}`];
    const wanted = isObjectType(named) ? ['jsonb'] : COMPATIBLE[named.name];
    if (wanted && !wanted.includes(column.type) && !column.type.endsWith('[]')) {
      return [`${where}: ${named.name} cannot rest on ${column.type}`];
    }
    return isNonNullType(field.type) && column.nullable
      ? [`${where}: non-null, but ${noun.table}.${column.name} may be null`]
      : [];
  });
}

function tieFaults({ type, table, orders }: Noun, unique: ReadonlySet<string>): string[] {
  return Object.entries(orders ?? {})
    .filter(([, order]) => order.unique && !unique.has(`${table}:${order.columns.join()}`))
    .map(([name]) => `${type}: no unique index holds its order ${name}`);
}

function declaredFaults(model: Model, noun: Noun, columns: Map<string, Column>): string[] {
  const fields = model.objectType(noun.type).getFields();
  const unknown = [...Object.keys(noun.edges ?? {}), ...Object.keys(noun.computed ?? {})]
    .filter((name) => !fields[name])
    .map((name) => `${noun.type}.${name}: declared, but not a field of the schema`);
  const orders = Object.values(noun.orders ?? {}).flatMap((order) => order.columns);
  const loose = orders
    .filter((name) => columns.get(name)?.nullable !== false)
    .map((name) => `${noun.type}: orders need NOT NULL columns, ${name} is not`);
  const tenant =
    noun.scope === 'shared' || columns.has('institution_id')
      ? []
      : [`${noun.type}: ${noun.table} has no institution_id`];
  return [...unknown, ...loose, ...tenant];
}
