import { type Given, kept, keptFor, type Tx } from '../../kernel/db/index.ts';
import { yuanOf } from '../../kernel/money.ts';
import { type LoanContext, type LoanRow, loanObjects } from '../loans/index.ts';
import { setAside, type Waiting, waitingRepayments } from '../servicing/index.ts';
import { queueMismatch } from './mismatches.ts';

type Answered = { outcome: 'CONFIRMED' | 'REFUSED'; occurredOn: string };

/**
 * Repayments that came before the core's answer, through whatever door. From the day on which the
 * money went out they count, which `servicing` sees to; what was paid before that day, or for money
 * that never went out, is no repayment of it: it is set aside, and somebody has to look at it.
 */
export async function answerHeld(
  tx: Tx,
  { outcome, occurredOn }: Answered,
  context: LoanContext,
): Promise<void> {
  const { target: loan, emit, write } = context;
  const isOut = outcome === 'CONFIRMED';
  const known = { status: outcome, occurredOn };
  for (const told of await waitingRepayments(tx, loan, isOut ? occurredOn : null)) {
    await setAside(tx, context, told);
    const kind = isOut ? 'DATE' : 'REPAID_BUT_REFUSED';
    await queue(tx, context, { told, kind, known });
    const { reference, amountFen, paidOn } = told;
    const data = { reference, amount: yuanOf(amountFen), paidOn, kind };
    emit('loan.repayment-set-aside', loanObjects(loan, loan.version), data);
  }
  if (isOut) write({ execute: () => changeReports(tx, loan, { to: 'APPLIED' }) });
}

type Queued = {
  told: Waiting;
  kind: 'DATE' | 'REPAID_BUT_REFUSED';
  known: { status: string; occurredOn: string };
};

async function queue(tx: Tx, context: LoanContext, { told, kind, known }: Queued): Promise<void> {
  const { target: loan, today } = context;
  const { reference, amountFen, paidOn: occurredOn } = told;
  const [reportId] = await changeReports(tx, loan, { to: 'MISMATCHED', reference });
  await queueMismatch(tx, {
    institutionId: loan.institution_id,
    kind,
    subject: `REPAYMENT ${reference}`,
    ...(reportId ? { reportId } : {}),
    loanId: loan.id,
    known,
    told: { amount: yuanOf(amountFen), occurredOn, status: 'REPAYMENT' },
    today,
  });
}

type Change = { to: 'APPLIED' | 'MISMATCHED'; reference?: string };

/** Says of reports that waited what became of them; their keys. */
async function changeReports(tx: Tx, loan: LoanRow, { to, reference }: Change): Promise<string[]> {
  const { institution_id, id } = loan;
  const form = { named: reference !== undefined };
  const rows = await change(form)(tx, { institution_id, id, to, reference: reference ?? '' });
  return rows.map((row) => row.id);
}

type Changing = { institution_id: string; id: string; to: Change['to']; reference: string };

const change = keptFor(({ named }: { named: boolean }) =>
  kept((db, of: Given<Changing>) =>
    db
      .updateTable('core_report')
      .set({ status: of.to })
      .where('institution_id', '=', of.institution_id)
      .where('loan_id', '=', of.id)
      .where('status', '=', 'HELD')
      .$if(named, (query) => query.where('reference', '=', of.reference))
      .returning('id'),
  ),
);
