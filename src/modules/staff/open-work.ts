import type { Tx } from '../../kernel/db/index.ts';

/** A grid whose work is listed, by its bare keys. */
export type GridKey = { institutionId: string; gridId: string };

/** A kind of work that stays with a grid when its officer changes, e.g. loans not yet settled. */
export type OpenWorkSource = {
  /** Upper snake, e.g. `OPEN_LOANS`. */
  kind: string;
  en: string;
  zh: string;
  count(tx: Tx, grid: GridKey): Promise<number>;
};

export type OpenWork = { kind: string; en: string; zh: string; count: number };

const sources = new Map<string, OpenWorkSource>();

/**
 * Adds a kind of work to what a hand-over lists. The module that holds the work calls this when it
 * is loaded; a kind given twice is a fault found at boot.
 */
export function listOpenWork(source: OpenWorkSource): void {
  if (sources.has(source.kind)) throw new Error(`open work ${source.kind} is listed twice`);
  sources.set(source.kind, source);
}

/** The open work of a grid, kinds without any left out, in the order the modules are loaded. */
export async function openWorkOf(tx: Tx, grid: GridKey): Promise<OpenWork[]> {
  const counted = await Promise.all(
    [...sources.values()].map(async ({ kind, en, zh, count }) => ({
      kind,
      en,
      zh,
      count: await count(tx, grid),
    })),
  );
  return counted.filter(({ count }) => count > 0);
}
