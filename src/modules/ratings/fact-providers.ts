/** Who tells what the bank knows of customers: its list, and the modules that hold its own books. */
import type { Db } from '../../kernel/db/index.ts';
import { clearedByPeople } from '../ledgers/index.ts';
import { CLEARED, type KnownFact } from './known-facts.ts';

type Asked = {
  readonly institutionId: string;
  readonly customerIds: readonly string[];
  readonly today: string;
};

/**
 * Tells what a module knows, by customer; of whom it knows nothing it says nothing. Ratings knows no
 * loans: the module that holds them registers here.
 */
export type FactProvider = (
  db: Db,
  asked: Asked,
) => Promise<ReadonlyMap<string, readonly KnownFact[]>>;

const providers: FactProvider[] = [
  async (db, asked) => {
    const cleared = await clearedByPeople(db, asked);
    return new Map([...cleared].map((customer) => [customer, CLEARED]));
  },
];

/** Called once, when the module that knows is loaded. What it says comes before the list. */
export const registerFactProvider = (provider: FactProvider): void => {
  providers.unshift(provider);
};

/** What is known of each customer; who is not spoken of is left out. */
export async function knownFacts(
  db: Db,
  asked: Asked,
): Promise<ReadonlyMap<string, readonly KnownFact[]>> {
  const told = await Promise.all(providers.map((provider) => provider(db, asked)));
  const all = new Map(told[0]);
  for (const others of told.slice(1)) {
    for (const [id, facts] of others) all.set(id, [...(all.get(id) ?? []), ...facts]);
  }
  return all;
}
