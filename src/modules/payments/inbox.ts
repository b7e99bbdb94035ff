import type { Context, FactObject } from '../../kernel/commands/command.ts';
import { setApart } from '../../kernel/commands/set-apart.ts';
import type { Tx } from '../../kernel/db/index.ts';
import { Refusal, refuse } from '../../kernel/errors.ts';
import { yuanOf } from '../../kernel/money.ts';
import type { LoanContext, LoanRow } from '../loans/index.ts';
import { receiveRepayment, tellRepayment } from '../servicing/index.ts';
import { answerFault } from './answer-faults.ts';
import { type Answer, alreadyAnswered, applyAnswer } from './answers.ts';
import { mismatchOf, queueMismatch, sideKnown, sideOf } from './mismatches.ts';
import {
  keepReport,
  lockLoanOf,
  type Report,
  type ReportRow,
  type ReportStatus,
  settleReport,
} from './reports.ts';
import { type DisbursementRow, drawingOf } from './stored.ts';

/** Facts a report may leave, beside those of the answer or repayment it brings. */
export const INBOX_ACTS = [
  'core-report.applied',
  'core-report.held',
  'core-report.repeated',
  'core-report.mismatched',
  'loan.disbursement-confirmed',
  'loan.disbursement-refused',
  'loan.disbursement-unknown',
  'loan.repaid',
  'loan.repayment-held',
  'loan.repayment-set-aside',
  'loan.report-repeated',
];

const OUTCOMES = {
  DISBURSEMENT_CONFIRMED: 'CONFIRMED',
  DISBURSEMENT_REFUSED: 'REFUSED',
  DISBURSEMENT_UNKNOWN: 'UNKNOWN',
} as const;

type Received = { report: string; status: ReportStatus; repeated: boolean };

/**
 * Takes a report of the core, whatever it says and however often: what fits is made true, what
 * comes before its time waits, and what does not fit is queued for a person. Nothing is refused,
 * so that the core need not keep what it has told.
 */
export async function receiveReport(
  tx: Tx,
  report: Report,
  context: Context<undefined>,
): Promise<Received> {
  const { actor, emit, now } = context;
  const { institutionId, personId } = actor;
  const { row, isNew } = await keepReport(tx, report, { institutionId, personId, now });
  const told = { kind: report.kind, reference: report.reference };
  if (!isNew) {
    emit('core-report.repeated', objectsOf(row, undefined), told);
    return { report: row.id, status: row.status as ReportStatus, repeated: true };
  }
  const loan = await lockLoanOf(tx, institutionId, report);
  const status = await judge(tx, { report, row, loan }, context);
  await settleReport(tx, row, { status, loan });
  const act = `core-report.${status.toLowerCase()}`;
  emit(act, objectsOf(row, loan), { ...told, amount: yuanOf(report.amountFen) });
  return { report: row.id, status, repeated: false };
}

const objectsOf = (row: ReportRow, loan: LoanRow | undefined): FactObject[] => [
  { type: 'CoreReport', id: row.id },
  ...(loan ? [{ type: 'Loan', id: loan.id }] : []),
];

type Judged = { report: Report; row: ReportRow; loan: LoanRow | undefined };

async function judge(
  tx: Tx,
  { report, row, loan }: Judged,
  context: Context<undefined>,
): Promise<ReportStatus> {
  const drawing =
    loan && report.instruction ? await drawingOf(tx, loan, report.instruction) : undefined;
  const tried = loan
    ? await setApart(
        tx,
        () => applyReport(tx, { report, drawing }, { ...context, target: loan }),
        refusalIn,
      )
    : undefined;
  if (tried?.done) return tried.value;
  await queueMismatch(tx, {
    institutionId: row.institution_id,
    kind: tried ? mismatchOf(tried.error.code) : 'UNKNOWN_LOAN',
    subject: `${report.kind} ${report.reference}`,
    reportId: row.id,
    loanId: loan?.id,
    known: sideKnown(drawing),
    told: sideOf(report),
    today: context.today,
  });
  return 'MISMATCHED';
}

const refusalIn = (error: unknown): Refusal | undefined =>
  error instanceof Refusal ? error : undefined;

type Applied = { report: Report; drawing: DisbursementRow | undefined };

/** Makes a report true. @throws Refusal where it does not fit */
function applyReport(tx: Tx, applied: Applied, context: LoanContext): Promise<ReportStatus> {
  return applied.report.kind === 'REPAYMENT'
    ? repayment(tx, applied.report, context)
    : answer(tx, applied, context);
}

async function repayment(tx: Tx, report: Report, context: LoanContext): Promise<ReportStatus> {
  const { reference, amountFen, occurredOn: paidOn } = report;
  const told = { reference, amountFen, paidOn };
  const recorded = await receiveRepayment(tx, context, told);
  tellRepayment(context, told, recorded);
  return recorded.outcome === 'HELD' ? 'HELD' : 'APPLIED';
}

async function answer(
  tx: Tx,
  { report, drawing }: Applied,
  context: LoanContext,
): Promise<ReportStatus> {
  const given = answerIn(report);
  if (await alreadyAnswered(tx, { loan: context.target, drawing, answer: given })) return 'APPLIED';
  if (!drawing) throw refuse('loan.instruction_unknown');
  const fault = answerFault({ drawing, answer: given, today: context.today });
  if (fault) throw refuse(fault.code, fault);
  await applyAnswer(tx, { drawing, answer: given }, context);
  return 'APPLIED';
}

/** What a report says of an instruction. */
export const answerIn = (report: Report): Answer => ({
  instruction: report.instruction ?? '',
  outcome: OUTCOMES[report.kind as keyof typeof OUTCOMES],
  reference: report.reference,
  amountFen: report.amountFen,
  account: report.account ?? undefined,
  occurredOn: report.occurredOn,
  explanation: report.explanation ?? undefined,
});
