import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'tap';
import {
  generateSignerKey,
  openCheckpoint,
  openNote,
  readSigner,
  readVerifier,
  type Signer,
  STANDARD_ALGORITHMS,
  signNote,
} from '../../../src/tlog/index.ts';
import { sm2 } from '../../../src/tlog/sm2.ts';
import { fc } from '../../helpers/property.ts';
import { faultOf } from '../fault.ts';
import { checkpointOver, temporaryFolder, testLog } from '../mirror-folder.ts';
import { entriesOf } from '../reference.ts';

const ALGORITHMS = [...STANDARD_ALGORITHMS, sm2];
const second = readSigner(generateSignerKey(testLog.name, sm2), ALGORITHMS);

/** The version of OpenSSL 3 there is; nothing, said loudly, without one. */
function openssl(): string | undefined {
  try {
    const version = execFileSync('openssl', ['version'], { encoding: 'utf8' });
    if (version.startsWith('OpenSSL 3.')) return version;
    console.error(`SKIPPED: no OpenSSL 3 to hold signatures against (${version.trim()})`);
  } catch {
    console.error('SKIPPED: no OpenSSL 3 to hold signatures against');
  }
  return undefined;
}

const present = openssl();

/** What stands before a raw public key in a SubjectPublicKeyInfo. */
const SPKI_HEADS = {
  ed25519: '302a300506032b6570032100',
  sm2: '3059301306072a8648ce3d020106082a811ccf5501822d034200',
};

type Checked = { signer: Signer; kind: keyof typeof SPKI_HEADS; rawBytes: number; flags: string[] };

/** Whether OpenSSL finds the signer's line under a note to hold for this text. */
function opensslSays(
  folder: string,
  { signer, kind, rawBytes, flags }: Checked,
  { note, text }: { note: string; text: string },
): boolean {
  const raw = Buffer.from(signer.verifier.text.split('+').slice(2).join('+'), 'base64');
  const spki = Buffer.concat([Buffer.from(SPKI_HEADS[kind], 'hex'), raw.subarray(-rawBytes)]);
  const [signature] = openNote(note, [signer.verifier]).signatures;
  writeFileSync(join(folder, 'key.der'), spki);
  writeFileSync(join(folder, 'text'), text);
  writeFileSync(join(folder, 'signature'), signature?.signature ?? '');
  try {
    const args = ['-verify', '-rawin', '-pubin', '-inkey', 'key.der', '-keyform', 'DER', ...flags];
    const files = ['-in', 'text', '-sigfile', 'signature'];
    execFileSync('openssl', ['pkeyutl', ...args, ...files], { cwd: folder, stdio: 'pipe' });
    return true;
  } catch {
    return false;
  }
}

test('OpenSSL verifies both lines of a checkpoint, and neither under another text', async (t) => {
  if (!present) return;
  const folder = temporaryFolder(t);
  const note = checkpointOver(entriesOf(3), [testLog, second]);
  const text = note.slice(0, note.lastIndexOf('\n\n') + 1);
  const sm3 = ['-digest', 'sm3', '-pkeyopt', 'distid:1234567812345678'];
  const lines: Checked[] = [
    { signer: testLog, kind: 'ed25519', rawBytes: 32, flags: [] },
    { signer: second, kind: 'sm2', rawBytes: 65, flags: sm3 },
  ];
  for (const line of lines) {
    t.equal(opensslSays(folder, line, { note, text }), true, line.kind);
    t.equal(opensslSays(folder, line, { note, text: text.replace('3', '4') }), false, line.kind);
  }
});

test('the SM2 line is opened with its verifier key and by nobody without it', async (t) => {
  const note = checkpointOver(entriesOf(3), [testLog, second]);
  const key = readVerifier(second.verifier.text, ALGORITHMS);
  t.equal(openCheckpoint(note, [testLog.verifier, key]).signatures.length, 2);
  t.equal(openCheckpoint(note, [testLog.verifier]).signatures.length, 1, 'others pass it over');
  t.equal(
    faultOf(() => readVerifier(second.verifier.text)),
    'malformed_key',
  );
  t.equal(
    faultOf(() => openCheckpoint(checkpointOver(entriesOf(3)), [testLog.verifier, key])),
    'unsigned',
  );
  const [name, id, base64] = second.verifier.text.split('+');
  const point = Buffer.from(base64 ?? '', 'base64');
  point[point.length - 1] = (point.at(-1) ?? 0) ^ 1;
  t.equal(
    faultOf(() => readVerifier(`${name}+${id}+${point.toString('base64')}`, ALGORITHMS)),
    'malformed_key',
    'what is no point of the curve',
  );
});

test('no changed SM2 signature holds', async (t) => {
  const text = 'text\n';
  const signature = second.sign(text);
  t.equal(openNote(signNote(text, [second]), [second.verifier]).text, text);
  fc.assert(
    fc.property(
      fc.nat({ max: signature.length - 1 }),
      fc.integer({ min: 1, max: 255 }),
      (at, difference) => {
        const changed = Buffer.from(signature);
        changed[at] = (changed[at] ?? 0) ^ difference;
        t.equal(second.verifier.verify(text, changed), false);
      },
    ),
    { numRuns: 40 },
  );
  for (const bytes of ['', '30', '3006020101020101', '3080', 'ff'.repeat(72)]) {
    t.equal(second.verifier.verify(text, Buffer.from(bytes, 'hex')), false, bytes);
  }
});
