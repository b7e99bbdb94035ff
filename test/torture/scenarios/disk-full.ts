import { setTimeout as pause } from 'node:timers/promises';
import { gather } from '../crowd.ts';
import { type Scenario, UNHEARD } from '../scenario.ts';
import { openServer } from '../stage.ts';

const TIMES = { short: 1, long: 12 };
const WORK_MS = 800;
const FULL_MS = 1_500;

export const diskFull: Scenario = {
  name: 'disk-full',
  about: 'the disk of the database is full, and has room again',
  controls: ['acknowledge-before-commit'],
  happens: ['times the disk was full', UNHEARD],
  ground: 'small-disk',
  async run(stage) {
    const { disk } = stage.cluster;
    if (!disk) throw new Error('this scenario needs a disk of its own');
    stage.atEnd(() => disk.free());
    await stage.startSequencer();
    await openServer(stage);
    const crowd = gather(stage);
    for (let time = 0; time < TIMES[stage.length]; time += 1) {
      await pause(WORK_MS);
      await disk.fill();
      stage.count('times the disk was full');
      await pause(FULL_MS);
      await disk.free();
      // It may have been too much for the database: then somebody starts it again.
      await stage.cluster.start();
    }
    await pause(WORK_MS);
    await crowd.leave();
  },
};
