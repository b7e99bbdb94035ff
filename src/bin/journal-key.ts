import { parseArgs } from 'node:util';
import { ConfigError, loadConfig } from '../config.ts';
import { originOf } from '../kernel/journal/publish.ts';
import { makeSigningKey, readSigningKeys } from '../kernel/journal/signing-keys.ts';

/**
 * `npm run journal-key -- [institution codes]`: makes the key that signs the journal, in
 * JOURNAL_KEY_FILE, unless there is one, and prints the verifier keys of these institutions' logs:
 * what auditors, regulators and witnesses need. The key itself is never printed.
 */
async function main(): Promise<void> {
  const { positionals: codes } = parseArgs({ allowPositionals: true });
  const { keyFile, origin } = loadConfig(process.env, 'sign').journal;
  const made = await makeSigningKey(keyFile, origin);
  console.error(made ? `made ${keyFile} (已生成签名密钥)` : `${keyFile} is there (签名密钥已存在)`);
  const keys = await readSigningKeys(keyFile);
  for (const code of codes) {
    for (const { verifier } of keys.signersOf(originOf(origin, code))) console.log(verifier.text);
  }
}

try {
  await main();
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : (error as Error).message);
  process.exitCode = 1;
}
