import { test } from 'tap';
import {
  cosignature,
  formatProof,
  generateSignerKey,
  type Proof,
  parseProof,
  parseProofs,
  readSigner,
  requireSignatures,
  verifyProof,
} from '../../src/tlog/index.ts';
import { fc } from '../helpers/property.ts';
import { faultOf } from './fault.ts';
import { checkpointOver, testLog } from './mirror-folder.ts';
import { auditPath, entriesOf } from './reference.ts';

const entries = entriesOf(100);
const witness = readSigner(generateSignerKey('witness.example', cosignature));
const checkpoint = checkpointOver(entries, [testLog, witness]);
const keys = { log: [testLog.verifier], others: [witness.verifier] };

const proofOf = (index: number): string =>
  formatProof({
    index,
    hashes: auditPath(index, entries),
    checkpoint,
    extra: entries[index] ?? Buffer.alloc(0),
  });

test('a proof file says what it proves, and holds', async (t) => {
  const proof = parseProof(proofOf(42));
  t.equal(proof.index, 42);
  t.same(proof.extra, entries[42]);
  t.equal(proof.checkpoint, checkpoint);
  t.equal(verifyProof(proof, keys).signatures.length, 2);
  t.equal(verifyProof(proof, keys, entries[42]).size, 100);
  t.match(proofOf(42), /^c2sp\.org\/tlog-proof@v1\nextra ZW50cnkgNDI=\nindex 42\n/);
});

test('a proof without its entry needs it given', async (t) => {
  const bare = formatProof({ index: 0, hashes: auditPath(0, entries), checkpoint });
  t.match(bare, /^c2sp\.org\/tlog-proof@v1\nindex 0\n/);
  const proof = parseProof(bare);
  t.equal(
    faultOf(() => verifyProof(proof, keys)),
    'malformed_proof',
  );
  t.equal(verifyProof(proof, keys, entries[0]).size, 100);
  t.equal(
    faultOf(() => verifyProof(proof, keys, entries[1])),
    'not_included',
  );
  const single = checkpointOver(entriesOf(1));
  const alone = formatProof({
    index: 0,
    hashes: [],
    checkpoint: single,
    extra: Buffer.from('entry 0'),
  });
  t.equal(verifyProof(parseProof(alone), keys).size, 1, 'a tree of one entry needs no hashes');
});

test('a history is proofs one behind the other, each of which stands for itself', async (t) => {
  const indexes = [3, 4, 77, 99];
  const proofs = parseProofs(indexes.map(proofOf).join(''));
  t.same(
    proofs.map(({ index }) => index),
    indexes,
  );
  for (const proof of proofs) t.equal(verifyProof(proof, keys).size, 100);
});

test('what a proof says falsely is noticed', async (t) => {
  const good = parseProof(proofOf(42));
  const other = readSigner(generateSignerKey('log.example/two'));
  const cases: Record<string, [Proof, string]> = {
    'another entry': [{ ...good, extra: Buffer.from('forged') }, 'not_included'],
    'another place': [{ ...good, index: 43 }, 'not_included'],
    'a place beyond the tree': [{ ...good, index: 100 }, 'not_included'],
    'a hash too few': [{ ...good, hashes: good.hashes.slice(1) }, 'not_included'],
    'a hash too many': [{ ...good, hashes: [...good.hashes, Buffer.alloc(32)] }, 'not_included'],
    'another tree': [{ ...good, checkpoint: checkpointOver(entriesOf(99)) }, 'not_included'],
    'another log': [{ ...good, checkpoint: checkpointOver(entries, [other]) }, 'unsigned'],
    'a changed size': [
      { ...good, checkpoint: checkpoint.replace('\n100\n', '\n101\n') },
      'bad_signature',
    ],
  };
  for (const [what, [proof, fault]] of Object.entries(cases)) {
    t.equal(
      faultOf(() => verifyProof(proof, keys)),
      fault,
      what,
    );
  }
});

test('malformed proofs of every kind', async (t) => {
  const good = proofOf(42);
  const [hash = ''] = auditPath(42, entries).map((each) => each.toString('base64'));
  const cases: Record<string, string> = {
    nothing: '',
    'another version': good.replace('@v1', '@v2'),
    'a space before it': ` ${good}`,
    'lines ended as on Windows': good.replaceAll('\n', '\r\n'),
    'no empty line': good.slice(0, good.indexOf('\n\n') + 1),
    'no index': good.replace('index 42\n', ''),
    'an index with a zero before it': good.replace('index 42', 'index 042'),
    'a negative index': good.replace('index 42', 'index -1'),
    'an index beyond 2^53': good.replace('index 42', 'index 9007199254740992'),
    'index before extra': good.replace(/(extra .*\n)(index .*\n)/, '$2$1'),
    'two extras': good.replace(/(extra .*\n)/, '$1$1'),
    'an extra that is no base64': good.replace(/extra .*\n/, 'extra !\n'),
    'an extra with spare bits': good.replace(/extra .*\n/, 'extra AB==\n'),
    'a hash in hexadecimal': good.replace(hash, Buffer.from(hash, 'base64').toString('hex')),
    'a hash too short': good.replace(hash, 'AAAA'),
    'a space behind a hash': good.replace(hash, `${hash} `),
    '64 hashes': good.replace(hash, Array(64).fill(hash).join('\n')),
  };
  for (const [what, text] of Object.entries(cases)) {
    t.equal(
      faultOf(() => parseProofs(text).map((proof) => verifyProof(proof, keys))),
      'malformed_proof',
      what,
    );
  }
});

test('no byte of a proof file can change unnoticed', async (t) => {
  const file = Buffer.from(proofOf(42));
  fc.assert(
    fc.property(
      fc.nat({ max: file.length - 1 }),
      fc.integer({ min: 1, max: 255 }),
      (at, difference) => {
        const changed = Buffer.from(file);
        changed[at] = (changed[at] ?? 0) ^ difference;
        const text = changed.toString('utf8');
        // A line under another name is one of a witness not known, so each key is asked for.
        const refused = faultOf(() =>
          parseProofs(text).map((proof) =>
            requireSignatures(verifyProof(proof, keys), keys.others),
          ),
        );
        t.not(refused, 'none', `byte ${at}`);
      },
    ),
    { numRuns: 300 },
  );
});

test('a proof in a log of a million, with an entry of a kilobyte, has at most 3 KB', async (t) => {
  const hashes = Array(20).fill(Buffer.alloc(32, 1));
  const entry = Buffer.alloc(1000, 'x');
  const file = formatProof({ index: 999_999, hashes, checkpoint, extra: entry });
  t.ok(Buffer.byteLength(file) <= 3 * 1024, `${Buffer.byteLength(file)} bytes`);
});
