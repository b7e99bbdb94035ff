import type { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import type { Readable } from 'node:stream';
import type pg from 'pg';
import type { Shape } from './shape.ts';

/** A value of JavaScript as Postgres reads it; a part of node-postgres that has no types. */
export const { prepareValue } = createRequire(import.meta.url)('pg/lib/utils.js') as {
  prepareValue(value: unknown): unknown;
};

/** What a connection owes; one timer for all of it, so that an answer costs a number. */
export type Silence = {
  /** For how long it may say nothing while it owes an answer. */
  ms: number;
  owed: number;
  /** When it last gave an answer, or began to owe one. */
  heardAt: number;
  timer: NodeJS.Timeout | undefined;
};

/** The parts of node-postgres's connection used here, which its types leave out. */
export type Wire = EventEmitter & {
  stream: {
    writable: boolean;
    cork(): void;
    uncork(): void;
    write(bytes: Buffer): void;
    destroy(error: Error): void;
  };
  attachListeners(stream: Readable): void;
  sendCopyFail(message: string): void;
  parsedStatements: Record<string, string>;
  submittedNamedStatements: Record<string, string>;
  /** How far this connection has closed the names that were dropped. */
  droppedMark?: number;
  /** How the rows of its prepared statements are read, by their names, where that is kept. */
  shapes?: Map<string, Shape>;
  /** What it owes, where anybody minds. */
  silence?: Silence;
};

export const wireOf = (client: pg.ClientBase): Wire =>
  (client as unknown as { connection: Wire }).connection;
