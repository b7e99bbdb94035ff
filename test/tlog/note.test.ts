import { test } from 'tap';
import {
  addSignatures,
  cosignature,
  cosignedAt,
  ed25519,
  generateSignerKey,
  openNote,
  readSigner,
  readVerifier,
  renameSignerKey,
  signNote,
} from '../../src/tlog/index.ts';
import { fc } from '../helpers/property.ts';
import { faultOf } from './fault.ts';

/** The example of c2sp.org/signed-note. */
const EXAMPLE_KEY = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k';
const EXAMPLE_NOTE = `This is an example message.

— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
`;

/** The keys of the tests of Go's golang.org/x/mod/sumdb/note. */
const GO_SIGNER = 'PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz';
const GO_VERIFIER = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const GO_NOTE = `If you think cryptography is the answer to your problem,
then you don't know what your problem is.

— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
`;

test('notes of others are opened', async (t) => {
  const { text, signatures } = openNote(EXAMPLE_NOTE, [readVerifier(EXAMPLE_KEY)]);
  t.equal(text, 'This is an example message.\n');
  t.equal(signatures[0]?.verifier.name, 'example.com/foo');
  t.equal(openNote(GO_NOTE, [readVerifier(GO_VERIFIER)]).signatures.length, 1);
});

test('a key of Go signs byte for byte as Go does', async (t) => {
  const signer = readSigner(GO_SIGNER);
  t.equal(signer.verifier.text, GO_VERIFIER);
  t.equal(signNote(GO_NOTE.slice(0, GO_NOTE.lastIndexOf('\n\n') + 1), [signer]), GO_NOTE);
});

const signer = readSigner(generateSignerKey('log.example/one'));
const other = readSigner(generateSignerKey('log.example/two'));
const witness = readSigner(generateSignerKey('witness.example', cosignature));

test('a note is opened by each key that signed it, and by no other', async (t) => {
  const note = signNote('text\n\nmore\n', [signer, other]);
  t.equal(openNote(note, [signer.verifier]).text, 'text\n\nmore\n');
  t.equal(openNote(note, [signer.verifier, other.verifier]).signatures.length, 2);
  const stranger = readSigner(generateSignerKey('log.example/one'));
  t.equal(
    faultOf(() => openNote(note, [stranger.verifier])),
    'unsigned',
  );
  t.equal(
    faultOf(() => openNote(note, [])),
    'unsigned',
  );
});

test('a known key’s signature that does not hold makes the note worthless', async (t) => {
  const note = signNote('text\n', [signer, other]);
  const changed = note.replace('text', 'test');
  t.equal(
    faultOf(() => openNote(changed, [signer.verifier])),
    'bad_signature',
  );
  const short = signNote('text\n', [{ ...signer, sign: () => Buffer.alloc(63, 1) }]);
  t.equal(
    faultOf(() => openNote(short, [signer.verifier])),
    'bad_signature',
  );
  const twice = `${note}${signNote('else\n', [signer]).split('\n\n')[1]}`;
  t.equal(
    faultOf(() => openNote(twice, [signer.verifier])),
    'bad_signature',
  );
});

test('any change of any byte of a note is noticed', async (t) => {
  const note = Buffer.from(signNote('log.example/one\n12\nroot\n', [signer]));
  fc.assert(
    fc.property(
      fc.nat({ max: note.length - 1 }),
      fc.integer({ min: 1, max: 255 }),
      (at, difference) => {
        const changed = Buffer.from(note);
        changed[at] = (changed[at] ?? 0) ^ difference;
        t.throws(() => openNote(changed.toString('utf8'), [signer.verifier]));
      },
    ),
    { numRuns: 300 },
  );
});

test('cosignatures say when they were given', async (t) => {
  const at = new Date('2026-03-01T08:00:00.900Z');
  const note = signNote('text\n', [signer, witness], at);
  const [, signed] = openNote(note, [signer.verifier, witness.verifier]).signatures;
  t.equal(signed && cosignedAt(signed.signature), BigInt(Math.floor(at.getTime() / 1000)));
  const later = signNote('text\n', [witness], new Date('2026-03-01T08:00:01Z'));
  t.not(later, signNote('text\n', [witness], at));
  const timeless = signNote('text\n', [witness], new Date(0));
  t.equal(
    faultOf(() => openNote(timeless, [witness.verifier])),
    'bad_signature',
  );
  t.equal(
    faultOf(() => signNote('text\n', [witness], new Date(-1000))),
    'out_of_range',
  );
});

