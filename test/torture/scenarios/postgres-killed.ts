import { setTimeout as pause } from 'node:timers/promises';
import { gather } from '../crowd.ts';
import { type Scenario, UNHEARD } from '../scenario.ts';
import { openServer } from '../stage.ts';

const KILLS = { short: 1, long: 30 };
const WORK_MS = 800;

export const postgresKilled: Scenario = {
  name: 'postgres-killed',
  about: 'every process of Postgres is killed at once while people work',
  controls: ['acknowledge-before-commit'],
  happens: ['Postgres killed', UNHEARD],
  async run(stage) {
    await stage.startSequencer();
    await openServer(stage);
    const crowd = gather(stage);
    for (let kill = 0; kill < KILLS[stage.length]; kill += 1) {
      await pause(WORK_MS * (0.3 + stage.chance()));
      // What was acknowledged last is what a machine that dies takes along first.
      await crowd.acknowledged();
      await stage.cluster.kill();
      stage.count('Postgres killed');
      await stage.cluster.start();
    }
    await pause(WORK_MS);
    await crowd.leave();
  },
};
