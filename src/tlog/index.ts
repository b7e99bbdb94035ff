/**
 * A transparency log in the public formats of C2SP (tlog-tiles, tlog-checkpoint, signed-note,
 * tlog-proof, tlog-cosignature, tlog-witness), so that tools that are not ours read and verify it.
 * It knows nothing of the service: no database, no settings, no journal. Sizes and indexes are whole
 * numbers from 0 to 2^53 - 1; hashes are 32 bytes.
 *
 * Growing a tree:
 *
 *     grow(edge, leafHashes): { edge, complete }   append leaf hashes (bytes, one behind the other);
 *                                                  `complete` are the tiles to keep for ever
 *     sizeOfEdge(edge), rootOfEdge(edge)           the new head
 *     tilesOfEdge(edge)                            the tiles not full yet
 *     packEdge(edge), unpackEdge(size, bytes)      one column to keep an edge in
 *
 * Proving (ReadTiles gets all tiles a proof needs in one call):
 *
 *     await proveInclusion([index, ...], size, readTiles): Buffer[][]
 *     await proveConsistency(oldSize, size, readTiles): Buffer[]
 *     formatProof({ index, hashes, checkpoint, extra: entry })   one c2sp.org/tlog-proof
 *
 * Signing it:
 *
 *     const key = generateSignerKey('log.example/b1');      // PRIVATE+KEY+..., kept secret
 *     const signer = readSigner(key);
 *     signer.verifier.text                                  // the verifier key, published
 *     signNote(checkpointText({ origin: signer.name, size, root }), [signer]);
 *     renameSignerKey(key, 'log.example/b2')                // the same private key for another log
 *
 * Reading it:
 *
 *     openCheckpoint(note, [readVerifier(text)]): { origin, size, root, text, signatures }
 *     addSignatures(note, lines)                            // cosignatures of witnesses
 *
 * An SM2 line beside the Ed25519 one is ./sm2.ts, given to generateSignerKey, readSigner and
 * readVerifier; a mirror folder is verified by ./mirror/index.ts; ./witness/index.ts cosigns.
 *
 * Tiles and bundles of entries: tilePath, parseTilePath, tileHolding, tilesOfLevel, encodeBundle,
 * decodeBundle; ./tiles.ts says how a mirror folder is laid out.
 */
export { decodeBundle, ENTRY_BYTES_LIMIT, encodeBundle } from './bundles.ts';
export {
  type Checkpoint,
  checkpointText,
  type OpenCheckpoint,
  openCheckpoint,
  parseCheckpoint,
  requireSignatures,
  type TreeHead,
} from './checkpoint.ts';
export { cosignature, cosignedAt } from './cosignature.ts';
export { ed25519 } from './ed25519.ts';
export {
  type Edge,
  EMPTY_EDGE,
  type Growth,
  grow,
  packEdge,
  rootOfEdge,
  sizeOfEdge,
  type Tile,
  tilesOfEdge,
  unpackEdge,
} from './edge.ts';
export { type EntryRange, TlogError, type TlogFault } from './errors.ts';
export { EMPTY_ROOT, HASH_BYTES, leafHash, leafHashes, nodeHash, rootOfRow } from './hash.ts';
export {
  type Algorithm,
  generateSignerKey,
  keysIn,
  readSigner,
  readVerifier,
  renameSignerKey,
  STANDARD_ALGORITHMS,
} from './keys.ts';
export {
  addSignatures,
  isKeyName,
  type OpenNote,
  openNote,
  type Signature,
  type Signer,
  signatureLine,
  signNote,
  splitNote,
  type Verifier,
} from './note.ts';
export {
  formatProof,
  type Proof,
  type ProofKeys,
  type ProofToWrite,
  parseProof,
  parseProofs,
  verifyProof,
} from './proof-file.ts';
export {
  type Consistency,
  type Inclusion,
  proveConsistency,
  proveInclusion,
  readRoot,
  verifyConsistency,
  verifyInclusion,
} from './proofs.ts';
export type { ReadTiles } from './ranges.ts';
export {
  CHECKPOINT_PATH,
  hashesOfLevel,
  levelsOf,
  parseTilePath,
  TILE_BYTES,
  TILE_WIDTH,
  type TileName,
  tileHolding,
  tilePath,
  tilesOfLevel,
} from './tiles.ts';
