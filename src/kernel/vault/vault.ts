import { LRUCache } from 'lru-cache';
import type { Db, Tx } from '../db/index.ts';
import { refuse } from '../errors.ts';
import { createDigests, type DigestColumn, type Digests, newDigestKey } from './digests.ts';
import {
  createKeyRing,
  dataKeyPlace,
  type KeyEncryptionKey,
  type KeyRing,
  newDataKey,
  subjectKeyPlace,
  wrapSubjectKey,
} from './key-ring.ts';
import { aad, type Place } from './place.ts';
import { alignRows, type Rows } from './rewrap.ts';
import {
  decrypt,
  encrypt,
  INTERNATIONAL,
  NAMED_BESIDE,
  type SealingKey,
  type Suite,
} from './suite.ts';

export type { DigestColumn } from './digests.ts';
export { digestWith } from './digests.ts';
export { newDataKey, wrapSubjectKey } from './key-ring.ts';
export { aad, type Place } from './place.ts';

/** Encrypts personal fields under one key per data subject, and digests them for look-up. */
export type Vault = {
  seal(tx: Tx, institutionId: string, place: Place, clear: string): Promise<Buffer>;
  open(db: Db, institutionId: string, place: Place, sealed: Buffer): Promise<string>;
  /** To seal and open by the hundred under one subject's key, which must be there already. */
  ofSubject(db: Db, institutionId: string, subjectId: string): Promise<SubjectVault>;
  /** Keyed digest to write, the same in every row; useless without the key. */
  digest(tx: Tx, institutionId: string, purpose: string, value: string): Promise<Buffer>;
  /** The digests a value may be found by: more than one while the institution's key changes. */
  digests(db: Db, institutionId: string, purpose: string, value: string): Promise<Buffer[]>;
  /**
   * Before digests of rows are compared with each other rather than with a value: brings these rows
   * under one key, in case the institution's key changes just then.
   */
  alignDigests(tx: Tx, institutionId: string, rows: Rows): Promise<void>;
  /** For subjects that a transaction makes by the hundred: their keys are rows for it to keep. */
  forNewSubjects(tx: Tx, institutionId: string): Promise<NewSubjects>;
  /** The first keys of a new institution, as rows. */
  issueKeys(institutionId: string): FirstKeys;
  /** Keyed digests of an input, so that stored fingerprints reveal nothing; the first is stored. */
  fingerprints(text: string): Iterable<Buffer>;
  /** For turning keys over; modules have no use for it. */
  keys: VaultKeys;
};

/** @throws Refusal `object.erased` from `ofSubject` when the key is gone */
export type SubjectVault = {
  seal(place: Omit<Place, 'subjectId'>, clear: string): Buffer;
  open(place: Omit<Place, 'subjectId'>, sealed: Buffer): string;
};

/** A vault in which every subject is new, and the keys it has made for them. */
export type NewSubjects = {
  vault: Vault;
  /** The key of a subject as a row of `subject_key`; undefined for one of whom nothing was sealed. */
  keyOf(subjectId: string): SubjectKeyRow | undefined;
};
export type SubjectKeyRow = {
  institution_id: string;
  subject_id: string;
  data_key_id: string;
  wrapped: Buffer;
};

export type FirstKeys = {
  dataKey: ReturnType<typeof newDataKey>['row'];
  digestKey: ReturnType<typeof newDigestKey>;
};

export type VaultKeys = {
  ring: KeyRing;
  suite: Suite;
  digests: Digests;
  columns: readonly DigestColumn[];
  /** The data keys of an institution; with `fresh`, as they are now. */
  dataKeys(db: Db, institutionId: string, fresh?: boolean): Promise<DataKeys>;
  /** The key that wraps subject keys. */
  wrapping(dataKey: DataKey): SealingKey;
};

export type DataKey = { id: string; key: Buffer };

/** An institution's data keys: the newest wraps, all open; unnumbered digests are the first's. */
export type DataKeys = { newest: DataKey; first: DataKey; byId: ReadonlyMap<string, Buffer> };

export type VaultOptions = { suite?: Suite; columns?: readonly DigestColumn[] };

const CACHED_KEYS = 10_000;
/** How long a process goes on wrapping with a data key that has been superseded. */
const MAX_AGE_MS = 60_000;
/** The form fields are sealed in has the subject's one key, of no number. */
const OWN = { number: NAMED_BESIDE };

