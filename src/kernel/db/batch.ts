import pg from 'pg';
import { serialize } from 'pg-protocol';
import { expectAnswer, forgetAnswer, noteAnswer } from './silence.ts';
import type { Statements } from './statements.ts';
import { columnTypes } from './types.ts';
import { type GrowingResult, prepareValue, type Wire } from './wire.ts';

export type Statement = {
  text: string;
  values: readonly unknown[];
  /** Raw column text, or bytes, instead of parsed values. */
  raw?: boolean;
};

export const COMMIT: Statement = { text: 'commit', values: [] };

/** What became of a batch's statements: the answers of those that ran, and the first error. */
export type Outcome = { results: pg.QueryResult[]; error: Error | null };

const DESCRIBE = serialize.describe({ type: 'P' });
const rawTypes = { getTypeParser: () => (value: unknown) => value };

/**
 * Prepared statements that share one Sync: they go out together, the server answers them together,
 * and after an error it skips the rest. Outside a transaction they are one.
 */
export class Batch extends pg.Query {
  readonly #batch: readonly Statement[];
  readonly #statements: Statements;
  readonly #names: readonly string[];
  readonly #results: GrowingResult[] = [];
  readonly #settle: (outcome: Outcome) => void;
  #current: GrowingResult;
  #isOwed = false;
  #fault: Error | null = null;
  name = '';
  text = '';

  constructor(
    batch: readonly Statement[],
    statements: Statements,
    settle: (outcome: Outcome) => void,
  ) {
    super('');
    this.#batch = batch;
    this.#statements = statements;
    this.#settle = settle;
    this.#names = batch.map(({ text }) => statements.nameOf(text) ?? '');
    this.#current = this.#next();
  }

  /** What the client notes as parsed is always the statement whose answer comes next. */
  #next(): GrowingResult {
    const index = this.#results.length;
    const statement = this.#batch[index];
    this.name = this.#names[index] ?? '';
    this.text = statement?.text ?? '';
    const types = statement?.raw ? rawTypes : columnTypes;
    return new pg.Result(statement?.raw ? 'array' : '', types as never) as unknown as GrowingResult;
  }

  override submit = (connection: unknown): null => {
    const wire = connection as Wire;
    const messages = closeDropped(wire, this.#statements);
    this.#batch.forEach((statement, index) => {
      messages.push(...messagesOf(wire, statement, this.#names[index] ?? ''));
    });
    if (wire.stream.writable) wire.stream.write(Buffer.concat([...messages, serialize.sync()]));
    // A COMMIT may wait for a standby; how long anybody waits for it is decided elsewhere.
    this.#isOwed = this.#batch.at(-1)?.text !== COMMIT.text;
    if (this.#isOwed) expectAnswer(wire);
    return null;
  };

  #end(wire: Wire, outcome: Outcome): void {
    if (this.#isOwed) forgetAnswer(wire);
    this.#isOwed = false;
    this.#settle(outcome);
  }

  handleRowDescription({ fields }: { fields: unknown }): void {
    this.#current.addFields(fields);
  }

  handleDataRow({ fields }: { fields: unknown }): void {
    try {
      this.#current.addRow(this.#current.parseRow(fields));
    } catch (error) {
      this.#fault ??= error as Error;
    }
  }

  handleCommandComplete(message: unknown, connection: unknown): void {
    noteAnswer(connection as Wire);
    this.#current.addCommandComplete(message);
    this.#results.push(this.#current);
    this.#current = this.#next();
  }

  handleError(error: Error, connection: unknown): void {
    const wire = connection as Wire;
    // The server never saw the rest: what was to be prepared there is not.
    const { submittedNamedStatements } = wire;
    for (const name of this.#names.slice(this.#results.length)) {
      if (name) delete submittedNamedStatements[name];
    }
    this.#end(wire, { results: this.#results, error });
  }

  handleReadyForQuery(connection: unknown): void {
    const results = this.#fault ? [] : this.#results;
    this.#end(connection as Wire, { results, error: this.#fault });
  }

  handleCopyInResponse(connection: unknown): void {
    (connection as Wire).sendCopyFail('a statement here takes no stream');
  }
}

function messagesOf(wire: Wire, { text, values }: Statement, name: string): Buffer[] {
  const statement = { statement: name, values: [...values], valueMapper: prepareValue };
  const run = [serialize.bind(statement), DESCRIBE, serialize.execute()];
  if (name && isParsed(wire, name)) return run;
  if (name) wire.submittedNamedStatements[name] = text;
  return [serialize.parse({ text, name }), ...run];
}

const isParsed = (wire: Wire, name: string): boolean =>
  wire.parsedStatements[name] !== undefined || wire.submittedNamedStatements[name] !== undefined;

function closeDropped(wire: Wire, statements: Statements): Buffer[] {
  const { names, mark } = statements.droppedSince(wire.droppedMark ?? 0);
  wire.droppedMark = mark;
  const parsed = names.filter((name) => wire.parsedStatements[name] !== undefined);
  for (const name of parsed) delete wire.parsedStatements[name];
  return parsed.map((name) => serialize.close({ type: 'S', name }));
}
