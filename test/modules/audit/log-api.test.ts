import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'tap';
import { newId } from '../../../src/kernel/ids.ts';
import { monitorInstitution } from '../../../src/kernel/journal/monitor/index.ts';
import { originOf } from '../../../src/kernel/journal/publish.ts';
import { MOST_PROVED } from '../../../src/modules/audit/proof-routes.ts';
import {
  decodeBundle,
  hashesOfLevel,
  leafHash,
  openCheckpoint,
  parseProofs,
  tilePath,
  tilesOfLevel,
  verifyConsistency,
  verifyProof,
} from '../../../src/tlog/index.ts';
import { readProofs } from '../../../src/tlog/mirror/index.ts';
import { program } from '../../contracts/everyone.ts';
import { testApp } from '../../helpers/app.ts';
import { leafOfAct, openLog } from '../../kernel/feed/log.ts';
import { connect } from '../../kernel/journal/journal-database.ts';
import { folderOf, sequencerOf, signingIn } from '../../kernel/journal/signed-log.ts';
import { registerHousehold } from '../privacy/agreements.ts';

const BASE = 'demo.jingtian.example/public/logs';

async function open(t: Parameters<typeof folderOf>[0]) {
  const app = await testApp(t);
  const signing = await signingIn(await folderOf(t), BASE);
  const loop = sequencerOf(t, app.sequencerUrl, signing);
  const [row] = await app.owner<{ code: string }>('select code from institution where kind = $1', [
    'BANK',
  ]);
  const code = row?.code ?? '';
  const log = signing.signersOf(originOf(BASE, code)).map(({ verifier }) => verifier);
  const administrator = app.as('administrator');
  const get = (url: string, who = app.as('auditor')) => who.rest({ method: 'GET', url });
  const visitor = async (url: string) => {
    const response = await app.app.inject({ url });
    const { statusCode: status, headers, rawPayload: bytes, payload: text } = response;
    return { status, headers, bytes, text };
  };
  const openOutlet = (number: number) =>
    administrator.command('outlet.open', {
      code: `L${number}`,
      name: '城关支行',
      level: 'FIRST_BRANCH',
      parentId: `outlet_${app.world.outletId}`,
    });
  return { app, loop, code, log, administrator, get, visitor, openOutlet };
}

test('a log is read by the public as hashes, by its institution with its entries', async (t) => {
  const { app, loop, code, log, get, visitor, openOutlet } = await open(t);
  const prefix = `/public/logs/${code}`;
  t.equal((await visitor(`${prefix}/checkpoint`)).status, 404, 'nothing is signed yet');
  for (let number = 0; number < 5; number += 1) await openOutlet(number);
  await loop.tick();
  const answer = await visitor(`${prefix}/checkpoint`);
  t.match(answer.headers, {
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-cache',
  });
  const { size, root } = openCheckpoint(answer.text, log);
  t.equal(size, 5);
  const again = await app.app.inject({
    url: `${prefix}/checkpoint`,
    headers: { 'if-none-match': String(answer.headers.etag) },
  });
  t.equal(again.statusCode, 304);
  t.equal((await visitor(`${prefix}/checkpoint?cosignatures=1`)).status, 404);
  t.equal((await visitor(`${prefix}/checkpoint?cosignatures=x`)).status, 400);

  const [tile] = tilesOfLevel(0, size);
  if (!tile) throw new Error('no tile');
  t.equal(tile.width, hashesOfLevel(size, 0));
  const hashes = await visitor(`${prefix}/${tilePath(tile)}`);
  t.match(hashes.headers['cache-control'], 'immutable');
  const bundle = `tile/entries/000.p/${size}`;
  t.equal((await visitor(`${prefix}/${bundle}`)).status, 404, 'no entries without a login');
  t.equal((await visitor(`/v1/journal/${bundle}`)).status, 401);
  t.equal((await get(`/v1/journal/${bundle}`, app.as('grid.officer'))).status, 403);
  const own = await app.app.inject({
    url: `/v1/journal/${bundle}`,
    headers: { authorization: 'Bearer auditor' },
  });
  const entries = decodeBundle(own.rawPayload, size);
  t.same(Buffer.concat(entries.map(leafHash)), hashes.bytes, 'entry by entry');
  t.match(entries.map(String)[0], '"act":"outlet.opened"');

  const missing = [
    `${prefix}/tile/0/000`,
    `${prefix}/tile/0/000.p/6`,
    `${prefix}/tile/0/0`,
    `${prefix}/tile/0/001.p/1`,
    `${prefix}/tile/1/000.p/1`,
    `${prefix}/tile/63/000`,
    `${prefix}/tile/0/x999/x999/x999/x999/999`,
    `/public/logs/${code.toLowerCase()}/checkpoint`,
    '/public/logs/NONE/checkpoint',
    '/public/logs/NONE/tile/0/000.p/1',
  ];
  for (const url of missing) t.equal((await visitor(url)).status, 404, url);
  t.equal((await get('/v1/journal/tile/entries/000.p/6')).status, 404);
  const mine = await get('/v1/journal/checkpoint');
  t.equal(mine.text, answer.text, 'one prefix serves all of it to whoever may read entries');
  t.same(openCheckpoint(mine.text, log).root, root);
});

