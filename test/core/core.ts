import { setTimeout as pause } from 'node:timers/promises';
import { type Books, type Instruction, openBooks } from './books.ts';
import { chances, type Faults } from './faults.ts';
import { type Outbox, openOutbox } from './outbox.ts';

export type CoreOptions = {
  /** Where the bank's service is now. */
  bankUrl: () => string;
  token: string;
  seed: number;
  faults: Faults;
  /** The core's business day. */
  day: () => string;
  /** Between tries, while the bank does not answer. */
  pollMs: number;
  /** What was instructed before the core opened is paid when somebody asks for it. */
  paysPastWhenAsked?: boolean;
  /** In its references, where its books are not the only ones there ever were. */
  mark?: string;
};

export type Core = {
  books: Books;
  outbox: Outbox;
  setFaults(faults: Faults): void;
  stop(): Promise<void>;
};

type Listed = Instruction & { askedTimes: number };
type Told = { data: { data: { instruction: string } } };
/** What a core acts on; everything else in the log is no business of its own. */
const TOLD_BY = 'loan.disbursement-instructed,loan.disbursement-asked';
const UNANSWERED = 'status=INSTRUCTED,UNKNOWN';
const MOST_LISTED = 100;
/** Where a list goes on. */
const NEXT = /<([^>]+)>; rel="next"/;
const WAIT_S = 25;
const REQUEST_MS = 40_000;

/** A bank core: follows the log for instructions, books each once, and tells what became of it. */
export function startCore(options: CoreOptions): Core {
  const { bankUrl, token, seed, faults, day, pollMs, paysPastWhenAsked = false } = options;
  const chance = chances(seed);
  let wrong = faults;
  const stopping = new AbortController();
  const books = openBooks({ refuses: () => chance() < wrong.refuse, mark: options.mark });
  const outbox = openOutbox({ bankUrl, token, faults: () => wrong, chance });
  /** How often each instruction had been asked about when it was last told of. */
  const told = new Map<string, number>();

  const get = (path: string): Promise<Response> =>
    fetch(`${bankUrl()}${path}`, {
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.any([AbortSignal.timeout(REQUEST_MS), stopping.signal]),
    });

  /** What is to be paid and is not answered yet, with its particulars: the log names no accounts. */
  const unanswered = async (): Promise<Map<string, Listed>> => {
    const listed = new Map<string, Listed>();
    let next: string | undefined = `/v1/disbursements?${UNANSWERED}&first=${MOST_LISTED}`;
    while (next !== undefined) {
      const answer: Response = await get(next);
      if (!answer.ok) throw new Error(`instructions were not read: ${answer.status}`);
      const { nodes } = (await answer.json()) as { nodes: Listed[] };
      for (const node of nodes) listed.set(node.instruction, node);
      next = NEXT.exec(answer.headers.get('link') ?? '')?.[1];
    }
    return listed;
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

  /** Whatever waits for an answer counts as told. */
  let isOpen = !paysPastWhenAsked;
  const passOver = async (): Promise<void> => {
    for (const { instruction, askedTimes } of (await unanswered()).values()) {
      told.set(instruction, askedTimes);
    }
    isOpen = true;
  };

  /**
   * Follows the log from the place kept with the books. The place moves only once everything it
   * tells of is in the books, so an answer that breaks off is asked for again.
   */
  let place = '-1';
  const follow = async (): Promise<void> => {
    if (!isOpen) await passOver();
    const answer = await get(`/v1/events?after=${place}&act=${TOLD_BY}&wait=${WAIT_S}`);
    if (!answer.ok) throw new Error(`the log was not read: ${answer.status}`);
    const news = (await answer.json()) as Told[];
    // One list for all of it: most of what a log tells from its beginning is long answered.
    const waiting = news.length > 0 ? await unanswered() : new Map<string, Listed>();
    for (const { data } of news) {
      const instruction = waiting.get(data.data.instruction);
      if (instruction) pickUp(instruction);
    }
    place = answer.headers.get('feed-cursor') ?? place;
  };
  const following = (async () => {
    while (!stopping.signal.aborted) await follow().catch(() => pause(pollMs));
  })();

  return {
    books,
    outbox,
    setFaults(next) {
      wrong = next;
    },
    async stop() {
      stopping.abort();
      outbox.stop();
      await following;
    },
  };
}
