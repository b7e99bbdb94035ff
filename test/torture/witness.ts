import { setTimeout as pause } from 'node:timers/promises';
import { checkpointsOf, type Witnessed } from './invariants/checkpoints.ts';
import type { Stage } from './stage.ts';

const LOOK_MS = 40;

/** Looks at what is published all the time, and forgets nothing. */
export function bearWitness(stage: Stage) {
  const seen = new Map<string, Witnessed>();
  let over = false;
  const look = async (): Promise<void> => {
    // While the database is away there is nothing to see.
    const checkpoints = await checkpointsOf(stage.owner).catch(() => []);
    for (const each of checkpoints) seen.set(`${each.origin} ${each.note}`, each);
  };
  const watching = (async () => {
    while (!over) {
      await look();
      await pause(LOOK_MS);
    }
  })();
  return {
    async leave(): Promise<readonly Witnessed[]> {
      over = true;
      await watching;
      await look();
      return [...seen.values()];
    },
  };
}
