import { z } from 'zod';
import { command } from '../../../kernel/commands/command.ts';
import { date, ref } from '../../../kernel/commands/input.ts';
import { refuse } from '../../../kernel/errors.ts';
import { loanObjects, onLoan, restate } from '../../servicing/index.ts';

export const classifyLoanAsOf = command({
  name: 'loan.classify',
  permission: 'loan.classify',
  scope: 'references',
  title: { en: 'Classify a loan', zh: '五级分类' },
  description: {
    en: 'Computes delay and five-category class at the end of a day, today by default, from the facts up to it, and keeps every rule that was hit. A day before the last classification is refused.',
    zh: '按截至某日（默认当日）的事实计算逾期与五级分类，并保存命中的每条规则；不得早于上次分类日。',
  },
  on: onLoan,
  input: z.object({ asOf: date().optional() }),
  result: z.object({ loan: ref('Loan') }),
  acts: ['loan.classified'],
  errors: ['loan.illegal_transition', 'loan.date_in_future', 'loan.date_too_early'],
  async handler(tx, input, { target, emit, today }) {
    if (target.status !== 'ACTIVE') {
      const details = { status: target.status, action: 'classify' };
      throw refuse('loan.illegal_transition', { details });
    }
    const asOf = input.asOf ?? today;
    if (asOf > today) throw refuse('loan.date_in_future', { path: ['asOf'] });
    if (target.classified_on !== null && asOf < target.classified_on) {
      const details = { classifiedOn: target.classified_on };
      throw refuse('loan.date_too_early', { path: ['asOf'], details });
    }
    const { version, changes, position } = await restate(tx, target, asOf);
    emit('loan.classified', loanObjects(target, version), {
      asOf,
      from: target.loan_class,
      loanClass: changes.loan_class,
      overdueDays: position.overdueDays,
      ruleSet: changes.class_rule_set,
    });
    return { loan: target.id };
  },
});
