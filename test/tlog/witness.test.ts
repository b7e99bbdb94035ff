import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test } from 'tap';
import {
  addSignatures,
  checkpointText,
  cosignature,
  generateSignerKey,
  openCheckpoint,
  parseCheckpoint,
  readSigner,
  readVerifier,
  signNote,
} from '../../src/tlog/index.ts';
import {
  askWitness,
  createWitness,
  createWitnessServer,
  formatAddCheckpoint,
  openWitnessFolder,
  originHash,
  trustLog,
} from '../../src/tlog/witness/index.ts';
import { fc } from '../helpers/property.ts';
import { faultOfAsync } from './fault.ts';
import { checkpointOver, temporaryFolder, testLog } from './mirror-folder.ts';
import { consistencyPath, entriesOf } from './reference.ts';

type Teardown = { teardown(end: () => unknown): void };

const NOW = new Date('2026-03-01T08:00:00Z');

/** A witness of the test log that listens; `requests` are those it judged. */
async function servedWitness(t: Teardown, path = join(temporaryFolder(t), 'witness')) {
  const key = createWitness(path, 'witness.example/one');
  trustLog(path, testLog.verifier.text);
  const folder = openWitnessFolder(path);
  const server = createWitnessServer({ folder, now: () => NOW }).listen(0, '127.0.0.1');
  t.teardown(() => server.close());
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const send = async (body: string | Uint8Array<ArrayBuffer>) => {
    const response = await fetch(`${url}/add-checkpoint`, { method: 'POST', body });
    const type = response.headers.get('content-type');
    return { status: response.status, type, text: await response.text() };
  };
  return { path, folder, server, url, send, verifier: readVerifier(key) };
}

const entries = entriesOf(40);
const checkpoint = (size: number): string => checkpointOver(entries.slice(0, size));
const request = (oldSize: number, size: number): string =>
  formatAddCheckpoint({
    oldSize,
    proof: consistencyPath(oldSize, entries.slice(0, size)),
    checkpoint: checkpoint(size),
  });

/** Another history of the same log, signed with its own key. */
const forgedEntries = entries.with(5, Buffer.from('forged'));

test('a witness cosigns a tree that goes on from the last, and serves it', async (t) => {
  const { send, url, verifier } = await servedWitness(t);
  for (const [oldSize, size] of [
    [0, 8],
    [8, 21],
    [21, 21],
    [21, 40],
  ] as const) {
    const { status, text } = await send(request(oldSize, size));
    t.equal(status, 200);
    const both = addSignatures(checkpoint(size), [text]);
    const open = openCheckpoint(both, [testLog.verifier], [verifier]);
    t.equal(open.signatures.length, 2);
    const kept = await fetch(`${url}/${originHash(testLog.name)}/checkpoint`);
    t.equal(await kept.text(), both);
  }
  const unknown = await fetch(`${url}/${originHash('log.example/two')}/checkpoint`);
  t.equal(unknown.status, 404);
});

