import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../db/index.ts';
import { type DigestColumn, type DigestKey, type DigestMaker, lostDigest } from './digests.ts';
import { dataKeyPlace, digestKeyPlace, subjectKeyPlace } from './key-ring.ts';
import { aad } from './place.ts';
import { decrypt, encrypt, headerOf } from './suite.ts';
import type { VaultKeys } from './vault.ts';

/**
 * Turning keys over while the service runs, in bounded steps, each a transaction of its own. Every
 * step may be repeated, and left off: what it has not reached still opens by the older key.
 */
export type Step = { step: string; after?: string | undefined };

/** What a step did, and the one after it; none when the walk is through. */
export type Stepped = { count: number; next: Step | null };

const KEYS = 'keys';
const SUBJECTS = 'subjects';
const RETIRE = 'retire';
const SUBJECTS_PER_STEP = 1_000;
const ROWS_PER_STEP = 500;
const DIGEST_BYTES = 33;

export const FIRST_STEP: Step = { step: KEYS };

const nameOf = ({ table, column }: DigestColumn): string => `${table}.${column}`;

/** The names of the steps, in their order. */
export const stepsOf = ({ columns }: VaultKeys): string[] => [
  KEYS,
  SUBJECTS,
  ...columns.map(nameOf),
  RETIRE,
];

type Sql = RawBuilder<unknown>;
type Walk = { tx: Tx; institutionId: string; keys: VaultKeys };

/** @throws Error for a step there is not */
export async function takeStep(walk: Walk, { step, after }: Step): Promise<Stepped> {
  const steps = stepsOf(walk.keys);
  const place = steps.indexOf(step);
  if (place < 0) throw new Error(`there is no step ${step}`);
  const column = walk.keys.columns.find((each) => nameOf(each) === step);
  const { count, last } = await doStep(walk, { step, column, after });
  if (last !== null) return { count, next: { step, after: last } };
  const following = steps[place + 1];
  return { count, next: following === undefined ? null : { step: following } };
}

/** `last` where a step's next part begins; null when there is no more of it. */
type Part = { count: number; last: string | null };
type Asked = { step: string; column: DigestColumn | undefined; after: string | undefined };

function doStep(walk: Walk, { step, column, after }: Asked): Promise<Part> {
  if (column) return redigest(walk, column, after);
  if (step === KEYS) return rewrapKeys(walk);
  return step === SUBJECTS ? rewrapSubjects(walk, after) : retire(walk);
}

/** The few keys that the key-encryption key wraps: all at once. */
async function rewrapKeys({ tx, institutionId, keys }: Walk): Promise<Part> {
  const { ring } = keys;
  const header = headerOf(ring.newest);
  const dataKeys = await sql<{ id: string; wrapped: Buffer }>`
    select id, wrapped from data_key where institution_id = ${institutionId}
      and substring(wrapped from 1 for 2) <> ${header} for no key update`.execute(tx);
  for (const { id, wrapped } of dataKeys.rows) {
    const place = dataKeyPlace(institutionId, id);
    await tx
      .updateTable('data_key')
      .set({ wrapped: ring.wrap(ring.unwrap(wrapped, place), place) })
      .where('institution_id', '=', institutionId)
      .where('id', '=', id)
      .execute();
  }
  const digestKeys = await sql<{ number: number; wrapped: Buffer }>`
    select number, wrapped from digest_key where institution_id = ${institutionId}
      and wrapped is not null and substring(wrapped from 1 for 2) <> ${header}
      for no key update`.execute(tx);
  for (const { number, wrapped } of digestKeys.rows) {
    const place = digestKeyPlace(institutionId, number);
    await tx
      .updateTable('digest_key')
      .set({ wrapped: ring.wrap(ring.unwrap(wrapped, place), place) })
      .where('institution_id', '=', institutionId)
      .where('number', '=', number)
      .execute();
  }
  return { count: dataKeys.rows.length + digestKeys.rows.length, last: null };
}

