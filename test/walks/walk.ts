/** Walks: what is sent, what the model expects of it, and what must hold after it. */
import { isDeepStrictEqual } from 'node:util';
import { newId } from '../../src/kernel/ids.ts';
import type { TestApp } from '../helpers/app.ts';
import {
  answerFlags,
  application,
  EVIDENCE,
  FINDINGS,
  FORM_FINDINGS,
  keyOf,
  SEEN,
} from '../modules/loans/lending.ts';
import { committedFen, look, type Row, type Seen, writtenOffFen } from './checks.ts';
import { type Act, type Loan, may, newLoan, take } from './model.ts';
import { type Borrower, type Person, passDays, type Town, todayOf } from './town.ts';

type Json = Record<string, unknown>;
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
async function insisting(walk: Walk, { code }: Person, request: Request) {
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

const committedBy = (walk: Walk, customer: string): bigint =>
  committedFen(walk.seen, borrowerOf(walk, customer).key);

/** Lost with this borrower, and not got back. */
const lostWith = (walk: Walk, customer: string): bigint =>
  writtenOffFen(walk.seen, borrowerOf(walk, customer).key);

function borrowerOf(walk: Walk, customer: string): Borrower {
  const borrower = walk.borrowers.find(({ id }) => id === customer);
  if (!borrower) throw new Error(customer);
  return borrower;
}

/** What money and days may forbid beside posts and states; each is looked into where it is said. */
const OVER = ['loan.over_credit_line', 'loan.over_stand_alone_limit'];
const OF_THE_DAY = ['loan.approval_expired', 'loan.check_failed'];

type Step = { loan: Loan; act: Act; person: Person; size: number };

type Offer = { action: string; allowed: boolean; reason: { code: string } | null };

/** So many people are asked at a time; over a walk it is everybody's turn. */
const ASKED = 3;

/** Asks people what they may do: never what the model forbids, and what it allows but for money. */
export async function offers(walk: Walk, { loan, acts, from }: Offering): Promise<void> {
  const { people } = walk.town;
  const asked = people.filter(
    (_, place) => (place + from) % Math.ceil(people.length / ASKED) === 0,
  );
  await Promise.all(asked.map((person) => offersTo(walk, { loan, acts, person })));
}

type Offering = { loan: Loan; acts: readonly Act[]; from: number };

type Asking = { loan: Loan; acts: readonly Act[]; person: Person };

async function offersTo(walk: Walk, { loan, acts, person }: Asking): Promise<void> {
  const url = `/v1/loans/allowed-actions?loanId=${loan.id}`;
  const { body } = await insisting(walk, person, { url });
  const offered: Offer[] = body.allowedActions;
  for (const act of acts) {
    const { allowed = false, reason } =
      offered.find(({ action }) => action === `loan.${act}`) ?? {};
    if (act === 'settle' && allowed) insist(walk, !owes(walk, loan), 'settling is offered in debt');
    if (allowed === may(loan, act, person)) continue;
    const what = `${act} for ${person.code} is ${allowed ? 'offered' : reason?.code}`;
    insist(walk, !allowed && BESIDE.includes(reason?.code ?? ''), what);
  }
}

/** Is anything owed on it, or lost with it? */
const owes = (walk: Walk, loan: Loan): boolean => {
  const { owedFen, writtenOffFen: lostFen } = rowOf(walk, loan);
  return BigInt(owedFen) + BigInt(lostFen) > 0n;
};

/** What stands in the way beside posts, seats and states. */
const BESIDE = ['loan.balance_outstanding', 'loan.written_off', 'loan.drawn_in_full'];

/** Takes one step of the way to the money, or is refused as the model says. */
export async function step(walk: Walk, { loan, act, person, size }: Step): Promise<boolean> {
  const { app } = walk.town;
  const isFor = act === 'approve' || size % 6 !== 0;
  const allowed = may(loan, act, person);
  if (act === 'review' && allowed) await answerFlags(app, loan.id, person.code);
  const barred = forbidden(walk, { loan, act, isFor });
  const line = await send(walk, sent(walk, { loan, act, person, size }, isFor));
  if (line.status !== 200) {
    const excused = excuse(walk, { loan, act, line });
    insist(walk, !allowed || excused, `${act} by ${person.code} was refused: ${line.code}`);
    return false;
  }
  insist(walk, allowed, `${act} by ${person.code} should have been refused`);
  insist(walk, barred === undefined, `${act} in spite of ${barred}`);
  if (act === 'draw') remember(walk, loan, person);
  else take(loan, act, { person, isFor });
  if (act === 'revise') loan.amountFen = AMOUNTS_FEN[size % AMOUNTS_FEN.length] ?? 0n;
  decided(walk, loan, act);
  return true;
}

const REASONED: readonly Act[] = ['return', 'reject', 'withdraw', 'cancel-drawing'];

function sent(walk: Walk, { loan, act, person, size }: Step, isFor: boolean): Sent {
  const left = loan.amountFen - BigInt(rowOf(walk, loan).principalFen);
  const part = loan.revolving ? (left * BigInt((size % 5) + 1)) / 4n : left;
  const signedAt = walk.town.app.clock.now().toISOString();
  const evidenceSha256 = EVIDENCE;
  const inputs: Readonly<Record<Act, Json>> = {
    submit: {},
    // The product that revolves has a form of its own.
    investigate: loan.revolving ? FORM_FINDINGS : FINDINGS,
    review: { opinion: '同意' },
    approve: { opinion: '同意' },
    vote: { opinion: '已审阅', choice: isFor ? 'FOR' : 'AGAINST' },
    return: {},
    reject: {},
    withdraw: {},
    'disclose-cost': { channel: 'ON_SITE' },
    'confirm-cost': { evidenceSha256 },
    sign: { method: 'FACE_TO_FACE', signedAt, evidenceSha256 },
    draw: { amount: yuan(part) },
    check: { ...SEEN, opinion: '资料齐全' },
    'cancel-drawing': {},
    instruct: {},
    settle: {},
    revise: termsOf(loan, size),
  };
  const reason = REASONED.includes(act) ? { reason: '客户要求' } : {};
  return { who: person, command: `loan.${act}`, input: { id: loan.id, ...inputs[act] }, ...reason };
}

type Forbidding = { loan: Loan; act: Act; isFor: boolean };

/** What money forbids whoever may take the step otherwise. */
function forbidden(walk: Walk, { loan, act, isFor }: Forbidding): string | undefined {
  if (act === 'settle') return owes(walk, loan) ? 'what is owed' : undefined;
  const sendsOut = act === 'check' || act === 'instruct';
  if (sendsOut && rowOf(walk, loan).isDoubted) return 'what the core says went out';
  const lends =
    ['submit', 'approve', 'check', 'instruct'].includes(act) || (act === 'vote' && isFor);
  return lends && lostWith(walk, loan.customer) > 0n ? 'what was written off' : undefined;
}

/** Whether a refusal of what posts and states allow is right, as the database has it. */
function excuse(walk: Walk, { loan, act, line }: { loan: Loan; act: Act; line: Line }): boolean {
  const code = line.code ?? '';
  if (act === 'settle') return owes(walk, loan);
  if (code === CLAIMED) return lostWith(walk, loan.customer) > 0n;
  if (act === 'draw' && code === 'loan.written_off') return rowOf(walk, loan).isLost;
  if (act === 'draw') {
    // Part of a revolving loan may be more than what is left, or nothing.
    return code === 'loan.drawing_amount' && loan.revolving;
  }
  if (code === 'loan.payout_in_doubt') return rowOf(walk, loan).isDoubted;
  if (OF_THE_DAY.includes(code)) return true;
  if (!OVER.includes(code)) return false;
  const committed = committedBy(walk, loan.customer);
  const own = ['APPROVED', 'SIGNED', 'DISBURSING'].includes(loan.status) || loan.revolving;
  const others = own && loan.status !== 'REVIEWED' ? committed - loan.amountFen : committed;
  // An application counts with all that waits beside it.
  return act === 'submit' || others + loan.amountFen > borrowerOf(walk, loan.customer).lineFen;
}

const CLAIMED = 'loan.claim_written_off';

/** Other terms for an application: what it may be changed to is what may be applied for. */
function termsOf({ customer, revolving }: Loan, size: number): Json {
  const amount = yuan(AMOUNTS_FEN[size % AMOUNTS_FEN.length] ?? 0n);
  const { customerId: _, product: __, ...terms } = application(customer, { amount });
  const merchant = { repaymentMethod: 'REVOLVING', industryCode: 'F5212' };
  return revolving ? { ...terms, ...merchant } : terms;
}

function remember(walk: Walk, loan: Loan, person: Person): void {
  const { asked } = rowOf(walk, loan);
  insist(walk, asked !== null, 'no drawing');
  const { instruction, fen } = asked;
  loan.drawing = { instruction, amountFen: BigInt(fen), by: person.id, status: 'REQUESTED' };
}

/** Where something was decided, the customer is within the line. */
function decided(walk: Walk, loan: Loan, act: Act): void {
  const row = rowOf(walk, loan);
  const was = { status: loan.status, drawing: loan.drawing?.status ?? null };
  const is = { status: row.status, drawing: row.drawing };
  insist(
    walk,
    isDeepStrictEqual(is, was),
    `${act} led to ${JSON.stringify(is)}, not ${JSON.stringify(was)}`,
  );
  const grants = loan.status === 'APPROVED' && (act === 'approve' || act === 'vote');
  if (!grants && act !== 'check' && act !== 'instruct') return;
  const committed = committedBy(walk, loan.customer);
  const { lineFen } = borrowerOf(walk, loan.customer);
  insist(walk, committed <= lineFen, `${committed} fen are above the line`);
}

const AMOUNTS_FEN = [1_800_001n, 1_200_000n, 2_600_057n, 1_000_000n];
const PAPERS = ['IDENTITY_CARD', 'CREDIT_REPORT_CONSENT', 'BUSINESS_LICENCE'];

/** Somebody asks for a loan on somebody's line. */
export async function apply(walk: Walk, { person, size }: { person: Person; size: number }) {
  const borrower = walk.borrowers[size % walk.borrowers.length];
  const amountFen = AMOUNTS_FEN[size % AMOUNTS_FEN.length] ?? 0n;
  insist(walk, borrower !== undefined, 'nobody to lend to');
  const revolving = borrower.isMerchant;
  const terms = revolving
    ? { product: 'MERCHANT_OPERATING', repaymentMethod: 'REVOLVING', industryCode: 'F5212' }
    : { repaymentMethod: ['EQUAL_PRINCIPAL', 'EQUAL_INSTALMENTS', 'INTEREST_MONTHLY'][size % 3] };
  const input = application(borrower.id, { amount: yuan(amountFen), ...terms });
  const line = await send(walk, { who: person, command: 'loan.apply', input });
  if (line.status !== 200) {
    const allowed = person.permissions.has('loan.apply');
    const lost = lostWith(walk, borrower.id) > 0n;
    const excused = line.code === CLAIMED ? lost : OVER.includes(line.code ?? '');
    insist(walk, !allowed || excused, `not taken down: ${line.code}`);
    return;
  }
  const id = String(line.answer?.result.loan);
  const loan = { id, key: keyOf(id), customer: borrower.id, amountFen, revolving, by: person.id };
  walk.loans.push(newLoan(loan));
  await examine(walk, { mayChange: true });
  if (!revolving) return;
  for (const [index, kind] of PAPERS.entries()) {
    const paper = { id, kind, sha256: String(index).repeat(64) };
    await send(walk, { who: person, command: 'loan.receive-document', input: paper });
  }
}

export const days = async (walk: Walk, count: number): Promise<void> => {
  if (todayOf(walk.town.app) < '2027-09-01') passDays(walk.town.app, count);
};

/** A customer's line is rated anew: what was decided stays, what comes is held against the new one. */
export async function resize(walk: Walk, size: number): Promise<void> {
  const borrower = walk.borrowers[size % walk.borrowers.length];
  insist(walk, borrower !== undefined, 'nobody to rate');
  // Some are too short for the largest loan, some take several.
  borrower.lineFen = BigInt((size % 12) * 6 + 8) * 100_000n;
  walk.story.push(`a line of ${yuan(borrower.lineFen)}`);
  await walk.town.app.owner(
    `update rating set credit_line_fen = $2, ceiling_fen = $2
     where institution_id = $3 and customer_id = $1`,
    [borrower.key, borrower.lineFen, walk.town.app.world.bankId],
  );
}
