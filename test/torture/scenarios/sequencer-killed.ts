import { setTimeout as pause } from 'node:timers/promises';
import { gather } from '../crowd.ts';
import { SEQUENCER_POINTS } from '../failpoints.ts';
import { slowCommits } from '../faults.ts';
import type { Scenario } from '../scenario.ts';
import { openServer } from '../stage.ts';

const POINTS = { short: 1, long: 4 * SEQUENCER_POINTS.length };
const PASSES = 20;
/** The work goes on meanwhile, so that each step is come to. */
const PATIENCE_MS = 30_000;
const WORK_MS = 1_500;

export const sequencerKilled: Scenario = {
  name: 'sequencer-killed',
  about:
    'the sequencer is killed at each step of a tick, two of it run at once, and its witness dies',
  controls: ['id-above-last', 'xmin-horizon'],
  happens: ['sequencer killed at'],
  async run(stage) {
    await slowCommits(stage.owner);
    await openServer(stage);
    const crowd = gather(stage);
    const first = Math.floor(stage.chance() * SEQUENCER_POINTS.length);
    for (let turn = first; turn < first + POINTS[stage.length]; turn += 1) {
      const failpoint = SEQUENCER_POINTS[turn % SEQUENCER_POINTS.length] ?? '';
      const both = await Promise.all([stage.startSequencer(), stage.startSequencer()]);
      const [one, other] = both;
      const after = Math.floor(stage.chance() * PASSES);
      await Promise.all(both.map((each) => each.arm({ failpoint, after })));
      if (stage.chance() < 0.2) {
        await stage.witness.restart();
        stage.count('witness killed');
      }
      await Promise.race([one?.ended, other?.ended, pause(PATIENCE_MS)]);
      for (const each of both) {
        if (each.hasEnded()) stage.count(`sequencer killed at ${failpoint}`);
        await each.kill();
      }
    }
    // One that lives goes on while everybody works: what a tick overlooks is overlooked then.
    await stage.startSequencer();
    await pause(WORK_MS);
    await crowd.leave();
  },
};