const NO_KEY = '00000000-0000-0000-0000-000000000000';

/** Subject keys under an older data key, or wrapped by another cipher, come under the newest. */
async function rewrapSubjects({ tx, institutionId, keys }: Walk, after = NO_KEY): Promise<Part> {
  const { newest, byId } = await keys.dataKeys(tx, institutionId, true);
  const wrapping = keys.wrapping(newest);
  const { rows } = await sql<{ subject_id: string; data_key_id: string; wrapped: Buffer }>`
    select subject_id, data_key_id, wrapped from subject_key
    where institution_id = ${institutionId} and subject_id > ${after}::uuid
      and (data_key_id <> ${newest.id}::uuid
        or substring(wrapped from 1 for 2) <> ${headerOf(wrapping)})
    order by subject_id limit ${SUBJECTS_PER_STEP} for no key update`.execute(tx);
  const fresh = rows.map(({ subject_id, data_key_id, wrapped }) => {
    const key = byId.get(data_key_id);
    if (!key) throw new Error(`institution ${institutionId} has no data key ${data_key_id}`);
    const place = subjectKeyPlace(institutionId, subject_id);
    return encrypt(wrapping, decrypt(key, wrapped, place), place);
  });
  const ids = rows.map(({ subject_id }) => subject_id);
  await sql`
    update subject_key as s set wrapped = fresh.wrapped, data_key_id = ${newest.id}::uuid
    from unnest(${ids}::uuid[], ${fresh}::bytea[]) as fresh(id, wrapped)
    where s.institution_id = ${institutionId} and s.subject_id = fresh.id`.execute(tx);
  return partOf(ids, SUBJECTS_PER_STEP);
}

const partOf = (ids: readonly string[], limit: number): Part => ({
  count: ids.length,
  last: ids.length < limit ? null : (ids.at(-1) ?? null),
});

type Holder = {
  id: string;
  digest: Buffer;
  sealed: Buffer | null;
  subject: string;
  wrapped: Buffer | null;
  data_key_id: string | null;
  also: Record<string, unknown>;
};

/** Rows of one table, by their keys. */
export type Rows = { table: string; ids: readonly string[] };

/** Brings the digests of these rows under the current key; nothing to do while there is but one. */
export async function alignRows(walk: Walk, { table, ids }: Rows): Promise<void> {
  const { retiring } = await walk.keys.digests.inForce(walk.tx, walk.institutionId);
  if (!retiring) return;
  for (const column of walk.keys.columns.filter((each) => each.table === table)) {
    for (let from = 0; from < ids.length; from += ROWS_PER_STEP) {
      const some = ids.slice(from, from + ROWS_PER_STEP);
      await redigestWhere(walk, column, sql`id = any(${some}::uuid[])`);
    }
  }
}

const redigest = (walk: Walk, column: DigestColumn, after = NO_KEY): Promise<Part> =>
  redigestWhere(walk, column, sql`id > ${after}::uuid`);

/** Digests made by another key than the current one are made anew from what is sealed. */
async function redigestWhere(walk: Walk, column: DigestColumn, which: Sql): Promise<Part> {
  const { tx, institutionId, keys } = walk;
  const { current } = await keys.digests.inForce(tx, institutionId);
  if (current.number === 0) return { count: 0, last: null };
  const make = await keys.digests.maker(tx, institutionId, current);
  const { rows } = await sql<Holder>`
    select t.id, t.${sql.ref(column.column)} as digest, t.${sql.ref(column.cipher)} as sealed,
      t.subject, k.wrapped, k.data_key_id,
      ${alsoOf(column)} as also
    from (select *, (${sql.raw(column.subject)})::uuid as subject from ${sql.table(column.table)}
      where institution_id = ${institutionId} and ${which}
        and ${stale(column, current)} order by id limit ${ROWS_PER_STEP}) t
    left join subject_key k on k.institution_id = t.institution_id and k.subject_id = t.subject
    order by t.id`.execute(tx);
  const { byId } = await keys.dataKeys(tx, institutionId, true);
  const fresh = rows.map((row) => freshDigest(row, { institutionId, column, byId, current, make }));
  const ids = rows.map(({ id }) => id);
  const old = rows.map(({ digest }) => digest);
  await setDigests(walk, column, { ids, old, fresh });
  return partOf(ids, ROWS_PER_STEP);
}

