/** One step of the way to the money: what the model expects of it, and what money and days forbid. */
import { isDeepStrictEqual } from 'node:util';
import {
  answerFlags,
  application,
  EVIDENCE,
  FINDINGS,
  FORM_FINDINGS,
  SEEN,
} from '../modules/loans/lending.ts';
import { AMOUNTS_FEN, CLAIMED, OVER } from './apply.ts';
import { type Act, type Loan, may, take } from './model.ts';
import { type Person, todayOf } from './town.ts';
import {
  borrowerOf,
  committedBy,
  insist,
  type Json,
  type Line,
  lostWith,
  owes,
  rowOf,
  type Sent,
  send,
  type Walk,
  yuan,
} from './walk.ts';

/** What days may forbid beside posts and states. */
const OF_THE_DAY = ['loan.approval_expired', 'loan.check_failed'];
/** From this day on other rules say how cost is shown: what was shown before it is shown anew. */
const SHOWN_OTHERWISE = '2026-08-01';

type Step = { loan: Loan; act: Act; person: Person; size: number };

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

/** What is left of a loan; below nothing once a payment that was drawn again has bounced. */
function leftFen(walk: Walk, loan: Loan): bigint {
  const left = loan.amountFen - BigInt(rowOf(walk, loan).principalFen);
  return left > 0n ? left : 0n;
}

const exceeds = (walk: Walk, loan: Loan): boolean =>
  (loan.drawing?.amountFen ?? 0n) > leftFen(walk, loan);

function sent(walk: Walk, { loan, act, person, size }: Step, isFor: boolean): Sent {
  const left = leftFen(walk, loan);
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
  if (sendsOut && exceeds(walk, loan)) return 'what is left';
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
  if (code === 'loan.drawing_amount') return exceeds(walk, loan);
  if (code === 'loan.payout_in_doubt') return rowOf(walk, loan).isDoubted;
  if (code === 'loan.disclosure_outdated') return todayOf(walk.town.app) >= SHOWN_OTHERWISE;
  if (OF_THE_DAY.includes(code)) return true;
  if (!OVER.includes(code)) return false;
  const committed = committedBy(walk, loan.customer);
  const own = ['APPROVED', 'SIGNED', 'DISBURSING'].includes(loan.status) || loan.revolving;
  const others = own && loan.status !== 'REVIEWED' ? committed - loan.amountFen : committed;
  // An application counts with all that waits beside it.
  return act === 'submit' || others + loan.amountFen > borrowerOf(walk, loan.customer).lineFen;
}

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