test('a witness answers as the protocol says', async (t) => {
  const { send, url } = await servedWitness(t);
  t.equal((await send(request(0, 10))).status, 200);
  const stranger = readSigner(generateSignerKey(testLog.name));
  const elsewhere = readSigner(generateSignerKey('log.example/two'));
  const signed = (text: string): string =>
    formatAddCheckpoint({ oldSize: 10, proof: [], checkpoint: signNote(text, [testLog]) });
  const root = Buffer.alloc(32, 1);
  const [good, proof] = [request(10, 20), consistencyPath(10, entries.slice(0, 20))];
  const forged = checkpointOver(forgedEntries.slice(0, 20));
  const cases: Record<string, [string | Uint8Array<ArrayBuffer>, number]> = {
    nothing: ['', 400],
    'no old size': [good.replace('old 10\n', ''), 400],
    'an old size with a zero before it': [good.replace('old 10', 'old 010'), 400],
    'no empty line': ['old 10\n', 400],
    'a line that is no hash': [good.replace('\n\n', '\nabc\n\n'), 400],
    'over 63 hashes': [
      good.replace('\n\n', `\n${`${root.toString('base64')}\n`.repeat(64)}\n`),
      400,
    ],
    'no note': ['old 10\n\nlog.example/one\n20\n', 400],
    'bytes that are not UTF-8': [Buffer.of(0x6f, 0xff), 400],
    'a log not known': [
      formatAddCheckpoint({ oldSize: 0, proof: [], checkpoint: checkpointOver([], [elsewhere]) }),
      404,
    ],
    'a key not known': [
      formatAddCheckpoint({ oldSize: 10, proof, checkpoint: checkpointOver(entries, [stranger]) }),
      403,
    ],
    'a signature that does not hold': [good.replace('\n20\n', '\n21\n'), 403],
    'a text that is no checkpoint': [signed(`${testLog.name}\nhello\n`), 400],
    'an old size beyond the checkpoint': [request(10, 10).replace('old 10', 'old 11'), 400],
    'an old size that is not the last': [request(5, 20), 409],
    'an old size of zero': [request(0, 20), 409],
    'no proof': [formatAddCheckpoint({ oldSize: 10, proof: [], checkpoint: checkpoint(20) }), 422],
    'a proof of another size': [request(10, 20).replace(checkpoint(20), checkpoint(21)), 422],
    'another history': [formatAddCheckpoint({ oldSize: 10, proof, checkpoint: forged }), 422],
    'another root of the same size': [
      signed(checkpointText({ origin: testLog.name, size: 10, root })),
      422,
    ],
  };
  for (const [what, [body, status]] of Object.entries(cases)) {
    const answer = await send(body);
    t.equal(answer.status, status, `${what}: ${answer.text}`);
    if (status === 409) t.same(answer, { status, type: 'text/x.tlog.size', text: '10\n' });
  }
  t.equal((await fetch(`${url}/add-checkpoint`)).status, 405);
  t.equal(
    (await fetch(`${url}/${originHash(testLog.name)}/checkpoint`, { method: 'PUT' })).status,
    405,
  );
  t.equal((await fetch(`${url}/key`)).status, 404);
  t.equal((await send('x'.repeat(1_000_001))).status, 413);
  t.equal((await send(good)).status, 200, 'and goes on as if nothing had been');
});

test('an empty tree has one root for a witness too', async (t) => {
  const { send } = await servedWitness(t);
  const root = Buffer.alloc(32, 1);
  const text = checkpointText({ origin: testLog.name, size: 0, root });
  const lie = { oldSize: 0, proof: [], checkpoint: signNote(text, [testLog]) };
  t.equal((await send(formatAddCheckpoint(lie))).status, 422);
  t.equal((await send(request(0, 0))).status, 200);
  const proof = [root];
  t.equal(
    (await send(formatAddCheckpoint({ oldSize: 0, proof, checkpoint: checkpoint(3) }))).status,
    422,
  );
});

test('what contradicts the past is kept as evidence, signed by the log itself', async (t) => {
  const { send, path } = await servedWitness(t);
  await send(request(0, 10));
  const forged = formatAddCheckpoint({
    oldSize: 10,
    proof: consistencyPath(10, forgedEntries.slice(0, 20)),
    checkpoint: checkpointOver(forgedEntries.slice(0, 20)),
  });
  t.equal((await send(forged)).status, 422);
  const [file = ''] = readdirSync(join(path, 'refused'));
  t.equal(readFileSync(join(path, 'refused', file), 'utf8'), forged);
});

test('a witness started again remembers; one folder has one process', async (t) => {
  const { send, path, folder } = await servedWitness(t);
  await send(request(0, 10));
  t.equal(openWitnessFolder(path).latest(testLog.name)?.size, 10);
  writeFileSync(join(path, 'running'), String(process.ppid));
  t.throws(() => openWitnessFolder(path), { message: /serves this witness/ });
  writeFileSync(join(path, 'running'), '999999999');
  t.equal(openWitnessFolder(path).latest(testLog.name)?.size, 10);
  folder.close();
  t.throws(() => createWitness(path, 'witness.example/two'), { code: 'EEXIST' });
});

