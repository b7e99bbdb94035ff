import { TlogError } from './errors.ts';
import { TILE_WIDTH } from './tiles.ts';

/** Bundles of entries, by c2sp.org/tlog-tiles: each entry behind its length, two bytes big-endian. */
export const ENTRY_BYTES_LIMIT = 0xffff;
const LENGTH_BYTES = 2;

/** @throws TlogError `malformed_bundle` for an entry of more than 65,535 bytes. */
export function encodeBundle(entries: readonly Uint8Array[]): Buffer {
  return Buffer.concat(
    entries.flatMap((entry) => {
      if (entry.length > ENTRY_BYTES_LIMIT) {
        throw new TlogError('malformed_bundle', `an entry has ${entry.length} bytes`);
      }
      const length = Buffer.alloc(LENGTH_BYTES);
      length.writeUInt16BE(entry.length);
      return [length, entry];
    }),
  );
}

/**
 * The entries of a bundle, in order.
 *
 * @throws TlogError `malformed_bundle` where it does not hold exactly `count` whole entries.
 */
export function decodeBundle(bundle: Uint8Array, count: number = TILE_WIDTH): Buffer[] {
  const { entries, rest } = readBundle(bundle, count);
  if (rest === 0 && entries.length === count) return entries;
  const behind = rest === 0 ? '' : ` and ${rest} bytes`;
  throw new TlogError(
    'malformed_bundle',
    `the bundle holds ${entries.length} entries${behind} instead of ${count}`,
  );
}

/** What can be read of a bundle: at most `most` whole entries, and how many bytes are left over. */
export function readBundle(bundle: Uint8Array, most: number): { entries: Buffer[]; rest: number } {
  const bytes = Buffer.from(bundle.buffer, bundle.byteOffset, bundle.length);
  const entries: Buffer[] = [];
  let at = 0;
  while (entries.length < most && at + LENGTH_BYTES <= bytes.length) {
    const from = at + LENGTH_BYTES;
    const end = from + bytes.readUInt16BE(at);
    if (end > bytes.length) break;
    entries.push(bytes.subarray(from, end));
    at = end;
  }
  return { entries, rest: bytes.length - at };
}
