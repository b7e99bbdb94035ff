import { z } from 'zod';
import { LoanCheckTrigger } from '../../../generated/enums.ts';
import { command } from '../../../kernel/commands/command.ts';
import { date, enumeration, id, ref } from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import {
  changeCheck,
  checkObjects,
  mayOnCheck,
  onCheck,
  openChecks,
  specialOf,
} from '../stored-checks.ts';

const result = z.object({ loanCheck: ref('LoanCheck') });

export const openCheck = command({
  name: 'loan-check.open',
  permission: 'loan-check.open',
  scope: 'references',
  title: { en: 'Ask for a special check', zh: '发起专项检查' },
  description: {
    en: 'For what no rule of the day notices by itself: a dispute, an event in the household, doubts about the use of the money. Due within the days of its trigger, or sooner.',
    zh: '用于系统未自动识别的事由，如纠纷、家庭变故、资金用途存疑。须在该事由规定天数内完成，可指定更早日期。',
  },
  input: z.object({
    loanId: id('Loan'),
    trigger: enumeration('LoanCheckTrigger', LoanCheckTrigger),
    dueOn: date().optional(),
  }),
  result,
  acts: ['loan-check.opened'],
  reasonRequired: true,
  errors: ['loan-check.loan_not_active', 'loan-check.date', 'loan-check.open_already'],
  async handler(tx, { loanId, trigger, dueOn }, { actor, emit, today }) {
    const { institutionId, personId } = actor;
    await mustBeOwed(tx, { institutionId, loanId });
    const special = specialOf(loanId, { trigger, mark: newId(), today });
    if (dueOn !== undefined && (dueOn < today || dueOn > special.dueOn)) {
      throw refuse('loan-check.date', { path: ['dueOn'], details: { latest: special.dueOn } });
    }
    const due = dueOn ?? special.dueOn;
    const setting = { institutionId, personId, today };
    const [opened] = await openChecks(tx, setting, [{ ...special, dueOn: due }]);
    if (!opened) throw refuse('loan-check.open_already');
    emit('loan-check.opened', checkObjects([opened]), { trigger, dueOn: due });
    return { loanCheck: opened.id };
  },
});

type Key = { institutionId: string; loanId: string };

async function mustBeOwed(tx: Tx, { institutionId, loanId }: Key): Promise<void> {
  const { status } = await tx
    .selectFrom('loan')
    .select('status')
    .where('institution_id', '=', institutionId)
    .where('id', '=', loanId)
    .forShare()
    .executeTakeFirstOrThrow();
  if (status !== 'ACTIVE') throw refuse('loan-check.loan_not_active', { path: ['loanId'] });
}

export const cancelCheck = command({
  name: 'loan-check.cancel',
  permission: 'loan-check.cancel',
  scope: 'references',
  title: { en: 'Cancel a special check', zh: '取消专项检查' },
  description: {
    en: 'What asked for it turned out to be nothing. Checks that rules ask for are not cancelled by anybody.',
    zh: '事由经核不成立时取消。按规则生成的首次、定期检查不得取消。',
  },
  on: onCheck,
  input: z.object({}),
  result,
  acts: ['loan-check.cancelled'],
  reasonRequired: true,
  errors: ['loan-check.not_due', 'loan-check.ruled', 'loan.recused'],
  async handler(tx, _input, context) {
    const { actor, emit, target, today } = context;
    await mayOnCheck(tx, 'cancel', context);
    const objects = await changeCheck(tx, target, {
      status: 'CANCELLED',
      cancelled_on: today,
      cancelled_by: actor.personId,
    });
    emit('loan-check.cancelled', objects, { trigger: target.trigger });
    return { loanCheck: target.id };
  },
});
