import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Kysely, PostgresDialect, type QueryExecutorProvider, sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import pg from 'pg';
import { installQueue } from '../jobs/install.ts';

export { ensureLogin, type GroupRole, type Login } from './logins.ts';

/** Where the numbered SQL files live. */
export const MIGRATIONS_FOLDER = fileURLToPath(new URL('../../../migrations/', import.meta.url));

const MIGRATION_FILE = /^\d{4}_[a-z0-9_]+\.sql$/;
const UNDEFINED_TABLE = '42P01';

/** Anything that runs one statement: a client or a pool of node-postgres. */
export type Queryable = Pick<pg.Pool, 'query'>;

type Log = (line: string) => void;

/** The migrations of this version of the program, in order, without the `.sql` ending. */
export const migrationNames = async (): Promise<string[]> => {
  const files = await readdir(MIGRATIONS_FOLDER);
  const stray = files.find((file) => file.endsWith('.sql') && !MIGRATION_FILE.test(file));
  if (stray) throw new Error(`migrations/${stray} is not named NNNN_name.sql`);
  return files
    .filter((file) => MIGRATION_FILE.test(file))
    .sort()
    .map((file) => file.slice(0, -'.sql'.length));
};

/** Adds the file and line to an error of Postgres, which only knows a character offset. */
const locate = (name: string, text: string, error: unknown): Error => {
  if (!(error instanceof pg.DatabaseError)) return new Error(`${name}: ${error}`, { cause: error });
  const before = text.slice(0, Number(error.position ?? 0));
  const line = error.position ? `:${before.split('\n').length}` : '';
  const detail = [error.message, error.detail, error.hint, error.where].filter(Boolean).join('; ');
  return new Error(`migrations/${name}.sql${line}: ${detail}`, { cause: error });
};

const readMigration = async (name: string): Promise<[string, Migration]> => {
  const text = await readFile(`${MIGRATIONS_FOLDER}${name}.sql`, 'utf8');
  const up: Migration['up'] = async (db) => {
    await sql
      .raw(text)
      .execute(db)
      .catch((error: unknown) => {
        throw locate(name, text, error);
      });
  };
  return [name, { up }];
};

const sqlFiles = {
  getMigrations: async (): Promise<Record<string, Migration>> =>
    Object.fromEntries(await Promise.all((await migrationNames()).map(readMigration))),
};

/** /readyz asks as the API role which migrations ran, so that role may read Kysely's own table. */
const letTheApiSeeMigrations = (db: Kysely<unknown>) =>
  sql
    .raw(`do $$ begin
      if to_regrole('jingtian_api') is not null then
        grant select on kysely_migration to jingtian_api;
      end if;
    end $$`)
    .execute(db);

/** What migrations rewrote has no entry in the journal, and is not to be taken for tampering. */
export const baseMonitor = (db: QueryExecutorProvider): Promise<unknown> =>
  sql
    .raw('update journal_sequencer_state set based_at = pg_snapshot_xmax(pg_current_snapshot())')
    .execute(db);

/**
 * Applies every migration that has not run yet, all in one transaction and behind Kysely's own
 * lock, then those of the job queue behind its own, so several processes may call it at once.
 * `ownerUrl` names the role that owns the tables.
 *
 * @returns the names applied now; empty when the database was up to date.
 * @throws Error naming the file and line of the statement Postgres refused; nothing is kept then.
 */
export const migrate = async (ownerUrl: string, options: { log?: Log } = {}): Promise<string[]> => {
  const pool = new pg.Pool({ connectionString: ownerUrl, max: 1 });
  // A connection lost between statements fails the next one; lost after the last, it is no matter.
  pool.on('error', () => undefined);
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  try {
    const { error, results } = await new Migrator({ db, provider: sqlFiles }).migrateToLatest();
    if (error) throw error;
    await letTheApiSeeMigrations(db);
    await installQueue(ownerUrl);
    const applied = (results ?? []).map((result) => result.migrationName);
    if (applied.length > 0) await baseMonitor(db);
    for (const name of applied) options.log?.(`migrated ${name}`);
    return applied;
  } finally {
    await db.destroy();
  }
};

const readPending = async (database: Queryable): Promise<string[]> => {
  const names = await migrationNames();
  try {
    const { rows } = await database.query<{ name: string }>('select name from kysely_migration');
    const applied = new Set(rows.map((row) => row.name));
    return names.filter((name) => !applied.has(name));
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === UNDEFINED_TABLE) return names;
    throw error;
  }
};

/**
 * The migrations this version of the program knows and the database has not seen. Needs no more
 * than the API role. Takes a URL (opens one connection for the question) or an open pool.
 */
export const pendingMigrations = async (database: string | Queryable): Promise<string[]> => {
  if (typeof database !== 'string') return readPending(database);
  const client = new pg.Client({ connectionString: database });
  await client.connect();
  try {
    return await readPending(client);
  } finally {
    await client.end();
  }
};
