import type pg from 'pg';
import { type Silence, type Wire, wireOf } from './wire.ts';

/**
 * A server that is gone without a word (its machine lost power, a firewall forgot the connection)
 * leaves a connection that looks alive for a quarter of an hour. No statement may take longer than
 * its limit, so one on which nothing was answered for longer is ended here, and whoever waits is
 * told to try again.
 */
export function endWhenSilent(client: pg.ClientBase, silenceMs: number): void {
  wireOf(client).silence = { ms: silenceMs, owed: 0, heardAt: 0, timer: undefined };
}

/** Starts to wait for an answer. */
export function expectAnswer(wire: Wire): void {
  const { silence } = wire;
  if (!silence) return;
  if (silence.owed === 0) silence.heardAt = performance.now();
  silence.owed += 1;
  silence.timer ??= lookIn(wire, silence, silence.ms);
}

function lookIn(wire: Wire, silence: Silence, ms: number): NodeJS.Timeout {
  const look = (): void => {
    silence.timer = undefined;
    if (silence.owed === 0) return;
    const silentMs = performance.now() - silence.heardAt;
    if (silentMs >= silence.ms) wire.stream.destroy(new SilentServerError());
    else silence.timer = lookIn(wire, silence, silence.ms - silentMs);
  };
  // Nobody needs to wait for it: while an answer is owed, the connection is open.
  return setTimeout(look, ms).unref();
}

/** Every answer is a sign of life, also of those that wait behind it. */
export function noteAnswer({ silence }: Wire): void {
  if (silence) silence.heardAt = performance.now();
}

/** Nothing more is waited for of what was expected once. */
export function forgetAnswer({ silence }: Wire): void {
  if (silence) silence.owed -= 1;
}

/** The answers owed on a connection will not come. */
export class SilentServerError extends Error {
  readonly code = 'ETIMEDOUT';

  constructor() {
    super('the database server has not said a word for longer than any statement may take');
    this.name = 'SilentServerError';
  }
}
