import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';

/** How fields and keys are encrypted: AES-256-GCM, or SM4-CTR (GB/T 32907) under HMAC-SM3. */
export type CipherName = 'aes-256-gcm' | 'sm4-hmac-sm3';
/** How digests are keyed: HMAC over SHA-256, or over SM3 (GB/T 32905). */
export type DigestName = 'hmac-sha256' | 'hmac-sm3';
export type Suite = { cipher: CipherName; digest: DigestName };

export const INTERNATIONAL: Suite = { cipher: 'aes-256-gcm', digest: 'hmac-sha256' };

/** What encrypts: the number goes with the ciphertext, so that the key is known by it. */
export type SealingKey = { key: Buffer; number: number; cipher: CipherName };

/** Of ciphertexts whose key is named by the row beside them, not by a number. */
export const NAMED_BESIDE = 0;
export const KEY_BYTES = 32;
export const MAX_NUMBER = 255;

/** First byte of a ciphertext. The oldest form has no key number: its key is number 1. */
const OLDEST = 1;
const FORMATS: Readonly<Record<CipherName, number>> = { 'aes-256-gcm': 2, 'sm4-hmac-sm3': 3 };
const FORMAT_BYTES = 1;
const HEADER_BYTES = 2;
const GCM_IV_BYTES = 12;
const GCM_TAG_BYTES = 16;
const SM4_KEY_BYTES = 16;
const SM4_IV_BYTES = 16;
const SM3_BYTES = 32;
const LENGTH_BYTES = 4;
const UNAUTHENTIC = 'unable to authenticate data';

/** How a ciphertext by this key begins. */
export const headerOf = ({ cipher, number }: SealingKey): Buffer =>
  Buffer.from([FORMATS[cipher], number]);

/** The number of the key a ciphertext was made with. */
export const keyNumberOf = (sealed: Buffer): number =>
  sealed[0] === OLDEST ? OLDEST : (sealed[1] ?? 0);

/** `format | key number | iv | tag | ciphertext`; what is additional is authenticated with it. */
export function encrypt(by: SealingKey, clear: Buffer, additional: string): Buffer {
  const header = headerOf(by);
  const place = Buffer.from(additional);
  const body =
    by.cipher === 'aes-256-gcm'
      ? encryptAes(by.key, clear, Buffer.concat([header, place]))
      : encryptSm4(by.key, clear, { header, place });
  return Buffer.concat([header, body]);
}

/** @throws Error when the key is another, the text was changed, or stands in another place */
export function decrypt(key: Buffer, sealed: Buffer, additional: string): Buffer {
  const place = Buffer.from(additional);
  const header = sealed.subarray(0, HEADER_BYTES);
  const body = sealed.subarray(HEADER_BYTES);
  if (sealed[0] === OLDEST) return decryptAes(key, sealed.subarray(FORMAT_BYTES), place);
  if (sealed[0] === FORMATS['aes-256-gcm']) {
    return decryptAes(key, body, Buffer.concat([header, place]));
  }
  if (sealed[0] === FORMATS['sm4-hmac-sm3']) return decryptSm4(key, body, { header, place });
  throw new Error('unknown ciphertext version');
}

/** Made once of bytes that stay what they are; Node takes it several times faster than the bytes. */
const preparedKeys = new WeakMap<Buffer, KeyObject>();

function preparedKey(key: Buffer): KeyObject {
  const known = preparedKeys.get(key);
  if (known) return known;
  const prepared = createSecretKey(key);
  preparedKeys.set(key, prepared);
  return prepared;
}

