import { setTimeout as pause } from 'node:timers/promises';
import { gather } from '../crowd.ts';
import { COMMAND_FAILPOINTS } from '../failpoints.ts';
import type { Program } from '../program.ts';
import { type Scenario, UNHEARD } from '../scenario.ts';
import { openServers, type Stage } from '../stage.ts';

const KILLS = { short: 1, long: 40 };
const POINTS = Object.keys(COMMAND_FAILPOINTS);
const PASSES = 12;
const QUIET_MS = 2_500;
const WAIT_MS = 500;

/** At any moment, or at the n-th command that passes some step. */
async function killSomehow(server: Program, { chance, count }: Stage): Promise<void> {
  if (chance() < 0.4) {
    await pause(chance() * WAIT_MS);
    count('killed at any moment');
    return server.kill();
  }
  const failpoint = POINTS[Math.floor(chance() * POINTS.length)] ?? '';
  await server.arm({ failpoint, after: Math.floor(chance() * PASSES) });
  await Promise.race([server.ended, pause(QUIET_MS)]);
  count(server.hasEnded() ? `killed at ${failpoint}` : 'killed at any moment');
  await server.kill();
}

export const serverKilled: Scenario = {
  name: 'server-killed',
  about: 'the server is killed again and again while people work',
  controls: ['acknowledge-before-commit', 'outbox-outside-transaction'],
  happens: ['killed at', UNHEARD],
  async run(stage) {
    await stage.startSequencer();
    const servers = await openServers(stage);
    const crowd = gather(stage);
    for (let kill = 0; kill < KILLS[stage.length]; kill += 1) {
      await pause(WAIT_MS);
      await servers.ready();
      await killSomehow(servers.now, stage);
      await servers.next();
    }
    await pause(WAIT_MS);
    await crowd.leave();
  },
};
