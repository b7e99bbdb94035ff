import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { test } from 'tap';
import { readSigningKeys } from '../../src/kernel/journal/signing-keys.ts';
import { checkpointText, encodeBundle, leafHash, signNote } from '../../src/tlog/index.ts';
import { temporaryFolder, writeInto } from '../tlog/mirror-folder.ts';

const script = (name: string): string =>
  fileURLToPath(new URL(`../../src/bin/${name}.ts`, import.meta.url));
const run = promisify(execFile);

test('a shell keeps each verifier key in a variable, and verify takes both', async (t) => {
  const folder = temporaryFolder(t);
  const keyFile = join(folder, 'signing.key');
  const env = { PATH: process.env.PATH ?? '', JOURNAL_KEY_FILE: keyFile };
  const keyOf = async (...args: string[]): Promise<string> => {
    const { stdout } = await run(process.execPath, [script('journal-key'), ...args], { env });
    return stdout.trimEnd();
  };
  const sm2 = await keyOf('--sm2', 'BANK');
  const key = await keyOf('BANK');
  for (const each of [key, sm2]) t.match(each, /^\S+$/, 'one line');

  const origin = key.split('+')[0] ?? '';
  const entry = Buffer.from('an entry');
  const root = leafHash(entry);
  const { signersOf } = await readSigningKeys(keyFile);
  const note = signNote(checkpointText({ origin, size: 1, root }), signersOf(origin));
  const mirror = join(folder, 'mirror');
  writeInto(mirror, 'checkpoint', note);
  writeInto(mirror, 'tile/0/000.p/1', root);
  writeInto(mirror, 'tile/entries/000.p/1', encodeBundle([entry]));
  const args = [script('verify'), mirror, '--key', `${key}\n${sm2}`];
  const { stdout } = await run(process.execPath, args, { env: { PATH: env.PATH } });
  t.equal(stdout.match(/^signed 签名/gm)?.length, 2, 'both signed');
  t.match(stdout, /VERIFIED 核验通过/);
});
