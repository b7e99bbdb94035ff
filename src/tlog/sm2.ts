import { sm2 as curve } from 'sm-crypto-v2';
import type { Algorithm } from './keys.ts';

/**
 * SM2 with SM3 (GB/T 32918.2, GB/T 32905), for those whose rules ask for it: a second line beside the
 * Ed25519 one, over the same text and the same SHA-256 tree. C2SP has no type for it, so it is 0xff
 * and a name of its own. The public key is the uncompressed point, 65 bytes; the signature is DER;
 * the signer's identity is the standard's default one. OpenSSL verifies it:
 *
 *     openssl pkeyutl -verify -rawin -digest sm3 -pkeyopt distid:1234567812345678 ...
 *
 * It is not among STANDARD_ALGORITHMS: who reads such keys gives it beside them.
 */
const NAME = 'jingtian/sm2-with-sm3/v1';
const USER_ID = '1234567812345678';
const PRIVATE_KEY_BYTES = 32;
const PUBLIC_KEY_BYTES = 65;
const NUMBER_BYTES = 32;

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

export const sm2: Algorithm = {
  prefix: Buffer.concat([Buffer.of(0xff), Buffer.from(NAME)]),
  isPublicKey: (key) => key.length === PUBLIC_KEY_BYTES && isPoint(key),
  isPrivateKey: ({ length }) => length === PRIVATE_KEY_BYTES,
  generate: () => Buffer.from(curve.generateKeyPairHex().privateKey, 'hex'),
  publicKeyOf: (key) => Buffer.from(curve.getPublicKeyFromPrivateKey(hex(key)), 'hex'),
  sign(key, text) {
    const publicKey = curve.getPublicKeyFromPrivateKey(hex(key));
    const options = { der: true, hash: true, publicKey, userId: USER_ID };
    return Buffer.from(curve.doSignature(Buffer.from(text), hex(key), options), 'hex');
  },
  verify(key, text, signature) {
    const numbers = numbersOf(signature);
    const options = { der: false, hash: true, userId: USER_ID };
    try {
      return (
        numbers !== undefined &&
        curve.doVerifySignature(Buffer.from(text), hex(numbers), hex(key), options)
      );
    } catch {
      // Numbers the curve does not have are no signature.
      return false;
    }
  },
};

const SEQUENCE = 0x30;
const INTEGER = 0x02;

/** The two numbers of a signature, 32 bytes each, if it is exactly their DER. */
function numbersOf(signature: Buffer): Buffer | undefined {
  const first = signature.subarray(4, 4 + (signature[3] ?? 0));
  const second = signature.subarray(6 + first.length);
  const numbers = [first, second].map(withoutZeroes);
  if (numbers.some(({ length }) => length > NUMBER_BYTES)) return undefined;
  const der = Buffer.concat(numbers.map(derInteger));
  const whole = Buffer.concat([Buffer.of(SEQUENCE, der.length), der]);
  if (!whole.equals(signature)) return undefined;
  return Buffer.concat(
    numbers.flatMap((number) => [Buffer.alloc(NUMBER_BYTES - number.length), number]),
  );
}

function withoutZeroes(bytes: Buffer): Buffer {
  const from = bytes.findIndex((byte) => byte !== 0);
  return from < 0 ? bytes.subarray(bytes.length) : bytes.subarray(from);
}

/** A positive number in DER: no zeroes in front, but one where the first bit would be a sign. */
function derInteger(number: Buffer): Buffer {
  const sign = (number[0] ?? 0) >= 0x80 ? Buffer.of(0) : Buffer.alloc(0);
  return Buffer.concat([Buffer.of(INTEGER, sign.length + number.length), sign, number]);
}

function isPoint(key: Buffer): boolean {
  try {
    return curve.verifyPublicKey(hex(key));
  } catch {
    return false;
  }
}
