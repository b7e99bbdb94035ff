import { setTimeout as pause } from 'node:timers/promises';
import { type Books, type Instruction, openBooks } from './books.ts';
import { chances, type Faults } from './faults.ts';
import { type Outbox, openOutbox } from './outbox.ts';

export type CoreOptions = {
  bankUrl: string;
  token: string;
  seed: number;
  faults: Faults;
  /** The core's business day. */
  day: () => string;
  pollMs: number;
};

export type Core = {
  books: Books;
  outbox: Outbox;
  setFaults(faults: Faults): void;
  stop(): Promise<void>;
};

type Listed = Instruction & { askedTimes: number };
const PAGE = 100;

/** A bank core: picks instructions up, books each once, and tells what became of it. */
export function startCore({ bankUrl, token, seed, faults, day, pollMs }: CoreOptions): Core {
  const chance = chances(seed);
  let wrong = faults;
  let stopped = false;
  const books = openBooks(() => chance() < wrong.refuse);
  const outbox = openOutbox({ bankUrl, token, faults: () => wrong, chance });
  /** How often each instruction had been asked about when it was last told of. */
  const told = new Map<string, number>();

  const list = async (): Promise<Listed[]> => {
    const url = `${bankUrl}/v1/disbursements?status=INSTRUCTED,UNKNOWN&first=${PAGE}`;
    const answer = await fetch(url, {
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(10_000),
    });
    const body = (await answer.json()) as { nodes?: Listed[] };
    return body.nodes ?? [];
  };

  const pickUp = (instruction: Listed): void => {
    const { instruction: name, askedTimes } = instruction;
    if ((told.get(name) ?? -1) >= askedTimes) return;
    told.set(name, askedTimes);
    const posting = books.carryOut(instruction, day());
    // What was forgotten once is told when somebody asks.
    if (askedTimes === 0 && chance() < wrong.forget) return;
    outbox.tell(posting);
  };

  const poll = async (): Promise<void> => {
    while (!stopped) {
      for (const instruction of await list().catch(() => [])) pickUp(instruction);
      await pause(pollMs);
    }
  };
  const polling = poll();

  return {
    books,
    outbox,
    setFaults(next) {
      wrong = next;
    },
    async stop() {
      stopped = true;
      outbox.stop();
      await polling;
    },
  };
}
