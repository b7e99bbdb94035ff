import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  CHECKPOINT_PATH,
  checkpointText,
  EMPTY_EDGE,
  encodeBundle,
  generateSignerKey,
  grow,
  leafHashes,
  readSigner,
  rootOfEdge,
  type Signer,
  signNote,
  TILE_WIDTH,
  tilePath,
  tilesOfEdge,
  tilesOfLevel,
} from '../../src/tlog/index.ts';

type Teardown = { teardown(end: () => void): void };

export const testLog: Signer = readSigner(generateSignerKey('log.example/one'));

/** A folder that goes with the test. */
export function temporaryFolder(t: Teardown): string {
  const folder = mkdtempSync(join(tmpdir(), 'jingtian-tlog-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function writeInto(folder: string, path: string, content: Uint8Array | string): void {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

/** A signed checkpoint of the log over these entries. */
export function checkpointOver(entries: readonly Uint8Array[], signers = [testLog]): string {
  const root = rootOfEdge(grow(EMPTY_EDGE, leafHashes(entries)).edge);
  const [log = testLog] = signers;
  return signNote(checkpointText({ origin: log.name, size: entries.length, root }), signers);
}

/** Writes the tiles and bundles of these entries, over what is there. */
export function writeTiles(folder: string, entries: readonly Uint8Array[]): void {
  const { edge, complete } = grow(EMPTY_EDGE, leafHashes(entries));
  for (const tile of [...complete, ...tilesOfEdge(edge)]) {
    writeInto(folder, tilePath(tile), tile.hashes);
  }
  for (const bundle of tilesOfLevel('entries', entries.length)) {
    const from = bundle.index * TILE_WIDTH;
    const bytes = encodeBundle(entries.slice(from, from + bundle.width));
    writeInto(folder, tilePath(bundle), bytes);
  }
}

/** A mirror folder of these entries. */
export function mirrorOf(t: Teardown, entries: readonly Uint8Array[]): string {
  const folder = temporaryFolder(t);
  writeTiles(folder, entries);
  writeInto(folder, CHECKPOINT_PATH, checkpointOver(entries));
  return folder;
}
