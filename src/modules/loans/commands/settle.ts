import { z } from 'zod';
import { command } from '../../../kernel/commands/command.ts';
import { ref } from '../../../kernel/commands/input.ts';
import { yuanOf } from '../../../kernel/money.ts';
import { advance, onLoan } from '../steps.ts';

const result = z.object({ loan: ref('Loan') });

export const settleLoan = command({
  name: 'loan.settle',
  permission: 'loan.settle',
  scope: 'references',
  title: { en: 'Settle a loan', zh: '贷款结清' },
  description: {
    en: 'Closes a loan of which nothing is outstanding any more.',
    zh: '对已无未还款项的贷款办理结清。',
  },
  on: onLoan,
  input: z.object({}),
  result,
  acts: ['loan.settled'],
  errors: ['loan.illegal_transition', 'loan.balance_outstanding'],
  async handler(tx, _input, context) {
    const { target, today } = context;
    await advance(tx, context, {
      action: 'settle',
      act: 'loan.settled',
      // The end of the day closes the history of its class.
      changes: { settled_on: today, class_turns_on: today },
      data: { surplus: yuanOf(target.surplus_fen) },
    });
    return { loan: target.id };
  },
});
