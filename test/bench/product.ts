import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Contender, launch } from './contender.ts';
import type { BenchIssuer } from './issuer.ts';

/** The server as it is deployed, in production mode, with every check on. */
const SERVE = fileURLToPath(new URL('../../src/bin/serve.ts', import.meta.url));
const PACKAGE = new URL('../../package.json', import.meta.url);
/** Also the number of connections of what it is compared with. */
export const LANES = 4;
/** Connections for transactions, likewise. */
export const POOL_SIZE = 10;
const NO_LIMIT = '10000000';

export type ProductSetting = {
  /** Of the API role. */
  url: string;
  issuer: BenchIssuer;
  keyEncryptionKey: Buffer;
  /** Arguments of node, such as --cpu-prof. */
  arguments?: readonly string[];
  /** Settings that differ from those of every bench. */
  env?: Record<string, string>;
};

/**
 * The limits that protect a server from its clients are lifted, since the load is meant; nothing
 * is written to the log per request, since no contender writes one.
 */
export async function launchProduct(setting: ProductSetting): Promise<Contender> {
  const given = [...argumentsOfNode(), ...(setting.arguments ?? [])];
  compile(given);
  return launch({
    script: SERVE,
    arguments: given,
    env: {
      HOST: '127.0.0.1',
      PORT: '0',
      LOG_LEVEL: 'warn',
      // No balancer has to notice that it stops.
      SHUTDOWN_NOTICE_MS: '0',
      DATABASE_URL: setting.url,
      READ_LANES: String(LANES),
      POOL_SIZE: String(POOL_SIZE),
      RATE_LIMIT_MAX: NO_LIMIT,
      JWT_ISSUER: setting.issuer.issuer,
      JWT_AUDIENCE: setting.issuer.audience,
      JWKS_URL: setting.issuer.jwksUrl,
      KEY_ENCRYPTION_KEY: setting.keyEncryptionKey.toString('base64'),
      JOURNAL_ORIGIN: 'bench.example/public/logs',
      ...setting.env,
    },
  });
}

/** As the image does it: without settings it ends at once, and all modules have been compiled. */
function compile(given: readonly string[]): void {
  const { PATH, HOME } = process.env;
  const env = { PATH, HOME, NODE_ENV: 'production' };
  spawnSync(process.execPath, [...given, SERVE], { env, stdio: 'ignore' });
}

/** What `npm run serve` gives node before the script. */
function argumentsOfNode(): string[] {
  const { scripts } = JSON.parse(readFileSync(PACKAGE, 'utf8')) as { scripts: { serve: string } };
  return scripts.serve.split(' ').slice(1, -1);
}
