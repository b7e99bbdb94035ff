import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Actor } from '../auth/actor.ts';
import type { Db, StatementConfig, Tx } from '../db/index.ts';
import { refuse } from '../errors.ts';
import { sendRaw } from './send.ts';

const LOCK_NOT_AVAILABLE = '55P03';
const KEY = /^[\x21-\x7e]{1,128}$/;

const TURN = 'select pg_advisory_xact_lock($1)';
const STORED = `select fingerprint, outcome from idempotency
where institution_id = $1 and client_id = $2 and key = $3`;
const SETTLE = `insert into idempotency (institution_id, client_id, key, fingerprint, outcome)
values ($1, $2, $3, $4, $5)`;

export function checkKey(key: string | null): string {
  if (key === null) throw refuse('idempotency.key_required');
  if (!KEY.test(key)) throw refuse('idempotency.key_invalid');
  return key;
}

export type Asked = { personId: string; command: string; ifMatch: number | null; input: unknown };

/**
 * What makes two requests the same: who asks, the command, the object's version asked for, and the
 * input. Many people come through one client, and an answer may hold what only one of them sees.
 */
export const fingerprintText = ({ personId, command, ifMatch, input }: Asked): string =>
  canonicalize([personId, command, ifMatch, input]) ?? '';

/**
 * `digest` is of the key and whose it is; it stands in the journal for the key. `fingerprints` are of
 * the same request: the first is stored, a stored one may be any of them.
 */
export type Claim = { actor: Actor; key: string; digest: string; fingerprints: Iterable<Buffer> };

export const digestOf = ({ institutionId, clientId }: Actor, key: string): string =>
  hash('sha256', `${institutionId}|${clientId}|${key}`);

const TURN_DIGITS = 16;
const TURN_BITS = 64;

/** The number twins take turns by: of 64 bits, so that hardly anybody else ever waits for them. */
const turnOf = ({ digest }: Claim): bigint =>
  BigInt.asIntN(TURN_BITS, BigInt(`0x${digest.slice(0, TURN_DIGITS)}`));

/** Waits for a concurrent twin to end, and keeps later ones waiting until this transaction does. */
export async function takeTurn(tx: Tx, claim: Claim): Promise<void> {
  await sendRaw(tx, { text: TURN, values: [turnOf(claim)] }).catch((error: { code?: string }) => {
    throw error.code === LOCK_NOT_AVAILABLE ? refuse('idempotency.in_flight') : error;
  });
}

/** The stored answer when the key was used before, null when it is free. */
export async function answered(tx: Tx, claim: Claim): Promise<string | null> {
  const { actor, key, fingerprints } = claim;
  const values = [actor.institutionId, actor.clientId, key];
  const [stored] = await sendRaw(tx, { text: STORED, values });
  if (!stored) return null;
  if (!isAmong(fingerprints, stored.fingerprint as Buffer)) throw refuse('idempotency.key_reused');
  return String(stored.outcome);
}

const isAmong = (fingerprints: Iterable<Buffer>, stored: Buffer): boolean =>
  [...fingerprints].some((each) => each.equals(stored));

/** Stores key and answer; sent together with COMMIT. One key is stored once, whoever took no turn. */
export function settle({ actor, key, fingerprints }: Claim, outcome: string): StatementConfig {
  const [fingerprint] = fingerprints;
  const values = [actor.institutionId, actor.clientId, key, fingerprint, outcome];
  return { text: SETTLE, values };
}

/**
 * What was answered under a key, whatever had been asked; null where nothing was. For work that goes on
 * with a command of its own, whose COMMIT waits for all that stands before it.
 */
export async function storedAnswer(
  db: Db,
  { actor, key }: { actor: Actor; key: string },
): Promise<string | null> {
  const row = await db
    .selectFrom('idempotency')
    .select('outcome')
    .where('institution_id', '=', actor.institutionId)
    .where('client_id', '=', actor.clientId)
    .where('key', '=', key)
    .executeTakeFirst();
  return row?.outcome ?? null;
}

/**
 * A stored answer may be that of a commit no standby has yet, its wait having been cancelled. A record
 * in the log makes this COMMIT wait, like any other, for all that stands before it: an answer is
 * repeated only when it could have been given.
 */
export const repeatSafely: StatementConfig = {
  text: `select pg_logical_emit_message(true, 'jingtian', ''::text)`,
  values: [],
};
