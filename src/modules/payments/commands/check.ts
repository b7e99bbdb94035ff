import { z } from 'zod';
import { command } from '../../../kernel/commands/command.ts';
import { ref, text } from '../../../kernel/commands/input.ts';
import { together } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import {
  advance,
  onLoan,
  readyTo,
  requireAllowed,
  requireConditionsMet,
  requirePapers,
} from '../../loans/index.ts';
import { checkDrawing } from '../checks.ts';
import { requireNoDoubt } from '../doubt.ts';
import { requireLeft } from '../left.ts';
import { requireLineFree } from '../line-free.ts';
import { changeDrawing, drawingUpdate, openDrawing } from '../stored.ts';

const OPINION = 1000;
const result = z.object({ loan: ref('Loan'), disbursement: ref('Disbursement') });

export const checkDisbursement = command({
  name: 'loan.check',
  permission: 'loan.check',
  scope: 'references',
  title: { en: 'Check a drawing before payment', zh: '放款审核' },
  description: {
    en: 'The disbursement post, which took no earlier step and did not ask for the money, goes through all that must hold before it goes out. Anything missing refuses the check and is named; every finding is kept.',
    zh: '由未经办前序环节、亦非提款经办人的放款审核岗逐项核对放款条件；任一事项未满足即不予通过并列明，全部结论留存。',
  },
  on: onLoan,
  input: z.object({
    documentsSeen: z.boolean(),
    payeeMatches: z.boolean(),
    opinion: text(OPINION).optional(),
  }),
  result,
  acts: ['loan.drawing-checked'],
  errors: [
    'loan.illegal_transition',
    'loan.separation_of_duties',
    'loan.no_drawing_at_this_step',
    'loan.check_failed',
    'loan.customer_not_active',
    'loan.customer_blacklisted',
    'loan.claim_written_off',
    'loan.line_suspended',
    'loan.product_outside_line',
    'loan.over_credit_line',
    'loan.over_stand_alone_limit',
    'loan.recused',
    'loan.conditions_open',
    'loan.documents_missing',
    'loan.payout_in_doubt',
    'loan.drawing_amount',
  ],
  async handler(tx, seen, context) {
    const { target: loan, actor, today } = context;
    requireAllowed(loan, 'check', actor);
    const [, papers, , drawing, , ready] = await together([
      requireConditionsMet(tx, loan),
      requirePapers(tx, loan),
      requireNoDoubt(tx, loan, actor),
      openDrawing(tx, loan),
      requireLineFree(tx, loan, { actor, today }),
      readyTo(tx, context, 'check'),
    ]);
    requireLeft(loan, drawing);
    const { opinion, ...answers } = seen;
    const { payment_method } = drawing;
    // The drawing may be paid another way than the application asked for.
    const missingPapers = papers?.missingFrom({ ...loan, payment_method }) ?? [];
    const asked = { loan, drawing, seen: { ...answers, opinion }, missingPapers, today };
    const checks = checkDrawing(asked);
    const failed = checks.filter(({ passed }) => !passed);
    if (failed.length > 0) {
      throw refuse('loan.check_failed', { details: { failed, missingPapers } });
    }
    context.write(
      drawingUpdate(tx, drawing, {
        status: 'CHECKED',
        checked_by: actor.personId,
        checked_on: today,
        checks: JSON.stringify(checks),
      }),
    );
    await advance(tx, context, {
      action: 'check',
      act: 'loan.drawing-checked',
      changes: { drawing_status: 'CHECKED' },
      opinion: opinion ?? null,
      data: { instruction: drawing.instruction, checks: checks.map(({ code }) => code) },
      ready,
    });
    return { loan: loan.id, disbursement: drawing.id };
  },
});

export const cancelDrawing = command({
  name: 'loan.cancel-drawing',
  permission: 'loan.read',
  scope: 'references',
  title: { en: 'Take a drawing back', zh: '撤销提款申请' },
  description: {
    en: 'Whoever may ask for a drawing takes it back, or whoever may check it turns it down, with the reason, until it is instructed. The loan stays signed.',
    zh: '指令发出前，由提款经办岗撤回或由放款审核岗退回，须说明理由；贷款保持已签约状态。',
  },
  on: onLoan,
  input: z.object({}),
  result,
  acts: ['loan.drawing-cancelled'],
  reasonRequired: true,
  errors: ['loan.illegal_transition', 'loan.permission_required', 'loan.no_drawing_at_this_step'],
  async handler(tx, _input, context) {
    const { target: loan, actor, reason } = context;
    requireAllowed(loan, 'cancel-drawing', actor);
    const drawing = await openDrawing(tx, loan);
    await changeDrawing(tx, drawing, { status: 'CANCELLED' });
    await advance(tx, context, {
      action: 'cancel-drawing',
      act: 'loan.drawing-cancelled',
      changes: { drawing_status: null, drawing_by: null },
      opinion: reason,
      data: { instruction: drawing.instruction },
    });
    return { loan: loan.id, disbursement: drawing.id };
  },
});
