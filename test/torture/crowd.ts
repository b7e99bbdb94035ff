import { setTimeout as pause } from 'node:timers/promises';
import { chances } from '../core/faults.ts';
import { work } from './load.ts';
import { createWorker } from './people.ts';
import type { Stage } from './stage.ts';

/** People at work while a scenario does its worst. */
export type Crowd = {
  /** Until somebody has just been told that something is done; no longer than a while. */
  acknowledged(): Promise<void>;
  leave(): Promise<void>;
};

const PATIENCE_MS = 5_000;
const POLL_MS = 2;
const PEOPLE = { short: 8, long: 16 };

/** So many at once, each with numbers of their own from the seed. */
export function gather(stage: Stage, size = PEOPLE[stage.length]): Crowd {
  let left = false;
  const over = (): boolean => left || stage.isOver;
  const setting = {
    town: stage.town,
    // The database may move while they work.
    get owner() {
      return stage.owner;
    },
  };
  const crowd = Array.from({ length: size }, () => {
    const chance = chances(Math.floor(stage.chance() * 2 ** 32));
    const { client, count } = stage;
    return work(createWorker({ client, chance, over, count }), setting, over);
  });
  // Whoever fails is heard at the end; the others go on meanwhile.
  const together = Promise.all(crowd);
  together.catch(() => undefined);
  return {
    async acknowledged() {
      const before = stage.counts.done ?? 0;
      for (const until = Date.now() + PATIENCE_MS; Date.now() < until; await pause(POLL_MS)) {
        if ((stage.counts.done ?? 0) > before) return;
      }
    },
    async leave() {
      left = true;
      await together;
    },
  };
}
