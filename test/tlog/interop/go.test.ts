import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { test } from 'tap';
import {
  generateSignerKey,
  openCheckpoint,
  readSigner,
  renameSignerKey,
} from '../../../src/tlog/index.ts';
import { checkpointOver, mirrorOf, testLog, writeInto, writeTiles } from '../mirror-folder.ts';
import { auditPath, consistencyPath, entriesOf } from '../reference.ts';
import { goChecker } from './go-tools.ts';

const run = promisify(execFile);
const checker = await goChecker();

const SIZE = 300;
const entries = entriesOf(SIZE);
const base64 = (hashes: readonly Buffer[]): string[] =>
  hashes.map((hash) => hash.toString('base64'));

type Said = { inclusion: (string[] | null)[]; consistency: (string[] | null)[]; signed: string };

test('Go’s note and tlog read a mirror and prove the same with it', async (t) => {
  if (!checker) return;
  const folder = mirrorOf(t, entries);
  const key = renameSignerKey(generateSignerKey('another'), testLog.name);
  const { stdout } = await run(checker, [folder, testLog.verifier.text, key], {
    maxBuffer: 10_000_000,
  });
  const said = JSON.parse(stdout) as Said;
  t.same(
    said.inclusion.map((proof) => proof ?? []),
    entries.map((_, index) => base64(auditPath(index, entries))),
  );
  t.same(
    said.consistency.map((proof) => proof ?? []),
    entries.map((_, at) => base64(consistencyPath(at + 1, entries))),
  );
  const { verifier } = readSigner(key);
  t.equal(openCheckpoint(said.signed, [verifier]).size, SIZE, 'what Go signs is opened here');
});

test('Go alone tells whether entries are those that were signed', async (t) => {
  if (!checker) return;
  const folder = mirrorOf(t, entries);
  const args = [folder, testLog.verifier.text];
  t.match((await run(checker, args)).stdout, /^300 entries make the signed root of\nlog.example/);
  writeTiles(folder, entries.with(299, Buffer.from('forged')));
  t.match(await complaintOf(run(checker, args)), /do not make the signed root/);
});

const complaintOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'none',
    (error: { stderr?: string }) => error.stderr ?? String(error),
  );

test('what Go would refuse is refused', async (t) => {
  if (!checker) return;
  const folder = mirrorOf(t, entries);
  const args = [folder, testLog.verifier.text, generateSignerKey('another')];
  writeInto(folder, 'checkpoint', checkpointOver(entries.with(5, Buffer.from('forged'))));
  t.match(await complaintOf(run(checker, args)), /downloaded inconsistent tile/);
  writeInto(folder, 'checkpoint', checkpointOver(entries).replace('\n300\n', '\n299\n'));
  t.match(await complaintOf(run(checker, args)), /invalid signature/);
});
