import pg from 'pg';

/** The newest revision of the queue's schema that the installed graphile-worker brings. */
export const QUEUE_REVISION = 20;

const REVISION = `select case when to_regclass('graphile_worker.migrations') is null then 0 else
  (xpath('/row/id/text()', query_to_xml(
    'select coalesce(max(id), 0) as id from graphile_worker.migrations', false, true, '')))[1]::text::int
  end as revision`;

/**
 * The worker may use the queue, and nothing else of it. Its tables have row security without
 * policies, so that a grant alone shows no row.
 */
const GRANTS = `do $$ declare each record; begin
  grant usage on schema graphile_worker to jingtian_worker;
  grant select, insert, update, delete on all tables in schema graphile_worker to jingtian_worker;
  grant usage, select on all sequences in schema graphile_worker to jingtian_worker;
  revoke insert, update, delete on graphile_worker.migrations from jingtian_worker;
  revoke execute on all functions in schema graphile_worker from public;
  grant execute on all functions in schema graphile_worker to jingtian_worker;
  for each in select relname from pg_class c
    where relnamespace = 'graphile_worker'::regnamespace and relkind = 'r' and relrowsecurity
      and not exists (select from pg_policy where polrelid = c.oid and polname = 'worker') loop
    execute format('create policy worker on graphile_worker.%I to jingtian_worker
      using (true) with check (true)', each.relname);
  end loop;
end $$`;

const INSTALL_LOCK = 20_261_121;

/**
 * Brings the schema of the queue up to date, as the owner: graphile-worker's own migrations, then
 * the worker's rights. Safe to repeat; loads the library only when there is something to do.
 */
export async function installQueue(ownerUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    // Whoever comes second waits, and finds it done.
    await client.query('select pg_advisory_lock($1)', [INSTALL_LOCK]);
    const { rows } = await client.query<{ revision: number }>(REVISION);
    if (rows[0]?.revision === QUEUE_REVISION) return;
    const { Logger, runMigrations } = await import('graphile-worker');
    await runMigrations({ connectionString: ownerUrl, logger: new Logger(() => () => undefined) });
    await client.query(GRANTS);
  } finally {
    await client.end();
  }
}
