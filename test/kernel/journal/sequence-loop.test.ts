import { test } from 'tap';
import { newId } from '../../../src/kernel/ids.ts';
import { startSequencer } from '../../../src/kernel/journal/sequence-loop.ts';
import type { SequencerHalted } from '../../../src/kernel/journal/sequencer.ts';
import { testDatabase } from '../../helpers/database.ts';
import { connect, dense, places, write } from './journal-database.ts';

/** No period of its own within a test. */
const NEVER_MS = 3_600_000;

function recorder() {
  const lines: string[] = [];
  const record = (_facts: object, message: string): void => void lines.push(message);
  return { lines, log: { info: record, warn: record, error: record } };
}

test('a tick places what was committed before it, also when asked for many at once', async (t) => {
  const db = await testDatabase(t);
  const api = await connect(t, db.url);
  const owner = await connect(t, db.ownerUrl);
  const { log, lines } = recorder();
  const loop = startSequencer({ url: db.sequencerUrl, periodMs: NEVER_MS, log });
  t.teardown(() => loop.stop());
  const institutionId = newId();
  const ids = await write(api, institutionId, 3);
  const ticks = await Promise.all([loop.tick(), loop.tick(), loop.tick()]);
  t.same(
    ticks.map((tick) => tick.kind === 'sealed' && tick.ranges.length),
    [1, 0, 0],
  );
  t.same(await places(owner, institutionId), dense(ids));
  t.same(lines, []);
});

test('a lost connection is opened anew', async (t) => {
  const db = await testDatabase(t);
  const api = await connect(t, db.url);
  const owner = await connect(t, db.ownerUrl);
  const { log } = recorder();
  const loop = startSequencer({ url: db.sequencerUrl, periodMs: NEVER_MS, log });
  t.teardown(() => loop.stop());
  await loop.tick();
  const killed = await owner.query(
    `select pg_terminate_backend(pid, 5000) as ended from pg_stat_activity
      where datname = current_database() and application_name = 'jingtian sequencer'`,
  );
  t.same(killed.rows, [{ ended: true }]);
  const institutionId = newId();
  const ids = await write(api, institutionId);
  // The first may still meet the dead connection.
  await loop.tick().catch(() => undefined);
  await loop.tick();
  t.same(await places(owner, institutionId), dense(ids));
});

test('the loop ticks by itself, and ends by itself where going on is unsafe', async (t) => {
  const db = await testDatabase(t);
  const owner = await connect(t, db.ownerUrl);
  await owner.query('update journal_sequencer_state set system_identifier = 1');
  const { log, lines } = recorder();
  const halted = Promise.withResolvers<SequencerHalted>();
  const loop = startSequencer({
    url: db.sequencerUrl,
    periodMs: 1,
    log,
    onHalt: halted.resolve,
  });
  t.match((await halted.promise).message, 'Run the sequencer once with --rebase');
  t.same(lines, ['the sequencer has halted']);
  await loop.stop();
});

test('a stopped loop leaves no connection', async (t) => {
  const db = await testDatabase(t);
  const owner = await connect(t, db.ownerUrl);
  const { log } = recorder();
  const loop = startSequencer({ url: db.sequencerUrl, periodMs: NEVER_MS, log });
  const ticking = loop.tick();
  await loop.stop();
  t.equal((await ticking).kind, 'sealed', 'a running tick finishes');
  let open = -1;
  // The server notices the closed connection a moment later.
  for (let look = 0; look < 500 && open !== 0; look += 1) {
    const { rows } = await owner.query<{ open: number }>(
      `select count(*)::int as open from pg_stat_activity
        where datname = current_database() and application_name = 'jingtian sequencer'`,
    );
    open = rows[0]?.open ?? -1;
  }
  t.equal(open, 0);
});
