import { z } from 'zod';
import { DisbursementOutcome } from '../../../generated/enums.ts';
import { command } from '../../../kernel/commands/command.ts';
import {
  date,
  enumeration,
  machineReference,
  money,
  ref,
  text,
} from '../../../kernel/commands/input.ts';
import { together } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import { loanObjects, onLoan, requireAllowed } from '../../loans/index.ts';
import { answerFault } from '../answer-faults.ts';
import { type Answer, alreadyAnswered, applyAnswer } from '../answers.ts';
import { drawingOf } from '../stored.ts';

const REFERENCE = 64;
const EXPLANATION = 256;

export const confirmDisbursement = command({
  name: 'loan.confirm',
  permission: 'loan.confirm',
  scope: 'references',
  title: { en: 'Answer a disbursement instruction', zh: '放款回执' },
  description: {
    en: 'The bank core says that an instruction was carried out, refused, or that it cannot tell yet. The same answer sent again changes nothing; another answer to the same instruction is refused. A refused instruction leaves the loan signed, to be drawn anew.',
    zh: '核心系统回执放款成功、被拒或暂不明确。重复发送相同回执不产生影响，同一指令的不同回执将被拒绝；被拒后贷款保持已签约，可重新申请提款。',
  },
  on: onLoan,
  input: z.object({
    instruction: machineReference(REFERENCE),
    outcome: enumeration('DisbursementOutcome', DisbursementOutcome),
    reference: machineReference(REFERENCE),
    amount: money(),
    account: machineReference(REFERENCE).optional(),
    occurredOn: date(),
    explanation: text(EXPLANATION).optional(),
  }),
  result: z.object({ loan: ref('Loan') }),
  acts: [
    'loan.disbursement-confirmed',
    'loan.disbursement-refused',
    'loan.disbursement-unknown',
    'loan.repayment-set-aside',
    'loan.report-repeated',
  ],
  errors: [
    'loan.illegal_transition',
    'loan.no_drawing_at_this_step',
    'loan.instruction_unknown',
    'loan.instruction_answered',
    'loan.reference_conflict',
    'loan.amount_mismatch',
    'loan.account_mismatch',
    'loan.explanation_required',
    'loan.date_in_future',
    'loan.date_too_early',
  ],
  async handler(tx, input, context) {
    const { target, actor, emit, today } = context;
    const answer: Answer = { ...input, amountFen: input.amount };
    const asked = drawingOf(tx, target, answer.instruction);
    const [drawing, isRepeated] = await together([
      asked,
      alreadyAnswered(tx, { loan: target, drawing: asked, answer }),
    ]);
    if (isRepeated) {
      const data = { instruction: answer.instruction, reference: answer.reference };
      emit('loan.report-repeated', loanObjects(target, target.version), data);
      return { loan: target.id };
    }
    const answered = drawing && answerFault({ drawing, answer, today });
    if (answered?.code !== 'loan.instruction_answered') requireAllowed(target, 'confirm', actor);
    if (!drawing) throw refuse('loan.instruction_unknown', { path: ['instruction'] });
    if (answered) throw refuse(answered.code, answered);
    await applyAnswer(tx, { drawing, answer }, context);
    return { loan: target.id };
  },
});
