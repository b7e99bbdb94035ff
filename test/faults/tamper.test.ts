import { join } from 'node:path';
import type pg from 'pg';
import { test } from 'tap';
import { startCosigning } from '../../src/kernel/journal/cosign.ts';
import { overHttp } from '../../src/kernel/journal/log-source.ts';
import { mirrorLog } from '../../src/kernel/journal/mirror.ts';
import { monitorInstitution } from '../../src/kernel/journal/monitor/index.ts';
import { originOf, type Signing } from '../../src/kernel/journal/publish.ts';
import { recover } from '../../src/kernel/journal/recover.ts';
import { openCheckpoint, type TlogError } from '../../src/tlog/index.ts';
import { verifyMirror } from '../../src/tlog/mirror/index.ts';
import {
  createWitness,
  createWitnessServer,
  openWitnessFolder,
  trustLog,
} from '../../src/tlog/witness/index.ts';
import { testApp } from '../helpers/app.ts';
import { connect, write } from '../kernel/journal/journal-database.ts';
import { folderOf, sequencerOf, signingIn } from '../kernel/journal/signed-log.ts';
import { cut, disarm, forgetTree, rebuildTree, replaceIn, swap } from './tampering.ts';

/**
 * Whatever is done to a log by whoever owns its database, or even its key, somebody finds: each test
 * says who.
 */
const BASE = 'demo.jingtian.example/public/logs';
const CODE = 'JT-BANK';
const ENTRIES = 300;

type Test = Parameters<typeof testApp>[0] & Parameters<typeof folderOf>[0];

async function open(t: Test) {
  const app = await testApp(t);
  const bank = app.world.bankId;
  const [api, owner] = [await connect(t, app.url), await connect(t, app.ownerUrl)];
  const [sequencer, worker] = [await connect(t, app.sequencerUrl), await connect(t, app.workerUrl)];
  const folder = await folderOf(t);
  const signing = await signingIn(folder, BASE);
  const log = signing.signersOf(originOf(BASE, CODE)).map(({ verifier }) => verifier);
  const address = await app.app.listen({ port: 0, host: '127.0.0.1' });
  const parts = { app, bank, api, owner, sequencer, worker, folder, signing, log };
  let mirrors = 0;
  return {
    ...parts,
    /** A copy of the log as it is served now, or one brought up to that. */
    async mirror(copy = join(folder, `mirror-${++mirrors}`)): Promise<string> {
      const url = `${address}/v1/journal`;
      await mirrorLog({
        source: overHttp(url, 'auditor'),
        folder: copy,
        keys: log,
        withEntries: true,
      });
      return copy;
    },
    /** A sequencer as another machine would start it: the same key, no memory. */
    async withoutMemory(): Promise<Signing> {
      return { ...signing, guard: (await signingIn(await folderOf(t))).guard };
    },
    async found(): Promise<string[]> {
      const findings = await monitorInstitution(worker, bank, []);
      const journal = findings.filter(({ table }) => table === undefined);
      return journal.map(({ kind, position }) => `${kind} ${position ?? ''}`);
    },
  };
}

/** The first entry that fails, and how, or nothing. */
const faultOf = (copy: string, checks: Parameters<typeof verifyMirror>[1]) =>
  verifyMirror(copy, checks).then(
    () => undefined,
    ({ fault, entries }: TlogError) => [fault, entries?.first],
  );

async function checkpointOf(owner: pg.Client): Promise<string> {
  const { rows } = await owner.query<{ note: string }>(
    'select note from journal_checkpoint order by size desc limit 1',
  );
  return rows[0]?.note ?? '';
}

test('what is done to entries', async (t) => {
  const { owner, api, bank, signing, log, app, mirror, found, sequencer } = await open(t);
  const loop = sequencerOf(t, app.sequencerUrl, signing);
  await write(api, bank, ENTRIES);
  await loop.tick();
  const keys = { log };
  t.equal(await faultOf(await mirror(), { keys }), undefined, 'an honest log holds');
  t.same(await found(), []);

  await t.test('by the database: nobody changes, deletes or inserts before the end', async (t) => {
    await t.rejects(replaceIn(owner, 7, ['grid.split', 'grid.s']), { code: '23001' });
    await t.rejects(owner.query('delete from journal_entry'), { code: '23001' });
    const backDated = `insert into journal_position
      (institution_id, position, entry_id, act, request_id, occurred_at)
      select institution_id, 7, entry_id + 100000, act, request_id, occurred_at
        from journal_position where position = 7`;
    await t.rejects(owner.query(backDated), { code: '23505' });
  });
  await disarm(owner);

  await t.test('by verify and monitor: an entry changed', async (t) => {
    await replaceIn(owner, 7, ['grid.split', 'grid.splat']);
    t.same(await faultOf(await mirror(), { keys }), ['wrong_entry', 7]);
    t.same(await found(), ['leaf_changed 7', 'index_changed 7']);
    await replaceIn(owner, 7, ['grid.splat', 'grid.split']);
    t.same(await found(), []);
  });

  await t.test('by verify and monitor: two entries swapped', async (t) => {
    await swap(owner, 40, 290);
    t.same(await faultOf(await mirror(), { keys }), ['wrong_entry', 40]);
    t.same((await found()).slice(0, 2), ['leaf_changed 40', 'leaf_changed 290']);
    await swap(owner, 40, 290);
  });

  await t.test('by monitor and whoever copies the log: an entry deleted', async (t) => {
    await owner.query(
      'create table kept as select * from journal_entry where id = (select entry_id from journal_position where position = 9)',
    );
    await owner.query('delete from journal_entry where id = (select id from kept)');
    t.match(await found(), ['leaf_missing 9']);
    await t.rejects(mirror(), { message: /404/ });
    await owner.query(
      'insert into journal_entry (institution_id, id, xid, leaf) overriding system value select institution_id, id, xid, leaf from kept',
    );
    t.same(await found(), []);
  });

  await t.test('by the fork guard: an entry changed, and the tree with it', async (t) => {
    await replaceIn(owner, 7, ['grid.split', 'grid.splat']);
    await forgetTree(owner);
    await rebuildTree(sequencer);
    await write(api, bank, 1);
    await t.rejects(loop.tick(), { message: /are not those that were signed/ });
    t.equal((await owner.query('select from journal_checkpoint')).rowCount, 0, 'nothing is signed');
  });
});

