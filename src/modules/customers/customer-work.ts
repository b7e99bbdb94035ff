/** What is under way for one customer: listed when it moves, and in the way of closing its file. */
import type { Tx } from '../../kernel/db/index.ts';

export type CustomerKey = { institutionId: string; customerId: string };

/** A kind of work with a customer, e.g. loans not yet settled. */
export type CustomerWorkSource = {
  /** Upper snake, e.g. `LOANS_OUTSTANDING`. */
  kind: string;
  en: string;
  zh: string;
  /** The file stays open while there is any. */
  blocksClosing: boolean;
  count(tx: Tx, customer: CustomerKey): Promise<number>;
};

export type CustomerWork = Pick<CustomerWorkSource, 'kind' | 'en' | 'zh'> & { count: number };

const sources = new Map<string, CustomerWorkSource>();

/**
 * Adds a kind of work with customers. The module that holds the work calls this when it is loaded;
 * a kind given twice is a fault found at boot.
 */
export function listCustomerWork(source: CustomerWorkSource): void {
  if (sources.has(source.kind)) throw new Error(`customer work ${source.kind} is listed twice`);
  sources.set(source.kind, source);
}

/** The work under way for a customer; only what keeps a file open if asked so. */
export async function customerWorkOf(
  tx: Tx,
  customer: CustomerKey,
  { blocking }: { blocking: boolean } = { blocking: false },
): Promise<CustomerWork[]> {
  const asked = [...sources.values()].filter((source) => source.blocksClosing || !blocking);
  const counted = await Promise.all(
    asked.map(async ({ kind, en, zh, count }) => ({
      kind,
      en,
      zh,
      count: await count(tx, customer),
    })),
  );
  return counted.filter(({ count }) => count > 0);
}