test('a checkpoint that could not be kept is not cosigned', async (t) => {
  const { send, path } = await servedWitness(t);
  const kept = join(path, `${originHash(testLog.name)}.new`);
  mkdirSync(kept);
  const { status, text } = await send(request(0, 10));
  t.equal(status, 500);
  t.notMatch(text, 'witness.example');
  rmSync(kept, { recursive: true });
  t.equal((await send(request(0, 10))).status, 200);
  writeFileSync(join(path, originHash(testLog.name)), 'damaged');
  t.equal((await send(request(10, 20))).status, 500, 'nor one after a damaged memory');
});

test('whatever order requests come in, what was cosigned is one history', async (t) => {
  const { send, folder } = await servedWitness(t);
  const step = fc.record({
    forged: fc.boolean(),
    oldSize: fc.nat({ max: 40 }),
    size: fc.nat({ max: 40 }),
  });
  const cosigned: { size: number; root: string }[] = [];
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 6 }), async (steps) => {
      const answers = await Promise.all(
        steps.map(async ({ forged, oldSize, size }) => {
          const list = (forged ? forgedEntries : entries).slice(0, size);
          const proof = oldSize > size ? [] : consistencyPath(oldSize, list);
          const note = checkpointOver(list);
          const { status } = await send(formatAddCheckpoint({ oldSize, proof, checkpoint: note }));
          return { status, note };
        }),
      );
      for (const { status, note } of answers) {
        const { size, root } = parseCheckpoint(note.split('\n\n')[0]?.concat('\n') ?? '');
        if (status === 200) cosigned.push({ size, root: root.toString('hex') });
      }
    }),
    { numRuns: 40 },
  );
  const roots = new Map(cosigned.map(({ size, root }) => [size, root]));
  t.equal(new Set(cosigned.map(({ size, root }) => `${size} ${root}`)).size, roots.size);
  // Trees of up to five entries are the same in both histories; of the larger, one history is in.
  const histories = new Set(
    [...roots].flatMap(([size, root]) => {
      const mine = parseCheckpoint(checkpoint(size).split('\n\n')[0]?.concat('\n') ?? '');
      return size > 5 ? [mine.root.toString('hex') === root] : [];
    }),
  );
  t.ok(histories.size <= 1);
  t.equal(folder.latest(testLog.name)?.size, Math.max(...roots.keys()));
});

test('a log asks a witness from wherever that stands', async (t) => {
  const { url, verifier, send } = await servedWitness(t);
  const ask = (size: number, knownSize = 0) =>
    askWitness({
      url: `${url}/`,
      key: verifier,
      checkpoint: checkpoint(size),
      size,
      knownSize,
      prove: async (oldSize) => consistencyPath(oldSize, entries.slice(0, size)),
    });
  const first = await ask(10);
  t.match(first, { kind: 'cosigned', at: BigInt(NOW.getTime() / 1000) });
  t.equal((await ask(20)).kind, 'cosigned', 'it is told the size it did not know');
  t.equal((await ask(30, 20)).kind, 'cosigned');
  t.equal((await ask(30, 5)).kind, 'cosigned');
  t.same(await ask(25), { kind: 'ahead', size: 30 });
  await send('');
  const stranger = readSigner(generateSignerKey(testLog.name));
  const refused = await askWitness({
    url,
    key: verifier,
    checkpoint: checkpointOver(entries, [stranger]),
    size: 40,
    prove: async () => [],
  });
  t.match(refused, { kind: 'refused', status: 403 });
  const other = readSigner(generateSignerKey('witness.example/one', cosignature)).verifier;
  const asOther = askWitness({
    url,
    key: other,
    checkpoint: checkpoint(30),
    size: 30,
    prove: async () => [],
    knownSize: 30,
  });
  t.equal(await faultOfAsync(asOther), 'unsigned', 'a cosignature by another key is none');
});
