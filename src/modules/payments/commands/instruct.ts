import { z } from 'zod';
import { command } from '../../../kernel/commands/command.ts';
import { ref, text } from '../../../kernel/commands/input.ts';
import { together } from '../../../kernel/db/index.ts';
import {
  advance,
  onLoan,
  readyTo,
  requireAllowed,
  requireConditionsMet,
} from '../../loans/index.ts';
import { requireNoDoubt } from '../doubt.ts';
import { instructionOf } from '../instruction.ts';
import { requireLeft } from '../left.ts';
import { requireLineFree } from '../line-free.ts';
import { drawingUpdate, openDrawing } from '../stored.ts';

export const instructDisbursement = command({
  name: 'loan.instruct',
  permission: 'loan.instruct',
  scope: 'references',
  title: { en: 'Instruct disbursement', zh: '发出放款指令' },
  description: {
    en: 'The disbursement post releases a checked drawing. The instruction is the journal fact `loan.disbursement-instructed` and the row of `disbursements`; the bank core picks it up there and answers with `loan.confirm`.',
    zh: '放款岗对审核通过的提款发出放款指令。指令即日志事实 loan.disbursement-instructed 及放款记录，核心系统据此处理并以 loan.confirm 回执。',
  },
  on: onLoan,
  input: z.object({ opinion: text(1000).optional() }),
  result: z.object({ loan: ref('Loan'), disbursement: ref('Disbursement') }),
  acts: ['loan.disbursement-instructed'],
  errors: [
    'loan.illegal_transition',
    'loan.separation_of_duties',
    'loan.no_drawing_at_this_step',
    'loan.customer_not_active',
    'loan.customer_blacklisted',
    'loan.claim_written_off',
    'loan.line_suspended',
    'loan.product_outside_line',
    'loan.over_credit_line',
    'loan.over_stand_alone_limit',
    'loan.recused',
    'loan.conditions_open',
    'loan.payout_in_doubt',
    'loan.drawing_amount',
  ],
  async handler(tx, input, context) {
    const { target, actor, today, now } = context;
    requireAllowed(target, 'instruct', actor);
    const [, drawing, , , ready] = await together([
      requireConditionsMet(tx, target),
      openDrawing(tx, target),
      requireNoDoubt(tx, target, actor),
      // Days may lie between the check and this.
      requireLineFree(tx, target, { actor, today }),
      readyTo(tx, context, 'instruct'),
    ]);
    requireLeft(target, drawing);
    const sent = { disburser_id: actor.personId, instructed_on: today };
    const changes = { ...sent, status: 'INSTRUCTED', instructed_at: now } as const;
    context.write(drawingUpdate(tx, drawing, changes));
    await advance(tx, context, {
      action: 'instruct',
      act: 'loan.disbursement-instructed',
      changes: { ...sent, instruction: drawing.instruction, drawing_status: 'INSTRUCTED' },
      opinion: input.opinion ?? null,
      data: instructionOf(target, drawing),
      ready,
    });
    return { loan: target.id, disbursement: drawing.id };
  },
});
