import { setTimeout as pause } from 'node:timers/promises';
import { findBouncer, SETTLED, settleLogin, startBouncer } from '../../faults/pgbouncer/bouncer.ts';
import { gather } from '../crowd.ts';
import { slowCommits } from '../faults.ts';
import { type Scenario, UNHEARD } from '../scenario.ts';
import { openServer } from '../stage.ts';

const KILLS = { short: 3, long: 25 };
const WORK_MS = 800;
const CONNECTIONS = 10;

export const poolerKilled: Scenario = {
  name: 'pooler-killed',
  about: 'between server and database a pgbouncer in transaction mode, killed while people work',
  controls: ['lost-word-is-refusal'],
  happens: ['poolers killed', UNHEARD],
  longOnly: true,
  async run(stage) {
    const { ownerUrl, url } = stage.database;
    const version = await findBouncer();
    if (!version) throw new Error('there is no pgbouncer here');
    await settleLogin(ownerUrl, url);
    const pooler = await startBouncer(version, { url, size: CONNECTIONS });
    stage.atEnd(() => pooler.close());
    stage.databaseUrl = pooler.urlFor(url);
    // Whoever dies at a moment of their own seldom meets a COMMIT that takes none.
    await slowCommits(stage.owner);
    await stage.startSequencer();
    const names = pooler.keepsNames ? 'on' : 'off';
    await openServer(stage, { env: { ...SETTLED, NAMED_STATEMENTS: names } });
    const crowd = gather(stage);
    for (let kill = 0; kill < KILLS[stage.length]; kill += 1) {
      await pause(WORK_MS * (0.3 + stage.chance()));
      await pooler.kill();
      stage.count('poolers killed');
      await pooler.start();
    }
    await pause(WORK_MS);
    await crowd.leave();
  },
};
