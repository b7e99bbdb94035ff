import type { Context } from '../../kernel/commands/command.ts';
import { addDays } from '../../kernel/dates.ts';
import { type Tx, together } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import { yuanOf } from '../../kernel/money.ts';
import type { LoanRow } from './columns.ts';
import { requireEarly } from './early.ts';
import type { Recomputation } from './facts.ts';
import { loanObjects } from './loan-objects.ts';
import {
  isBeforeMoney,
  positionOn,
  type Recorded,
  type Recording,
  recordNewFact,
} from './record.ts';
import { factsOf, isKnown, type ReportedFact } from './stored-facts.ts';

/** Characters of a reference of the core. */
export const REFERENCE_LENGTH = 64;

/** A repayment as the bank core reports it. */
export type Repayment = {
  readonly reference: string;
  readonly amountFen: bigint;
  readonly paidOn: string;
  /** Paid ahead of time: what becomes of the schedule. */
  readonly recomputation?: Recomputation | undefined;
};

const RECEIVING: ReadonlySet<string> = new Set(['DISBURSING', 'ACTIVE']);

/**
 * Takes a repayment of the locked loan. Whether it may be taken depends on earlier days alone, so
 * that repayments are taken in whatever order they arrive: only where nothing was owed any more
 * when its day began is it refused.
 *
 * @throws Refusal as declared by `loan.repay`
 */
export async function receiveRepayment(
  tx: Tx,
  context: Recording,
  repayment: Repayment,
): Promise<Recorded> {
  const { target: loan, today } = context;
  const { paidOn } = repayment;
  if (repayment.amountFen <= 0n) throw refuse('input.invalid', { path: ['amount'] });
  const fact = factOf(repayment);
  const [isTold, before] = await together([isKnown(tx, loan, fact), factsOf(tx, loan)]);
  if (isTold) return { outcome: 'KNOWN', version: loan.version };
  if (!RECEIVING.has(loan.status)) {
    throw refuse('loan.illegal_transition', { details: { status: loan.status, action: 'repay' } });
  }
  if (paidOn > today) throw refuse('loan.date_in_future', { path: ['paidOn'] });
  if (isBeforeMoney(loan, paidOn)) throw refuse('loan.date_too_early', { path: ['paidOn'] });
  await requireOwing(tx, loan, paidOn);
  const { amountFen, recomputation } = repayment;
  if (recomputation) await requireEarly(tx, loan, { amountFen, paidOn, recomputation });
  return recordNewFact(tx, context, { fact, before });
}

function factOf({ reference, amountFen, paidOn, recomputation }: Repayment): ReportedFact {
  const money = { reference, amountFen, occurredOn: paidOn };
  return recomputation
    ? { kind: 'EARLY_REPAID', ...money, recomputation }
    : { kind: 'REPAID', ...money };
}

async function requireOwing(tx: Tx, loan: LoanRow, paidOn: string): Promise<void> {
  if (loan.outstanding_total_fen + loan.written_off_fen > 0n) return;
  const key = { institutionId: loan.institution_id, loanId: loan.id };
  const before = await positionOn(tx, key, addDays(paidOn, -1));
  if (!before) return;
  const { outstandingTotalFen, writtenOffPrincipalFen, writtenOffInterestFen } = before;
  if (outstandingTotalFen + writtenOffPrincipalFen + writtenOffInterestFen > 0n) return;
  throw refuse('loan.nothing_outstanding');
}

type Telling = Pick<Context<LoanRow>, 'target' | 'emit'>;

/** Says in the journal what became of a repayment. */
export function tell({ target, emit }: Telling, repayment: Repayment, recorded: Recorded): void {
  const objects = loanObjects(target, recorded.version);
  const { reference, paidOn } = repayment;
  const { recomputation } = repayment;
  const data = { reference, amount: yuanOf(repayment.amountFen), paidOn, recomputation };
  if (recorded.outcome === 'KNOWN') {
    emit('loan.report-repeated', objects, { kind: factOf(repayment).kind, reference });
  } else if (recorded.outcome === 'HELD') {
    emit('loan.repayment-held', objects, data);
  } else {
    const { position, changes } = recorded;
    emit('loan.repaid', objects, {
      ...data,
      outstandingPrincipal: yuanOf(position.outstandingPrincipalFen),
      overdueDays: position.overdueDays,
      loanClass: changes.loan_class,
    });
  }
}
