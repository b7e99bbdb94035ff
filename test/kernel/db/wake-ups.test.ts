import { test } from 'tap';
import { appThrough, testApp } from '../../helpers/app.ts';
import { leafOfAct, openLog, readFeed } from '../feed/log.ts';

/** Nobody listens there, as nothing is heard through a pooler that shares connections. */
const DEAF = 'postgres://nobody@127.0.0.1:1/none';

test('where nothing announced is heard, looking wakes whoever waits', async (t) => {
  const app = await testApp(t);
  const log = await openLog(t, app);
  const deaf = { url: app.url, listenUrl: DEAF, pollMs: 20 };
  const { database, as } = await appThrough(t, app, deaf);
  const { bankId, otherBankId } = app.world;
  let woken = 0;
  const other = database.wakeUps.next(otherBankId);
  for (let n = 0; n < 3; n += 1) {
    const waiting = [1, 2].map(() => database.wakeUps.next(bankId));
    await log.write(leafOfAct('grid.split'));
    await Promise.all(waiting.map((each) => each.woken));
    woken += 1;
  }
  t.equal(woken, 3, 'without an end of their own they would wait for ever');
  other.forget();
  const from = Number((await readFeed(as('core.banking'))).head);
  const asked = readFeed(as('core.banking'), `?after=${from}&wait=50`);
  await log.write(leafOfAct('grid.split'));
  t.match(await asked, { status: 200, events: [{ id: String(from + 1) }] });
});
