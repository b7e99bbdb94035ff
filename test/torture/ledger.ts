import { readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';

/** What a client is about to ask for; on disk before it is sent. */
export type Intent = {
  readonly kind: 'intent';
  readonly key: string;
  readonly person: string;
  readonly command: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly reason?: string | undefined;
  readonly protocol: Protocol;
};

export type Protocol = 'REST' | 'GRAPHQL';

/** What became of one attempt, as the client was told; `UNKNOWN` is any answer that says nothing. */
export type Outcome = {
  readonly kind: 'outcome';
  readonly key: string;
  readonly outcome: 'DONE' | 'REFUSED' | 'UNKNOWN';
  /** The body of an answer over REST. */
  readonly answer?: string | undefined;
  /** Of a refusal, or why nothing is known. */
  readonly code?: string | undefined;
};

export type Entry = Intent | Outcome;

/** The client's own book: all the judge believes about what was asked and answered. */
export type Ledger = {
  /** Resolves when the entry would survive a power cut. */
  write(entry: Entry): Promise<void>;
  /** Everything written, read from the disk. */
  entries(): readonly Entry[];
  close(): Promise<void>;
};

export async function openLedger(path: string): Promise<Ledger> {
  const file = await open(path, 'a');
  let waiting: string[] = [];
  let last: Promise<void> = Promise.resolve();
  // Whoever writes while the disk is busy shares the next flush.
  const flush = async (): Promise<void> => {
    if (waiting.length === 0) return;
    const lines = waiting;
    waiting = [];
    await file.appendFile(lines.join(''));
    await file.datasync();
  };
  return {
    write(entry) {
      waiting.push(`${JSON.stringify(entry)}\n`);
      last = last.then(flush);
      return last;
    },
    entries: () =>
      readFileSync(path, 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Entry),
    close: () => file.close(),
  };
}

/** One key with everything that was heard of it. */
export type Asked = {
  readonly intent: Intent;
  readonly heard: readonly Outcome[];
  /** The last thing heard that says anything. */
  readonly settled: Outcome | undefined;
};

/** The book by key, in the order of the first intents. */
export function askedIn(entries: readonly Entry[]): Asked[] {
  const keys = Map.groupBy(entries, ({ key }) => key);
  return [...keys.values()].flatMap((of) => {
    const intent = of.find((entry) => entry.kind === 'intent');
    const heard = of.filter((entry) => entry.kind === 'outcome');
    const settled = heard.findLast(({ outcome }) => outcome !== 'UNKNOWN');
    return intent ? [{ intent, heard, settled }] : [];
  });
}
