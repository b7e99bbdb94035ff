import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from './client.ts';
import type { Protocol } from './ledger.ts';

/** A command that was not done: refused, or left with nothing known about it. */
export class NotDone extends Error {}

/** Somebody at work while things go wrong. */
export type Worker = {
  chance: () => number;
  /** Sees a command through: its result, or NotDone. */
  perform(
    as: string,
    command: string,
    input: Record<string, unknown>,
    reason?: string,
  ): Promise<Record<string, unknown>>;
};

export type WorkerOptions = {
  client: Client;
  chance: () => number;
  /** True when the run is over and nothing more is sent. */
  over: () => boolean;
  /** How many went through, were refused, were left open. */
  count(what: 'done' | 'refused' | 'left'): void;
};

/** How often nothing is heard and the caller goes away without asking again. */
const LEFT_SHARE = 0.3;
const AGAIN_MS = 100;

/** Each command over either protocol; what nothing is known of is asked again, or left for later. */
export function createWorker({ client, chance, over, count }: WorkerOptions): Worker {
  return {
    chance,
    async perform(as, command, input, reason) {
      if (over()) throw new NotDone('the run is over');
      const protocol: Protocol = chance() < 0.5 ? 'REST' : 'GRAPHQL';
      let heard = await client.ask({ as, command, input, reason, protocol });
      const intent = {
        kind: 'intent',
        key: heard.key,
        person: as,
        command,
        input,
        reason,
      } as const;
      const insists = chance() >= LEFT_SHARE;
      while (heard.outcome === 'UNKNOWN') {
        if (over() || !insists) {
          count('left');
          throw new NotDone(`${command}: ${heard.code}`);
        }
        await pause(AGAIN_MS);
        heard = await client.again({ ...intent, protocol });
      }
      count(heard.outcome === 'DONE' ? 'done' : 'refused');
      if (heard.outcome === 'DONE') return heard.result ?? {};
      throw new NotDone(`${command}: ${heard.code}`);
    },
  };
}
