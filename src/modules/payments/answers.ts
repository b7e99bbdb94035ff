import type { Actor } from '../../kernel/auth/actor.ts';
import { type Tx, together } from '../../kernel/db/index.ts';
import { yuanOf } from '../../kernel/money.ts';
import {
  advance,
  changeLoan,
  type LoanContext,
  type LoanRow,
  loanObjects,
  readyTo,
  recordStep,
} from '../loans/index.ts';
import { bookNewFact, isKnownAs, type ReportedFact } from '../servicing/index.ts';
import { answerHeld } from './held.ts';
import { changeDrawing, type DisbursementRow, drawingUpdate } from './stored.ts';

/** What the bank core says became of an instruction. */
export type Answer = {
  readonly instruction: string;
  readonly outcome: 'CONFIRMED' | 'REFUSED' | 'UNKNOWN';
  /** The core's own reference: the same kind and reference is the same event, told again. */
  readonly reference: string;
  readonly amountFen: bigint;
  /** The account credited, by the core's reference. */
  readonly account?: string | undefined;
  readonly occurredOn: string;
  /** Why it was refused, and only then. */
  readonly explanation?: string | undefined;
};

type MoneyFact = Extract<ReportedFact, { kind: 'DISBURSED' | 'DRAWN' | 'DISBURSEMENT_REFUSED' }>;

/** The fact an answer is kept as: the first money of a loan is its disbursement. */
const factOf = (answer: Answer, isFirst: boolean): MoneyFact => ({
  kind: answer.outcome === 'REFUSED' ? 'DISBURSEMENT_REFUSED' : isFirst ? 'DISBURSED' : 'DRAWN',
  reference: answer.reference,
  instruction: answer.instruction,
  amountFen: answer.amountFen,
  occurredOn: answer.occurredOn,
  explanation: answer.explanation ?? null,
});

type Answering = { drawing: DisbursementRow; answer: Answer };
type Drawing = DisbursementRow | undefined;
type Told = { loan: LoanRow; drawing: Drawing | Promise<Drawing>; answer: Answer };

/** Was this very answer given before? The same reference for another event is refused. */
export async function alreadyAnswered(tx: Tx, { loan, drawing, answer }: Told): Promise<boolean> {
  if (answer.outcome === 'UNKNOWN') return (await drawing)?.status === 'UNKNOWN';
  return isKnownAs(tx, loan, [factOf(answer, true), factOf(answer, false)]);
}

/**
 * Makes a fitting answer true, which was not given before: the drawing has ended, or nobody knows
 * yet; the loan follows.
 */
export async function applyAnswer(
  tx: Tx,
  { drawing, answer }: Answering,
  context: LoanContext,
): Promise<void> {
  if (answer.outcome === 'UNKNOWN') return unknown(tx, drawing, context);
  const fact = factOf(answer, context.target.disbursed_on === null);
  context.write(
    drawingUpdate(tx, drawing, {
      status: answer.outcome,
      core_reference: fact.reference,
      answered_on: fact.occurredOn,
      explanation: fact.explanation ?? null,
    }),
  );
  await answerHeld(tx, { outcome: answer.outcome, occurredOn: fact.occurredOn }, context);
  if (answer.outcome === 'CONFIRMED') await confirmed(tx, fact, context);
  else await refused(tx, fact, context);
}

/** The word of the core, taken from its list or after two people looked into it. */
export const withWordOfCore = ({ territories: _, ...actor }: Actor): Actor => ({
  ...actor,
  permissions: new Set([...actor.permissions, 'loan.confirm']),
});

async function confirmed(tx: Tx, fact: MoneyFact, context: LoanContext): Promise<void> {
  const [booked, ready] = await together([
    bookNewFact(tx, context, { fact }),
    readyTo(tx, context, 'confirm'),
  ]);
  const counted = booked.outcome === 'COUNTED' ? booked : null;
  await advance(tx, context, {
    action: 'confirm',
    act: 'loan.disbursement-confirmed',
    changes: {
      ...counted?.changes,
      drawing_status: null,
      drawing_by: null,
      disbursed_on: context.target.disbursed_on ?? fact.occurredOn,
      core_reference: fact.reference,
    },
    data: {
      instruction: fact.instruction,
      reference: fact.reference,
      amount: yuanOf(fact.amountFen),
      disbursedOn: fact.occurredOn,
      instalments: counted?.epochs.at(-1)?.account.lines.length,
    },
    ready,
  });
}

/** The contract stands as before; another instruction needs another drawing. */
async function refused(tx: Tx, fact: MoneyFact, context: LoanContext): Promise<void> {
  await bookNewFact(tx, context, { fact });
  const { target: loan, actor, now, emit } = context;
  const first = loan.status === 'DISBURSING';
  const to = first ? 'SIGNED' : loan.status;
  const version = await changeLoan(tx, loan, {
    status: to,
    drawing_status: null,
    drawing_by: null,
    ...(first ? { disburser_id: null } : {}),
  });
  const step = { action: 'REFUSE_DISBURSEMENT', duty: null, from: loan.status, to } as const;
  await recordStep(
    tx,
    { ...step, round: loan.round, opinion: fact.explanation ?? null },
    { loan, personId: actor.personId, now },
  );
  emit('loan.disbursement-refused', loanObjects(loan, version), {
    instruction: fact.instruction,
    reference: fact.reference,
    amount: yuanOf(fact.amountFen),
  });
}

/** The core cannot tell yet: it is asked again under the same instruction, and never a second one. */
async function unknown(tx: Tx, drawing: DisbursementRow, context: LoanContext): Promise<void> {
  const { target: loan, emit } = context;
  await changeDrawing(tx, drawing, { status: 'UNKNOWN' });
  const version = await changeLoan(tx, loan, { drawing_status: 'UNKNOWN' });
  const data = { instruction: drawing.instruction };
  emit('loan.disbursement-unknown', loanObjects(loan, version), data);
}
