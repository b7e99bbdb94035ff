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
    const options = { der: true, hash: true, userId: USER_ID };
    try {
      return curve.doVerifySignature(Buffer.from(text), hex(signature), hex(key), options);
    } catch {
      // What is no DER is no signature.
      return false;
    }
  },
};

function isPoint(key: Buffer): boolean {
  try {
    return curve.verifyPublicKey(hex(key));
  } catch {
    return false;
  }
}
