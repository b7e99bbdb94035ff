import { z } from 'zod';
import { date, id } from '../../kernel/commands/input.ts';
import { refuse } from '../../kernel/errors.ts';
import { read } from '../../kernel/queries/read.ts';
import { presentClass } from './present-class.ts';

const explained = read({
  name: 'loan.class-explained',
  permission: 'loan.read',
  scope: 'references',
  title: { en: 'Why a loan is in its class on a day', zh: '贷款分类说明' },
  input: z.object({ loanId: id('Loan'), asOf: date().optional() }),
  cost: 20,
  async run(db, { loanId, asOf }, { actor, today }) {
    const { institutionId } = actor;
    const on = asOf ?? today;
    if (on > today) throw refuse('loan.date_in_future', { path: ['asOf'] });
    const found = await presentClass(db, { institutionId, loanId, on });
    if (!found) throw refuse('loan.not_paid_out', { path: ['asOf'] });
    const { period, rules, overdueDays, cured, turnsOn } = found;
    const recorded = await db
      .selectFrom('loan_classification')
      .select('loan_class')
      .where('institution_id', '=', institutionId)
      .where('loan_id', '=', loanId)
      .where('valid_from', '<=', on)
      .where((where) => where.or([where('valid_to', 'is', null), where('valid_to', '>', on)]))
      .where('superseded_at', 'is', null)
      .executeTakeFirst();
    return {
      loan: loanId,
      asOf: on,
      loanClass: period.loanClass,
      recorded: recorded?.loan_class ?? null,
      ruleSet: rules.code,
      legalBasis: rules.legalBasis,
      reasons: period.reasons,
      overdueDays,
      cured,
      turnsOn,
    };
  },
});

export const classificationReads = [explained];
