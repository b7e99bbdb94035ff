import { parseArgs } from 'node:util';
import { ConfigError, loadConfig } from '../config.ts';
import { originOf } from '../kernel/journal/publish.ts';
import { addSm2Key, makeSigningKey, readSigningKeys } from '../kernel/journal/signing-keys.ts';
import { readVerifier } from '../tlog/index.ts';
import { sm2 } from '../tlog/sm2.ts';

/**
 * `npm run journal-key -- [--sm2] [institution codes]`: makes the key that signs the journal, in
 * JOURNAL_KEY_FILE, unless there is one, and prints the verifier keys of these institutions' logs, a
 * line each: what auditors, regulators and witnesses need. With --sm2 an SM2 key signs beside it from
 * the next start of the sequencer on, and its verifier keys are printed instead. No key that signs is
 * ever printed.
 */
async function main(): Promise<void> {
  const { positionals: codes, values } = parseArgs({
    allowPositionals: true,
    options: { sm2: { type: 'boolean', default: false } },
  });
  const { keyFile, origin } = loadConfig(process.env, 'sign').journal;
  const made = await makeSigningKey(keyFile, origin);
  console.error(made ? `made ${keyFile} (已生成签名密钥)` : `${keyFile} is there (签名密钥已存在)`);
  if (values.sm2 && (await addSm2Key(keyFile, origin))) {
    console.error('an SM2 key signs beside it (已加入国密 SM2 签名密钥)');
  }
  const keys = await readSigningKeys(keyFile);
  for (const code of codes) {
    for (const { verifier } of keys.signersOf(originOf(origin, code))) {
      if (isSm2(verifier.text) === values.sm2) console.log(verifier.text);
    }
  }
}

function isSm2(verifierKey: string): boolean {
  try {
    readVerifier(verifierKey, [sm2]);
    return true;
  } catch {
    return false;
  }
}

try {
  await main();
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : (error as Error).message);
  process.exitCode = 1;
}
