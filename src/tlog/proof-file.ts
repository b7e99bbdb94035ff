import { type OpenCheckpoint, openCheckpoint } from './checkpoint.ts';
import { TlogError } from './errors.ts';
import { HASH_BYTES, leafHash } from './hash.ts';
import { splitNote, type Verifier } from './note.ts';
import { verifyInclusion } from './proofs.ts';
import { fromBase64, fromDecimal, requireWhole } from './text.ts';

/**
 * Proofs as files, by c2sp.org/tlog-proof: one entry's index and inclusion proof, and the checkpoint
 * of the tree that holds it. `extra` of this log's proofs is the entry itself, so that the file and
 * a verifier key are all one needs. A file may hold several proofs, one behind the other; each can be
 * cut out and stands for itself.
 */
export type Proof = { index: number; hashes: Buffer[]; checkpoint: string; extra?: Buffer };

const HEADER = 'c2sp.org/tlog-proof@v1';
const HASHES_LIMIT = 63;

export type ProofToWrite = {
  index: number;
  hashes: readonly Uint8Array[];
  checkpoint: string;
  extra?: Uint8Array;
};

/** @throws TlogError where the checkpoint is no note. */
export function formatProof({ index, hashes, checkpoint, extra }: ProofToWrite): string {
  requireWhole(index, 'the index of a leaf');
  splitNote(checkpoint);
  return [
    HEADER,
    ...(extra ? [`extra ${base64(extra)}`] : []),
    `index ${index}`,
    ...hashes.map(base64),
    '',
    checkpoint,
  ].join('\n');
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/** Where a proof ends: a signature line, and the header of the next. */
const SEAM = /(?<=\n— [^\n]*\n)(?=c2sp\.org\/tlog-proof@v1\n)/;

/** The proofs of a file, at least one. @throws TlogError `malformed_proof`. */
export const parseProofs = (text: string): Proof[] => text.split(SEAM).map(parseProof);

/** @throws TlogError `malformed_proof`; the checkpoint's own faults show when it is opened. */
export function parseProof(text: string): Proof {
  const end = text.indexOf('\n\n');
  if (end < 0) throw malformed('has no empty line before its checkpoint');
  const [header, ...lines] = text.slice(0, end).split('\n');
  if (header !== HEADER) throw malformed(`does not begin with ${HEADER}`);
  const extra = lines[0]?.startsWith('extra ') ? fromBase64(lines.shift()?.slice(6) ?? '') : null;
  if (extra === undefined) throw malformed('has extra data that is no base64');
  const [, indexText = ''] = /^index (.*)$/.exec(lines.shift() ?? '') ?? [];
  const index = fromDecimal(indexText);
  if (index === undefined) throw malformed('has no index');
  const checkpoint = text.slice(end + 2);
  return { index, hashes: hashesOf(lines), checkpoint, ...(extra ? { extra } : {}) };
}

/** Hashes as lines of base64, 63 at the most. @throws TlogError `malformed_proof`. */
export function hashesOf(lines: readonly string[]): Buffer[] {
  if (lines.length > HASHES_LIMIT) throw malformed(`has more than ${HASHES_LIMIT} hashes`);
  return lines.map((line) => {
    const hash = fromBase64(line);
    if (hash?.length === HASH_BYTES) return hash;
    throw malformed(`has a line that is no hash: ${line.slice(0, 100)}`);
  });
}

export type ProofKeys = { log: readonly Verifier[]; others?: readonly Verifier[] };

/**
 * Checks that the log signed a tree that holds an entry at the proof's index.
 *
 * @param entry the entry's bytes; those the proof itself brings unless given.
 * @throws TlogError as `openCheckpoint` and `verifyInclusion`; `malformed_proof` without an entry;
 * `not_included` where the entry given is not the one the proof brings.
 */
export function verifyProof(
  { index, hashes, checkpoint, extra }: Proof,
  { log, others = [] }: ProofKeys,
  entry: Uint8Array | undefined = extra,
): OpenCheckpoint {
  if (!entry) throw malformed('does not bring its entry, and none is given');
  if (extra && !extra.equals(entry)) {
    throw new TlogError('not_included', `entry ${index}: the proof brings another entry`);
  }
  const open = openCheckpoint(checkpoint, log, others);
  verifyInclusion({ index, ...open, leaf: leafHash(entry), proof: hashes });
  return open;
}

const malformed = (what: string): TlogError =>
  new TlogError('malformed_proof', `the proof ${what}`);
