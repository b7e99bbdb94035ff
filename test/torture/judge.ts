import { acknowledged } from './invariants/acknowledged.ts';
import { books } from './invariants/books.ts';
import { checkpoints } from './invariants/checkpoints.ts';
import { journal } from './invariants/journal.ts';
import { rows } from './invariants/rows.ts';
import { witnessed } from './invariants/witnessed.ts';
import type { Asked } from './ledger.ts';
import { askedIn } from './ledger.ts';
import type { Stage } from './stage.ts';

export type Evidence = { stage: Stage; asked: readonly Asked[] };

/** What must be true once everything is healed; each names what it finds wrong. */
export type Invariant = (evidence: Evidence) => Promise<string[]>;

const INVARIANTS: Readonly<Record<string, Invariant>> = {
  acknowledged,
  journal,
  rows,
  books,
  checkpoints,
  witnessed,
};
const FAULTS_SHOWN = 12;

/**
 * Every fault there is, by invariant; none for a build that keeps its promises.
 *
 * @throws Error where nothing was done at all: then there is nothing to judge
 */
export async function judge(stage: Stage): Promise<string[]> {
  const asked = askedIn(stage.ledger.entries());
  if (!asked.some(({ settled }) => settled?.outcome === 'DONE')) {
    throw new Error(`nothing was done: ${asked[0]?.heard[0]?.code}`);
  }
  const faults: string[] = [...stage.seen];
  for (const [name, invariant] of Object.entries(INVARIANTS)) {
    // Rows that mean nothing have no books to keep.
    if (name === 'books' && stage.town.samples) continue;
    const found = await invariant({ stage, asked });
    const more = found.length - FAULTS_SHOWN;
    faults.push(...found.slice(0, FAULTS_SHOWN).map((fault) => `${name}: ${fault}`));
    if (more > 0) faults.push(`${name}: and ${more} more`);
  }
  return faults;
}
