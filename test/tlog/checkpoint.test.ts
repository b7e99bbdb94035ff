import { test } from 'tap';
import {
  checkpointText,
  cosignature,
  EMPTY_ROOT,
  generateSignerKey,
  openCheckpoint,
  parseCheckpoint,
  readSigner,
  readVerifier,
  signNote,
} from '../../src/tlog/index.ts';
import { faultOf } from './fault.ts';

const log = readSigner(generateSignerKey('log.example/one'));
const witness = readSigner(generateSignerKey('witness.example', cosignature));
const root = Buffer.alloc(32, 1);
const text = checkpointText({ origin: log.name, size: 12, root });

test('a checkpoint is three lines', async (t) => {
  t.equal(text, 'log.example/one\n12\nAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=\n');
  t.same(parseCheckpoint(text), { origin: log.name, size: 12, root, extensions: [] });
  t.same(parseCheckpoint(`${text}more\n`).extensions, ['more']);
  const empty = checkpointText({ origin: log.name, size: 0, root: EMPTY_ROOT });
  t.same(parseCheckpoint(empty).root, EMPTY_ROOT);
});

test('a checkpoint is opened by the key of its log', async (t) => {
  const note = signNote(text, [log, witness]);
  t.equal(openCheckpoint(note, [log.verifier]).size, 12);
  t.equal(openCheckpoint(note, [log.verifier], [witness.verifier]).signatures.length, 2);
  t.equal(openCheckpoint(note, [readVerifier(log.verifier.text), log.verifier]).size, 12);
  t.equal(
    faultOf(() => openCheckpoint(signNote(text, [witness]), [log.verifier], [witness.verifier])),
    'unsigned',
  );
  const second = readSigner(generateSignerKey(log.name));
  t.equal(
    faultOf(() => openCheckpoint(note, [log.verifier, second.verifier])),
    'unsigned',
  );
});

test('a checkpoint of another log under this log’s key is refused', async (t) => {
  const foreign = checkpointText({ origin: 'log.example/two', size: 12, root });
  t.equal(
    faultOf(() => openCheckpoint(signNote(foreign, [log]), [log.verifier])),
    'wrong_origin',
  );
});

test('an empty tree has one root', async (t) => {
  const lie = signNote(checkpointText({ origin: log.name, size: 0, root }), [log]);
  t.equal(
    faultOf(() => openCheckpoint(lie, [log.verifier])),
    'malformed_checkpoint',
  );
});

test('malformed checkpoints of every kind', async (t) => {
  const [origin, , hash] = text.split('\n');
  const cases: Record<string, string> = {
    nothing: '',
    'two lines': `${origin}\n12\n`,
    'no newline at the end': `${origin}\n12\n${hash}`,
    'no origin': `\n12\n${hash}\n`,
    'no size': `${origin}\n\n${hash}\n`,
    'a leading zero': `${origin}\n012\n${hash}\n`,
    'a sign': `${origin}\n+12\n${hash}\n`,
    'a negative size': `${origin}\n-12\n${hash}\n`,
    'a fraction': `${origin}\n1.5\n${hash}\n`,
    'an exponent': `${origin}\n1e3\n${hash}\n`,
    'a hexadecimal size': `${origin}\n0x12\n${hash}\n`,
    'a size beyond 2^53': `${origin}\n9007199254740992\n${hash}\n`,
    'spaces around the size': `${origin}\n 12\n${hash}\n`,
    'a root too short': `${origin}\n12\n${hash?.slice(4)}\n`,
    'a root too long': `${origin}\n12\nAAAA${hash}\n`,
    'a root in hexadecimal': `${origin}\n12\n${root.toString('hex')}\n`,
    'a root with spare bits': `${origin}\n12\n${hash?.replace('QE=', 'QF=')}\n`,
    'an empty line among the extensions': `${text}a\n\nb\n`,
  };
  for (const [what, each] of Object.entries(cases)) {
    t.equal(
      faultOf(() => parseCheckpoint(each)),
      'malformed_checkpoint',
      what,
    );
  }
  t.equal(
    faultOf(() => checkpointText({ origin: '', size: 1, root })),
    'malformed_checkpoint',
  );
  t.throws(() => checkpointText({ origin: 'a\nb', size: 1, root }));
  t.equal(
    faultOf(() => checkpointText({ origin: 'a', size: 1.5, root })),
    'out_of_range',
  );
  t.throws(() => checkpointText({ origin: 'a', size: 1, root: Buffer.alloc(31) }));
});
