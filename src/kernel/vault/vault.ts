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
import { refuse } from '../errors.ts';
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
const VERSION_BYTE = Buffer.from([VERSION]);
const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const CACHED_KEYS = 10_000;

type DataKey = { id: string; key: Buffer };

/** An institution's data keys: the newest wraps, all open, the first digests for good. */
type DataKeys = { newest: DataKey; first: DataKey; byId: ReadonlyMap<string, Buffer> };

export function createVault(keyEncryptionKey: Buffer): Vault {
  const dataKeys = new LRUCache<string, Promise<DataKeys>>({ max: CACHED_KEYS });
  const fingerprintKey = derive(keyEncryptionKey, 'fingerprint');

  const load = (db: Db, institutionId: string): Promise<DataKeys> => {
    const loading = loadDataKeys(db, institutionId, keyEncryptionKey);
    dataKeys.set(institutionId, loading);
    loading.catch(() => dataKeys.delete(institutionId));
    return loading;
  };
  const keysOf = (db: Db, institutionId: string): Promise<DataKeys> =>
    dataKeys.get(institutionId) ?? load(db, institutionId);

  /** A key this process has not seen was issued since it looked. */
  const keyOf = async (db: Db, institutionId: string, id: string): Promise<Buffer> => {
    const known = (await keysOf(db, institutionId)).byId.get(id);
    const key = known ?? (await load(db, institutionId)).byId.get(id);
    if (!key) throw new Error(`institution ${institutionId} has no data key ${id}`);
    return key;
  };

  const subjectKey = async (db: Db, institutionId: string, subjectId: string) => {
    const row = await db
      .selectFrom('subject_key')
      .select(['wrapped', 'data_key_id'])
      .where('institution_id', '=', institutionId)
      .where('subject_id', '=', subjectId)
      .executeTakeFirst();
    if (!row) return null;
    const key = await keyOf(db, institutionId, row.data_key_id);
    return decrypt(key, row.wrapped, `${institutionId}|subject_key|${subjectId}`);
  };

  const ensureSubjectKey = async (tx: Tx, institutionId: string, subjectId: string) => {
    const known = await subjectKey(tx, institutionId, subjectId);
    if (known) return known;
    const { id, key } = (await keysOf(tx, institutionId)).newest;
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
      if (!key) throw refuse('object.erased');
      return decrypt(key, sealed, aad(institutionId, place)).toString('utf8');
    },
    async digest(db, institutionId, purpose, value) {
      const { key } = (await keysOf(db, institutionId)).first;
      return digestWith(key, purpose, value);
    },
    issueDataKey: (institutionId) => newDataKey(keyEncryptionKey, institutionId).row,
    fingerprint: (text) => createHmac('sha256', fingerprintKey).update(text).digest(),
  };
}

/** The first one is made when the institution is opened. */
async function loadDataKeys(db: Db, institutionId: string, kek: Buffer): Promise<DataKeys> {
  const rows = await db
    .selectFrom('data_key')
    .select(['id', 'wrapped'])
    .where('institution_id', '=', institutionId)
    .orderBy('id')
    .execute();
  const keys = rows.map(({ id, wrapped }) => ({
    id,
    key: decrypt(kek, wrapped, `${institutionId}|data_key|${id}`),
  }));
  const [first, newest] = [keys.at(0), keys.at(-1)];
  if (!first || !newest) throw new Error(`institution ${institutionId} has no data key`);
  return { first, newest, byId: new Map(keys.map(({ id, key }) => [id, key])) };
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

const IVS_DRAWN = 1024;
let drawn = Buffer.alloc(0);

/** A random IV, never given twice. Drawn many at a time: one call to the system costs the same. */
function freshIv(): Buffer {
  if (drawn.length === 0) drawn = randomBytes(IV_BYTES * IVS_DRAWN);
  const iv = drawn.subarray(0, IV_BYTES);
  drawn = drawn.subarray(IV_BYTES);
  return iv;
}

/** `version | iv | tag | ciphertext`. */
export function encrypt(key: Buffer, clear: Buffer, additional: string): Buffer {
  const iv = freshIv();
  // Node prepares a key object several times faster than the same bytes.
  const cipher = createCipheriv(ALGORITHM, createSecretKey(key), iv).setAAD(
    Buffer.from(additional),
  );
  const body = cipher.update(clear);
  // A stream mode: nothing is left over, but the tag exists only after this.
  cipher.final();
  return Buffer.concat([VERSION_BYTE, iv, cipher.getAuthTag(), body]);
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