test('what is done with a backup, or with the key', async (t) => {
  const opened = await open(t);
  const { owner, api, bank, signing, log, app, mirror, sequencer } = opened;
  const keys = { log };
  const loop = sequencerOf(t, app.sequencerUrl, signing);
  await write(api, bank, ENTRIES);
  await loop.tick();
  const copy = await mirror();
  const earlier = [await checkpointOf(owner)];
  const { cosign, alarms, witnessed } = await witnessOf(t, opened);
  await cosign();
  t.same(await witnessed(), [ENTRIES], 'a witness cosigns');
  const note = await app.app.inject({ url: `/public/logs/${CODE}/checkpoint?cosignatures=1` });
  t.equal(openCheckpoint(note.payload, log).size, ENTRIES, 'and the public reads it');
  t.equal(note.payload.split('\n— ').length, 3);
  await disarm(owner);

  await t.test('by the fork guard: an older backup restored', async (t) => {
    await cut(owner, 280);
    await rebuildTree(sequencer);
    await write(api, bank, 1);
    await t.rejects(loop.tick(), { message: /300 were signed.*npm run recover/ });
    t.same(await places(owner), 280, 'nothing is sealed behind it either');
  });

  await t.test(
    'recover gives the log back from a mirror, to the root that was signed',
    async (t) => {
      const checkpoint = openCheckpoint(earlier[0] ?? '', log);
      const wrong = { ...checkpoint, root: Buffer.alloc(32) };
      await t.rejects(recover(owner, { institutionId: bank, folder: copy, checkpoint: wrong }));
      t.same(await places(owner), 280, 'or not at all');
      t.same(await recover(owner, { institutionId: bank, folder: copy, checkpoint }), {
        from: 280,
        size: ENTRIES,
        written: 20,
      });
      t.same(await recover(owner, { institutionId: bank, folder: copy, checkpoint }), {
        from: ENTRIES,
        size: ENTRIES,
        written: 0,
      });
      await loop.tick();
      t.equal(openCheckpoint(await checkpointOf(owner), log).size, ENTRIES + 1, 'and on it goes');
      t.equal(await faultOf(await mirror(), { keys, earlier }), undefined);
      t.same(await opened.found(), []);
      await cosign();
      t.same(await witnessed(), [ENTRIES + 1]);
    },
  );

  await t.test(
    'by verify, mirror, witness and fork guard: the tail cut and signed anew',
    async (t) => {
      const known = [await checkpointOf(owner)];
      await cut(owner, 290);
      await rebuildTree(sequencer);
      await write(api, bank, 30);
      const thief = sequencerOf(t, app.sequencerUrl, await opened.withoutMemory());
      await thief.tick();
      const forged = await mirror();
      t.equal(await faultOf(forged, { keys }), undefined, 'it holds in itself');
      t.same(await faultOf(forged, { keys, earlier: known }), ['not_consistent', 0], 'verify');
      await t.rejects(mirror(copy), /does not lead to the earlier root/, 'whoever has a mirror');
      t.equal(await faultOf(copy, { keys, earlier }), undefined, 'which stays as it was');
      await cosign();
      t.same(alarms, ['a witness does not cosign the log'], 'witness');
      t.same(await witnessed(), []);
      await write(api, bank, 1);
      await t.rejects(loop.tick(), { message: /are not those that were signed/ }, 'fork guard');
    },
  );
});

const places = async (owner: pg.Client): Promise<number> =>
  (await owner.query<{ n: number }>('select count(*)::int as n from journal_position')).rows[0]
    ?.n ?? -1;

type Opened = Awaited<ReturnType<typeof open>>;

/** A witness of this log, and the part of the sequencer that asks it. */
async function witnessOf(t: Test, { app, log, owner }: Opened) {
  const folder = join(await folderOf(t), 'witness');
  const key = createWitness(folder, 'witness.example');
  for (const { text } of log) trustLog(folder, text);
  const known = openWitnessFolder(folder);
  const server = createWitnessServer({ folder: known });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const alarms: string[] = [];
  const silent = (): void => undefined;
  const cosigning = startCosigning({
    url: app.sequencerUrl,
    origin: BASE,
    witnesses: [{ key, url: `http://127.0.0.1:${port}` }],
    log: { info: silent, warn: silent, error: (_facts, message) => void alarms.push(message) },
    periodMs: 3_600_000,
  });
  t.teardown(async () => {
    await cosigning.stop();
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
    known.close();
  });
  return {
    cosign: () => cosigning.pass(),
    alarms,
    /** Sizes of the newest checkpoint that are cosigned. */
    async witnessed(): Promise<number[]> {
      const { rows } = await owner.query<{ size: number }>(
        `select s.size::integer as size from journal_cosignature s
          where s.size = (select max(size) from journal_checkpoint)`,
      );
      return rows.map(({ size }) => size);
    },
  };
}