export function createVault(
  keyEncryptionKeys: Buffer | readonly KeyEncryptionKey[],
  { suite = INTERNATIONAL, columns = [] }: VaultOptions = {},
): Vault {
  const ring = createKeyRing(keyEncryptionKeys, suite.cipher);
  const loaded = new LRUCache<string, Promise<DataKeys>>({ max: CACHED_KEYS, ttl: MAX_AGE_MS });

  const load = (db: Db, institutionId: string): Promise<DataKeys> => {
    const loading = loadDataKeys(db, institutionId, ring);
    loaded.set(institutionId, loading);
    loading.catch(() => loaded.delete(institutionId));
    return loading;
  };
  const dataKeys = (db: Db, institutionId: string, fresh = false): Promise<DataKeys> =>
    (fresh ? undefined : loaded.get(institutionId)) ?? load(db, institutionId);
  const wrapping = ({ key }: DataKey): SealingKey => ({ key, cipher: suite.cipher, ...OWN });
  const digests = createDigests({
    ring,
    algorithm: suite.digest,
    columns,
    firstDataKey: async (db, institutionId) => (await dataKeys(db, institutionId)).first.key,
  });

  /** A key this process has not seen was issued since it looked. */
  const keyOf = async (db: Db, institutionId: string, id: string): Promise<Buffer> => {
    const known = (await dataKeys(db, institutionId)).byId.get(id);
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
    return decrypt(key, row.wrapped, subjectKeyPlace(institutionId, subjectId));
  };

  const ensureSubjectKey = async (tx: Tx, institutionId: string, subjectId: string) => {
    const known = await subjectKey(tx, institutionId, subjectId);
    if (known) return known;
    const { newest } = await dataKeys(tx, institutionId);
    const { clear, row } = wrapSubjectKey(wrapping(newest), institutionId, subjectId);
    await tx
      .insertInto('subject_key')
      .values({
        institution_id: institutionId,
        subject_id: subjectId,
        data_key_id: newest.id,
        ...row,
      })
      .execute();
    return clear;
  };

  const keys = { ring, suite, digests, columns, dataKeys, wrapping };
  const sealWith = (key: Buffer, institutionId: string, place: Place, clear: string): Buffer =>
    encrypt(
      { key, cipher: suite.cipher, ...OWN },
      Buffer.from(clear, 'utf8'),
      aad(institutionId, place),
    );

  const vault: Vault = {
    async seal(tx, institutionId, place, clear) {
      const key = await ensureSubjectKey(tx, institutionId, place.subjectId);
      return sealWith(key, institutionId, place, clear);
    },
    async forNewSubjects(tx, institutionId) {
      const { newest } = await dataKeys(tx, institutionId);
      const made = newSubjects(institutionId, { id: newest.id, by: wrapping(newest) });
      const seal: Vault['seal'] = async (_tx, _institution, place, clear) =>
        sealWith(made.clearOf(place.subjectId), institutionId, place, clear);
      return { vault: { ...vault, seal }, keyOf: made.rowOf };
    },
    async open(db, institutionId, place, sealed) {
      const { subjectId } = place;
      return (await vault.ofSubject(db, institutionId, subjectId)).open(place, sealed);
    },
    async ofSubject(db, institutionId, subjectId) {
      const key = await subjectKey(db, institutionId, subjectId);
      if (!key) throw refuse('object.erased');
      return underKey({ key, cipher: suite.cipher, ...OWN }, { institutionId, subjectId });
    },
    digest: (tx, institutionId, purpose, value) =>
      digests.write(tx, institutionId, { purpose, value }),
    digests: (db, institutionId, purpose, value) =>
      digests.search(db, institutionId, { purpose, value }),
    alignDigests: (tx, institutionId, rows) => alignRows({ tx, institutionId, keys }, rows),
    issueKeys: (institutionId) => firstKeys(ring, institutionId, suite),
    fingerprints: (text) => ring.fingerprints(text),
    keys,
  };
  return vault;
}

function underKey(
  own: SealingKey,
  { institutionId, subjectId }: { institutionId: string; subjectId: string },
): SubjectVault {
  const at = (place: Omit<Place, 'subjectId'>) => aad(institutionId, { ...place, subjectId });
  return {
    seal: (place, clear) => encrypt(own, Buffer.from(clear, 'utf8'), at(place)),
    open: (place, sealed) => decrypt(own.key, sealed, at(place)).toString('utf8'),
  };
}

/** Keys of subjects that nobody has sealed for before. */
function newSubjects(institutionId: string, dataKey: { id: string; by: SealingKey }) {
  const made = new Map<string, { clear: Buffer; row: SubjectKeyRow }>();
  return {
    clearOf(subjectId: string): Buffer {
      const known = made.get(subjectId);
      if (known) return known.clear;
      const { clear, row } = wrapSubjectKey(dataKey.by, institutionId, subjectId);
      const ids = { institution_id: institutionId, subject_id: subjectId };
      made.set(subjectId, { clear, row: { ...ids, data_key_id: dataKey.id, ...row } });
      return clear;
    },
    rowOf: (subjectId: string) => made.get(subjectId)?.row,
  };
}

/** What a new institution begins with: one data key, one digest key. */
export function firstKeys(
  ring: KeyRing,
  institutionId: string,
  { digest: algorithm }: Suite = INTERNATIONAL,
): FirstKeys {
  return {
    dataKey: newDataKey(ring, institutionId).row,
    digestKey: newDigestKey(ring, { institutionId, number: 1, algorithm }),
  };
}

/** The first one is made when the institution is opened. */
async function loadDataKeys(db: Db, institutionId: string, ring: KeyRing): Promise<DataKeys> {
  const rows = await db
    .selectFrom('data_key')
    .select(['id', 'wrapped'])
    .where('institution_id', '=', institutionId)
    .orderBy('id')
    .execute();
  const keys = rows.map(({ id, wrapped }) => ({
    id,
    key: ring.unwrap(wrapped, dataKeyPlace(institutionId, id)),
  }));
  const [first, newest] = [keys.at(0), keys.at(-1)];
  if (!first || !newest) throw new Error(`institution ${institutionId} has no data key`);
  return { first, newest, byId: new Map(keys.map(({ id, key }) => [id, key])) };
}
