/** Rows of a batch of repayments as they were sent, and what is wrong with them. Pure. */
import { isCalendarDate } from '../../kernel/dates.ts';
import { fenOf, MONEY_PATTERN } from '../../kernel/money.ts';
import { MACHINE_REFERENCE } from '../../kernel/text.ts';
import { type Recomputation, recomputations } from './facts.ts';

/** A row as sent: all text. */
export type SentRow = {
  readonly loan: string;
  readonly reference: string;
  readonly amount: string;
  readonly paidOn: string;
  readonly recomputation?: string | undefined;
};

export type RowFault = `repayment-batch.row_${string}`;

/** What a row says, as far as it can be read; `fault` is the first thing wrong with it. */
export type ReadRow = {
  readonly number: number;
  readonly loanCode: string;
  readonly reference: string;
  readonly loanId: string | null;
  readonly amountFen: bigint | null;
  readonly paidOn: string | null;
  readonly recomputation: Recomputation | null;
  readonly fault: RowFault | null;
};

export type Reading = {
  readonly today: string;
  /** Keys of loans by their numbers. */
  readonly loans: ReadonlyMap<string, string>;
};

const LONGEST_REFERENCE = 64;
/** What has not the form of a loan's number, or of a reference, is somebody's words, and not kept. */
const LOAN_CODE = /^[A-Z0-9-]{1,32}$/;
const amountOf = (text: string): bigint | null => (MONEY_PATTERN.test(text) ? fenOf(text) : null);
const isChoice = (text: string): text is Recomputation =>
  (recomputations as readonly string[]).includes(text);

/** Reads all rows: a reference counts once, and the first row that has it is the good one. */
export function readRows(rows: readonly SentRow[], { today, loans }: Reading): ReadRow[] {
  const seen = new Set<string>();
  return rows.map((sent, index) => {
    const reference = sent.reference.trim();
    const choice = sent.recomputation?.trim() ?? '';
    const row = {
      number: index + 1,
      loanCode: LOAN_CODE.test(sent.loan.trim()) ? sent.loan.trim() : '',
      reference: MACHINE_REFERENCE.test(reference) ? reference : '',
      loanId: loans.get(sent.loan.trim()) ?? null,
      amountFen: amountOf(sent.amount.trim()),
      paidOn: isCalendarDate(sent.paidOn.trim()) ? sent.paidOn.trim() : null,
      recomputation: isChoice(choice) ? choice : null,
    };
    const isAgain = seen.has(reference);
    seen.add(reference);
    return { ...row, fault: faultOf(row, { today, isAgain, choice }) };
  });
}

type Judging = { today: string; isAgain: boolean; choice: string };

function faultOf(row: Omit<ReadRow, 'fault'>, { today, isAgain, choice }: Judging) {
  const { reference, amountFen, paidOn, loanId, recomputation } = row;
  if (reference === '' || reference.length > LONGEST_REFERENCE || isAgain) {
    return 'repayment-batch.row_reference';
  }
  if (amountFen === null || amountFen === 0n) return 'repayment-batch.row_amount';
  if (paidOn === null || paidOn > today) return 'repayment-batch.row_date';
  if (choice !== '' && recomputation === null) return 'repayment-batch.row_recomputation';
  return loanId === null ? 'repayment-batch.row_loan' : null;
}

/** What the rows sum up to; an amount nobody can read counts nothing. */
export const sumOfRows = (rows: readonly ReadRow[]): bigint =>
  rows.reduce((sum, { amountFen }) => sum + (amountFen ?? 0n), 0n);
