import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'tap';
import {
  cosignature,
  encodeBundle,
  formatProof,
  generateSignerKey,
  readSigner,
} from '../../src/tlog/index.ts';
import {
  checkpointOver,
  mirrorOf,
  temporaryFolder,
  testLog,
  writeInto,
} from '../tlog/mirror-folder.ts';
import { auditPath, entriesOf } from '../tlog/reference.ts';

const SCRIPT = fileURLToPath(new URL('../../src/bin/verify.ts', import.meta.url));

/** Runs it without any of the service's settings. */
const verify = (...args: string[]) =>
  new Promise<{ code: number; out: string; complaint: string }>((resolve) => {
    const options = { env: { PATH: process.env.PATH ?? '' } };
    execFile(process.execPath, [SCRIPT, ...args], options, (error, out, complaint) =>
      resolve({ code: Number(error?.code ?? 0), out, complaint }),
    );
  });

const KEY = ['--key', testLog.verifier.text];
const witness = readSigner(generateSignerKey('witness.example', cosignature));
const entries = entriesOf(300);

test('a mirror is verified, or the first entry that fails is named', async (t) => {
  const folder = mirrorOf(t, entries);
  const whole = await verify(folder, ...KEY);
  t.same([whole.code, whole.complaint], [0, '']);
  t.match(whole.out, /log\.example\/one[\s\S]*300[\s\S]*VERIFIED 核验通过/);
  const forged = entries.with(7, Buffer.from('forged')).slice(0, 256);
  writeInto(folder, 'tile/entries/000', encodeBundle(forged));
  const changed = await verify(folder, ...KEY);
  t.equal(changed.code, 1);
  t.match(changed.out, /NOT VERIFIED 核验不通过[^\n]*\(wrong_entry\)\nentry 条目 7\n/);
});

test('a proof file is verified with its witnesses, and shows the entry', async (t) => {
  const folder = temporaryFolder(t);
  const checkpoint = checkpointOver(entries, [testLog, witness]);
  const proofs = [8, 9].map((index) => {
    const extra = entries[index] ?? Buffer.alloc(0);
    return formatProof({ index, hashes: auditPath(index, entries), checkpoint, extra });
  });
  writeInto(folder, 'history.tlog-proof', proofs.join(''));
  const file = join(folder, 'history.tlog-proof');
  const held = await verify(file, ...KEY, '--witness', witness.verifier.text);
  t.equal(held.code, 0, held.complaint);
  t.match(
    held.out,
    /cosigned 联署 {2}witness\.example \d{4}-[^\n]*Z\n[\s\S]*entry 9\n[\s\S]*All 2/,
  );
  const stranger = readSigner(generateSignerKey('witness.example', cosignature)).verifier.text;
  const unseen = await verify(file, ...KEY, '--witness', stranger);
  t.equal(unseen.code, 1);
  t.match(unseen.out, /\(unsigned\)/);
});

test('a call that is no call says how to call', async (t) => {
  for (const args of [['folder'], ['/no/such', ...KEY], ['.', '--key', 'no key']]) {
    const { code, out, complaint } = await verify(...args);
    t.same([code, out], [2, '']);
    t.not(complaint, '');
  }
});
