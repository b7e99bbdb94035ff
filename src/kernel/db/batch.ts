import pg from 'pg';
import { serialize } from 'pg-protocol';
import {
  type Described,
  NO_ROWS,
  type Result,
  resultOf,
  rowOf,
  type Shape,
  shapeOf,
} from './shape.ts';
import { expectAnswer, forgetAnswer, noteAnswer } from './silence.ts';
import type { Statements } from './statements.ts';
import { prepareValue, type Wire } from './wire.ts';

export type Statement = {
  text: string;
  values: readonly unknown[];
  /** Raw column text, or bytes, instead of parsed values. */
  raw?: boolean;
};

export const COMMIT: Statement = { text: 'commit', values: [] };

/** What became of a batch's statements: the answers of those that ran, and the first error. */
export type Outcome = { results: Result[]; error: Error | null };

const DESCRIBE = serialize.describe({ type: 'P' });

/**
 * Prepared statements that share one Sync: they go out together, the server answers them together,
 * and after an error it skips the rest. Outside a transaction they are one.
 */
export class Batch extends pg.Query {
  readonly #batch: readonly Statement[];
  readonly #statements: Statements;
  readonly #names: readonly string[];
  /** Of the statements that were described before. */
  #known: readonly (Shape | undefined)[] = [];
  readonly #results: Result[] = [];
  readonly #settle: (outcome: Outcome) => void;
  #shape: Shape | undefined;
  #rows: unknown[] = [];
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
    this.#next();
  }

  /** What the client notes as parsed is always the statement whose answer comes next. */
  #next(): void {
    const index = this.#results.length;
    this.name = this.#names[index] ?? '';
    this.text = this.#batch[index]?.text ?? '';
    this.#shape = this.#known[index];
    this.#rows = [];
  }

  override submit = (connection: unknown): null => {
    const wire = connection as Wire;
    const messages = closeDropped(wire, this.#statements);
    this.#known = this.#names.map((name) => wire.shapes?.get(name));
    this.#shape = this.#known[0];
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

  handleRowDescription({ fields }: { fields: readonly Described[] }): void {
    this.#shape = shapeOf(fields);
  }

  handleDataRow({ fields }: { fields: readonly (string | null)[] }): void {
    try {
      const { raw } = this.#batch[this.#results.length] ?? {};
      this.#rows.push(raw ? fields : rowOf(this.#shape ?? NO_ROWS, fields));
    } catch (error) {
      this.#fault ??= error as Error;
    }
  }

  handleCommandComplete({ text }: { text: string }, connection: unknown): void {
    const wire = connection as Wire;
    noteAnswer(wire);
    if (this.name) wire.shapes?.set(this.name, this.#shape ?? NO_ROWS);
    this.#results.push(resultOf(text, this.#rows));
    this.#next();
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
  const bind = serialize.bind({ statement: name, values: [...values], valueMapper: prepareValue });
  const isPrepared = name !== '' && isParsed(wire, name);
  if (isPrepared && wire.shapes?.has(name)) return [bind, serialize.execute()];
  const run = [bind, DESCRIBE, serialize.execute()];
  if (isPrepared) return run;
  if (name) wire.submittedNamedStatements[name] = text;
  return [serialize.parse({ text, name }), ...run];
}

const isParsed = (wire: Wire, name: string): boolean =>
  wire.parsedStatements[name] !== undefined || wire.submittedNamedStatements[name] !== undefined;

function closeDropped(wire: Wire, statements: Statements): Buffer[] {
  const { names, mark } = statements.droppedSince(wire.droppedMark ?? 0);
  wire.droppedMark = mark;
  const parsed = names.filter((name) => wire.parsedStatements[name] !== undefined);
  for (const name of parsed) {
    delete wire.parsedStatements[name];
    wire.shapes?.delete(name);
  }
  return parsed.map((name) => serialize.close({ type: 'S', name }));
}
