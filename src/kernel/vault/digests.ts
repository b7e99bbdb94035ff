import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { LRUCache } from 'lru-cache';
import type { Db, Tx } from '../db/index.ts';
import { refuse } from '../errors.ts';
import { digestKeyPlace, type KeyRing } from './key-ring.ts';
import { type DigestName, derive, hmac, KEY_BYTES, MAX_NUMBER } from './suite.ts';

/** A column that holds digests of something sealed, declared by its module. */
export type DigestColumn = {
  table: string;
  column: string;
  purpose: string;
  /** The sealed column whose clear text it is the digest of. */
  cipher: string;
  /** SQL over the table's columns: whose key opens it. */
  subject: string;
  /** Columns of the row that the digested value is made of as well. */
  also?: readonly string[];
  /** The form that is digested; the clear text itself unless told. */
  form?: (clear: string, also: Readonly<Record<string, unknown>>) => string;
  /** SQL: the rows among which the digest is unique, where it is. */
  unique?: string;
};

/** One generation of digests of an institution. */
export type DigestKey = { number: number; algorithm: DigestName; retiring: boolean };

type Row = { number: number; algorithm: DigestName; status: string; wrapped: Buffer | null };
type Stored = { current: DigestKey; retiring: DigestKey | undefined };

/** Derived from the first data key, and in force until another is issued. */
const UNNUMBERED: DigestKey = { number: 0, algorithm: 'hmac-sha256', retiring: false };
const HMAC_BYTES = 32;
const CACHED_KEYS = 20_000;

export type Digests = {
  /** The digest to write; while keys change, rows that hold the older one are brought up to it. */
  write(tx: Tx, institutionId: string, sought: Sought): Promise<Buffer>;
  /** All digests under which the value may stand. */
  search(db: Db, institutionId: string, sought: Sought): Promise<Buffer[]>;
  /** The keys in force, the current one with what makes its digests. */
  inForce(db: Db, institutionId: string): Promise<Stored>;
  maker(db: Db, institutionId: string, key: DigestKey): Promise<DigestMaker>;
  /** A further key, from now on the current one. @throws Refusal while another still retires */
  issue(tx: Tx, institutionId: string): Promise<DigestKey>;
};

export type Sought = { purpose: string; value: string };
export type DigestMaker = (purpose: string, value: string) => Buffer;

type Needs = {
  ring: KeyRing;
  algorithm: DigestName;
  columns: readonly DigestColumn[];
  firstDataKey(db: Db, institutionId: string): Promise<Buffer>;
};

export function createDigests({ ring, algorithm, columns, firstDataKey }: Needs): Digests {
  const makers = new LRUCache<string, DigestMaker>({ max: CACHED_KEYS });
  const wrapped = new LRUCache<string, Buffer>({ max: CACHED_KEYS });
  /** What a transaction was told is true until it ends: it holds the lock that keeps it so. */
  const told = new WeakMap<Tx, Promise<Stored>>();

  const read = async (db: Db, institutionId: string, write: boolean): Promise<Stored> => {
    const { rows } = await sql<Row>`
      select number, algorithm, status, wrapped from digest_keys(${institutionId}, ${write})`.execute(
      db,
    );
    for (const row of rows) {
      if (row.wrapped) wrapped.set(`${institutionId} ${row.number}`, row.wrapped);
    }
    const keyOf = (status: string): DigestKey | undefined => {
      const row = rows.find((each) => each.status === status);
      return row && { ...row, retiring: status === 'RETIRING' };
    };
    return { current: keyOf('CURRENT') ?? UNNUMBERED, retiring: keyOf('RETIRING') };
  };

  const maker = async (db: Db, institutionId: string, key: DigestKey): Promise<DigestMaker> => {
    const at = `${institutionId} ${key.number}`;
    const known = makers.get(at);
    if (known) return known;
    const made =
      key.number === 0
        ? unnumberedMaker(await firstDataKey(db, institutionId))
        : numberedMaker(key, unwrap(wrapped.get(at), institutionId, key.number));
    makers.set(at, made);
    return made;
  };

  const unwrap = (text: Buffer | undefined, institutionId: string, number: number): Buffer => {
    if (!text) throw new Error(`institution ${institutionId} has no digest key ${number}`);
    return ring.unwrap(text, digestKeyPlace(institutionId, number));
  };

  return {
    async write(tx, institutionId, { purpose, value }) {
      const stored = told.get(tx) ?? read(tx, institutionId, true);
      told.set(tx, stored);
      const { current, retiring } = await stored;
      const fresh = (await maker(tx, institutionId, current))(purpose, value);
      if (!retiring) return fresh;
      const old = (await maker(tx, institutionId, retiring))(purpose, value);
      for (const each of columns) {
        if (each.purpose === purpose && each.unique !== undefined) {
          await bringUp(tx, each, { institutionId, old, fresh });
        }
      }
      return fresh;
    },
    async search(db, institutionId, { purpose, value }) {
      const { current, retiring } = await read(db, institutionId, false);
      const keys = retiring ? [current, retiring] : [current];
      return Promise.all(
        keys.map(async (key) => (await maker(db, institutionId, key))(purpose, value)),
      );
    },
    inForce: (db, institutionId) => read(db, institutionId, false),
    maker,
    issue: (tx, institutionId) => issueKey(tx, institutionId, { ring, algorithm }),
  };
}

