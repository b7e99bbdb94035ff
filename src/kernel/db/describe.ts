import type pg from 'pg';

/** The tables of the migrated database, as TypeScript types and as a readable page of SQL. */

type Column = {
  table: string;
  name: string;
  /** As it is declared; of a domain its name. */
  type: string;
  /** What it is written as. */
  base: string;
  nullable: boolean;
  defaulted: boolean;
  generated: boolean;
};

const COLUMNS = `select c.relname as "table", a.attname as name, format_type(a.atttypid, a.atttypmod) as type,
  format_type(coalesce(nullif(y.typbasetype, 0), a.atttypid), a.atttypmod) as base,
  not a.attnotnull as nullable, a.atthasdef and a.attgenerated = '' or a.attidentity <> '' as defaulted,
  a.attgenerated <> '' or a.attidentity = 'a' as generated
from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_type y on y.oid = a.atttypid
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and a.attnum > 0
  and not a.attisdropped and c.relname not like 'kysely%'
order by c.relname, a.attnum`;

const TYPES: Readonly<Record<string, string>> = {
  uuid: 'string',
  text: 'string',
  bigint: 'bigint',
  integer: 'number',
  smallint: 'number',
  'double precision': 'number',
  boolean: 'boolean',
  date: 'string',
  bytea: 'Buffer',
  box: 'string',
  polygon: 'string',
  xid8: 'string',
  pg_snapshot: 'string',
};

function typeOf(column: Column): string {
  const written = writtenType(column.base.replace(/\[\]$/, ''));
  const list = column.base.endsWith('[]') ? `${written}[]` : written;
  const value = column.nullable ? `${list} | null` : list;
  if (column.generated) return `GeneratedAlways<${value}>`;
  return column.defaulted ? `Generated<${value}>` : value;
}

function writtenType(base: string): string {
  if (base === 'jsonb' || base === 'json') return 'Json';
  if (base.startsWith('numeric')) return 'Numeric';
  if (base.startsWith('timestamp')) return 'Timestamp';
  return TYPES[base] ?? 'string';
}

const HEADER = `// Generated from the migrated database by \`npm run generate\`; not edited by hand.
import type { ColumnType, GeneratedAlways } from 'kysely';

/** May be left out on insert. */
type Generated<T> =
  T extends ColumnType<infer S, infer I, infer U>
    ? ColumnType<S, I | undefined, U>
    : ColumnType<T, T | undefined, T>;

/** Sent as JSON text or a plain object, read as parsed JSON. */
type Json = ColumnType<unknown, unknown, unknown>;
type Numeric = ColumnType<string, string | number, string | number>;
type Timestamp = ColumnType<Date, Date | string, Date | string>;
`;

export async function databaseTypes(client: pg.ClientBase): Promise<string> {
  const { rows } = await client.query<Column>(COLUMNS);
  const tables = Map.groupBy(rows, (column) => column.table);
  const bodies = [...tables].map(([table, columns]) => {
    const fields = columns.map((column) => `    ${column.name}: ${typeOf(column)};`);
    return `  ${table}: {\n${fields.join('\n')}\n  };`;
  });
  return `${HEADER}\nexport type DB = {\n${bodies.join('\n')}\n};\n`;
}

const RELATIONS = `select c.relname as "table", c.relrowsecurity as secured, c.relforcerowsecurity as forced,
  obj_description(c.oid) as comment,
  (select json_agg(json_build_array(conname, pg_get_constraintdef(k.oid)) order by conname)
     from pg_constraint k where k.conrelid = c.oid and k.contype <> 'n') as constraints,
  (select json_agg(pg_get_indexdef(i.indexrelid) order by i.indexrelid::regclass::text) from pg_index i
     where i.indrelid = c.oid
       and not exists (select from pg_constraint k where k.conindid = i.indexrelid)) as indexes,
  (select json_agg(json_build_array(polname, pg_get_expr(polqual, polrelid),
     pg_get_expr(polwithcheck, polrelid)) order by polname) from pg_policy p where p.polrelid = c.oid) as policies
from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
  and c.relname not like 'kysely%' order by c.relname`;

type Relation = {
  table: string;
  secured: boolean;
  forced: boolean;
  comment: string | null;
  constraints: [string, string][] | null;
  indexes: string[] | null;
  policies: [string, string | null, string | null][] | null;
};

const DOMAINS = `select y.typname as name, format_type(y.typbasetype, y.typtypmod) as type,
  obj_description(y.oid) as comment,
  (select json_agg(json_build_array(conname, pg_get_constraintdef(k.oid)) order by conname)
     from pg_constraint k where k.contypid = y.oid) as constraints
from pg_type y where y.typnamespace = 'public'::regnamespace and y.typtype = 'd' order by y.typname`;

type Domain = Pick<Relation, 'comment' | 'constraints'> & { name: string; type: string };

export async function databaseSql(client: pg.ClientBase): Promise<string> {
  const domains = await client.query<Domain>(DOMAINS);
  const columns = Map.groupBy((await client.query<Column>(COLUMNS)).rows, (each) => each.table);
  const { rows } = await client.query<Relation>(RELATIONS);
  const pages = rows.map((relation) => relationSql(relation, columns.get(relation.table) ?? []));
  const all = [...domains.rows.map(domainSql), ...pages];
  return `-- Generated from the migrated database by \`npm run generate\`; for reading.\n\n${all.join('\n')}`;
}

function domainSql({ name, type, comment, constraints }: Domain): string {
  return `${commentSql(comment)}create domain ${name} as ${type}${constraintLines(constraints)
    .map((line) => `\n${line}`)
    .join('')};\n`;
}

type Policy = NonNullable<Relation['policies']>[number];

const policySql = ([name, using, check]: Policy): string => {
  const written = check === null || check === using ? '' : ` with check ${check}`;
  return `${name}${using === null ? '' : ` using ${using}`}${written}`;
};

const commentSql = (comment: string | null): string => (comment ? `-- ${comment}\n` : '');

const constraintLines = (constraints: Relation['constraints']): string[] =>
  (constraints ?? []).map(([name, text]) => `  constraint ${name} ${text}`);

function relationSql(relation: Relation, columns: readonly Column[]): string {
  const fields = columns.map(
    (column) => `  ${column.name} ${column.type}${column.nullable ? '' : ' not null'}`,
  );
  const constraints = constraintLines(relation.constraints);
  const security = relation.secured
    ? `-- row security${relation.forced ? ', forced' : ''}: ${(relation.policies ?? [])
        .map(policySql)
        .join('; ')}\n`
    : '';
  const indexes = (relation.indexes ?? []).map((text) => `${text};\n`);
  return `${commentSql(relation.comment)}create table ${relation.table} (\n${[...fields, ...constraints].join(',\n')}\n);\n${security}${indexes.join('')}`;
}
