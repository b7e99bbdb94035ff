import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'tap';
import {
  cosignature,
  encodeBundle,
  generateSignerKey,
  leafHashes,
  readSigner,
  rootOfRow,
  TlogError,
  tileHolding,
  tilePath,
} from '../../src/tlog/index.ts';
import { type MirrorChecks, verifyMirror } from '../../src/tlog/mirror/index.ts';
import { fc } from '../helpers/property.ts';
import {
  checkpointOver,
  mirrorOf,
  temporaryFolder,
  testLog,
  writeInto,
  writeTiles,
} from './mirror-folder.ts';
import { entriesOf } from './reference.ts';

const keys = { log: [testLog.verifier] };

/** What a mirror is refused for, and the entries named: "wrong_entry 7", "wrong_tile 0-255", "none". */
async function verdictOn(folder: string, checks: Partial<MirrorChecks> = {}): Promise<string> {
  try {
    await verifyMirror(folder, { keys, ...checks });
    return 'none';
  } catch (error) {
    if (!(error instanceof TlogError)) throw error;
    const { fault, entries } = error;
    if (!entries) return fault;
    const { first, last } = entries;
    return `${fault} ${first === last ? first : `${first}-${last}`}`;
  }
}

test('mirrors of every shape of tree are verified', async (t) => {
  for (const size of [0, 1, 2, 255, 256, 257, 600]) {
    const folder = mirrorOf(t, entriesOf(size));
    t.equal((await verifyMirror(folder, { keys })).size, size);
    t.equal(await verdictOn(folder, { hashesOnly: true }), 'none');
  }
});

const SIZE = 2000;
const entries = entriesOf(SIZE);
const whole = mirrorOf({ teardown: (end) => process.once('exit', end) }, entries);

/** Changes one file of a mirror, tells the verdict, and puts the file back. */
async function changed(
  path: string,
  content: Uint8Array | string | undefined,
  { folder = whole, ...checks }: Partial<MirrorChecks & { folder: string }> = {},
): Promise<string> {
  const before = readFileSync(join(folder, path));
  if (content === undefined) rmSync(join(folder, path));
  else writeInto(folder, path, content);
  const verdict = await verdictOn(folder, checks);
  writeInto(folder, path, before);
  return verdict;
}

const bundle = (index: number, list: readonly Uint8Array[] = entries): Buffer =>
  encodeBundle(list.slice(index * 256, (index + 1) * 256));

const pathOf = (level: number | 'entries', index: number, width = 256): string =>
  tilePath({ level, index, width });

/** The path of the bundle that holds entry `at` of a list. */
const bundleOf = (at: number, { length }: readonly Uint8Array[]): string =>
  tilePath(tileHolding('entries', at, length));

test('an entry that was changed is named, wherever it stands', async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: SIZE - 1 }), async (at) => {
      const forged = entries.with(at, Buffer.from('forged'));
      const bytes = bundle(Math.floor(at / 256), forged);
      t.equal(await changed(bundleOf(at, entries), bytes), `wrong_entry ${at}`);
    }),
    { numRuns: 30 },
  );
});

test('so it is in a tree of three levels of tiles', async (t) => {
  const many = entriesOf(66_000);
  const folder = mirrorOf(t, many);
  t.equal(await verdictOn(folder), 'none');
  for (const at of [40_000, 65_999]) {
    const forged = bundle(Math.floor(at / 256), many.with(at, Buffer.from('forged')));
    t.equal(await changed(bundleOf(at, many), forged, { folder }), `wrong_entry ${at}`);
  }
  const edge = Buffer.from(readFileSync(join(folder, pathOf(2, 0, 1))));
  edge[0] = (edge[0] ?? 0) ^ 1;
  t.equal(await changed(pathOf(2, 0, 1), edge, { folder }), 'wrong_tile 0-65535');
});

test('entries left out, put in, swapped and cut off are named', async (t) => {
  const at = 5 * 256 + 100;
  const [one = Buffer.alloc(0), other = Buffer.alloc(0)] = entries.slice(at, at + 2);
  const cases: Record<string, [Buffer, string]> = {
    'left out': [bundle(5, entries.toSpliced(at, 1)), `wrong_entry ${at}`],
    'left out, the bundle shorter': [
      encodeBundle(entries.slice(5 * 256, 6 * 256).toSpliced(100, 1)),
      `wrong_entry ${at}`,
    ],
    'put in': [bundle(5, entries.toSpliced(at, 0, Buffer.from('forged'))), `wrong_entry ${at}`],
    'put in, the bundle longer': [
      encodeBundle(entries.slice(5 * 256, 6 * 256).toSpliced(100, 0, Buffer.from('forged'))),
      `wrong_entry ${at}`,
    ],
    swapped: [bundle(5, entries.with(at, other).with(at + 1, one)), `wrong_entry ${at}`],
    'cut in the midst of an entry': [bundle(5).subarray(0, -1), 'wrong_entry 1535'],
    'a byte behind': [Buffer.concat([bundle(5), Buffer.of(0)]), 'wrong_entry 1535'],
    nothing: [Buffer.alloc(0), 'wrong_entry 1280'],
  };
  for (const [what, [bytes, verdict]] of Object.entries(cases)) {
    t.equal(await changed(pathOf('entries', 5), bytes), verdict, what);
  }
  t.equal(await changed(pathOf('entries', 5), undefined), 'missing_file 1280-1535');
});

