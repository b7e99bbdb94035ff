import { chmod, link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import type { Config } from '../../config.ts';
import { newId } from '../ids.ts';
import { type Issuer, localIssuer } from './issuers.ts';

/** Signs tokens for the people of the demo with a key of this machine. */
export type DevelopmentIssuer = {
  issuer: Issuer;
  /** A bearer token for a login of the demo; `ttlS` is its life in seconds. */
  issueToken(subject: string, options?: { ttlS?: number }): Promise<string>;
};

export type DevelopmentIssuerOptions = Pick<Config, 'environment' | 'dataDir' | 'tokens'>;

const KEY_FILE = 'demo-issuer.jwk.json';
const ALGORITHM = 'EdDSA';
/** A working day: long enough for a tour, short enough to go stale in a shell's history. */
const LIFE_S = 43_200;
const OWNER_ONLY = 0o600;

/**
 * Opens the demo's issuer, making its key in the data folder on first use. It is no identity
 * provider: it asks nobody who they are.
 *
 * @throws Error in production mode, and where another issuer is configured.
 */
export async function openDevelopmentIssuer(
  options: DevelopmentIssuerOptions,
): Promise<DevelopmentIssuer> {
  if (options.environment === 'production') {
    throw new Error('The demo issuer does not sign in production (演示签发方不用于生产环境)');
  }
  if (options.tokens.jwksUrl) {
    throw new Error('JWKS_URL names another issuer; get tokens there (已配置其他签发方)');
  }
  const { issuer, audience } = options.tokens;
  const key = await readOrMakeKey(options.dataDir);
  const kid = await calculateJwkThumbprint(key);
  const { d: _private, ...open } = key;
  return {
    issuer: localIssuer(issuer, { keys: [{ ...open, kid, alg: ALGORITHM, use: 'sig' }] }),
    issueToken: (subject, { ttlS = LIFE_S } = {}) =>
      new SignJWT({ client_id: 'demo' })
        .setProtectedHeader({ alg: ALGORITHM, typ: 'at+jwt', kid })
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject(subject)
        .setJti(newId())
        .setIssuedAt()
        .setExpirationTime(Math.floor(Date.now() / 1_000) + ttlS)
        .sign(key),
  };
}

async function readOrMakeKey(folder: string): Promise<JWK> {
  const path = join(folder, KEY_FILE);
  return (await readKey(path)) ?? (await makeKey(folder, path));
}

async function readKey(path: string): Promise<JWK | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as JWK;
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Written aside and linked into place: of two processes one wins, and nobody reads half a key. */
async function makeKey(folder: string, path: string): Promise<JWK> {
  const { privateKey } = await generateKeyPair(ALGORITHM, { crv: 'Ed25519', extractable: true });
  const draft = `${path}.${newId()}`;
  await mkdir(folder, { recursive: true });
  await writeFile(draft, JSON.stringify(await exportJWK(privateKey)), { mode: OWNER_ONLY });
  await chmod(draft, OWNER_ONLY);
  try {
    await link(draft, path);
  } catch (error) {
    if ((error as { code?: string }).code !== 'EEXIST') throw error;
  } finally {
    await unlink(draft);
  }
  const key = await readKey(path);
  if (!key) throw new Error(`${path} went away as it was made`);
  return key;
}
