/** The keys that sign checkpoints: one file, read by the sequencer process alone. */
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { generateSignerKey, readSigner, renameSignerKey, type Signer } from '../../tlog/index.ts';
import { newId } from '../ids.ts';

const OWNER_ONLY = 0o600;
const OWNERS_FOLDER = 0o700;

/**
 * Signer keys, one a line; every one signs, under the name of each log. While keys are turned over
 * there are two, so that whoever trusts either goes on.
 */
export type SigningKeys = { signersOf(origin: string): readonly Signer[] };

/** @throws Error where the file is not there or holds anything but signer keys */
export async function readSigningKeys(path: string): Promise<SigningKeys> {
  const lines = (await readFile(path, 'utf8')).split(/\s+/).filter(Boolean);
  for (const line of lines) readSigner(line);
  if (lines.length === 0) throw new Error(`${path} holds no key`);
  return {
    signersOf: (origin) => lines.map((line) => readSigner(renameSignerKey(line, origin))),
  };
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
