import { existsSync, readFileSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { test } from 'tap';
import { publish } from '../../../src/kernel/journal/publish.ts';
import { startSequencer } from '../../../src/kernel/journal/sequence-loop.ts';
import { sequence } from '../../../src/kernel/journal/sequencer.ts';
import { makeSigningKey, readSigningKeys } from '../../../src/kernel/journal/signing-keys.ts';
import { generateSignerKey, openCheckpoint } from '../../../src/tlog/index.ts';
import { connect, write } from './journal-database.ts';
import {
  folderOf,
  NEVER_MS,
  nameLog,
  quiet,
  sequencerOf,
  signedLog,
  signingIn,
} from './signed-log.ts';

test('what a tick seals is signed after it, and remembered outside the database', async (t) => {
  const log = await signedLog(t);
  await log.grow(3);
  const first = await log.head();
  t.equal(first.size, 3);
  t.same(await log.signing.guard.last(log.origin), { size: 3, root: first.root });
  await log.grow(300);
  const second = await log.head();
  t.equal(second.size, 303);
  t.same(await log.signing.guard.last(log.origin), { size: 303, root: second.root });
  await log.loop.tick();
  const { rows } = await log.owner.query('select size from journal_checkpoint order by size');
  t.same(rows, [{ size: '3' }, { size: '303' }], 'nothing new, nothing signed');
  t.same(await readdir(join(log.folder, 'signed')), [
    `${encodeURIComponent(log.origin)}.checkpoint`,
  ]);
});

test('a log under load is sealed at every tick and signed once in a while', async (t) => {
  const { db, api, owner, signing, institutionId } = await signedLog(t);
  const pace = { periodMs: 1, signingPeriodMs: NEVER_MS };
  const loop = startSequencer({ url: db.sequencerUrl, log: quiet, signing, ...pace });
  t.teardown(() => loop.stop());
  const sizes = async (table: string): Promise<unknown[]> =>
    (await owner.query(`select size::integer from ${table} order by size`)).rows;
  const until = async (table: string, size: number): Promise<void> => {
    while (!(await sizes(table)).some((row) => (row as { size: number }).size === size));
  };
  await write(api, institutionId);
  await until('journal_checkpoint', 1);
  for (const size of [2, 3]) {
    await write(api, institutionId);
    await until('journal_tree', size);
  }
  t.same(await sizes('journal_checkpoint'), [{ size: 1 }], 'the first at once, the others later');
  await loop.tick();
  t.same(await sizes('journal_checkpoint'), [{ size: 1 }, { size: 3 }], 'all of them at once');
  t.same(await sizes('journal_root'), [{ size: 1 }, { size: 3 }], 'roots are kept with them');
});

test('a sequencer that dies between sealing and signing signs at its next start', async (t) => {
  const log = await signedLog(t);
  const client = await connect(t, log.db.sequencerUrl);
  await write(log.api, log.institutionId, 5);
  await sequence(client);
  t.same((await log.owner.query('select from journal_checkpoint')).rows, []);
  await log.loop.tick();
  t.equal((await log.head()).size, 5);
});

test('a note on disk whose row was never committed is signed again', async (t) => {
  const log = await signedLog(t);
  await log.grow(2);
  const client = await connect(t, log.db.sequencerUrl);
  await write(log.api, log.institutionId, 1);
  await sequence(client);
  const cut = {
    on: () => undefined,
    off: () => undefined,
    query: (text: string, values?: unknown[]) =>
      text.includes('insert into journal_checkpoint')
        ? Promise.reject(new Error('cut'))
        : client.query(text, values),
  } as unknown as typeof client;
  await t.rejects(publish(cut, log.signing, null), { message: 'cut' });
  t.equal((await log.signing.guard.last(log.origin))?.size, 3, 'on disk first');
  t.equal((await log.head()).size, 2);
  await publish(client, log.signing, null);
  t.equal((await log.head()).size, 3);
});

test('each institution has a log of its own name and verifier key', async (t) => {
  const log = await signedLog(t);
  const other = await nameLog(log.owner, 'BANK-2');
  await write(log.api, other, 2);
  await log.grow(1);
  const { rows } = await log.owner.query<{ note: string; origin: string }>(
    'select origin, note from journal_checkpoint order by origin',
  );
  t.equal(rows.length, 2);
  const keys = rows.map(({ origin, note }) => {
    const [signer] = log.signing.signersOf(origin);
    if (!signer) throw new Error('no signer');
    t.equal(openCheckpoint(note, [signer.verifier]).origin, origin);
    return signer.verifier;
  });
  const [one, two] = keys;
  if (!one || !two) throw new Error('no keys');
  t.not(one.text, two.text);
  t.throws(() => openCheckpoint(rows[1]?.note ?? '', [one]), { message: /signed by/ });
});

test('keys are turned over by signing with both for a while', async (t) => {
  const log = await signedLog(t);
  await log.grow(1);
  const path = join(log.folder, 'signing.key');
  const old = await readFile(path, 'utf8');
  await writeFile(path, `${old}${generateSignerKey('x')}\n`);
  const both = await readSigningKeys(path);
  const next = sequencerOf(t, log.db.sequencerUrl, { ...log.signing, ...both });
  await write(log.api, log.institutionId);
  await next.tick();
  const [before, after] = both.signersOf(log.origin);
  if (!before || !after) throw new Error('two keys');
  const { note } = await log.head();
  t.equal(openCheckpoint(note, [before.verifier]).size, 2);
  t.equal(openCheckpoint(note, [after.verifier]).size, 2);
  await writeFile(path, 'hidden secret');
  await t.rejects(readSigningKeys(path), { name: 'TlogError' });
  const message = await readSigningKeys(path).catch(({ message }: Error) => message);
  t.notMatch(message, /hidden|secret/);
});

test('the database keeps no note that says anything but what was sealed', async (t) => {
  const log = await signedLog(t);
  await log.grow(2);
  const client = await connect(t, log.db.sequencerUrl);
  const insert = (size: string, note: string) =>
    client.query(
      `insert into journal_checkpoint (institution_id, origin, size, root, note)
       select institution_id, 'other.example/x', ${size}, root, ${note}
         from journal_root where size = 2`,
    );
  const note = `'other.example/x' || E'\\n2\\n' || encode(root, 'base64') || E'\\n\\nsigned'`;
  await t.rejects(insert('3', note), { code: '23514' });
  await t.rejects(insert('2', `'wrong'`), { message: /journal_checkpoint_note_check/ });
  await t.rejects(insert('3', note.replace('n2', 'n3')), {
    message: /journal_checkpoint_root_fkey/,
  });
  await insert('2', note);
  await t.rejects(log.api.query('insert into journal_checkpoint default values'), {
    code: '42501',
  });
});

test('many sequencers with one memory never halt each other', async (t) => {
  const log = await signedLog(t);
  const others = [1, 2, 3].map(() => sequencerOf(t, log.db.sequencerUrl, log.signing));
  for (let round = 0; round < 10; round += 1) {
    await write(log.api, log.institutionId, 7);
    await Promise.all([log.loop, ...others].map((loop) => loop.tick()));
  }
  await log.loop.tick();
  t.equal((await log.head()).size, 70);
});

test('one with a memory of its own goes on where the other was', async (t) => {
  const log = await signedLog(t);
  await log.grow(2);
  const apart = { ...log.signing, guard: (await signingIn(await folderOf(t))).guard };
  const other = sequencerOf(t, log.db.sequencerUrl, apart);
  await write(log.api, log.institutionId, 300);
  await other.tick();
  await log.grow(5);
  await write(log.api, log.institutionId, 1);
  await other.tick();
  t.equal((await log.head()).size, 308);
});

test('of several that start at once one makes the key, and nobody sees half of it', async (t) => {
  const folder = await folderOf(t);
  for (let round = 0; round < 40; round += 1) {
    const path = join(folder, String(round), 'signing.key');
    const starts = Array.from({ length: 4 }, () => makeSigningKey(path, 'log.example/b'));
    const seen = new Set<string>();
    let made: boolean[] | undefined;
    const making = Promise.all(starts).then((each) => {
      made = each;
    });
    while (!made) {
      await nextTurn();
      if (existsSync(path)) seen.add(readFileSync(path, 'utf8'));
    }
    await making;
    t.equal(made.filter(Boolean).length, 1);
    t.same([...seen], [await readFile(path, 'utf8')], 'whole from the first sight of it on');
    t.same(await readdir(join(path, '..')), ['signing.key'], 'and nothing is left beside it');
  }
});
