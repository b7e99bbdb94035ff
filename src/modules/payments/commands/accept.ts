import { z } from 'zod';
import { command } from '../../../kernel/commands/command.ts';
import { ref } from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import { answerFault } from '../answer-faults.ts';
import { alreadyAnswered, applyAnswer, withWordOfCore } from '../answers.ts';
import { answerIn } from '../inbox.ts';
import type { MismatchRow } from '../mismatches.ts';
import { lockLoanOf, type Report, type ReportRow, settleReport } from '../reports.ts';
import { drawingOf } from '../stored.ts';
import { onMismatch, requireMayConclude, settle } from './settle.ts';

export const acceptMismatch = command({
  name: 'core-mismatch.accept',
  permission: 'core-mismatch.settle',
  scope: 'institution',
  title: { en: 'Take a payment to another account as it is', zh: '接受账户不符的放款' },
  description: {
    en: 'The money reached the borrower, or whom the borrower pays, under another account than instructed. Two people who have seen to that take the core’s answer as it is; amount and day must still fit.',
    zh: '款项已进入与指令不同的账户，经两人核实后按核心回执入账；金额与日期仍须相符。',
  },
  on: onMismatch,
  input: z.object({}),
  result: z.object({ mismatch: ref('CoreMismatch') }),
  acts: [
    'core-mismatch.settled',
    'loan.disbursement-confirmed',
    'loan.disbursement-refused',
    'loan.repayment-set-aside',
  ],
  reasonRequired: true,
  secondPerson: true,
  errors: [
    'core-mismatch.settled',
    'core-mismatch.not_acceptable',
    'loan.instruction_answered',
    'loan.recused',
  ],
  async handler(tx, _input, context) {
    const { target: mismatch, actor, emit, today } = context;
    await requireMayConclude(tx, context);
    const row = await reportOf(tx, mismatch);
    const report = reportIn(row);
    const loan = await lockLoanOf(tx, actor.institutionId, report);
    const drawing = loan && (await drawingOf(tx, loan, report.instruction ?? ''));
    if (!loan || !drawing) throw refuse('core-mismatch.not_acceptable');
    const answer = answerIn(report);
    const fault = answerFault({ drawing, answer, today, accountAccepted: true });
    if (fault) throw refuse(fault.code, fault);
    if (await alreadyAnswered(tx, { loan, drawing, answer })) {
      throw refuse('core-mismatch.not_acceptable');
    }
    const onLoan = { ...context, target: loan, actor: withWordOfCore(actor) };
    await applyAnswer(tx, { drawing, answer }, onLoan);
    await settleReport(tx, row, { status: 'APPLIED', loan });
    const resolution = 'ACCEPTED';
    const version = await settle(tx, mismatch, { by: actor.personId, today, resolution });
    const object = { type: 'CoreMismatch', id: mismatch.id, version };
    emit('core-mismatch.settled', [object], { kind: mismatch.kind, resolution });
    return { mismatch: mismatch.id };
  },
});

async function reportOf(tx: Tx, { institution_id, kind, report_id }: MismatchRow) {
  if (kind !== 'ACCOUNT' || report_id === null) throw refuse('core-mismatch.not_acceptable');
  return tx
    .selectFrom('core_report')
    .selectAll()
    .where('institution_id', '=', institution_id)
    .where('id', '=', report_id)
    .executeTakeFirstOrThrow();
}

const reportIn = (row: ReportRow): Report => ({
  kind: row.kind as Report['kind'],
  reference: row.reference,
  instruction: row.instruction,
  loanCode: row.loan_code,
  amountFen: row.amount_fen,
  account: row.account_reference,
  occurredOn: row.occurred_on,
  explanation: row.explanation,
});
