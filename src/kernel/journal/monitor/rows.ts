import pg from 'pg';
import { FITTING_FIELDS } from '../words.ts';
import { type Finding, SHOWN } from './finding.ts';

/** A type that entries tell of, and the table its rows stand in. */
export type Told = { type: string; table: string };

/**
 * Tables beside the journal: rows about the program's own work, which no command writes. Every other
 * table of an institution is found in the catalogue.
 */
export const BOOKKEEPING: ReadonlySet<string> = new Set([
  'idempotency',
  'job_run',
  'webhook_cursor',
  'webhook_delivery',
]);

const TABLES = `
select c.relname as name,
  coalesce((select array_agg(a.attname::text order by k.place) from pg_index i
    cross join lateral unnest(i.indkey) with ordinality k (attnum, place)
    join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
   where i.indrelid = c.oid and i.indisprimary and a.attname <> 'institution_id'), '{}') as key,
  exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'version') as versioned
from pg_class c
where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
  and not starts_with(c.relname, 'journal_')
  and has_table_privilege(c.oid, 'select')
  and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'institution_id')
order by c.relname`;

type Table = { name: string; key: string[]; versioned: boolean };

/** Rows against the entries that should tell of them, and entries against the rows they tell of. */
export async function rowFindings(
  client: pg.ClientBase,
  institutionId: string,
  told: readonly Told[],
): Promise<Finding[]> {
  const { rows } = await client.query<Table>(TABLES);
  const tables = rows.filter(({ name }) => !BOOKKEEPING.has(name));
  const findings: Finding[] = [];
  await client.query(TRANSACTIONS);
  for (const table of tables) {
    findings.push(...(await unwritten(client, institutionId, table)));
  }
  const byName = new Map(tables.map((table) => [table.name, table]));
  for (const { type, table } of told) {
    const found = byName.get(table);
    if (found?.key.join() !== 'id') continue;
    findings.push(...(await untrue(client, institutionId, { type, table: found })));
  }
  return findings;
}

const TRANSACTIONS = `
create temporary table journal_transaction on commit drop as
  select distinct xid from journal_transactions() as xid;
analyze journal_transaction`;

/** Rows whose last writer has no entry. Those that came with a restore or migration are not judged. */
async function unwritten(
  client: pg.ClientBase,
  institutionId: string,
  { name, key }: Table,
): Promise<Finding[]> {
  const shown =
    key.length === 0 ? `''` : key.map((each) => `t.${quoted(each)}::text`).join(`||'/'||`);
  const { rows } = await client.query<{ key: string }>(
    `select ${shown} as key from ${quoted(name)} t, journal_sequencer_state s
      where t.institution_id = $1 and age(t.xmin) <= age(s.based_at::xid)
        and not exists (select from journal_transaction w where w.xid = t.xmin)
      limit ${SHOWN}`,
    [institutionId],
  );
  const says = 'was last written by a transaction without an entry';
  return rows.map((row) => ({ kind: 'row_without_leaf', table: name, key: row.key, says }));
}

/**
 * What entries tell of each object last: those that have places, and above them those that wait for
 * theirs.
 */
const LAST = `
select distinct on (id) id, version from (
  select x.object_id as id, x.object_version as version, x.position from journal_object x
   where x.institution_id = $1 and x.object_type = $2
  union all
  select o.id, o.version, 4611686018427387904 + e.id from journal_entry e
   cross join lateral unnest((${FITTING_FIELDS('e.leaf')}).objects) o
   where e.institution_id = $1 and o.type = $2 and e.id > entries_before($1, now() - interval '5 minutes')
     and not exists (select from journal_position p
       where p.institution_id = e.institution_id and p.entry_id = e.id)) told
 order by id, position desc`;

type Untrue = { key: string; there: string | null; told: string | null };

async function untrue(
  client: pg.ClientBase,
  institutionId: string,
  { type, table }: { type: string; table: Table },
): Promise<Finding[]> {
  const version = table.versioned ? 't.version' : 'null::bigint';
  const { rows } = await client.query<Untrue>(
    `select last.id as key, case when t.id is not null then coalesce(${version}, 0) end as there,
            last.version as told
       from (${LAST}) last
       left join ${quoted(table.name)} t on t.institution_id = $1 and t.id::text = last.id
      where t.id is null or ${version} < last.version limit ${SHOWN}`,
    [institutionId, type],
  );
  return rows.map(({ key, there, told }) =>
    there === null
      ? {
          kind: 'row_missing',
          table: table.name,
          key,
          says: `${type} is in the journal and not there`,
        }
      : {
          kind: 'row_went_back',
          table: table.name,
          key,
          says: `is of version ${there}, its last entry of ${told}`,
        },
  );
}

const quoted = pg.escapeIdentifier;
