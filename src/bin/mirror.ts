import { parseArgs } from 'node:util';
import { overHttp } from '../kernel/journal/log-source.ts';
import { mirrorLog } from '../kernel/journal/mirror.ts';
import { LOG_ALGORITHMS } from '../kernel/journal/signing-keys.ts';
import { keysIn, readVerifier } from '../tlog/index.ts';

/**
 * Copies a log into a folder, for `npm run verify` and `npm run recover`. Run it again to bring the
 * folder up to date: what is there is kept, and a log that does not go on from it is refused. With a
 * token of somebody who may read entries it takes them along; without, hashes only.
 */
const USAGE = `npm run mirror -- <address of the log> <folder> --key <verifier key> [--token <token>]

  <address>   https://host/v1/journal with a token, https://host/public/logs/CODE without
              有令牌时用 /v1/journal（含条目），无令牌时用公开地址（仅哈希）`;

const OPTIONS = {
  key: { type: 'string', multiple: true, default: [] as string[] },
  token: { type: 'string' },
} as const;

try {
  const { values, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true });
  const [url, folder, ...more] = positionals;
  if (!url || !folder || more.length > 0 || keysIn(values.key).length === 0) throw new Error(USAGE);
  const keys = keysIn(values.key).map((key) => readVerifier(key, LOG_ALGORITHMS));
  const source = overHttp(url, values.token);
  const withEntries = values.token !== undefined;
  const isThorough = true;
  const { origin, size } = await mirrorLog({ source, folder, keys, withEntries, isThorough });
  console.log(`${folder} holds ${origin} up to ${size} (镜像已更新)`);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
