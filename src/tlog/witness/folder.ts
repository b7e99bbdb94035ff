import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { type Checkpoint, parseCheckpoint } from '../checkpoint.ts';
import { cosignature } from '../cosignature.ts';
import { sha256 } from '../hash.ts';
import { generateSignerKey, readSigner, readVerifier } from '../keys.ts';
import { type Signer, splitNote, type Verifier } from '../note.ts';
import { writeDurably } from './durable-file.ts';

/**
 * All a witness has, in one folder, so that its key is never without its memory:
 *
 *     key                          the signer key, for its owner alone
 *     logs                         verifier keys of the logs it cosigns, one a line
 *     <SHA-256 of origin>          the last checkpoint it cosigned of each, by c2sp.org/tlog-witness
 *     refused/                     requests a log signed that contradict what was seen
 *     running                      the process that serves it
 */
export type KnownLogs = {
  signer: Signer;
  logs: ReadonlyMap<string, readonly Verifier[]>;
  /** The note last kept for the log of this hash of an origin. */
  note(originHash: string): string | undefined;
  latest(origin: string): Checkpoint | undefined;
};

export type WitnessFolder = KnownLogs & {
  keep(origin: string, note: string): void;
  keepRefused(request: string, now: Date): void;
  close(): void;
};

const REFUSED_LIMIT = 1000;
const KEY_FILE = 'key';
const LOGS_FILE = 'logs';

export const originHash = (origin: string): string => sha256(Buffer.from(origin)).toString('hex');

/** Makes a witness of this name in a folder that does not exist; its verifier key. */
export function createWitness(folder: string, name: string): string {
  const key = generateSignerKey(name, cosignature);
  mkdirSync(folder);
  mkdirSync(join(folder, 'refused'));
  writeDurably(join(folder, LOGS_FILE), '');
  writeDurably(join(folder, KEY_FILE), `${key}\n`);
  return readWitnessKey(folder).verifier.text;
}

/** Lets a witness cosign the log of this verifier key, from its next start on. */
export function trustLog(folder: string, verifierKey: string): void {
  const { text } = readVerifier(verifierKey);
  const path = join(folder, LOGS_FILE);
  const known = linesOf(path);
  if (!known.includes(text)) writeDurably(path, `${[...known, text].join('\n')}\n`);
}

/** What a witness knows, to look at. @throws TlogError where its key or a log's is malformed. */
export function readWitnessFolder(folder: string): KnownLogs {
  const keys = linesOf(join(folder, LOGS_FILE)).map((line) => readVerifier(line));
  const note = (hash: string): string | undefined => readIfThere(join(folder, hash));
  return {
    signer: readWitnessKey(folder),
    logs: Map.groupBy(keys, ({ name }) => name),
    note,
    latest(origin) {
      const kept = note(originHash(origin));
      return kept === undefined ? undefined : parseCheckpoint(splitNote(kept).text);
    },
  };
}

/** Opens the folder for this process alone. @throws Error where another process serves it. */
export function openWitnessFolder(folder: string): WitnessFolder {
  const known = readWitnessFolder(folder);
  const running = claim(join(folder, 'running'));
  return {
    ...known,
    keep: (origin, note) => writeDurably(join(folder, originHash(origin)), note),
    keepRefused(request, now) {
      const refused = join(folder, 'refused');
      if (readdirSync(refused).length >= REFUSED_LIMIT) return;
      const digest = sha256(Buffer.from(request)).toString('hex').slice(0, 8);
      const time = now.toISOString().replaceAll(':', '');
      writeDurably(join(refused, `${time}-${digest}`), request);
    },
    close: () => rmSync(running, { force: true }),
  };
}

export const readWitnessKey = (folder: string): Signer =>
  readSigner(readFileSync(join(folder, KEY_FILE), 'utf8').trim(), [cosignature]);

const linesOf = (path: string): string[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Two processes over one folder could each cosign a different future of a log. */
function claim(path: string): string {
  const holder = Number(readIfThere(path));
  // A container's first process has the same number each time.
  if (holder > 0 && holder !== process.pid && isAlive(holder)) {
    throw new Error(`process ${holder} serves this witness; if it does not, remove ${path}`);
  }
  rmSync(path, { force: true });
  const file = openSync(path, 'wx');
  writeFileSync(file, String(process.pid));
  closeSync(file);
  return path;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
