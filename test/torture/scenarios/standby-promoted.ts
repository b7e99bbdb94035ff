import { setTimeout as pause } from 'node:timers/promises';
import { gather } from '../crowd.ts';
import type { Scenario } from '../scenario.ts';
import { openServer } from '../stage.ts';

const WORK_MS = 1_000;
const ALONE_MS = { short: 3_000, long: 10_000 };
const CANCEL_MS = 150;

/** What an operator does who will not wait for the standby: the commit stands, here and nowhere else. */
const CANCEL = `select pg_cancel_backend(pid) from pg_stat_activity
  where wait_event = 'SyncRep' and application_name = 'jingtian'`;

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
    const server = await openServer(stage);
    const crowd = gather(stage);
    await pause(WORK_MS);
    standby.network.inject({ kind: 'black-hole' });
    for (const until = Date.now() + ALONE_MS[stage.length]; Date.now() < until; ) {
      await pause(CANCEL_MS);
      const { rowCount } = await stage.owner.query(CANCEL);
      for (let each = 0; each < (rowCount ?? 0); each += 1) stage.count('waits cancelled');
    }
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
