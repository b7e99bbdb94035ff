/** What commands leave behind in the database, row by row, so that it can be written by hand. */
import { run } from './cluster.ts';

const RECORDER = [
  `create table bench_change (seq bigserial primary key, tx bigint not null, name text not null,
     op text not null, old jsonb, new jsonb)`,
  `create function record_change() returns trigger language plpgsql security definer
   set search_path = public, pg_temp as $$ begin
     insert into bench_change (tx, name, op, old, new) values (txid_current(), tg_table_name, tg_op,
       case when tg_op <> 'INSERT' then to_jsonb(old) end,
       case when tg_op <> 'DELETE' then to_jsonb(new) end);
     return null; end $$`,
  `do $$ declare each record; begin
    for each in select c.oid::regclass as owner from pg_class c
      join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
      where c.relkind in ('r', 'p') and not c.relispartition and c.relname <> 'bench_change' loop
      execute format('create trigger record_change after insert or update or delete on %s
        for each row execute function record_change()', each.owner);
    end loop; end $$`,
];
const FORGET = 'drop function record_change cascade';

export type Column = { name: string; type: string; primary: boolean };
export type Change = {
  table: string;
  op: 'INSERT' | 'UPDATE' | 'DELETE';
  /** Of what is written; of an update, what changed. */
  columns: readonly Column[];
  values: readonly (string | null)[];
  /** Columns of the primary key and what they say, for updates and deletes. */
  keys: readonly Column[];
  keyValues: readonly (string | null)[];
};

type Raw = {
  tx: string;
  name: string;
  op: Change['op'];
  old: Record<string, unknown> | null;
  new: Record<string, unknown> | null;
};

const COLUMNS = `select c.relname as table, a.attname as name, format_type(a.atttypid, null) as type,
    exists (select from pg_index i where i.indrelid = c.oid and i.indisprimary
      and a.attnum = any (i.indkey::int2[])) as primary
  from pg_attribute a join pg_class c on c.oid = a.attrelid
  join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
  where a.attnum > 0 and not a.attisdropped and a.attgenerated = '' and a.attidentity <> 'a'`;

/** Triggers of every table write these. */
const BY_TRIGGER = new Set(['version', 'created_at', 'updated_at']);

const asText = (value: unknown, type: string): string | null => {
  if (value === null || value === undefined) return null;
  if (type.endsWith('[]')) return `{${(value as unknown[]).map((each) => JSON.stringify(each))}}`;
  return typeof value === 'object' || type === 'jsonb' ? JSON.stringify(value) : String(value);
};

function changeOf(raw: Raw, known: readonly Column[]): Change {
  const { old, new: after } = raw;
  const written = after ?? {};
  const columns = known.filter(({ name }) => {
    if (raw.op === 'INSERT') return !BY_TRIGGER.has(name) && written[name] !== null;
    if (BY_TRIGGER.has(name)) return false;
    return JSON.stringify(written[name]) !== JSON.stringify(old?.[name]);
  });
  const changed = raw.op === 'DELETE' ? [] : columns;
  const keys = raw.op === 'INSERT' ? [] : known.filter(({ primary }) => primary);
  return {
    table: raw.name,
    op: raw.op,
    columns: changed,
    values: changed.map(({ name, type }) => asText(written[name], type)),
    keys,
    keyValues: keys.map(({ name, type }) => asText(old?.[name], type)),
  };
}

/** The rows each transaction of some work wrote, in order. */
export async function recordWork(
  ownerUrl: string,
  work: () => Promise<void>,
): Promise<readonly Change[][]> {
  for (const statement of RECORDER) await run(ownerUrl, statement);
  await work();
  await run(ownerUrl, FORGET);
  const columns = await run<Column & { table: string }>(ownerUrl, COLUMNS);
  const of = Map.groupBy(columns, ({ table }) => table);
  const raw = await run<Raw>(
    ownerUrl,
    'select tx, name, op, old, new from bench_change order by seq',
  );
  const byTransaction = [...Map.groupBy(raw, ({ tx }) => tx).values()];
  await run(ownerUrl, 'drop table bench_change');
  return byTransaction.map((changes) =>
    changes
      .map((each) => changeOf(each, of.get(each.name) ?? []))
      .filter(({ op, columns: changed }) => op === 'DELETE' || changed.length > 0),
  );
}
