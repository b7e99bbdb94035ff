import { setTimeout as pause } from 'node:timers/promises';
import type { Standby } from '../cluster.ts';
import { gather } from '../crowd.ts';
import { type Scenario, UNHEARD } from '../scenario.ts';
import { openServer, type Stage } from '../stage.ts';

const WORK_MS = 1_000;
const ALONE_MS = { short: 3_000, long: 10_000 };
const CANCEL_MS = 150;

/** What an operator does who will not wait for the standby: the commit stands, here and nowhere else. */
const CANCEL = `select pg_cancel_backend(pid) from pg_stat_activity
  where wait_event = 'SyncRep' and application_name in ('jingtian', 'jingtian sequencer')`;

type Silence = {
  fall(standby: Standby): unknown;
  /** What happens to it before it takes over. */
  end?(standby: Standby): Promise<void>;
};

/** The standby falls silent under load, waits for it are cancelled, the primary dies, it takes over. */
async function promote(stage: Stage, silence: Silence): Promise<void> {
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
  await silence.fall(standby);
  await cancelWaits(stage);
  await cluster.kill();
  // What the dead primary had sent and the standby has not read yet went down with its machine.
  standby.network.resetAll();
  await Promise.all([server.kill(), sequencer.kill(), silence.end?.(standby)]);
  await stage.moveTo(await standby.promote(stage.database));
  stage.count('standbys promoted');
  await stage.startSequencer();
  await openServer(stage);
  await pause(WORK_MS);
  await crowd.leave();
}

async function cancelWaits(stage: Stage): Promise<void> {
  for (const until = Date.now() + ALONE_MS[stage.length]; Date.now() < until; ) {
    await pause(CANCEL_MS);
    const { rowCount } = await stage.owner.query(CANCEL);
    for (let each = 0; each < (rowCount ?? 0); each += 1) stage.count('waits cancelled');
  }
}

type Named = Pick<Scenario, 'name' | 'about' | 'controls'>;

const scenario = ({ name, about, controls }: Named, silence: Silence): Scenario => ({
  name,
  about: `${about}, waits for it are cancelled, the primary dies, and it takes over`,
  controls,
  happens: ['waits cancelled', 'standbys promoted', UNHEARD],
  run: (stage) => promote(stage, silence),
});

export const standbyPromoted = scenario(
  {
    name: 'standby-promoted',
    about: 'the standby hears nothing any more',
    controls: ['ignored-warning', 'answer-repeated-early', 'signed-unheld'],
  },
  { fall: ({ network }) => network.inject({ kind: 'black-hole' }) },
);

export const standbyFrozen = scenario(
  {
    name: 'standby-frozen',
    about: 'every process of the standby stops where it is, and its machine begins anew',
    controls: ['ignored-warning'],
  },
  // Gone on with, it would read what had come to its door: what was sent too early is seldom lost then.
  { fall: (standby) => standby.freeze(), end: (standby) => standby.reset() },
);
