import { z } from 'zod';
import { id } from '../../kernel/commands/input.ts';
import { refuse } from '../../kernel/errors.ts';
import { yuanOf } from '../../kernel/money.ts';
import { read } from '../../kernel/queries/read.ts';
import { applicationReads } from './application-reads.ts';
import { factsOf, loanActorOf } from './authority.ts';
import { exposureOf } from './exposure.ts';
import { allowedActions } from './workflow.ts';

const allowed = read({
  name: 'loan.allowed-actions',
  permission: 'loan.read',
  scope: 'references',
  title: { en: 'What may be done with a loan now', zh: '贷款可执行操作' },
  input: z.object({ loanId: id('Loan') }),
  cost: 2,
  async run(db, { loanId }, { actor }) {
    const loan = await db
      .selectFrom('loan')
      .selectAll()
      .where('institution_id', '=', actor.institutionId)
      .where('id', '=', loanId)
      .executeTakeFirst();
    if (!loan) throw refuse('object.not_found', { path: ['loanId'] });
    const facts = factsOf(loan);
    const actions = allowedActions(facts, loanActorOf(actor, facts.state));
    return {
      loan: loan.id,
      allowedActions: actions.map((each) => ({ ...each, action: `loan.${each.action}` })),
    };
  },
});

const exposure = read({
  name: 'loan.exposure',
  permission: 'loan.read',
  scope: 'references',
  title: { en: 'What a customer owes and may still borrow', zh: '客户授信与用信' },
  input: z.object({ customerId: id('Customer') }),
  cost: 10,
  async run(db, { customerId }, { actor, today }) {
    const sums = await exposureOf(db, actor, { customerId, today });
    const { committedFen, pendingFen, rating } = sums;
    const leftFen = rating ? rating.creditLineFen - committedFen - pendingFen : null;
    return {
      customer: customerId,
      rating: rating?.id ?? null,
      creditLine: rating ? yuanOf(rating.creditLineFen) : null,
      committed: yuanOf(committedFen),
      pending: yuanOf(pendingFen),
      available: leftFen === null ? null : yuanOf(leftFen > 0n ? leftFen : 0n),
    };
  },
});

export const loanReads = [allowed, exposure, ...applicationReads];
