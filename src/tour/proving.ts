import { setTimeout as wait } from 'node:timers/promises';
import { type Client, listAt, textAt } from './client.ts';

/** A fact gets its place, and its log a signature, within a second; the tour asks a few times. */
const TRIES = 100;
const PAUSE_MS = 100;

async function once<T>(found: () => Promise<T | undefined>, what: string): Promise<T> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const value = await found();
    if (value !== undefined) return value;
    await wait(PAUSE_MS);
  }
  throw new Error(`the journal has no ${what}`);
}

const HISTORY = `query ($loan: ID!) {
  journalHistory(loanId: $loan, first: 50) { entries { act occurredAt actor { name } reason } }
}`;

/** What happened to the loan, newest first, once the log tells its end. */
export async function readBack(client: Client, auditor: string, loan: string): Promise<string[]> {
  return once(async () => {
    const data = await client.graphql(auditor, HISTORY, { loan });
    const acts = listAt(data, 'journalHistory', 'entries').map((entry) => textAt(entry, 'act'));
    return acts.includes('loan.settled') ? acts : undefined;
  }, 'end of the loan');
}

/** The file that proves the entry at a place of the log to whoever has the log's key. */
export const proofOf = (client: Client, auditor: string, position: string): Promise<string> =>
  once(
    () => client.file(auditor, `/v1/journal/entries/${position}/proof`),
    `signature over entry ${position}`,
  );
