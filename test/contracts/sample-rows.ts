import pg from 'pg';
import { newId } from '../../src/kernel/ids.ts';
import type { TestApp } from '../helpers/app.ts';

/**
 * Rows in every table, whatever its module: made from the catalogue alone, with the checks lifted,
 * since contracts ask who sees a row and by which index, not what it means.
 */
export type SampleRows = {
  /** Bare keys of a table's rows in an institution, or of a shared table, whoever asks. */
  keys(table: string, institutionId: string): readonly string[];
};

type Column = {
  table: string;
  name: string;
  type: string;
  required: boolean;
  /** The table this column refers to, with the institution or alone. */
  target: string | null;
};

const COLUMNS = `select c.relname as table, a.attname as name, format_type(a.atttypid, null) as type,
  a.attnotnull and not a.atthasdef and a.attidentity = '' as required,
  (select t.relname from pg_constraint f join pg_class t on t.oid = f.confrelid
   where f.conrelid = c.oid and f.contype = 'f' and f.conkey[array_upper(f.conkey, 1)] = a.attnum
     and t.relname <> 'institution' limit 1) as target
from pg_attribute a join pg_class c on c.oid = a.attrelid
where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0
  and not a.attisdropped and a.attgenerated = '' and a.attidentity <> 'a'
  and c.relname not in ('institution', 'login', 'data_key', 'journal_sequencer_state')
  and c.relname not like 'kysely%' and c.relname not like 'migration%'
order by c.relname, a.attnum`;

const LIFT_CHECKS = `do $$ declare each record; begin
  for each in select conrelid::regclass as owner, conname from pg_constraint
    where connamespace = 'public'::regnamespace and contype in ('c', 'x')
      and conrelid <> 0 loop
    execute format('alter table %s drop constraint %I', each.owner, each.conname);
  end loop; end $$`;

/** The value of the n-th row (`$n` in SQL is `n`), distinct where a type allows. */
const VALUES: Readonly<Record<string, string>> = {
  uuid: 'gen_random_uuid()',
  text: "'S' || n",
  'character varying': "'S' || n",
  integer: 'n',
  smallint: '(n % 30000)::smallint',
  bigint: 'n',
  numeric: '(n % 1000) / 1000.0',
  'double precision': 'n',
  boolean: '(n % 50 = 0)',
  date: "date '2020-01-01' + (n % 1000)",
  'timestamp with time zone': "timestamptz '2020-01-01' + n * interval '1 hour'",
  jsonb: "'[]'",
  bytea: "decode(lpad(to_hex(n), 8, '0'), 'hex')",
  'text[]': "array['S' || n]",
  'date[]': "array[date '2020-01-01' + (n % 1000)]",
  'uuid[]': 'array[gen_random_uuid()]',
  'bigint[]': 'array[n::bigint]',
  xid8: 'pg_current_xact_id()',
};

const LEAF = `convert_to('{"act":"sample.made","objects":[]}', 'UTF8')`;

/** @throws Error naming a column of a type without a sample value */
function sampleValue(column: Column): string | undefined {
  if (column.name === 'version') return '1';
  if (column.name === 'leaf') return LEAF;
  if (column.name === 'valid_from') return "date '2020-01-01'";
  if (column.name === 'valid_to') return column.required ? "date '2199-01-01'" : undefined;
  const value = VALUES[column.type];
  if (value) return value;
  if (!column.required) return undefined;
  throw new Error(`no sample value for ${column.table}.${column.name} of type ${column.type}`);
}

/** Tables with one row an institution. */
const ONE_EACH: ReadonlySet<string> = new Set(['journal_tree']);

type Wanted = {
  institutions: readonly string[];
  count: number;
  /** The journal's tables stay empty. */
  withoutJournal?: boolean;
};

/** Fills every table with `count` rows per institution; a shared one with `count` rows. */
export async function sampleRows(app: TestApp, wanted: Wanted): Promise<SampleRows> {
  const client = new pg.Client({ connectionString: app.ownerUrl });
  await client.connect();
  try {
    // Tables refer to each other in circles: foreign keys and triggers rest meanwhile.
    await client.query('set session_replication_role = replica');
    await client.query(LIFT_CHECKS);
    return await fill(client, wanted);
  } finally {
    await client.end();
  }
}

async function fill(client: pg.Client, wanted: Wanted): Promise<SampleRows> {
  const { institutions, count, withoutJournal = false } = wanted;
  const found = await client.query<Column>(COLUMNS);
  const filled = found.rows.filter(
    ({ table }) => !(withoutJournal && table.startsWith('journal_')),
  );
  const tables = [...Map.groupBy(filled, (column) => column.table)];
  const tenant = (columns: readonly Column[]) =>
    columns.some(({ name }) => name === 'institution_id');
  const scopesOf = (columns: readonly Column[]) => (tenant(columns) ? institutions : [SHARED]);
  const keys = new Map<string, readonly string[]>();
  for (const [table, columns] of tables) {
    for (const scope of scopesOf(columns)) {
      keys.set(`${table} ${scope}`, Array.from({ length: count }, newId));
    }
  }
  const keysOf = (table: string, scope: string) =>
    keys.get(`${table} ${scope}`) ?? keys.get(`${table} ${SHARED}`) ?? [];
  for (const [table, columns] of tables) {
    for (const [index, scope] of scopesOf(columns).entries()) {
      const keysIn = (target: string) => keysOf(target, scope);
      const from = index * count;
      const rows = ONE_EACH.has(table) ? 1 : count;
      await insert(client, { table, columns, scope, from, count: rows, keysIn });
    }
  }
  for (const { table, scope, ids } of (await client.query<Made>(MADE_KEYS)).rows) {
    keys.set(`${table} ${scope}`, ids);
  }
  await client.query('analyze');
  return { keys: keysOf };
}

const SHARED = 'shared';

/** Keys that a table makes of something else, so that they could not be chosen. */
const MADE_KEYS = `select 'journal_position' as table, institution_id as scope,
  array_agg(id order by position) as ids from journal_position group by institution_id`;

type Made = { table: string; scope: string; ids: string[] };

type Insert = {
  table: string;
  columns: readonly Column[];
  scope: string;
  /** Rows of one scope differ from those of another. */
  from: number;
  count: number;
  keysIn: (table: string) => readonly string[];
};

async function insert(client: pg.Client, into: Insert): Promise<void> {
  const values: unknown[] = [];
  const bind = (value: unknown): string => `$${values.push(value)}`;
  const source = (column: Column): string | undefined => {
    if (column.name === 'institution_id') return `${bind(into.scope)}::uuid`;
    const target = column.name === 'id' ? into.table : column.target;
    const keys = column.type === 'uuid' && target ? into.keysIn(target) : [];
    return keys.length > 0 ? `(${bind(keys)}::uuid[])[place]` : sampleValue(column);
  };
  const chosen = into.columns.flatMap((column) => {
    const text = source(column);
    return text === undefined ? [] : [{ name: pg.escapeIdentifier(column.name), text }];
  });
  const names = chosen.map(({ name }) => name).join(', ');
  const sources = chosen.map(({ text }) => text).join(', ');
  const table = pg.escapeIdentifier(into.table);
  const query = `insert into ${table} (${names}) select ${sources} from (
    select place, place + ${into.from} as n from generate_series(1, ${into.count}) place) rows`;
  await client.query(query, values).catch((cause) => {
    throw new Error(`${into.table}: ${cause.message}`, { cause });
  });
}