test('tiles that are not those of the entries are named by the entries they lie about', async (t) => {
  const tile = readFileSync(join(whole, pathOf(0, 6)));
  const forged = Buffer.from(tile);
  forged[33] = (forged[33] ?? 0) ^ 1;
  t.equal(await changed(pathOf(0, 6), forged), `wrong_tile ${6 * 256 + 1}`);
  t.equal(await changed(pathOf(0, 6), forged, { hashesOnly: true }), 'wrong_entry 1536-1791');
  t.equal(await changed(pathOf(0, 6), tile.subarray(32)), 'missing_file 1536-1791');
  t.equal(await changed(pathOf(0, 6), undefined), 'missing_file 1536-1791');
  const above = readFileSync(join(whole, pathOf(1, 0, 7)));
  above[32 * 5] = (above[32 * 5] ?? 0) ^ 1;
  t.equal(await changed(pathOf(1, 0, 7), above), 'wrong_tile 1280-1535');
  t.equal(await changed(pathOf(1, 0, 7), undefined), 'missing_file 0-1791');
});

test('an entry forged with its tile is found among those of the tile', async (t) => {
  const at = 3 * 256 + 7;
  const forged = entries.with(at, Buffer.from('forged')).slice(3 * 256, 4 * 256);
  const leaves = leafHashes(forged);
  const tile = readFileSync(join(whole, pathOf(0, 3)));
  writeInto(whole, pathOf(0, 3), leaves);
  t.equal(await changed(pathOf('entries', 3), encodeBundle(forged)), 'wrong_entry 768-1023');
  const above = readFileSync(join(whole, pathOf(1, 0, 7)));
  const lying = Buffer.concat([above.subarray(0, 96), rootOfRow(leaves), above.subarray(128)]);
  writeInto(whole, pathOf(1, 0, 7), lying);
  t.equal(await changed(pathOf('entries', 3), encodeBundle(forged)), 'wrong_entry 0-1999');
  writeInto(whole, pathOf(1, 0, 7), above);
  writeInto(whole, pathOf(0, 3), tile);
  t.equal(await verdictOn(whole), 'none');
});

test('a mirror forged from its entries to the last tile is not the signed tree', async (t) => {
  const folder = temporaryFolder(t);
  const list = entriesOf(700);
  writeTiles(folder, list.with(300, Buffer.from('forged')));
  writeInto(folder, 'checkpoint', checkpointOver(list));
  t.equal(await verdictOn(folder), 'wrong_entry 0-699');
  t.equal(await verdictOn(folder, { hashesOnly: true }), 'wrong_entry 0-699');
});

test('history rewritten with the stolen key is caught by checkpoints kept from before', async (t) => {
  const list = entriesOf(700);
  const earlier = [200, 600, 400].map((size) => checkpointOver(list.slice(0, size)));
  const true700 = mirrorOf(t, list);
  t.equal(await verdictOn(true700, { earlier }), 'none');
  const forged = mirrorOf(t, list.with(300, Buffer.from('forged')));
  t.equal(await verdictOn(forged), 'none', 'by itself it looks right');
  t.equal(await verdictOn(forged, { earlier }), 'not_consistent 200-399');
  const cut = mirrorOf(t, list.slice(0, 500));
  t.equal(await verdictOn(cut), 'none', 'by itself it looks right');
  t.equal(await verdictOn(cut, { earlier }), 'not_consistent 500-599');
  const same = mirrorOf(t, list.slice(0, 600).with(599, Buffer.from('forged')));
  t.equal(await verdictOn(same, { earlier }), 'not_consistent 400-599');
});

test('the checkpoint of a mirror is believed only with its signatures', async (t) => {
  const list = entriesOf(3);
  const folder = mirrorOf(t, list);
  const stranger = readSigner(generateSignerKey('log.example/one'));
  const elsewhere = readSigner(generateSignerKey('log.example/two'));
  const note = checkpointOver(list);
  const cases: Record<string, [string | Buffer, string]> = {
    'of another key': [checkpointOver(list, [stranger]), 'unsigned'],
    'of another log': [checkpointOver(list, [elsewhere]), 'unsigned'],
    'with another size': [note.replace('\n3\n', '\n2\n'), 'bad_signature'],
    'that is not UTF-8': [Buffer.from([0xff, 0xfe]), 'malformed_note'],
    'cut off': [note.slice(0, -1), 'malformed_note'],
  };
  for (const [what, [text, fault]] of Object.entries(cases)) {
    writeInto(folder, 'checkpoint', text);
    t.equal(await verdictOn(folder), fault, what);
  }
  rmSync(join(folder, 'checkpoint'));
  t.equal(await verdictOn(folder), 'missing_file');
});

test('a witness that signed is heard, a cosignature that does not hold is not passed over', async (t) => {
  const witness = readSigner(generateSignerKey('witness.example', cosignature));
  const folder = temporaryFolder(t);
  const list = entriesOf(3);
  cpSync(mirrorOf(t, list), folder, { recursive: true });
  const both = { log: [testLog.verifier], others: [witness.verifier] };
  writeInto(folder, 'checkpoint', checkpointOver(list, [testLog, witness]));
  const open = await verifyMirror(folder, { keys: both });
  t.same(
    open.signatures.map(({ verifier }) => verifier.name),
    ['log.example/one', 'witness.example'],
  );
  const lying = { ...witness, sign: () => Buffer.alloc(72, 1) };
  writeInto(folder, 'checkpoint', checkpointOver(list, [testLog, lying]));
  t.equal(await verdictOn(folder, { keys: both }), 'bad_signature');
});
