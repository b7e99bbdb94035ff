import { createHmac, createSecretKey, randomBytes } from 'node:crypto';
import { newId } from '../ids.ts';
import {
  type CipherName,
  decrypt,
  derive,
  encrypt,
  KEY_BYTES,
  keyNumberOf,
  type SealingKey,
} from './suite.ts';

/** A key that wraps the keys of institutions: its number in the settings, 32 bytes in base64. */
export type KeyEncryptionKey = { number: number; key: string };

/** The wrapping keys of this machine: the one of the highest number wraps, all unwrap. */
export type KeyRing = {
  newest: SealingKey;
  wrap(key: Buffer, place: string): Buffer;
  /** @throws Error naming the number of a key that is not in the settings */
  unwrap(wrapped: Buffer, place: string): Buffer;
  /** Keyed digests of an input, the newest key's first: stored ones may be an older key's. */
  fingerprints(text: string): Iterable<Buffer>;
};

const FIRST = 1;

export function createKeyRing(
  keys: Buffer | readonly KeyEncryptionKey[],
  cipher: CipherName = 'aes-256-gcm',
): KeyRing {
  const listed = Buffer.isBuffer(keys)
    ? [{ number: FIRST, key: keys }]
    : keys.map(({ number, key }) => ({ number, key: Buffer.from(key, 'base64') }));
  const sorted = listed.toSorted((a, b) => b.number - a.number);
  const [head] = sorted;
  if (!head) throw new Error('there is no key-encryption key');
  const newest = { ...head, cipher };
  const byNumber = new Map(sorted.map(({ number, key }) => [number, key]));
  // As key objects: making one of the bytes costs five times the digest.
  const fingerprintKeys = sorted.map(({ key }) => createSecretKey(derive(key, 'fingerprint')));
  return {
    newest,
    wrap: (key, place) => encrypt(newest, key, place),
    unwrap(wrapped, place) {
      const number = keyNumberOf(wrapped);
      const key = byNumber.get(number);
      if (!key) throw new Error(`key-encryption key ${number} is not in the settings`);
      return decrypt(key, wrapped, place);
    },
    // Made as they are asked for: hardly anybody asks for the second.
    fingerprints: (text) => ({
      *[Symbol.iterator]() {
        for (const key of fingerprintKeys) yield createHmac('sha256', key).update(text).digest();
      },
    }),
  };
}

export const dataKeyPlace = (institutionId: string, id: string): string =>
  `${institutionId}|data_key|${id}`;

export const digestKeyPlace = (institutionId: string, number: number): string =>
  `${institutionId}|digest_key|${number}`;

export const subjectKeyPlace = (institutionId: string, subjectId: string): string =>
  `${institutionId}|subject_key|${subjectId}`;

/** A fresh data key, clear and as a row of `data_key`. */
export function newDataKey(ring: Buffer | KeyRing, institutionId: string) {
  const { wrap } = Buffer.isBuffer(ring) ? createKeyRing(ring) : ring;
  const id = newId();
  const key = randomBytes(KEY_BYTES);
  const wrapped = wrap(key, dataKeyPlace(institutionId, id));
  return { key, row: { institution_id: institutionId, id, wrapped } };
}

/** A fresh subject key, clear and wrapped. */
export function wrapSubjectKey(by: SealingKey, institutionId: string, subjectId: string) {
  const clear = randomBytes(KEY_BYTES);
  const wrapped = encrypt(by, clear, subjectKeyPlace(institutionId, subjectId));
  return { clear, row: { wrapped } };
}
