import { chances } from '../core/faults.ts';
import { work } from './load.ts';
import { createWorker } from './people.ts';
import type { Stage } from './stage.ts';

/** People at work while a scenario does its worst. */
export type Crowd = { leave(): Promise<void> };

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
    async leave() {
      left = true;
      await together;
    },
  };
}
