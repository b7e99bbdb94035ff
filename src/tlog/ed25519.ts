import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import type { Algorithm } from './keys.ts';

/** Ed25519 of RFC 8032, over the text of a note: signature type 0x01 of c2sp.org/signed-note. */
const KEY_BYTES = 32;
export const ED25519_SIGNATURE_BYTES = 64;

/** What stands before the 32 bytes of a key in PKCS #8 and in SPKI (RFC 8410). */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');
const SPKI_HEAD = Buffer.from('302a300506032b6570032100', 'hex');

export const ed25519: Algorithm = {
  prefix: Buffer.of(0x01),
  isPublicKey: ({ length }) => length === KEY_BYTES,
  isPrivateKey: ({ length }) => length === KEY_BYTES,
  generate: generateSeed,
  publicKeyOf: publicKeyOfSeed,
  sign: (seed, text) => signEd25519(seed, Buffer.from(text)),
  verify: (key, text, signature) => verifyEd25519(key, Buffer.from(text), signature),
};

export function generateSeed(): Buffer {
  const { privateKey } = generateKeyPairSync('ed25519');
  return privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(PKCS8_HEAD.length);
}

const privateKeyOf = (seed: Uint8Array) =>
  createPrivateKey({ key: Buffer.concat([PKCS8_HEAD, seed]), format: 'der', type: 'pkcs8' });

export function publicKeyOfSeed(seed: Uint8Array): Buffer {
  const spki = createPublicKey(privateKeyOf(seed)).export({ format: 'der', type: 'spki' });
  return spki.subarray(SPKI_HEAD.length);
}

export const signEd25519 = (seed: Uint8Array, message: Uint8Array): Buffer =>
  sign(null, message, privateKeyOf(seed));

export function verifyEd25519(key: Uint8Array, message: Uint8Array, signature: Buffer): boolean {
  if (signature.length !== ED25519_SIGNATURE_BYTES) return false;
  const spki = Buffer.concat([SPKI_HEAD, key]);
  return verify(
    null,
    message,
    createPublicKey({ key: spki, format: 'der', type: 'spki' }),
    signature,
  );
}
