import type pg from 'pg';
import { type Wire, wireOf } from './wire.ts';

/**
 * A server that is gone without a word (its machine lost power, a firewall forgot the connection)
 * leaves a connection that looks alive for a quarter of an hour. No statement may take longer than
 * its limit, so one on which nothing was answered for longer is ended here, and whoever waits is
 * told to try again.
 */
export function endWhenSilent(client: pg.ClientBase, silenceMs: number): void {
  wireOf(client).silenceMs = silenceMs;
}

/** Starts to wait for an answer; call what it returns when the answer is there. */
export function expectAnswer(client: pg.ClientBase): () => void {
  const wire = wireOf(client);
  const { silenceMs } = wire;
  if (silenceMs === undefined) return () => undefined;
  const askedAt = performance.now();
  const look = (): void => {
    const silentMs = performance.now() - Math.max(askedAt, wire.answeredAt ?? 0);
    if (silentMs >= silenceMs) wire.stream.destroy(new SilentServerError());
    else timer = setTimeout(look, silenceMs - silentMs);
  };
  let timer = setTimeout(look, silenceMs);
  return () => clearTimeout(timer);
}

/** The answers owed on a connection will not come. */
export class SilentServerError extends Error {
  readonly code = 'ETIMEDOUT';

  constructor() {
    super('the database server has not said a word for longer than any statement may take');
    this.name = 'SilentServerError';
  }
}

/** Every answer is a sign of life, also of those that wait behind it. */
export function noteAnswer(wire: Wire): void {
  wire.answeredAt = performance.now();
}
