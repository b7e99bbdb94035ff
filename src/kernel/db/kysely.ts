import {
  type CompiledQuery,
  type DatabaseConnection,
  DefaultQueryExecutor,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  Transaction,
} from 'kysely';
import type { DB } from '../../generated/database.ts';
import type { StatementConfig } from './send.ts';

/** Reads: not assignable to Tx, so that no write happens outside the kernel's transaction. */
export type Db = Kysely<DB> & { readonly isTransaction: boolean };
/** The running transaction. Only the kernel opens one. */
export type Tx = Transaction<DB>;

type Ran = { rows: unknown[]; rowCount: number | null };
type Run = (config: StatementConfig) => Promise<Ran>;

const adapter = new PostgresAdapter();
const compiler = new PostgresQueryCompiler();
const driver = new DummyDriver();
const dialect = {
  createAdapter: () => adapter,
  createDriver: () => driver,
  createQueryCompiler: () => compiler,
  createIntrospector: (db: Kysely<unknown>) => new PostgresIntrospector(db),
};

/** Kysely builds and compiles the SQL; ours is only what carries it to the server. */
function executorOver(run: Run): DefaultQueryExecutor {
  const connection: DatabaseConnection = {
    async executeQuery<R>(query: CompiledQuery) {
      const result = await run({ text: query.sql, values: query.parameters });
      return { rows: result.rows as R[], numAffectedRows: BigInt(result.rowCount ?? 0) };
    },
    // biome-ignore lint/correctness/useYield: streaming goes through the plain pool's cursors
    async *streamQuery() {
      throw new Error('streams go through the cursor pool');
    },
  };
  return new DefaultQueryExecutor(compiler, adapter, {
    provideConnection: (consumer) => consumer(connection),
  });
}

const propsOver = (run: Run) => ({
  config: { dialect },
  dialect,
  driver,
  executor: executorOver(run),
});

const runs = new WeakMap<Db | Tx, Run>();

export function kyselyOver(run: Run): Db {
  const db = new Kysely<DB>(propsOver(run)) as Db;
  runs.set(db, run);
  return db;
}

export function transactionOver(run: Run): Tx {
  const tx = new Transaction<DB>(propsOver(run));
  runs.set(tx, run);
  return tx;
}

/** Runs a statement whose text is kept: nothing is left for Kysely to build, so it is passed by. */
export function runIn(db: Db | Tx, statement: StatementConfig): Promise<Ran> {
  const run = runs.get(db);
  if (!run) throw new Error('not a connection of the kernel');
  return run(statement);
}

/** Compiles without running, for texts that are kept. */
export const builder: Db = kyselyOver(() => Promise.reject(new Error('compile only')));