function encryptAes(key: Buffer, clear: Buffer, additional: Buffer): Buffer {
  const iv = freshIv(GCM_IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', preparedKey(key), iv).setAAD(additional);
  const body = cipher.update(clear);
  // A stream mode: nothing is left over, but the tag exists only after this.
  cipher.final();
  return Buffer.concat([iv, cipher.getAuthTag(), body]);
}

function decryptAes(key: Buffer, sealed: Buffer, additional: Buffer): Buffer {
  const iv = sealed.subarray(0, GCM_IV_BYTES);
  const tag = sealed.subarray(GCM_IV_BYTES, GCM_IV_BYTES + GCM_TAG_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', preparedKey(key), iv, {
    authTagLength: GCM_TAG_BYTES,
  })
    .setAAD(additional)
    .setAuthTag(tag);
  const clear = decipher.update(sealed.subarray(GCM_IV_BYTES + GCM_TAG_BYTES));
  return Buffer.concat([clear, decipher.final()]);
}

type Around = { header: Buffer; place: Buffer };

/** Encrypt, then authenticate all of it; two keys, derived from the one. */
function encryptSm4(key: Buffer, clear: Buffer, around: Around): Buffer {
  const iv = freshIv(SM4_IV_BYTES);
  const keys = sm4Keys(key);
  const cipher = createCipheriv('sm4-ctr', keys.cipher, iv);
  const body = Buffer.concat([cipher.update(clear), cipher.final()]);
  return Buffer.concat([iv, tagOf(keys.mac, around, [iv, body]), body]);
}

function decryptSm4(key: Buffer, sealed: Buffer, around: Around): Buffer {
  const iv = sealed.subarray(0, SM4_IV_BYTES);
  const tag = sealed.subarray(SM4_IV_BYTES, SM4_IV_BYTES + SM3_BYTES);
  const body = sealed.subarray(SM4_IV_BYTES + SM3_BYTES);
  const keys = sm4Keys(key);
  const wanted = tagOf(keys.mac, around, [iv, body]);
  if (tag.length !== SM3_BYTES || !timingSafeEqual(tag, wanted)) throw new Error(UNAUTHENTIC);
  const decipher = createDecipheriv('sm4-ctr', keys.cipher, iv);
  return Buffer.concat([decipher.update(body), decipher.final()]);
}

/** The length of the place goes before it: no byte can move from one part to the next. */
function tagOf(key: KeyObject, { header, place }: Around, rest: readonly Buffer[]): Buffer {
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(place.length);
  const mac = createHmac('sm3', key);
  for (const part of [header, length, place, ...rest]) mac.update(part);
  return mac.digest();
}

type Sm4Keys = { cipher: KeyObject; mac: KeyObject };
const sm4KeysOf = new WeakMap<Buffer, Sm4Keys>();

function sm4Keys(key: Buffer): Sm4Keys {
  const known = sm4KeysOf.get(key);
  if (known) return known;
  const derived = Buffer.from(
    hkdfSync('sm3', key, '', 'sm4-ctr hmac-sm3', SM4_KEY_BYTES + SM3_BYTES),
  );
  const keys = {
    cipher: createSecretKey(derived.subarray(0, SM4_KEY_BYTES)),
    mac: createSecretKey(derived.subarray(SM4_KEY_BYTES)),
  };
  sm4KeysOf.set(key, keys);
  return keys;
}

const IV_POOL_BYTES = 16_384;
let drawn = Buffer.alloc(0);

/** Random bytes, never given twice. Drawn many at a time: one call to the system costs the same. */
function freshIv(bytes: number): Buffer {
  if (drawn.length < bytes) drawn = randomBytes(IV_POOL_BYTES);
  const iv = drawn.subarray(0, bytes);
  drawn = drawn.subarray(bytes);
  return iv;
}

const HASHES: Readonly<Record<DigestName, string>> = { 'hmac-sha256': 'sha256', 'hmac-sm3': 'sm3' };

export const hmac = (name: DigestName, key: KeyObject, value: string): Buffer =>
  createHmac(HASHES[name], key).update(value).digest();

export const derive = (key: Buffer, purpose: string, name: DigestName = 'hmac-sha256'): Buffer =>
  Buffer.from(hkdfSync(HASHES[name], key, '', purpose, KEY_BYTES));
