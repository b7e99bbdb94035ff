import { hash } from 'node:crypto';

/** The Merkle tree of RFC 6962, section 2.1, over SHA-256. */
export const HASH_BYTES = 32;

export const sha256 = (bytes: Uint8Array): Buffer => hash('sha256', bytes, 'buffer');

/** The root of a tree without leaves. */
export const EMPTY_ROOT: Buffer = sha256(new Uint8Array());

/** SHA-256 of 0x00 and the entry. */
export function leafHash(entry: Uint8Array): Buffer {
  const message = Buffer.allocUnsafe(1 + entry.length);
  message[0] = 0x00;
  message.set(entry, 1);
  return sha256(message);
}

const pair = Buffer.alloc(1 + 2 * HASH_BYTES, 0x01);

/** SHA-256 of 0x01 and two hashes that stand one behind the other. */
function hashPair(two: Uint8Array): Buffer {
  pair.set(two, 1);
  return sha256(pair);
}

/** SHA-256 of 0x01, the left hash and the right hash. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  pair.set(left, 1);
  pair.set(right, 1 + HASH_BYTES);
  return sha256(pair);
}

/**
 * The root over hashes that stand one behind the other, each of a subtree of one height; only the
 * last may be of a lower one. Pairs become one hash, and a last one without a partner rises as it
 * is: that is RFC 6962's split at the largest power of two, read from below.
 */
export function rootOfRow(hashes: Uint8Array): Buffer {
  if (hashes.length === 0) return EMPTY_ROOT;
  const row = Buffer.from(hashes);
  let count = row.length / HASH_BYTES;
  while (count > 1) {
    for (let at = 0; at + 1 < count; at += 2) {
      row.set(
        hashPair(row.subarray(at * HASH_BYTES, (at + 2) * HASH_BYTES)),
        (at / 2) * HASH_BYTES,
      );
    }
    if (count % 2 === 1) {
      row.copyWithin(((count - 1) / 2) * HASH_BYTES, (count - 1) * HASH_BYTES, count * HASH_BYTES);
    }
    count = Math.ceil(count / 2);
  }
  return row.subarray(0, HASH_BYTES);
}
