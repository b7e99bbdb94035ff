import { z } from 'zod';
import { LoanFlagOutcome } from '../../../generated/enums.ts';
import { command } from '../../../kernel/commands/command.ts';
import { enumeration, id, ref, text } from '../../../kernel/commands/input.ts';
import { refuse } from '../../../kernel/errors.ts';
import { requireDecidable } from '../deciders.ts';
import { loanObjects, onLoan } from '../steps.ts';

const ANSWER = 1000;

export const answerFlag = command({
  name: 'loan.answer-flag',
  permission: 'loan.review',
  scope: 'references',
  title: { en: 'Answer what looked wrong about an application', zh: '答复申请预警' },
  description: {
    en: 'The reviewer says what a flag turned out to be. Explained, the application may go on; confirmed, it may only be sent back or rejected. An answer stands.',
    zh: '由审查人答复预警：已说明的可继续办理；属实的只能退回或否决。答复不得更改。',
  },
  on: onLoan,
  input: z.object({
    flagId: id('LoanFlag'),
    outcome: enumeration('LoanFlagOutcome', LoanFlagOutcome),
    answer: text(ANSWER),
  }),
  result: z.object({ loan: ref('Loan'), flag: ref('LoanFlag') }),
  acts: ['loan.flag-answered'],
  errors: [
    'loan.illegal_transition',
    'loan.separation_of_duties',
    'loan.recused',
    'loan.flag_not_open',
  ],
  async handler(tx, { flagId, outcome, answer }, { target, actor, now, today, vault, emit }) {
    await requireDecidable(tx, target, { action: 'review', actor, today, vault });
    const answered = await tx
      .updateTable('loan_flag')
      .set({ outcome, answer, answered_by: actor.personId, answered_at: now })
      .where('institution_id', '=', actor.institutionId)
      .where('id', '=', flagId)
      .where('loan_id', '=', target.id)
      .where('round', '=', target.round)
      .where('outcome', 'is', null)
      .returning(['kind', 'version'])
      .executeTakeFirst();
    if (!answered) throw refuse('loan.flag_not_open', { path: ['flagId'] });
    const { kind, version } = answered;
    const flag = { type: 'LoanFlag', id: flagId, version };
    emit('loan.flag-answered', [flag, ...loanObjects(target, target.version)], { kind, outcome });
    return { loan: target.id, flag: flagId };
  },
});
