import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Db, Tx } from '../db/index.ts';
import { newId } from '../ids.ts';

/** Where a ciphertext belongs; part of its authentication, so that swapped ones fail to open. */
export type Place = { subjectId: string; table: string; column: string; rowId: string };

/** Encrypts personal fields under one key per data subject, and digests them for look-up. */
export type Vault = {
  seal(tx: Tx, institutionId: string, place: Place, clear: string): Promise<Buffer>;
  open(db: Db, institutionId: string, place: Place, sealed: Buffer): Promise<string>;
  /** Keyed digest for equality search; the same in every row, useless without the key. */
  digest(db: Db, institutionId: string, purpose: string, value: string): Promise<Buffer>;
  /** A fresh data key for a new institution, as its row. */
  issueDataKey(institutionId: string): { institution_id: string; id: string; wrapped: Buffer };
  /** Keyed digest of an input, so that stored fingerprints reveal nothing. */
  fingerprint(text: string): Buffer;
};

const ALGORITHM = 'aes-256-gcm';
const VERSION = 1;
const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const CACHED_KEYS = 10_000;

type DataKey = { id: string; key: Buffer };

export function createVault(keyEncryptionKey: Buffer): Vault {
  const dataKeys = new LRUCache<string, Promise<DataKey>>({ max: CACHED_KEYS });
  const fingerprintKey = derive(keyEncryptionKey, 'fingerprint');

  const dataKey = (db: Db, institutionId: string): Promise<DataKey> => {
    const known = dataKeys.get(institutionId);
    if (known) return known;
    const loading = loadDataKey(db, institutionId, keyEncryptionKey);
    dataKeys.set(institutionId, loading);
    loading.catch(() => dataKeys.delete(institutionId));
    return loading;
  };

  const subjectKey = async (db: Db, institutionId: string, subjectId: string) => {
    const row = await db
      .selectFrom('subject_key')
      .select(['wrapped', 'data_key_id'])
      .where('institution_id', '=', institutionId)
      .where('subject_id', '=', subjectId)
      .executeTakeFirst();
    if (!row) return null;
    const { key } = await dataKey(db, institutionId);
    return decrypt(key, row.wrapped, `${institutionId}|subject_key|${subjectId}`);
  };

  const ensureSubjectKey = async (tx: Tx, institutionId: string, subjectId: string) => {
    const known = await subjectKey(tx, institutionId, subjectId);
    if (known) return known;
    const { id, key } = await dataKey(tx, institutionId);
    const wrapped = wrapSubjectKey(key, institutionId, subjectId);
    await tx
      .insertInto('subject_key')
      .values({
        institution_id: institutionId,
        subject_id: subjectId,
        data_key_id: id,
        ...wrapped.row,
      })
      .execute();
    return wrapped.clear;
  };

  return {
    async seal(tx, institutionId, place, clear) {
      const key = await ensureSubjectKey(tx, institutionId, place.subjectId);
      return encrypt(key, Buffer.from(clear, 'utf8'), aad(institutionId, place));
    },
    async open(db, institutionId, place, sealed) {
      const key = await subjectKey(db, institutionId, place.subjectId);
      if (!key) throw new Error('the key of this data subject has been erased');
      return decrypt(key, sealed, aad(institutionId, place)).toString('utf8');
    },
    async digest(db, institutionId, purpose, value) {
      const { key } = await dataKey(db, institutionId);
      return digestWith(key, purpose, value);
    },
    issueDataKey: (institutionId) => newDataKey(keyEncryptionKey, institutionId).row,
    fingerprint: (text) => createHmac('sha256', fingerprintKey).update(text).digest(),
  };
}

/** The institution's data key, made when the institution is opened. */
async function loadDataKey(db: Db, institutionId: string, kek: Buffer): Promise<DataKey> {
  const row = await db
    .selectFrom('data_key')
    .select(['id', 'wrapped'])
    .where('institution_id', '=', institutionId)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (!row) throw new Error(`institution ${institutionId} has no data key`);
  return { id: row.id, key: decrypt(kek, row.wrapped, `${institutionId}|data_key|${row.id}`) };
}

/** A fresh data key as a row of `data_key`. */
export function newDataKey(kek: Buffer, institutionId: string) {
  const id = newId();
  const key = randomBytes(KEY_BYTES);
  const wrapped = encrypt(kek, key, `${institutionId}|data_key|${id}`);
  return { key, row: { institution_id: institutionId, id, wrapped } };
}

/** A fresh subject key, clear and wrapped. */
export function wrapSubjectKey(dataKey: Buffer, institutionId: string, subjectId: string) {
  const clear = randomBytes(KEY_BYTES);
  const wrapped = encrypt(dataKey, clear, `${institutionId}|subject_key|${subjectId}`);
  return { clear, row: { wrapped } };
}

export const digestWith = (dataKey: Buffer, purpose: string, value: string): Buffer =>
  createHmac('sha256', digestKey(dataKey, purpose)).update(value).digest();

const digestKeys = new WeakMap<Buffer, Map<string, KeyObject>>();

/** Derived once per data key and purpose: digests are looked up often. */
function digestKey(dataKey: Buffer, purpose: string): KeyObject {
  const known = digestKeys.get(dataKey) ?? new Map<string, KeyObject>();
  digestKeys.set(dataKey, known);
  const key = known.get(purpose) ?? createSecretKey(derive(dataKey, `digest ${purpose}`));
  known.set(purpose, key);
  return key;
}

export const aad = (institutionId: string, place: Place): string =>
  `${institutionId}|${place.table}|${place.column}|${place.rowId}`;

const derive = (key: Buffer, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', key, '', purpose, KEY_BYTES));

/** `version | iv | tag | ciphertext`. */
export function encrypt(key: Buffer, clear: Buffer, additional: string): Buffer {
  const iv = randomBytes(IV_BYTES);
  // Node prepares a key object several times faster than the same bytes.
  const cipher = createCipheriv(ALGORITHM, createSecretKey(key), iv).setAAD(
    Buffer.from(additional),
  );
  const body = Buffer.concat([cipher.update(clear), cipher.final()]);
  return Buffer.concat([Buffer.from([VERSION]), iv, cipher.getAuthTag(), body]);
}

export function decrypt(key: Buffer, sealed: Buffer, additional: string): Buffer {
  if (sealed[0] !== VERSION) throw new Error('unknown ciphertext version');
  const iv = sealed.subarray(1, 1 + IV_BYTES);
  const tag = sealed.subarray(1 + IV_BYTES, 1 + IV_BYTES + TAG_BYTES);
  const decipher = createDecipheriv(ALGORITHM, createSecretKey(key), iv)
    .setAAD(Buffer.from(additional))
    .setAuthTag(tag);
  return Buffer.concat([
    decipher.update(sealed.subarray(1 + IV_BYTES + TAG_BYTES)),
    decipher.final(),
  ]);
}
