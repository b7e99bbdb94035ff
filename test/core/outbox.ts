import { setTimeout as pause } from 'node:timers/promises';
import { v7 } from 'uuid';
import type { Posting } from './books.ts';
import type { Faults } from './faults.ts';

/** Tells the bank's process system what was booked, until it has been heard; faults included. */
export type Outbox = {
  tell(posting: Posting): void;
  /** How many messages are still on their way. */
  waiting(): number;
  stop(): void;
};

export type OutboxOptions = {
  bankUrl: () => string;
  token: string;
  faults: () => Faults;
  chance: () => number;
};

const AGAIN_MS = 100;
const REORDER_MS = 400;

export function openOutbox({ bankUrl, token, faults, chance }: OutboxOptions): Outbox {
  let waiting = 0;
  let stopped = false;

  /** Heard when answered at all: what the answer says is for people to look at. */
  const send = async (posting: Posting, key: string): Promise<boolean> => {
    try {
      const answer = await fetch(`${bankUrl()}/v1/core-reports/receive`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          'idempotency-key': key,
        },
        body: JSON.stringify(posting),
        signal: AbortSignal.timeout(10_000),
      });
      await answer.arrayBuffer();
      return answer.status < 500 && answer.status !== 429;
    } catch {
      return false;
    }
  };

  const deliver = async (posting: Posting): Promise<void> => {
    const { slowMs, reorder, duplicate } = faults();
    await pause(chance() * slowMs + (chance() < reorder ? REORDER_MS : 0));
    // A core that did not hear the answer makes a new request of the same event.
    while (!stopped) {
      const heard = await send(posting, v7());
      if (heard && chance() < duplicate) await send(posting, v7());
      if (heard && chance() >= faults().loseReply) return;
      await pause(AGAIN_MS);
    }
  };

  return {
    tell(posting) {
      waiting += 1;
      void deliver(posting).finally(() => {
        waiting -= 1;
      });
    },
    waiting: () => waiting,
    stop() {
      stopped = true;
    },
  };
}
