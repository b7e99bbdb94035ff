/** What a law or contract keeps although somebody wants it erased. */
import type { Tx } from '../../kernel/db/index.ts';
import type { PersonKey } from './held.ts';
import type { Basis } from './retention-rules.ts';

export type Kept = {
  what: string;
  count: number;
  /** Until this day; null while a contract is wanted or in force. */
  until: string | null;
  /** Whether it is kept with the person's identity, or says nothing without it. */
  identity: boolean;
  legalBasis: Basis;
};

type Asking = PersonKey & { today: string };
type Keeping = (tx: Tx, asking: Asking) => Promise<readonly Kept[]>;

const keepers: Keeping[] = [];

/** A module says what of its records must stay, until when and why. */
export function keepRecords(keeping: Keeping): void {
  keepers.push(keeping);
}

export async function keptOf(tx: Tx, asking: Asking): Promise<Kept[]> {
  const kept: Kept[] = [];
  for (const keeping of keepers) kept.push(...(await keeping(tx, asking)));
  return kept;
}
