/**
 * What can be due at a customer: each module registers what it knows of, as a date computed from a
 * row of `customer`, so that a grid's ledger shows all of it in one statement.
 */
import type { Row, Sql } from '../../kernel/queries/noun.ts';

export type DueSource = {
  /** UPPER_SNAKE, unique. */
  kind: string;
  en: string;
  zh: string;
  /** The soonest date, or null, as SQL over a row of `customer`; served by an index. */
  dueOn: (customer: Row) => Sql;
};

const sources = new Map<string, DueSource>();

/** @throws Error when two modules claim one kind */
export function registerDue(source: DueSource): void {
  if (sources.has(source.kind)) throw new Error(`two sources of dues are called ${source.kind}`);
  sources.set(source.kind, source);
}

export const allDues = (): readonly DueSource[] => [...sources.values()];

export const dueNamed = (kind: string): DueSource | undefined => sources.get(kind);
