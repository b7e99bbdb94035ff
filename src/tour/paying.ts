import { checkUseOfFunds } from './aftercare.ts';
import { at, type Client, type Json, listAt, textAt } from './client.ts';
import type { Founded } from './founding.ts';
import type { Lent } from './lending.ts';

/** The bank core beside the service: it follows the log, pays, and tells what came of it. */
export type BankCore = {
  /** From now on it works for the bank of this login. */
  workFor(subject: string): Promise<void>;
  /** Money comes in for a loan of that bank. */
  takeIn(repayment: { loanCode: string; amount: string }): Promise<void>;
};

type Paying = Founded & { lent: Lent; core: BankCore; today: string };

/** A drawing is asked for, checked by a post of its own and instructed; the core picks it up. */
export async function payOut(client: Client, { cast, lent, core }: Paying): Promise<string> {
  const { path } = lent;
  await core.workFor(cast.core);
  await client.change(cast.officer, path, 'draw');
  const seen = { documentsSeen: true, payeeMatches: true };
  await client.change(cast.disburser, path, 'check', { body: seen });
  await client.change(cast.disburser, path, 'instruct');
  return awaitFact(client, cast.auditor, { act: 'loan.disbursement-confirmed', loan: lent.loan });
}

/** What the money was used for, all of it paid back through the core, and the loan closed. */
export async function repayAndSettle(client: Client, paying: Paying): Promise<void> {
  const { cast, lent, core, today } = paying;
  const { loan, path } = lent;
  await checkUseOfFunds(client, paying, { loan, today });
  await client.get(cast.reviewer, `/v1/loans/class-explained?loanId=${loan}`);
  const schedule = `query ($id: ID!) {
    loan(id: $id) { code instalments(first: 100) { nodes { dueOn principal interest } } }
  }`;
  const due = await client.graphql(cast.disburser, schedule, { id: loan });
  const rows = listAt(due, 'loan', 'instalments', 'nodes');
  const amount = yuan(rows.reduce<bigint>((sum, row) => sum + fenAt(row), 0n));
  await core.takeIn({ loanCode: textAt(due, 'loan', 'code'), amount });
  await awaitFact(client, cast.auditor, { act: 'loan.repaid', loan });
  await client.change(cast.disburser, path, 'settle');
}

type Awaited = { act: string; loan: string };

const WAIT_S = 5;
const MOST_WAITS = 12;

/** Follows the log until the fact is there; its place in it. */
async function awaitFact(client: Client, who: string, { act, loan }: Awaited): Promise<string> {
  const told = `/v1/events?after=-1&act=${act}&object=${loan}&wait=${WAIT_S}`;
  for (let waits = 0; waits < MOST_WAITS; waits += 1) {
    const events = await client.get(who, told);
    if (listAt(events).length > 0) return textAt(events, 0, 'id');
  }
  throw new Error(`the core did not bring about ${act}`);
}

const FEN = 100n;
const fenOf = (value: Json): bigint => BigInt(String(value).replace('.', ''));
const fenAt = (row: Json): bigint => fenOf(at(row, 'principal')) + fenOf(at(row, 'interest'));
const yuan = (fen: bigint): string => `${fen / FEN}.${String(fen % FEN).padStart(2, '0')}`;
