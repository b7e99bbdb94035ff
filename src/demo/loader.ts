import type pg from 'pg';
import { copyRows, type Rows } from './copy.ts';

/** Where a long load tells how far it is. */
export type Progress = {
  begin(label: string, total: number): void;
  advance(count: number): void;
  end(): void;
};

/** Loads rows and keeps count of them. */
export type Loader = {
  client: pg.Client;
  progress: Progress;
  /** Rows loaded so far, by table. */
  rows: Record<string, number>;
  copy(table: string, rows: Rows): Promise<void>;
  /** Runs a part of the work and logs how long it took. */
  step<T>(label: string, work: () => Promise<T>): Promise<T>;
};

const SILENT: Progress = { begin: () => {}, advance: () => {}, end: () => {} };

export function openLoader(
  client: pg.Client,
  { log, progress = SILENT }: { log?: (line: string) => void; progress?: Progress },
): Loader {
  const rows: Record<string, number> = {};
  return {
    client,
    progress,
    rows,
    async copy(table, given) {
      rows[table] = (rows[table] ?? 0) + (await copyRows(client, table, given));
    },
    async step(label, work) {
      const started = performance.now();
      const result = await work();
      log?.(`${label}: ${Math.round(performance.now() - started)} ms`);
      return result;
    },
  };
}
