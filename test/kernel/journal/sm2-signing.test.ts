import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'tap';
import {
  addSm2Key,
  makeSigningKey,
  readSigningKeys,
} from '../../../src/kernel/journal/signing-keys.ts';
import {
  checkpointText,
  openCheckpoint,
  readVerifier,
  STANDARD_ALGORITHMS,
  signNote,
} from '../../../src/tlog/index.ts';
import { sm2 } from '../../../src/tlog/sm2.ts';

test('an SM2 key is added once and signs beside the Ed25519 key, for every log', async (t) => {
  const path = join(t.testdir({}), 'signing.key');
  await makeSigningKey(path, 'bank.example');
  t.equal(await addSm2Key(path, 'bank.example'), true);
  t.equal(await addSm2Key(path, 'bank.example'), false);
  t.equal((await stat(path)).mode & 0o777, 0o600, 'its owner alone reads it');
  const keys = await readSigningKeys(path);
  for (const origin of ['bank.example/one', 'bank.example/two']) {
    const signers = keys.signersOf(origin);
    const text = checkpointText({ origin, size: 1, root: Buffer.alloc(32) });
    const note = signNote(text, signers);
    const [first, second] = signers.map(({ verifier }) =>
      readVerifier(verifier.text, [...STANDARD_ALGORITHMS, sm2]),
    );
    if (!first || !second) throw new Error('two keys');
    t.equal(openCheckpoint(note, [first, second]).signatures.length, 2);
    t.equal(openCheckpoint(note, [readVerifier(first.text)]).origin, origin, 'others pass it over');
  }
});
