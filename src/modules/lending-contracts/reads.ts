import { z } from 'zod';
import { id } from '../../kernel/commands/input.ts';
import { refuse } from '../../kernel/errors.ts';
import { yuanOf } from '../../kernel/money.ts';
import { read } from '../../kernel/queries/read.ts';
import { costOf } from './cost.ts';
import { costTermsOf } from './cost-terms.ts';
import { disclosureRulesOn } from './disclosure-rules.ts';

const cost = read({
  name: 'loan.cost',
  permission: 'loan.read',
  scope: 'references',
  title: { en: 'What a loan would cost in all, drawn today', zh: '综合融资成本测算' },
  input: z.object({ loanId: id('Loan') }),
  cost: 5,
  async run(db, { loanId }, { actor, today }) {
    const loan = await db
      .selectFrom('loan')
      .selectAll()
      .where('institution_id', '=', actor.institutionId)
      .where('id', '=', loanId)
      .executeTakeFirst();
    if (!loan) throw refuse('object.not_found', { path: ['loanId'] });
    const rules = disclosureRulesOn(today);
    const costed = await costTermsOf(db, loan, today);
    const { interestFen, chargesFen, ...shown } = costOf({ ...costed, rules });
    return {
      loan: loan.id,
      drawnOn: today,
      principal: yuanOf(costed.terms.principalFen),
      interest: yuanOf(interestFen),
      charges: yuanOf(chargesFen),
      ruleSet: rules.code,
      statement: rules.statement,
      ...shown,
    };
  },
});

export const contractReads = [cost];
