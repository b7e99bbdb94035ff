import { createHash } from 'node:crypto';

/** RFC 6962, section 2.1, word for word: the slow tree that everything else is compared with. */
const sha256 = (...parts: Uint8Array[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

const splitOf = (count: number): number => 2 ** Math.ceil(Math.log2(count) - 1);

/** Merkle Tree Hash of a list of entries. */
export function treeHash(entries: readonly Uint8Array[]): Buffer {
  if (entries.length === 0) return sha256();
  if (entries.length === 1) return sha256(Buffer.of(0x00), ...entries);
  const split = splitOf(entries.length);
  const [left, right] = [entries.slice(0, split), entries.slice(split)];
  return sha256(Buffer.of(0x01), treeHash(left), treeHash(right));
}

/** PATH(m, D[n]): the Merkle audit path of section 2.1.1. */
export function auditPath(index: number, entries: readonly Uint8Array[]): Buffer[] {
  if (entries.length <= 1) return [];
  const split = splitOf(entries.length);
  const [left, right] = [entries.slice(0, split), entries.slice(split)];
  return index < split
    ? [...auditPath(index, left), treeHash(right)]
    : [...auditPath(index - split, right), treeHash(left)];
}

/** PROOF(m, D[n]): the Merkle consistency proof of section 2.1.2. */
export function consistencyPath(size: number, entries: readonly Uint8Array[]): Buffer[] {
  const subProof = (m: number, list: readonly Uint8Array[], whole: boolean): Buffer[] => {
    if (m === list.length) return whole ? [] : [treeHash(list)];
    const split = splitOf(list.length);
    const [left, right] = [list.slice(0, split), list.slice(split)];
    return m <= split
      ? [...subProof(m, left, whole), treeHash(right)]
      : [...subProof(m - split, right, false), treeHash(left)];
  };
  return size === 0 ? [] : subProof(size, entries, true);
}

/** `count` entries that differ. */
export const entriesOf = (count: number, from = 0): Buffer[] =>
  Array.from({ length: count }, (_, at) => Buffer.from(`entry ${from + at}`));