test('proofs of an entry, of an object’s history, and of growth', async (t) => {
  const { app, loop, log, administrator, get, visitor, openOutlet } = await open(t);
  const { outlet } = await openOutlet(0);
  await loop.tick();
  const before = openCheckpoint((await get('/v1/journal/checkpoint')).text, log);
  for (let number = 1; number < 40; number += 1) await openOutlet(number);
  await administrator.command('outlet.close', { id: outlet }, { reason: '合并' });
  await loop.tick();
  const head = openCheckpoint((await get('/v1/journal/checkpoint')).text, log);
  t.equal(head.size, 41);

  const file = await get('/v1/journal/entries/40/proof');
  const [proof] = parseProofs(file.text);
  if (!proof) throw new Error('no proof');
  t.equal(verifyProof(proof, { log }).size, 41);
  t.match(JSON.parse(String(proof.extra)), { act: 'outlet.closed' });
  for (const position of ['41', '-1', '00', 'x', '9007199254740993']) {
    t.equal((await get(`/v1/journal/entries/${position}/proof`)).status, 404, position);
  }

  const history = await get(`/v1/journal/objects/${outlet}/proof`);
  const proofs = parseProofs(history.text);
  t.same(
    proofs.map((each) => {
      verifyProof(each, { log });
      return [each.index, JSON.parse(String(each.extra)).act];
    }),
    [
      [0, 'outlet.opened'],
      [40, 'outlet.closed'],
    ],
  );
  const rest = await get(`/v1/journal/objects/${outlet}/proof?from=1`);
  t.same(
    parseProofs(rest.text).map(({ index }) => index),
    [40],
  );
  t.equal((await get(`/v1/journal/objects/${outlet}/proof?from=41`)).status, 404);
  t.equal((await get('/v1/journal/objects/nothing/proof')).status, 404);

  const grown = await get(`/v1/journal/consistency?from=${before.size}&to=${head.size}`);
  const hashes = grown.body.hashes.map((hash: string) => Buffer.from(hash, 'base64'));
  verifyConsistency({ from: before, to: head, proof: hashes });
  t.equal((await get('/v1/journal/consistency?from=2&to=1')).status, 400);
  t.equal((await get('/v1/journal/consistency?from=0&to=42')).status, 404);
  t.equal((await get('/v1/journal/consistency?from=0')).status, 400);
  for (const url of ['entries/0/proof', `objects/${outlet}/proof`, 'consistency?from=0&to=1']) {
    t.equal((await visitor(`/v1/journal/${url}`)).status, 401);
    t.equal((await get(`/v1/journal/${url}`, app.as('grid.officer'))).status, 403);
  }
});

test('a long history comes in files, each of which is verified', async (t) => {
  const { app, loop, log, get } = await open(t);
  const written = await openLog(t, app);
  const id = newId();
  const about = leafOfAct('grid.split', { type: 'Grid', id });
  await written.commit(...Array.from({ length: MOST_PROVED }, () => about));
  await written.commit(about);
  await loop.tick();
  const first = await get(`/v1/journal/objects/grid_${id}/proof`);
  const path = join(await folderOf(t), 'history.tlog-proof');
  await writeFile(path, first.text);
  const proofs = parseProofs(readProofs(path));
  t.equal(proofs.length, MOST_PROVED);
  t.ok(first.text.length > 1_000_000, 'longer than any checkpoint may be');
  t.ok(proofs.every((each) => verifyProof(each, { log }).size === MOST_PROVED + 1));
  const next = /^<(.*)>; rel="next"$/.exec(String(first.headers.link))?.[1] ?? '';
  const [last, ...more] = parseProofs((await get(next)).text);
  t.match([last?.index, more.length], [MOST_PROVED, 0]);
  t.equal(new URL(next, 'http://bank').searchParams.get('cosignatures'), '0');
});

test('the erasure of a person leaves every proof valid', async (t) => {
  const { app, loop, log, get, administrator } = await open(t);
  await app.owner(
    'update journal_sequencer_state set based_at = pg_snapshot_xmax(pg_current_snapshot())',
  );
  const { customer: id } = await registerHousehold(app);
  await loop.tick();
  const proofsOf = async () =>
    parseProofs((await get(`/v1/journal/objects/${id}/proof`)).text).map((proof) => ({
      proof,
      act: JSON.parse(String(proof.extra)).act as string,
      head: verifyProof(proof, { log }),
    }));
  const before = await proofsOf();
  t.ok(before.length > 0);
  const { body } = await app.as('data.protection.officer').rest({
    method: 'POST',
    url: `/v1/customers/${id}/erase`,
    headers: { 'idempotency-key': newId(), 'if-match': '*' },
    payload: { ground: 'SUBJECT_REQUEST' },
  });
  const approved = await administrator.command('approval.approve', { id: body.approval.id });
  t.equal(approved.outcome.outcome, 'ERASED');
  await loop.tick();

  for (const { proof } of before) verifyProof(proof, { log });
  const after = await proofsOf();
  t.same(
    after.slice(0, before.length).map(({ proof }) => [proof.index, String(proof.extra)]),
    before.map(({ proof }) => [proof.index, String(proof.extra)]),
    'the entries are what they were',
  );
  t.ok(after.length > before.length, 'and the erasure is one of them');
  t.notMatch(after.map(({ proof }) => String(proof.extra)).join(), /诸葛|黄月英|13912345678/);
  const [old, head] = [before[0]?.head, after[0]?.head];
  if (!old || !head) throw new Error('no heads');
  const grown = await get(`/v1/journal/consistency?from=${old.size}&to=${head.size}`);
  const hashes = grown.body.hashes.map((hash: string) => Buffer.from(hash, 'base64'));
  verifyConsistency({ from: old, to: head, proof: hashes });
  const { customer } = await app
    .as('administrator')
    .query('query ($id: ID) { customer(id: $id) { status nameMask } }', { id });
  t.same(customer, { status: 'ERASED', nameMask: '已删除' }, 'and the person is shown as erased');
  const told = [...program.model.nouns.values()].map(({ type, table }) => ({ type, table }));
  const worker = await connect(t, app.workerUrl);
  t.same(
    await monitorInstitution(worker, app.world.bankId, told),
    [],
    'nothing looks tampered with',
  );
});
