import { z } from 'zod';
import type { Actor } from '../../kernel/auth/actor.ts';
import { id } from '../../kernel/commands/input.ts';
import type { Db } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import { yuanOf } from '../../kernel/money.ts';
import { read } from '../../kernel/queries/read.ts';
import { rolesSeated } from '../credit-authority/index.ts';
import { judged } from './allowed.ts';
import { beforeChange } from './change-deciders.ts';
import type { DeliberatedToday } from './change-deliberation.ts';
import { changeActs, changeRefusal } from './change-workflow.ts';
import { loanOf } from './stored-changes.ts';

export const allowedOfChange = read({
  name: 'loan-change.allowed-actions',
  permission: 'loan.read',
  scope: 'references',
  title: { en: 'What may be done with a change of a loan now', zh: '贷款变更可执行操作' },
  input: z.object({ loanChangeId: id('LoanChange') }),
  cost: 10,
  async run(db, { loanChangeId }, { actor, today }) {
    const change = await db
      .selectFrom('loan_change')
      .selectAll()
      .where('institution_id', '=', actor.institutionId)
      .where('id', '=', loanChangeId)
      .executeTakeFirst();
    if (!change) throw refuse('object.not_found', { path: ['loanChangeId'] });
    const changing = { loan: await loanOf(db, change), change };
    const { facts, decider, deliberated } = await beforeChange(db, changing, { actor, today });
    return {
      loanChange: loanChangeId,
      allowedActions: judged('loan-change', changeActs, (act) =>
        changeRefusal(facts, act, decider),
      ),
      dueOn: change.step_due_on,
      authority: deliberated && authorityOf(deliberated),
      next: deliberated ? await nextStep(db, actor, deliberated) : [],
      consentsMissing: facts.unconsented,
    };
  },
});

/** Under which rule it is decided, and what the rule was chosen by. */
function authorityOf({ question, authority }: DeliberatedToday) {
  if (!authority) return null;
  const { amountFen, ...asked } = question;
  return {
    matrix: authority.matrix.id,
    matrixCode: authority.matrix.code,
    rule: authority.rule.code,
    ...asked,
    amount: yuanOf(amountFen),
    levels: authority.rule.levels,
  };
}

/** What the present level waits for, and the roles whose holders may as far as they are not barred. */
async function nextStep(db: Db, { institutionId }: Actor, { picture }: DeliberatedToday) {
  const { level, ballots } = picture;
  if (!level) return [];
  const isAlone = level.seats === 1;
  return [
    {
      action: isAlone ? 'loan-change.approve' : 'loan-change.vote',
      duty: null,
      roles: await rolesSeated(db, institutionId, { permission: 'loan-change.decide', level }),
      level,
      votes: ballots.length,
      votesFor: ballots.filter(({ choice }) => choice === 'FOR').length,
    },
  ];
}
