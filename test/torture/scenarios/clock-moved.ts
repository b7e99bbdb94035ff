import { setTimeout as pause } from 'node:timers/promises';
import { gather } from '../crowd.ts';
import { slowCommits } from '../faults.ts';
import type { Scenario } from '../scenario.ts';
import { openServer, type Stage } from '../stage.ts';

const MOVES = { short: 3, long: 30 };
const WORK_MS = 900;
/** From an hour before the town was founded on; tokens live longer. */
const LEAST_MS = 3_600_000;
const MOST_MS = 6 * 86_400_000;

export const clockMoved: Scenario = {
  name: 'clock-moved',
  about: 'the clock of the server jumps by days, forwards and backwards, while people work',
  controls: ['read-modify-write'],
  happens: ['clock moved', 'facts of many days'],
  async run(stage) {
    // So that they meet at one loan: what a clock decides is decided beside somebody else's commit.
    await slowCommits(stage.owner);
    await stage.startSequencer();
    const server = await openServer(stage, { patches: ['movable-clock'] });
    const crowd = gather(stage);
    for (let move = 0; move < MOVES[stage.length]; move += 1) {
      await pause(WORK_MS);
      await server.moveClock(Math.floor(stage.chance() * MOST_MS) - LEAST_MS);
      stage.count('clock moved');
    }
    await pause(WORK_MS);
    await crowd.leave();
    await server.moveClock(0);
    stage.whenSealed(() => daysWritten(stage));
  },
};

/** Days that facts were written on since the town was founded: a clock nobody reads moves nothing. */
async function daysWritten({ owner, town, count }: Stage): Promise<void> {
  const { rows } = await owner.query<{ days: number }>(
    `select count(distinct date(convert_from(leaf, 'UTF8')::jsonb ->> 'at'))::int as days
       from journal_entry where xid >= $1::xid8`,
    [town.foundedAt],
  );
  if (Number(rows[0]?.days) > 1) count('facts of many days');
}
