import { existsSync } from 'node:fs';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { test } from 'tap';
import { fromDatabase } from '../../../src/kernel/journal/log-source.ts';
import { mirrorLog } from '../../../src/kernel/journal/mirror.ts';
import { startMirroring } from '../../../src/kernel/journal/mirroring.ts';
import { verifyMirror } from '../../../src/tlog/mirror/index.ts';
import { write } from './journal-database.ts';
import { folderOf, NEVER_MS, nameLog, quiet, type SignedLog, signedLog } from './signed-log.ts';

const keysOf = ({ signing, origin }: SignedLog) =>
  signing.signersOf(origin).map(({ verifier }) => verifier);

async function filesIn(folder: string): Promise<string[]> {
  const all = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = all.filter((entry) => entry.isFile());
  return files.map((file) => join(file.parentPath, file.name).slice(folder.length + 1)).sort();
}

test('a mirror of each log is kept beside the sequencing', async (t) => {
  const log = await signedLog(t);
  const { db, signing, api, owner } = log;
  const other = await nameLog(owner, 'BANK-2');
  await nameLog(owner, 'NEW-BANK');
  const folder = await folderOf(t);
  const alarms: unknown[] = [];
  const mirroring = startMirroring({
    url: db.sequencerUrl,
    signing,
    folder,
    log: { ...quiet, error: (_facts, message) => void alarms.push(message) },
    periodMs: NEVER_MS,
  });
  t.teardown(() => mirroring.stop());
  const copy = join(folder, 'BANK-1');
  const keys = { log: keysOf(log) };
  for (const [count, size] of [
    [300, 300],
    [1, 301],
    [400, 701],
  ] as const) {
    await log.grow(count);
    await mirroring.pass();
    t.equal((await verifyMirror(copy, { keys })).size, size);
  }
  t.same(
    await filesIn(copy),
    [
      'checkpoint',
      ...['0/000', '0/001', '0/002.p/189', '1/000.p/2'].map((path) => `tile/${path}`),
      ...['000', '001', '002.p/189'].map((path) => `tile/entries/${path}`),
    ],
    'with nothing that is not needed any more',
  );
  const { mtimeMs } = await stat(join(copy, 'checkpoint'));
  await mirroring.pass();
  t.equal((await stat(join(copy, 'checkpoint'))).mtimeMs, mtimeMs, 'nothing new, nothing written');
  t.same(await readdir(folder), ['BANK-1']);

  await write(api, other, 3);
  await log.grow(1);
  await writeFile(join(copy, 'checkpoint'), 'unreadable');
  await mirroring.pass();
  t.same(alarms, ['a log was not mirrored'], 'one that cannot be written is told');
  t.same(await filesIn(join(folder, 'BANK-2')), [
    'checkpoint',
    'tile/0/000.p/3',
    'tile/entries/000.p/3',
  ]);
});

test('it goes on by itself', async (t) => {
  const log = await signedLog(t);
  const folder = await folderOf(t);
  await log.grow(2);
  const options = { url: log.db.sequencerUrl, signing: log.signing, folder, log: quiet };
  const mirroring = startMirroring({ ...options, periodMs: 1 });
  while (!existsSync(join(folder, 'BANK-1', 'checkpoint'))) await nextTurn();
  await mirroring.stop();
  t.equal((await verifyMirror(join(folder, 'BANK-1'), { keys: { log: keysOf(log) } })).size, 2);
});

test('a folder takes what is new, and no log that does not go on from what it holds', async (t) => {
  const log = await signedLog(t);
  const folder = await folderOf(t);
  const asked: string[] = [];
  const mirror = async (note: string, isThorough = false) => {
    asked.length = 0;
    const source = fromDatabase(log.owner, { institutionId: log.institutionId, note });
    const listening = (path: string) => {
      asked.push(path);
      return source(path);
    };
    return mirrorLog({
      source: listening,
      folder,
      keys: keysOf(log),
      withEntries: true,
      isThorough,
    });
  };
  await log.grow(600);
  const earlier = (await log.head()).note;
  await mirror(earlier);
  await log.grow(10);
  const { note } = await log.head();
  await mirror(note);
  const full = /tile\/(0|entries)\/00[01]$/;
  t.same(
    asked.filter((path) => full.test(path)),
    [],
    'what is full is not asked for again',
  );
  t.ok(asked.includes('tile/entries/002.p/98'));
  await t.rejects(mirror(earlier), /the later one is smaller/, 'a database that went back');
  t.equal(await readFile(join(folder, 'checkpoint'), 'utf8'), note, 'leaves the mirror as it is');
  await t.rejects(mirror(note.replace('610', '611'), true), { name: 'TlogError' });
  await mirror(note, true);
  t.same(asked, ['checkpoint'], 'a thorough look finds all of it there');
});
