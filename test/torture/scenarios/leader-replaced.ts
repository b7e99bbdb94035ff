import { setTimeout as pause } from 'node:timers/promises';
import { gather } from '../crowd.ts';
import { type Scenario, UNHEARD } from '../scenario.ts';
import { openServer } from '../stage.ts';

const TIMES = { short: 1, long: 4 };
const WORK_MS = 4_000;

export const leaderReplaced: Scenario = {
  name: 'leader-replaced',
  about: 'the machine of the leading database dies or freezes, and Patroni lets another one lead',
  controls: ['acknowledge-before-commit'],
  happens: ['leaders', UNHEARD],
  ground: 'patroni',
  longOnly: true,
  async run(stage) {
    const { patroni } = stage.cluster;
    if (!patroni) throw new Error('this scenario needs Patroni');
    let sequencer = await stage.startSequencer();
    await openServer(stage, { env: { STATEMENT_TIMEOUT_MS: '5000' } });
    const crowd = gather(stage);
    const first = stage.chance() < 0.5 ? 0 : 1;
    for (let time = 0; time < TIMES[stage.length]; time += 1) {
      await patroni.inSync();
      await pause(WORK_MS * (0.5 + stage.chance()));
      const old = patroni.leader();
      const freezes = (first + time) % 2 === 1;
      if (freezes) await old.freeze();
      else await old.kill();
      stage.count(freezes ? 'leaders frozen' : 'leaders killed');
      await patroni.replaced(old);
      await pause(WORK_MS);
      // A machine that froze never goes on where it stopped: its watchdog has reset it by then.
      if (freezes) await old.kill();
      old.start();
      if (sequencer.hasEnded()) {
        // It works on a primary only, and may have met one that no longer is.
        stage.count('sequencer started again');
        sequencer = await stage.startSequencer();
      }
    }
    await patroni.inSync();
    await pause(WORK_MS);
    await crowd.leave();
  },
};
