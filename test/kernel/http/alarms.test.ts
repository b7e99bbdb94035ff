import { readFile } from 'node:fs/promises';
import { test } from 'tap';
import { testApp } from '../../helpers/app.ts';

const PAGE = new URL('../../../src/docs/operator.md', import.meta.url);
const JOURNAL = [
  'jingtian_journal_unplaced',
  'jingtian_journal_oldest_unplaced_seconds',
  'jingtian_journal_lag_seconds',
];

test('every figure that the operator’s page names is there, and the other way round', async (t) => {
  const app = await testApp(t);
  const { payload } = await app.app.inject('/metrics');
  const served = new Set(payload.match(/^jingtian_\w+/gm));
  const named = new Set((await readFile(PAGE, 'utf8')).match(/jingtian_\w+[a-z]/g));
  for (const name of ['jingtian_moved', 'jingtian_owner']) named.delete(name);
  t.ok(named.size > 10);
  served.add('jingtian_commands_total');
  t.same([...named].sort(), [...served].sort());
});

test('the journal’s figures tell a sequencer that does not run', async (t) => {
  const app = await testApp(t);
  const figures = async () => {
    const { payload } = await app.app.inject('/metrics');
    return JOURNAL.map((name) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(payload)?.[1]));
  };
  t.same(await figures(), [0, 0, 0]);
  await app
    .as('administrator')
    .command('outlet.open', { code: 'ONE', name: '总部', level: 'HEAD_OFFICE' });
  const [unplaced, oldest = 0] = await figures();
  t.equal(unplaced, 1);
  t.ok(oldest > 0, 'it waits');
  await app.owner(`insert into journal_position
      (institution_id, position, entry_id, act, request_id, occurred_at, sealed_at)
    select institution_id, 0, id, 'outlet.opened', 'x', now(), written_at + interval '3 seconds'
    from journal_entry`);
  t.same(await figures(), [0, 0, 3], 'and how long it waited is told');
});
