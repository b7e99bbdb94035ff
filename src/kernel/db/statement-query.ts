import pg from 'pg';
import type { Statements } from './statements.ts';

/** The statement that sets a transaction's tenancy; prepared when a connection opens. */
const CONTEXT_NAME = 'jingtian_context';
const CONTEXT_TEXT = "select set_config('app.institution', $1, true)";

/** The parts of node-postgres's wire connection used here, which its types leave out. */
type Wire = {
  parse(config: { text: string; name: string }): void;
  bind(config: { portal?: string; statement: string; values: unknown[] }): void;
  execute(config: { portal?: string }): void;
  close(config: { type: 'S'; name: string }): void;
  parsedStatements: Record<string, string>;
  submittedNamedStatements: Record<string, string>;
  droppedMark?: number;
};

type Prototype = {
  prepare(wire: Wire): void;
  handleDataRow(message: unknown): void;
  handleCommandComplete(message: unknown, wire: Wire): void;
};
const base = pg.Query.prototype as unknown as Prototype;

export type StatementConfig = {
  text: string;
  values: readonly unknown[];
  /** Raw column text instead of parsed values. */
  raw?: boolean;
  /** The institution whose rows this one statement may see. */
  institutionId?: string | undefined;
};

const rawTypes = { getTypeParser: () => (value: string) => value };

/**
 * A prepared statement that can carry its tenancy context in its own message batch:
 * `Bind/Execute set_config(.., true)` and the statement share one Sync, hence one implicit
 * transaction. The setting is gone with it, so requests may share a pipelined connection.
 */
class StatementQuery extends pg.Query {
  readonly #statements: Statements;
  readonly #institutionId: string | undefined;
  #contextPending = false;

  constructor(config: StatementConfig, statements: Statements) {
    const name = statements.nameOf(config.text);
    super({
      text: config.text,
      values: config.values as unknown[],
      queryMode: 'extended',
      ...(name ? { name } : {}),
      ...(config.raw ? { rowMode: 'array', types: rawTypes } : {}),
    } as pg.QueryConfig);
    this.#statements = statements;
    this.#institutionId = config.institutionId;
  }

  prepare(wire: Wire): void {
    closeDropped(wire, this.#statements);
    if (this.#institutionId !== undefined) {
      this.#contextPending = true;
      const { named } = this.#statements;
      if (!named) wire.parse({ text: CONTEXT_TEXT, name: '' });
      wire.bind({ statement: named ? CONTEXT_NAME : '', values: [this.#institutionId] });
      wire.execute({});
    }
    base.prepare.call(this, wire);
  }

  handleDataRow(message: unknown): void {
    if (!this.#contextPending) base.handleDataRow.call(this, message);
  }

  handleCommandComplete(message: unknown, wire: Wire): void {
    if (this.#contextPending) this.#contextPending = false;
    else base.handleCommandComplete.call(this, message, wire);
  }
}

function closeDropped(wire: Wire, statements: Statements): void {
  const { names, mark } = statements.droppedSince(wire.droppedMark ?? 0);
  wire.droppedMark = mark;
  for (const name of names) {
    if (wire.parsedStatements[name] === undefined) continue;
    wire.close({ type: 'S', name });
    delete wire.parsedStatements[name];
  }
}

/** Sends one statement on a connection and waits for its result. */
export function runStatement(
  client: pg.ClientBase,
  statements: Statements,
  config: StatementConfig,
): Promise<pg.QueryResult> {
  return new Promise((resolve, reject) => {
    const query = new StatementQuery(config, statements) as unknown as pg.Submittable & {
      callback: (error: Error | null, result: pg.QueryResult) => void;
    };
    query.callback = (error, result) => (error ? reject(error) : resolve(result));
    client.query(query);
  });
}

type Corkable = { connection: { stream: { cork(): void; uncork(): void } } };
const gathering = new WeakSet<pg.ClientBase>();

/**
 * What is sent on this connection until the event loop has read its sockets goes out in one write.
 * Nobody waits longer for it: every request that came with this turn is in it.
 */
export function gatherWrites(client: pg.ClientBase): void {
  if (gathering.has(client)) return;
  gathering.add(client);
  const { stream } = (client as unknown as Corkable).connection;
  stream.cork();
  setImmediate(() => {
    gathering.delete(client);
    stream.uncork();
  });
}

/** Makes a fresh connection ready: the context statement is prepared on it, if names are kept. */
export async function prepareConnection(
  client: pg.ClientBase,
  statements: Statements,
): Promise<void> {
  if (!statements.named) return;
  await client.query({ name: CONTEXT_NAME, text: CONTEXT_TEXT, values: [''] });
}