/** SQL: the further columns of the row, as one object. */
function alsoOf({ also = [] }: DigestColumn): Sql {
  const members = also.flatMap((name) => [sql.lit(name), sql`t.${sql.ref(name)}`]);
  return sql`jsonb_build_object(${sql.join(members)})`;
}

/** SQL: the digest is by another key. One without a number has a byte less. */
const stale = ({ column }: DigestColumn, { number }: DigestKey) => {
  const digest = sql.ref(column);
  return sql`${digest} is not null and (octet_length(${digest}) <> ${DIGEST_BYTES}
    or substring(${digest} from 1 for 1) <> ${Buffer.from([number])})`;
};

type Making = {
  institutionId: string;
  column: DigestColumn;
  byId: ReadonlyMap<string, Buffer>;
  current: DigestKey;
  make: DigestMaker;
};

function freshDigest(row: Holder, { institutionId, column, byId, current, make }: Making): Buffer {
  // A person who was erased is found by no number, and what they left must not keep the old key.
  if (!row.wrapped || !row.data_key_id || !row.sealed) return lostDigest(current);
  const dataKey = byId.get(row.data_key_id);
  if (!dataKey) throw new Error(`institution ${institutionId} has no data key ${row.data_key_id}`);
  const own = decrypt(dataKey, row.wrapped, subjectKeyPlace(institutionId, row.subject));
  const place = {
    subjectId: row.subject,
    table: column.table,
    column: column.cipher,
    rowId: row.id,
  };
  const clear = decrypt(own, row.sealed, aad(institutionId, place)).toString('utf8');
  return make(column.purpose, column.form ? column.form(clear, row.also) : clear);
}

type Turned = { ids: string[]; old: Buffer[]; fresh: Buffer[] };

/** Only where the digest is still the one that was read; the row's version stays. */
async function setDigests({ tx, institutionId }: Walk, column: DigestColumn, turned: Turned) {
  const digest = sql.ref(column.column);
  await sql`
    with quiet as (select set_config('app.rekeying', 'on', true)),
    turned as (
      update ${sql.table(column.table)} as t set ${digest} = fresh.fresh
      from quiet, unnest(${turned.ids}::uuid[], ${turned.old}::bytea[], ${turned.fresh}::bytea[])
        as fresh(id, old, fresh)
      where t.institution_id = ${institutionId} and t.id = fresh.id and t.${digest} = fresh.old
      returning 1)
    select set_config('app.rekeying', 'off', true) from (select count(*) from turned) done`.execute(
    tx,
  );
}

/** Destroys the retiring digest key once no row has a digest of it; says nothing if one has. */
async function retire({ tx, institutionId, keys }: Walk): Promise<Part> {
  const { current, retiring } = await keys.digests.inForce(tx, institutionId);
  if (!retiring) return { count: 0, last: null };
  for (const column of keys.columns) {
    const { rows } = await sql<{ left: boolean }>`
      select exists (select from ${sql.table(column.table)}
        where institution_id = ${institutionId} and ${stale(column, current)}) as left`.execute(tx);
    if (rows[0]?.left) return { count: 0, last: null };
  }
  await tx
    .updateTable('digest_key')
    .set({ status: 'RETIRED', wrapped: null })
    .where('institution_id', '=', institutionId)
    .where('number', '=', retiring.number)
    .execute();
  return { count: 1, last: null };
}
