import { yuanOf } from '../../kernel/money.ts';
import type { Answer } from './answers.ts';
import type { DisbursementRow } from './stored.ts';

/** Why an answer of the core does not fit the drawing it names. */
export type AnswerFault = {
  readonly code: `loan.${string}`;
  readonly path: readonly string[];
  readonly details?: Record<string, unknown>;
};

type Answered = {
  drawing: DisbursementRow;
  answer: Answer;
  today: string;
  /** Two people have looked at where the money went and take it as it is. */
  accountAccepted?: boolean;
};

/** The first way in which an answer contradicts the instruction, or undefined when it fits. */
export function answerFault(answered: Answered): AnswerFault | undefined {
  const { drawing, answer, today } = answered;
  const { status, core_reference: reference, amount_fen } = drawing;
  if (status === 'CONFIRMED' || status === 'REFUSED') {
    const details = { status, reference };
    return { code: 'loan.instruction_answered', path: ['instruction'], details };
  }
  if (status !== 'INSTRUCTED' && status !== 'UNKNOWN') {
    return { code: 'loan.instruction_unknown', path: ['instruction'] };
  }
  if (answer.amountFen !== amount_fen) {
    const details = { instructed: yuanOf(amount_fen) };
    return { code: 'loan.amount_mismatch', path: ['amount'], details };
  }
  if (!answered.accountAccepted && wentElsewhere(drawing, answer)) {
    return { code: 'loan.account_mismatch', path: ['account'] };
  }
  if ((answer.outcome === 'REFUSED') !== (answer.explanation !== undefined)) {
    return { code: 'loan.explanation_required', path: ['explanation'] };
  }
  if (answer.occurredOn > today) return { code: 'loan.date_in_future', path: ['occurredOn'] };
  if (answer.occurredOn < (drawing.instructed_on ?? today)) {
    return { code: 'loan.date_too_early', path: ['occurredOn'] };
  }
  return undefined;
}

const wentElsewhere = ({ account_reference: instructed }: DisbursementRow, { account }: Answer) =>
  account !== undefined && instructed !== null && account !== instructed;
