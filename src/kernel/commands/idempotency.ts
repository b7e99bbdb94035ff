import canonicalize from 'canonicalize';
import type { Actor } from '../auth/actor.ts';
import type { Db, StatementConfig, Tx } from '../db/index.ts';
import { refuse } from '../errors.ts';
import { sendRaw } from './send.ts';

const LOCK_NOT_AVAILABLE = '55P03';
const KEY = /^[\x21-\x7e]{1,128}$/;

const CLAIM = `insert into idempotency (institution_id, client_id, key, fingerprint)
values ($1, $2, $3, $4) on conflict do nothing returning 1 as claimed`;
const STORED = `select fingerprint, outcome from idempotency
where institution_id = $1 and client_id = $2 and key = $3`;
const SETTLE = `update idempotency set outcome = $4
where institution_id = $1 and client_id = $2 and key = $3`;

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

/** `fingerprints` are of the same request: the first is stored, a stored one may be any of them. */
export type Claim = { actor: Actor; key: string; fingerprints: Iterable<Buffer> };

/**
 * Takes the key within the transaction, waiting for a concurrent twin to end. Returns the stored
 * answer when the key was used before, null when it is ours now.
 */
export async function claim(tx: Tx, { actor, key, fingerprints }: Claim): Promise<string | null> {
  const scope = [actor.institutionId, actor.clientId, key];
  const [fingerprint] = fingerprints;
  const claimed = await sendRaw(tx, { text: CLAIM, values: [...scope, fingerprint] }).catch(
    (error: { code?: string }) => {
      throw error.code === LOCK_NOT_AVAILABLE ? refuse('idempotency.in_flight') : error;
    },
  );
  if (claimed.length > 0) return null;
  const [stored] = await sendRaw(tx, { text: STORED, values: scope });
  if (!stored) throw refuse('idempotency.in_flight');
  if (!isAmong(fingerprints, stored.fingerprint as Buffer)) throw refuse('idempotency.key_reused');
  // Claimed by this very transaction: another line of an all-or-nothing batch.
  if (stored.outcome === null) throw refuse('idempotency.key_reused');
  return String(stored.outcome);
}

const isAmong = (fingerprints: Iterable<Buffer>, stored: Buffer): boolean =>
  [...fingerprints].some((each) => each.equals(stored));

/** Stores the answer; sent together with COMMIT. */
export const settle = ({ actor, key }: Claim, outcome: string): StatementConfig => ({
  text: SETTLE,
  values: [actor.institutionId, actor.clientId, key, outcome],
});

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
