import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  checkpointText,
  EMPTY_EDGE,
  encodeBundle,
  formatProof,
  generateSignerKey,
  grow,
  leafHash,
  proveInclusion,
  type ReadTiles,
  readSigner,
  rootOfEdge,
  signNote,
  tilePath,
  tilesOfEdge,
  tilesOfLevel,
} from '../../src/tlog/index.ts';
import { verifyMirror } from '../../src/tlog/mirror/index.ts';

const LEAVES = 1_000_000;
/** As long as leaves usually are. */
const LEAF_BYTES = 480;
const PROVED = [0, 123_456, LEAVES - 1];

export type Offline = { verifiedSeconds: number; proofBytes: number };

/** A mirror of a million entries, verified from the disk; and the longest of a few proofs. */
export async function offlineFigures(log: (line: string) => void): Promise<Offline> {
  const folder = await mkdtemp(join(tmpdir(), 'jingtian-bench-mirror-'));
  try {
    const signer = readSigner(generateSignerKey('bench.example/public/logs/BENCH'));
    const { note, read, leaf } = await writeMirror(folder, signer);
    const paths = await proveInclusion(PROVED, LEAVES, read);
    const proofs = PROVED.map((index, at) =>
      formatProof({ index, hashes: paths[at] ?? [], checkpoint: note, extra: leaf(index) }),
    );
    const started = performance.now();
    await verifyMirror(folder, { keys: { log: [signer.verifier] } });
    const verifiedSeconds = (performance.now() - started) / 1_000;
    log(`a million leaves verified in ${verifiedSeconds.toFixed(2)} s`);
    return { verifiedSeconds, proofBytes: Math.max(...proofs.map(({ length }) => length)) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function writeMirror(folder: string, signer: ReturnType<typeof readSigner>) {
  const leaf = (index: number): Buffer => Buffer.from(String(index).padEnd(LEAF_BYTES, '.'));
  const keep = async (path: string, bytes: Buffer | string): Promise<void> => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
  };
  const tiles = new Map<string, Buffer>();
  let edge = EMPTY_EDGE;
  for (const name of tilesOfLevel('entries', LEAVES)) {
    const leaves = Array.from({ length: name.width }, (_, at) => leaf(name.index * 256 + at));
    await keep(tilePath(name), encodeBundle(leaves));
    const grown = grow(edge, Buffer.concat(leaves.map(leafHash)));
    for (const tile of grown.complete) tiles.set(tilePath(tile), tile.hashes);
    edge = grown.edge;
  }
  for (const tile of tilesOfEdge(edge)) tiles.set(tilePath(tile), tile.hashes);
  for (const [path, hashes] of tiles) await keep(path, hashes);
  const head = { origin: signer.name, size: LEAVES, root: rootOfEdge(edge) };
  const note = signNote(checkpointText(head), [signer]);
  await keep('checkpoint', note);
  const read: ReadTiles = async (names) =>
    names.map((name) => tiles.get(tilePath(name)) ?? Buffer.alloc(0));
  return { note, read, leaf };
}
