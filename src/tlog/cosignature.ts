import { ED25519_SIGNATURE_BYTES, ed25519, signEd25519, verifyEd25519 } from './ed25519.ts';
import type { Algorithm } from './keys.ts';
import { requireWhole } from './text.ts';

/**
 * What a witness says of a checkpoint, cosignature/v1 of c2sp.org/tlog-cosignature (signature type
 * 0x04): at this time, this was the largest tree of the log it had seen, and consistent with all it
 * saw before. The signature is the time in seconds, eight bytes big-endian, and Ed25519 over it and
 * the text of the checkpoint.
 */
const TIME_BYTES = 8;
const MS_PER_SECOND = 1000;

export const cosignature: Algorithm = {
  ...ed25519,
  prefix: Buffer.of(0x04),
  sign(seed, text, at = new Date()) {
    const seconds = Math.floor(at.getTime() / MS_PER_SECOND);
    requireWhole(seconds, 'the time of a cosignature');
    const time = Buffer.alloc(TIME_BYTES);
    time.writeBigUInt64BE(BigInt(seconds));
    return Buffer.concat([time, signEd25519(seed, cosigned(time, text))]);
  },
  verify(key, text, signature) {
    if (signature.length !== TIME_BYTES + ED25519_SIGNATURE_BYTES) return false;
    const time = signature.subarray(0, TIME_BYTES);
    // The time must not exceed 2^63 - 1, and a statement about a whole tree must have one.
    if (time.readBigInt64BE() <= 0n) return false;
    return verifyEd25519(key, cosigned(time, text), signature.subarray(TIME_BYTES));
  },
};

const cosigned = (time: Buffer, text: string): Buffer =>
  Buffer.from(`cosignature/v1\ntime ${time.readBigUInt64BE()}\n${text}`);

/** When a cosignature that holds says it was given, in seconds since 1970. */
export const cosignedAt = (signature: Buffer): bigint => signature.readBigUInt64BE();
