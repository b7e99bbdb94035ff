import pg from 'pg';
import { test } from 'tap';
import { type Finding, monitorInstitution } from '../../../src/kernel/journal/monitor/index.ts';
import { sequence } from '../../../src/kernel/journal/sequencer.ts';
import { TILE_WIDTH } from '../../../src/tlog/index.ts';
import { program } from '../../contracts/everyone.ts';
import { type TestApp, testApp } from '../../helpers/app.ts';
import { append, begin, connect, leafAbout } from './journal-database.ts';

const told = [...program.model.nouns.values()].map(({ type, table }) => ({ type, table }));

/** What the monitor finds, as `kind table` or `kind position`, each once. */
type Look = () => Promise<string[]>;

async function open(t: Parameters<typeof testApp>[0] & Parameters<typeof connect>[0]) {
  const app: TestApp = await testApp(t);
  // The founding of the test's world is no command.
  await app.owner(
    'update journal_sequencer_state set based_at = pg_snapshot_xmax(pg_current_snapshot())',
  );
  const sequencer = await connect(t, app.sequencerUrl);
  const worker = await connect(t, app.workerUrl);
  const nameOf = ({ kind, table, position }: Finding): string =>
    `${kind} ${table ?? position ?? ''}`;
  const look: Look = async () => {
    const findings = await monitorInstitution(worker, app.world.bankId, told);
    return [...new Set(findings.map(nameOf))].sort();
  };
  const openOutlet = async (code: string): Promise<string> => {
    const input = { code, name: '支行', level: 'FIRST_BRANCH' };
    const parentId = `outlet_${app.world.outletId}`;
    const { outlet } = await app.as('administrator').command('outlet.open', { ...input, parentId });
    return outlet.split('_')[1] ?? '';
  };
  return { app, sequencer, worker, look, openOutlet };
}

/** Past triggers and policies, as whoever owns the database can. */
async function tamper(app: TestApp, ...statements: string[]): Promise<void> {
  const owner = new pg.Client({ connectionString: app.ownerUrl });
  await owner.connect();
  try {
    for (const table of ['journal_entry', 'journal_position', 'journal_object', 'journal_tile']) {
      await owner.query(`alter table ${table} disable trigger all`);
    }
    await owner.query('alter table outlet disable trigger all');
    for (const statement of statements) await owner.query(statement);
  } finally {
    await owner.end();
  }
}

test('the monitor finds what was done past the program', async (t) => {
  const { app, sequencer, look, openOutlet } = await open(t);
  const outlets = [];
  for (const code of ['M1', 'M2', 'M3', 'M4', 'M5']) outlets.push(await openOutlet(code));
  t.same(await look(), [], 'rows and entries agree, also before these have their places');
  await sequence(sequencer);
  const [first, second, third, fourth, fifth] = outlets;
  await app.as('administrator').rest({
    method: 'POST',
    url: `/v1/outlets/outlet_${fifth}/close`,
    headers: { 'if-match': '*', 'idempotency-key': 'close', reason: 'x' },
  });
  await sequence(sequencer);
  t.same(await look(), [], 'and after a row has changed');

  await t.test('what savepoints wrote belongs to its transaction', async (t) => {
    const api = await connect(t, app.url);
    const write = async (told: boolean): Promise<void> => {
      await api.query('begin');
      await api.query("select set_config('app.institution', $1, true)", [app.world.bankId]);
      await api.query('savepoint part');
      await api.query('update outlet set updated_at = updated_at where id = $1', [
        app.world.outletId,
      ]);
      if (told) {
        await api.query(
          'insert into journal_subtransaction (institution_id) values (current_institution())',
        );
      }
      await api.query('release savepoint part');
      await append(api, app.world.bankId, [leafAbout()]);
      await api.query('commit');
    };
    await write(true);
    t.same(await look(), []);
    await write(false);
    t.same(await look(), ['row_without_leaf outlet']);
    await write(true);
  });

  await t.test('a row changed without an entry, its version and dates put back', async (t) => {
    await tamper(app, `update outlet set name = '他行' where id = '${first}'`);
    t.same(await look(), ['row_without_leaf outlet']);
  });

  await t.test('a row of an earlier version', async (t) => {
    await tamper(app, `update outlet set version = 0 where id = '${second}'`);
    t.same(await look(), ['row_went_back outlet', 'row_without_leaf outlet']);
  });

  await t.test('a row that an entry tells of and that is gone', async (t) => {
    await tamper(app, `delete from outlet where id = '${third}'`);
    t.match(await look(), ['row_missing outlet']);
  });

  await t.test('a row that no entry tells of', async (t) => {
    await app.owner(`insert into outlet (institution_id, id, code, name, level, parent_id)
      select institution_id, gen_random_uuid(), 'BARE', 'x', level, parent_id
        from outlet where id = '${fourth}'`);
    const found = await look();
    t.ok(found.includes('row_without_leaf outlet'));
  });
});

test('the monitor finds what was done to the journal', async (t) => {
  const { app, sequencer, look, openOutlet } = await open(t);
  for (const code of ['M1', 'M2', 'M3']) await openOutlet(code);
  await sequence(sequencer);
  const hash = `sha256('\\x00'::bytea || leaf)`;
  await tamper(
    app,
    `update journal_entry set leaf = convert_to(replace(replace(convert_from(leaf, 'UTF8'),
       'outlet.opened', 'outlet.closed'), '"request":"', '"request":"nobody'), 'UTF8')
      where id = (select entry_id from journal_position where position = 1)`,
  );
  t.same(await look(), ['index_changed 1', 'leaf_changed 1'], 'an entry changed');
  await tamper(
    app,
    `update journal_tile set hashes = (select string_agg(${hash}, '' order by p.position)
      from journal_position p join journal_entry e on e.id = p.entry_id) where level = 0`,
  );
  t.same(await look(), ['index_changed 1', 'tree '], 'and its hash with it: the root is another');
  await tamper(app, 'delete from journal_object where position = 0');
  t.same(await look(), ['index_changed 0', 'index_changed 1', 'tree ']);
  await tamper(
    app,
    'delete from journal_entry where id = (select entry_id from journal_position where position = 2)',
  );
  t.ok((await look()).includes('leaf_missing 2'));
  await app.owner(`insert into journal_entry (institution_id, leaf, written_at)
    select institution_id, leaf, now() - interval '2 minutes' from journal_entry limit 1`);
  t.ok((await look()).some((each) => each.startsWith('leaf_unplaced')));
});

test('the monitor finds a changed tile above others before it is full', async (t) => {
  const { app, sequencer, look } = await open(t);
  const leaf = leafAbout({ type: 'Institution', id: app.world.bankId });
  const api = await connect(t, app.url);
  await begin(api, app.world.bankId);
  await append(api, app.world.bankId, new Array(TILE_WIDTH + 1).fill(leaf));
  await api.query('commit');
  await sequence(sequencer);
  t.same(await look(), []);
  await tamper(app, 'update journal_tile set hashes = sha256(hashes) where level = 1');
  t.same(await look(), ['tree ']);
});