test('signatures of others are added once', async (t) => {
  const note = signNote('text\n', [signer]);
  const line = signNote('text\n', [other]).split('\n\n')[1] ?? '';
  const both = addSignatures(note, [line, line]);
  t.equal(both, note + line);
  t.equal(addSignatures(both, [line]), both);
  t.equal(
    faultOf(() => openNote(addSignatures(note, ['no line']), [signer.verifier])),
    'malformed_note',
  );
});

test('malformed notes of every kind', async (t) => {
  const good = signNote('text\n', [signer]);
  const line = good.split('\n\n')[1] ?? '';
  const base64 = line.trimEnd().split(' ')[2] ?? '';
  const cases: Record<string, string> = {
    nothing: '',
    'text alone': 'text\n',
    'no empty line': `text\n${line}`,
    'no signature': 'text\n\n',
    'no newline at the end': good.slice(0, -1),
    'an empty line at the end': `${good}\n`,
    'a carriage return': good.replace('text\n', 'text\r\n'),
    'a tab': good.replace('text', 'te\txt'),
    'a NUL': good.replace('text', 'te\u0000xt'),
    'half a character': good.replace('text', 'te\ud800xt'),
    'a hyphen for the dash': good.replace('—', '-'),
    'no space after the dash': good.replace('— ', '—'),
    'two spaces': good.replace('— ', '—  '),
    'a space behind': good.replace(/\n$/, ' \n'),
    'no name': good.replace('log.example/one ', ''),
    'a plus in the name': good.replace('log.example/one', 'log+one'),
    'a wide space in the name': good.replace('log.example/one', 'log\u3000one'),
    'no signature bytes': good.replace(base64, 'AAAAAA=='),
    'no base64': good.replace(base64, '!!!!'),
    'base64 of the other alphabet': good.replace(base64, '-_-_-_-_'),
    'base64 without its padding': good.replace(base64, 'AAAAAAA'),
    'base64 with spare bits': good.replace(base64, 'AAAAAAB='),
    'text among the signatures': `${good}text\n`,
    'over a hundred signatures': good + line.repeat(100),
    'over a million characters': `${'a'.repeat(1_000_000)}${good}`,
  };
  for (const [what, note] of Object.entries(cases)) {
    t.equal(
      faultOf(() => openNote(note, [signer.verifier])),
      'malformed_note',
      what,
    );
  }
  t.equal(openNote(good + line.repeat(15), [signer.verifier]).signatures.length, 16);
  t.equal(
    faultOf(() => signNote('no newline', [signer])),
    'malformed_note',
  );
  t.equal(
    faultOf(() => signNote('text\n', [])),
    'malformed_note',
  );
});

test('malformed keys of every kind', async (t) => {
  const { text } = signer.verifier;
  const verifiers: Record<string, string> = {
    nothing: '',
    'another name': text.replace('one', 'two'),
    'another id': text.replace(/\+[0-9a-f]{8}\+/, '+00000000+'),
    'an id in capitals': text.replace(/\+[0-9a-f]{8}\+/, (id) => id.toUpperCase()).concat('A'),
    'a key too short': 'example.com/foo+530d903a+AekyeRrm56hApGFk',
    'another type': text.replace(/\+A[A-Za-z]/, '+Ag'),
    'no name': text.slice(text.indexOf('+')),
    'a space in the name': text.replace('log.', 'log '),
    'a newline behind': `${text}\n`,
    'a signer key': generateSignerKey('log.example/one'),
  };
  for (const [what, key] of Object.entries(verifiers)) {
    t.equal(
      faultOf(() => readVerifier(key)),
      'malformed_key',
      what,
    );
  }
  for (const key of ['', text, `PRIVATE+KEY+${text}`, GO_SIGNER.replace('c74f', 'c74e')]) {
    t.equal(
      faultOf(() => readSigner(key)),
      'malformed_key',
    );
  }
  for (const name of ['', 'a b', 'a+b', 'a\nb', 'a\u3000b', 'a\u0000', '\ud800']) {
    t.equal(
      faultOf(() => generateSignerKey(name)),
      'malformed_key',
      JSON.stringify(name),
    );
  }
  t.equal(readVerifier(text).verify('text\n', signer.sign('text\n')), true);
  t.equal(readSigner(generateSignerKey('井田/行', ed25519)).verifier.name, '井田/行');
});

test('one private key signs for many logs, each with a verifier key of its own', async (t) => {
  const key = generateSignerKey('log.example/one');
  const renamed = readSigner(renameSignerKey(key, 'log.example/two'));
  t.equal(renamed.name, 'log.example/two');
  t.not(renamed.keyId, readSigner(key).keyId);
  t.same(renamed.sign('text\n'), readSigner(key).sign('text\n'));
  t.throws(() => openNote(signNote('text\n', [renamed]), [readSigner(key).verifier]));
});
