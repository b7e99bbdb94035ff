import { setTimeout as pause } from 'node:timers/promises';
import { gather } from '../crowd.ts';
import type { Scenario } from '../scenario.ts';
import { openServer } from '../stage.ts';

const WORK_MS = 1_000;
const ALONE_MS = { short: 3_000, long: 10_000 };
/** Statements that wait longer are cancelled, and waits for the standby with them. */
const HURRIED = { env: { STATEMENT_TIMEOUT_MS: '700', COMMIT_PATIENCE_MS: '20000' } };

export const standbyPromoted: Scenario = {
  name: 'standby-promoted',
  about: 'the standby hears nothing any more, waits for it are cancelled, the primary dies',
  controls: ['ignored-warning', 'answer-repeated-early'],
  longOnly: true,
  async run(stage) {
    const { cluster } = stage;
    const standby = await cluster.follow();
    stage.atEnd(async () => {
      await cluster.start();
      await standby.stop();
    });
    const sequencer = await stage.startSequencer();
    const server = await openServer(stage, HURRIED);
    const crowd = gather(stage);
    await pause(WORK_MS);
    standby.network.inject({ kind: 'black-hole' });
    await pause(ALONE_MS[stage.length]);
    await cluster.kill();
    await Promise.all([server.kill(), sequencer.kill()]);
    await stage.moveTo(await standby.promote(stage.database));
    stage.count('standbys promoted');
    await stage.startSequencer();
    await openServer(stage);
    await pause(WORK_MS);
    await crowd.leave();
  },
};
