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
  const bytes = Buffer.from(bundle.buffer, bundle.byteOffset, bundle.length);
  const entries: Buffer[] = [];
  let at = 0;
  while (at < bytes.length && entries.length < count) {
    const from = at + LENGTH_BYTES;
    const end = from > bytes.length ? Infinity : from + bytes.readUInt16BE(at);
    if (end > bytes.length) {
      throw new TlogError('malformed_bundle', `entry ${entries.length} of the bundle is cut off`);
    }
    entries.push(bytes.subarray(from, end));
    at = end;
  }
  if (at === bytes.length && entries.length === count) return entries;
  const more = at < bytes.length ? 'more than ' : '';
  throw new TlogError(
    'malformed_bundle',
    `the bundle holds ${more}${entries.length} entries instead of ${count}`,
  );
}
