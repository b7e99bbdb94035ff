import { test } from 'tap';
import { loadConfig } from '../../src/config.ts';
import { tellStory } from '../../src/demo/story/index.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { openDatabase } from '../../src/kernel/db/index.ts';
import { createProgram } from '../../src/program.ts';
import { jobServices } from '../../src/worker.ts';
import { quietLog, TEST_KEY } from '../helpers/app.ts';
import { demoDatabase, TODAY } from './seeded.ts';

type Counted = { word: string; count: string };

test('a village of the demo is in the middle of its campaign', async (t) => {
  const demo = await demoDatabase(t);
  await demo.seed({ towns: 1 });
  const config = loadConfig({
    NODE_ENV: 'test',
    KEY_ENCRYPTION_KEY: TEST_KEY.toString('base64'),
  });
  const database = openDatabase({
    ...config.database,
    url: demo.db.ownerUrl,
    readLanes: 1,
    poolSize: 1,
    streamPoolSize: 1,
    onError: () => undefined,
  });
  t.teardown(() => database.close());
  const [bank] = await demo.rows<{ institution_id: string }>(
    `select institution_id from institution where code = 'QJ-RCB'`,
  );
  const institutionId = bank?.institution_id ?? '';
  const parts = { program: createProgram(), database, clock: systemClock, log: quietLog, config };
  const told = await tellStory({ services: jobServices(parts), institutionId, today: TODAY });
  t.ok(told.households > 20, `${told.households} households`);

  const counts = async (text: string): Promise<Record<string, number>> =>
    Object.fromEntries(
      (await demo.rows<Counted>(text)).map(({ word, count }) => [word, Number(count)]),
    );
  const stages = await counts(
    'select stage as word, count(*) from campaign_household group by stage',
  );
  t.ok(stages.SCREENED && stages.VISITED && stages.DECIDED, 'some are further than others');
  const named = await counts('select status as word, count(*) from notice_entry group by status');
  t.equal(named.OBJECTED, 1);
  t.ok((named.OPEN ?? 0) > 5);
  t.match(await demo.rows('select kind, status from notice order by opened_on'), [
    { kind: 'CREDIT_AREA', status: 'CLOSED' },
    { kind: 'RATING', status: 'OPEN' },
  ]);
  t.match(await demo.rows('select status, seed from panel'), [{ status: 'CLOSED' }]);
  const heard = await counts(
    'select status as word, count(*) from rating where panel_id is not null group by status',
  );
  t.ok((heard.EFFECTIVE ?? 0) + (heard.AWAITING_DECISION ?? 0) > 0, 'ratings rest on it');
  const standings = await counts(
    "select level as word, count(*) from credit_area where status <> 'RETRACTED' group by level",
  );
  t.match(standings, { HOUSEHOLD: 3, VILLAGE: 1 });
  t.match(await demo.rows(`select count(*) from consent where purpose = 'PUBLIC_NOTICE'`), [
    { count: /^[1-9]/ },
  ]);
  const dated = await demo.rows<{ first: string; last: string }>(
    `select min(valid_from)::text as first, max(valid_from)::text as last
     from consent where purpose = 'PANEL_REVIEW'`,
  );
  t.match(dated, [{ first: '2026-02-13', last: '2026-02-13' }], 'on the days told of');
});
