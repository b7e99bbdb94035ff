import { z } from 'zod';
import { date, id } from '../../kernel/commands/input.ts';
import { refuse } from '../../kernel/errors.ts';
import { yuanOf } from '../../kernel/money.ts';
import { read } from '../../kernel/queries/read.ts';
import { termsOf } from './columns.ts';
import { payoffOn } from './payoff.ts';
import { accountOn, replay } from './replay.ts';
import { factsOf } from './stored-facts.ts';

const payoff = read({
  name: 'loan.payoff',
  permission: 'loan.read',
  scope: 'references',
  title: { en: 'What it takes to repay a loan on a day', zh: '提前结清试算' },
  input: z.object({ loanId: id('Loan'), day: date() }),
  cost: 5,
  async run(db, { loanId, day }, { actor, today }) {
    if (day < today) throw refuse('loan.date_too_early', { path: ['day'] });
    const loan = await db
      .selectFrom('loan')
      .selectAll()
      .where('institution_id', '=', actor.institutionId)
      .where('id', '=', loanId)
      .executeTakeFirst();
    if (!loan) throw refuse('object.not_found', { path: ['loanId'] });
    const account = accountOn(replay(termsOf(loan), await factsOf(db, loan)), day);
    if (loan.status !== 'ACTIVE' || !account) {
      throw refuse('loan.illegal_transition', { details: { status: loan.status } });
    }
    const owed = payoffOn(account, day);
    return {
      loan: loan.id,
      day,
      principal: yuanOf(owed.principalFen),
      interest: yuanOf(owed.interestFen),
      penalty: yuanOf(owed.penaltyFen),
      ahead: yuanOf(owed.aheadFen),
      total: yuanOf(owed.totalFen),
    };
  },
});

export const servicingReads = [payoff];
