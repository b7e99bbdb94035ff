/** The keys that sign checkpoints: one file, read by the sequencer process alone. */
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  generateSignerKey,
  readSigner,
  renameSignerKey,
  type Signer,
  STANDARD_ALGORITHMS,
} from '../../tlog/index.ts';
import { sm2 } from '../../tlog/sm2.ts';
import { writeDurably } from '../../tlog/witness/index.ts';
import { newId } from '../ids.ts';

/** What a log may sign with: Ed25519, and SM2 as a second line. */
export const LOG_ALGORITHMS = [...STANDARD_ALGORITHMS, sm2];

const OWNER_ONLY = 0o600;
const OWNERS_FOLDER = 0o700;

/**
 * Signer keys, one a line; every one signs, under the name of each log. While keys are turned over
 * there are two, so that whoever trusts either goes on.
 */
export type SigningKeys = { signersOf(origin: string): readonly Signer[] };

/** @throws Error where the file is not there or holds anything but signer keys */
export async function readSigningKeys(path: string): Promise<SigningKeys> {
  const lines = await linesOf(path);
  for (const line of lines) readSigner(line, LOG_ALGORITHMS);
  if (lines.length === 0) throw new Error(`${path} holds no key`);
  const known = new Map<string, readonly Signer[]>();
  return {
    signersOf(origin) {
      const signers = known.get(origin) ?? lines.map(signerAs(origin));
      known.set(origin, signers);
      return signers;
    },
  };
}

const linesOf = async (path: string): Promise<string[]> =>
  (await readFile(path, 'utf8')).split(/\s+/).filter(Boolean);

/** Lets an SM2 key sign beside the others, from the next start on. False where one did already. */
export async function addSm2Key(path: string, name: string): Promise<boolean> {
  const lines = await linesOf(path);
  const own = generateSignerKey(name, sm2);
  if (lines.some((line) => isSm2(line))) return false;
  writeDurably(path, `${[...lines, own].join('\n')}\n`);
  return true;
}

function isSm2(line: string): boolean {
  try {
    readSigner(line, [sm2]);
    return true;
  } catch {
    return false;
  }
}

/**
 * Makes a key in a file of its own; one that is there is never touched. False where one was. Written
 * aside and linked into place: of several that start at once one makes it, and nobody reads half of it.
 */
export async function makeSigningKey(path: string, name: string): Promise<boolean> {
  const draft = `${path}.${newId()}`;
  await mkdir(dirname(path), { recursive: true, mode: OWNERS_FOLDER });
  try {
    await writeFile(draft, `${generateSignerKey(name)}\n`, { mode: OWNER_ONLY, flush: true });
    await link(draft, path);
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

const signerAs =
  (origin: string) =>
  (line: string): Signer =>
    readSigner(renameSignerKey(line, origin, LOG_ALGORITHMS), LOG_ALGORITHMS);
