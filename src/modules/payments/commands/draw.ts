import { z } from 'zod';
import { command } from '../../../kernel/commands/command.ts';
import { machineReference, money, ref } from '../../../kernel/commands/input.ts';
import { type Tx, together } from '../../../kernel/db/index.ts';
import { insertRow } from '../../../kernel/db/one-row.ts';
import { newId } from '../../../kernel/ids.ts';
import { yuanOf } from '../../../kernel/money.ts';
import { advance, type LoanRow, onLoan, readyTo, requireAllowed } from '../../loans/index.ts';
import { type Payee, type Payment, payeeOf, paymentOf } from '../drawing-payment.ts';
import { drawingFenOf } from '../left.ts';
import { signsOfSplitting } from '../splitting.ts';

const REFERENCE = 64;

const input = z.object({
  amount: money().optional(),
  counterpartyFixed: z.boolean().optional(),
  nonCashPossible: z.boolean().optional(),
  payeeReference: machineReference(REFERENCE).optional(),
  accountReference: machineReference(REFERENCE).optional(),
});

export const drawOnLoan = command({
  name: 'loan.draw',
  permission: 'loan.draw',
  scope: 'references',
  title: { en: 'Ask for a drawing', zh: '提款申请' },
  description: {
    en: 'Asks for the money of a signed loan: all of it, or any part of what is left of a revolving one. Says by the rules of the day whether lender or borrower pays it on, and whether it looks split. What is left out is as in the application.',
    zh: '对已签约贷款申请提款：一次性发放的为全额，循环贷款为可用余额内任意金额；按当日规则确定受托或自主支付，并提示疑似化整为零。未填项沿用申请信息。',
  },
  on: onLoan,
  input,
  result: z.object({ loan: ref('Loan'), disbursement: ref('Disbursement') }),
  acts: ['loan.drawing-requested'],
  errors: [
    'loan.illegal_transition',
    'loan.drawing_under_way',
    'loan.drawn_in_full',
    'loan.written_off',
    'loan.drawing_amount',
    'loan.payee_required',
  ],
  async handler(tx, asked, context) {
    const { target, actor, today } = context;
    requireAllowed(target, 'draw', actor);
    const amountFen = drawingFenOf(target, asked.amount);
    const payee = payeeOf(target, asked);
    const payment = paymentOf(target, { amountFen, payee, today });
    const drawing = { id: newId(), number: target.instruction_number + 1, amountFen };
    const placed = { ...drawing, instruction: `${target.code}-${drawing.number}`, payee, payment };
    const [split, ready] = await together([
      signsOfSplitting(tx, target, { ...placed, today }),
      readyTo(tx, context, 'draw'),
    ]);
    const drawn = { ...placed, split, by: actor.personId, today };
    context.write(drawingInsert(tx, target, drawn));
    await advance(tx, context, {
      action: 'draw',
      act: 'loan.drawing-requested',
      changes: {
        instruction_number: placed.number,
        drawing_status: 'REQUESTED',
        drawing_by: actor.personId,
      },
      data: {
        instruction: placed.instruction,
        amount: yuanOf(amountFen),
        paymentMethod: payment.method,
        paymentRule: payment.rule,
        splitWith: split,
      },
      ready,
    });
    return { loan: target.id, disbursement: drawing.id };
  },
});

type Placed = {
  id: string;
  number: number;
  instruction: string;
  amountFen: bigint;
  payee: Payee;
  payment: Payment;
  split: readonly string[];
  by: string;
  today: string;
};

function drawingInsert(tx: Tx, loan: LoanRow, drawing: Placed) {
  const { payee, payment } = drawing;
  return insertRow(tx, 'disbursement', {
    institution_id: loan.institution_id,
    id: drawing.id,
    loan_id: loan.id,
    number: drawing.number,
    instruction: drawing.instruction,
    amount_fen: drawing.amountFen,
    counterparty_fixed: payee.counterpartyFixed,
    non_cash_possible: payee.nonCashPossible,
    payment_method: payment.method,
    payment_rule: payment.rule,
    payment_rule_set: payment.ruleSet,
    payee_reference: payee.payeeReference,
    account_reference: payee.accountReference,
    split_with: JSON.stringify(drawing.split),
    status: 'REQUESTED',
    requested_by: drawing.by,
    requested_on: drawing.today,
  });
}
