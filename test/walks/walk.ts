/** Walks: what is sent, and what must hold after it. */
import { newId } from '../../src/kernel/ids.ts';
import type { TestApp } from '../helpers/app.ts';
import { committedFen, look, type Row, type Seen, writtenOffFen } from './checks.ts';
import type { Loan } from './model.ts';
import { type Borrower, type Person, passDays, type Town, todayOf } from './town.ts';

export type Json = Record<string, unknown>;
/** A refusal has a code. */
export type Line = { status: number; code?: string; answer?: { result: Json } };

export type Walk = {
  readonly town: Town;
  readonly borrowers: readonly Borrower[];
  readonly loans: Loan[];
  /** What was sent and what came of it, for whoever reads a counterexample. */
  readonly story: string[];
  /** What the database held after the last thing sent. */
  seen: Seen;
};

export const yuan = (fen: bigint): string => `${fen / 100n}.${String(fen % 100n).padStart(2, '0')}`;

export function insist(walk: Walk, holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(`${what}\n${walk.story.slice(-40).join('\n')}`);
}

export type Sent = { who: Person; command: string; input: Json; reason?: string };

/** Sends a command; a refusal is one in words and changes nothing about any loan. */
export async function send(walk: Walk, { who, ...line }: Sent): Promise<Line> {
  const lines = [{ ...line, idempotencyKey: newId() }];
  const request = { method: 'POST' as const, url: '/v1/batch', payload: { lines } };
  const { body } = await insisting(walk, who, request);
  const answer = body.lines[0] as Line;
  const said = answer.code ?? answer.status;
  walk.story.push(
    `${todayOf(walk.town.app)} ${who.code} ${line.command} ${JSON.stringify(line.input)} -> ${said}`,
  );
  insist(walk, answer.status < 500, 'broken');
  await examine(walk, { mayChange: answer.status === 200 });
  return answer;
}

const ATTEMPTS = 20;
type Request = Parameters<ReturnType<TestApp['as']>['rest']>[0];

/** A machine that is busy with other things turns requests away: the same one is sent again. */
export async function insisting(walk: Walk, { code }: Person, request: Request) {
  const caller = walk.town.app.as(code);
  let answer = await caller.rest(request);
  for (let attempt = 1; answer.status === 503 && attempt < ATTEMPTS; attempt += 1) {
    answer = await caller.rest(request);
  }
  insist(walk, answer.status === 200, `${code} is told nothing: ${JSON.stringify(answer.body)}`);
  return answer;
}

/** Looks at everything there is about the loans of the walk. */
export async function examine(walk: Walk, { mayChange }: { mayChange: boolean }): Promise<void> {
  const keys = walk.loans.map(({ key }) => key);
  const seen = await look(walk.town.app, keys);
  insist(walk, seen.faults.length === 0, seen.faults.join(', '));
  const same = seen.digest === walk.seen.digest;
  insist(walk, mayChange || same, 'what was refused changed something');
  walk.seen = seen;
}

/** The row of a loan as it was last seen. */
export function rowOf({ seen }: Walk, loan: Loan): Row {
  const row = seen.loans[loan.key];
  if (!row) throw new Error(loan.key);
  return row;
}

export const committedBy = (walk: Walk, customer: string): bigint =>
  committedFen(walk.seen, borrowerOf(walk, customer).key);

/** Lost with this borrower, and not got back. */
export const lostWith = (walk: Walk, customer: string): bigint =>
  writtenOffFen(walk.seen, borrowerOf(walk, customer).key);

export function borrowerOf(walk: Walk, customer: string): Borrower {
  const borrower = walk.borrowers.find(({ id }) => id === customer);
  if (!borrower) throw new Error(customer);
  return borrower;
}

/** Is anything owed on it, or lost with it? */
export const owes = (walk: Walk, loan: Loan): boolean => {
  const { owedFen, writtenOffFen: lostFen } = rowOf(walk, loan);
  return BigInt(owedFen) + BigInt(lostFen) > 0n;
};

export const days = async (walk: Walk, count: number): Promise<void> => {
  if (todayOf(walk.town.app) < '2027-09-01') passDays(walk.town.app, count);
};