const purposeKeys = (key: Buffer, algorithm: DigestName) => {
  const derived = new Map<string, KeyObject>();
  return (purpose: string): KeyObject => {
    const known = derived.get(purpose);
    if (known) return known;
    const fresh = createSecretKey(derive(key, `digest ${purpose}`, algorithm));
    derived.set(purpose, fresh);
    return fresh;
  };
};

function unnumberedMaker(dataKey: Buffer): DigestMaker {
  const keyOf = purposeKeys(dataKey, 'hmac-sha256');
  return (purpose, value) => hmac('hmac-sha256', keyOf(purpose), value);
}

function numberedMaker({ number, algorithm }: DigestKey, key: Buffer): DigestMaker {
  const keyOf = purposeKeys(key, algorithm);
  const head = Buffer.from([number]);
  return (purpose, value) => Buffer.concat([head, hmac(algorithm, keyOf(purpose), value)]);
}

const dataKeyMakers = new WeakMap<Buffer, DigestMaker>();

/** The digest of an institution that has had no key but its first, for loading rows in bulk. */
export function digestWith(dataKey: Buffer, purpose: string, value: string): Buffer {
  const made = dataKeyMakers.get(dataKey) ?? unnumberedMaker(dataKey);
  dataKeyMakers.set(dataKey, made);
  return made(purpose, value);
}

/** What no value has as its digest, in place of one that nobody can compute any more. */
export const lostDigest = ({ number }: DigestKey): Buffer =>
  Buffer.concat([Buffer.from([number]), randomBytes(HMAC_BYTES)]);

type Turn = { institutionId: string; old: Buffer; fresh: Buffer };

/**
 * Uniqueness under two keys at once: whoever is about to write a value first brings the row that
 * holds it to the new key, so that the constraint sees both. The row's version stays.
 */
async function bringUp(tx: Tx, { table, column, unique }: DigestColumn, turn: Turn) {
  const digest = sql.ref(column);
  await sql`
    with quiet as (select set_config('app.rekeying', 'on', true)),
    brought as (
      update ${sql.table(table)} set ${digest} = ${turn.fresh} from quiet
      where institution_id = ${turn.institutionId} and ${digest} = ${turn.old}
        and ${sql.raw(unique ?? 'true')}
      returning 1)
    select set_config('app.rekeying', 'off', true) from (select count(*) from brought) done`.execute(
    tx,
  );
}

const TAKE_TURNS = 20_260_302;

/** Waits for every transaction that writes by the present key; those that come later see the new. */
async function issueKey(
  tx: Tx,
  institutionId: string,
  { ring, algorithm }: Pick<Needs, 'ring' | 'algorithm'>,
): Promise<DigestKey> {
  await sql`select pg_advisory_xact_lock(${TAKE_TURNS}, hashtext(${institutionId}))`.execute(tx);
  const rows = await tx
    .selectFrom('digest_key')
    .select(['number', 'status'])
    .where('institution_id', '=', institutionId)
    .execute();
  if (rows.some(({ status }) => status === 'RETIRING')) throw refuse('key.rotation_running');
  const number = Math.max(0, ...rows.map((row) => row.number)) + 1;
  if (number > MAX_NUMBER) throw refuse('key.numbers_spent');
  if (rows.length === 0) await noteUnnumbered(tx, institutionId);
  await tx
    .updateTable('digest_key')
    .set({ status: 'RETIRING' })
    .where('institution_id', '=', institutionId)
    .where('status', '=', 'CURRENT')
    .execute();
  await tx
    .insertInto('digest_key')
    .values(newDigestKey(ring, { institutionId, number, algorithm }))
    .execute();
  return { number, algorithm, retiring: false };
}

async function noteUnnumbered(tx: Tx, institutionId: string): Promise<void> {
  const { number, algorithm } = UNNUMBERED;
  await tx
    .insertInto('digest_key')
    .values({ institution_id: institutionId, number, algorithm, status: 'CURRENT' })
    .execute();
}

type NewKey = { institutionId: string; number: number; algorithm: DigestName };

/** A fresh key as a row of `digest_key`. */
export function newDigestKey(ring: KeyRing, { institutionId, number, algorithm }: NewKey) {
  const place = digestKeyPlace(institutionId, number);
  return {
    institution_id: institutionId,
    number,
    algorithm,
    status: 'CURRENT',
    wrapped: ring.wrap(randomBytes(KEY_BYTES), place),
  };
}
