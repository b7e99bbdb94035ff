/** Sends what is due for one endpoint. */

import type { Clock } from '../../kernel/clock.ts';
import type { Database, Db } from '../../kernel/db/index.ts';
import { Refusal } from '../../kernel/errors.ts';
import type { Outbound } from '../../kernel/outbound/outbound.ts';
import type { SubjectVault, Vault } from '../../kernel/vault/vault.ts';
import {
  type Claimed,
  claim,
  type Endpoint,
  markDelivered,
  markFailed,
  takeUp,
} from './deliveries.ts';
import { type Answer, GIVE_UP_MS, pauseMs, retryAfter, verdictOf } from './rules.ts';
import { signed } from './signature.ts';
import { secretPlace } from './stored.ts';

/** So many facts of different objects are on their way to one endpoint at once. */
export const HANDS = 8;
/** Shorter than the lease by far. */
const TIMEOUT_MS = 15_000;
const BODY_TYPE = 'application/cloudevents+json; charset=utf-8';

export type CourierNeeds = {
  database: Database;
  clock: Clock;
  vault: Vault;
  outbound: Outbound;
  /** Takes the endpoint out of service, with a fact. */
  disable(endpoint: Endpoint, reason: 'GONE' | 'FAILING'): Promise<void>;
  /** Aborted when the worker must stop: what is on its way is let end, nothing new is sent. */
  signal: AbortSignal;
};

type Round = CourierNeeds & { db: Db; endpoint: Endpoint; keys: SubjectVault };

/** Sends everything that is due and free to be sent; returns when there is no more of it now. */
export async function serve(needs: CourierNeeds, endpoint: Endpoint): Promise<void> {
  const db = needs.database.reader(endpoint.institutionId);
  const keys = await needs.vault.ofSubject(db, endpoint.institutionId, endpoint.endpointId);
  const round: Round = { ...needs, db, endpoint, keys };
  const hands = new Set<Promise<void>>();
  const lend = (): void => {
    if (hands.size >= HANDS) return;
    const hand: Promise<void> = work(round, lend).finally(() => hands.delete(hand));
    hands.add(hand);
    hand.catch(() => undefined);
  };
  lend();
  while (hands.size > 0) await Promise.race(hands);
}

/** One hand: whoever finds something to do calls another, so that an idle endpoint costs one look. */
async function work(round: Round, more: () => void): Promise<void> {
  const { db, endpoint, signal } = round;
  while (!signal.aborted) {
    const claimed = await claim(db, endpoint);
    if (claimed) {
      more();
      if (!(await deliver(round, claimed))) return;
    } else if (!(await takeUp(db, endpoint))) return;
  }
}

/** @returns whether the endpoint is still to be sent to */
async function deliver(round: Round, claimed: Claimed): Promise<boolean> {
  const { db, endpoint } = round;
  const answer = await send(round, claimed);
  const word = 'status' in answer ? String(answer.status) : answer.failure;
  const verdict = verdictOf(answer);
  if (verdict === 'delivered') {
    await markDelivered(db, endpoint, { held: claimed, answer: word });
    return true;
  }
  const pause = pauseMs(claimed.attempts, Math.random(), answer.retryAfterS);
  await markFailed(db, endpoint, { held: claimed, answer: word, pauseMs: pause });
  const tired = claimed.failingMs >= GIVE_UP_MS;
  if (verdict === 'failed' && !tired) return true;
  await round.disable(endpoint, verdict === 'gone' ? 'GONE' : 'FAILING');
  return false;
}

async function send(
  { outbound, clock, keys, endpoint }: Round,
  claimed: Claimed,
): Promise<Answer & { retryAfterS: number }> {
  const body = Buffer.from(claimed.event, 'utf8');
  const open = (column: 'secret_cipher' | 'old_secret_cipher', sealed: Buffer): string =>
    keys.open(secretPlace(endpoint.endpointId, column), sealed);
  const secrets = [open('secret_cipher', claimed.secretCipher)];
  if (claimed.oldSecretCipher) secrets.push(open('old_secret_cipher', claimed.oldSecretCipher));
  const headers = {
    'content-type': BODY_TYPE,
    'user-agent': 'Jingtian',
    ...signed(secrets, { id: claimed.factId, at: clock.now(), body }),
  };
  try {
    const { status, headers: got } = await outbound.post({
      url: claimed.url,
      headers,
      body,
      timeoutMs: TIMEOUT_MS,
    });
    return { status, retryAfterS: retryAfter(got['retry-after']) };
  } catch (error) {
    return { failure: failureOf(error), retryAfterS: 0 };
  }
}

/** Why there was no answer, in one word. */
function failureOf(error: unknown): string {
  if (error instanceof Refusal) return error.code;
  const { name, code } = error as { name?: string; code?: string };
  if (name === 'TimeoutError' || name === 'AbortError') return 'timeout';
  return code && /^[A-Z0-9_]{1,60}$/.test(code) ? code.toLowerCase() : 'failed';
}
