import { z } from 'zod';
import { id } from '../../kernel/commands/input.ts';
import { yuanOf } from '../../kernel/money.ts';
import { read } from '../../kernel/queries/read.ts';
import { applicationReads } from './application-reads.ts';
import { decisionReads } from './decision-reads.ts';
import { exposureOf } from './exposure.ts';

const exposure = read({
  name: 'loan.exposure',
  permission: 'loan.read',
  scope: 'references',
  title: { en: 'What a customer owes and may still borrow', zh: '客户授信与用信' },
  input: z.object({ customerId: id('Customer') }),
  cost: 10,
  async run(db, { customerId }, { actor, today }) {
    const sums = await exposureOf(db, actor, { customerId, today });
    const { committedFen, writtenOffFen, pendingFen, rating } = sums;
    const leftFen = rating ? rating.creditLineFen - committedFen - pendingFen : null;
    return {
      customer: customerId,
      rating: rating?.id ?? null,
      creditLine: rating ? yuanOf(rating.creditLineFen) : null,
      committed: yuanOf(committedFen),
      writtenOff: yuanOf(writtenOffFen),
      pending: yuanOf(pendingFen),
      available: leftFen === null ? null : yuanOf(leftFen > 0n ? leftFen : 0n),
    };
  },
});

export const loanReads = [...decisionReads, exposure, ...applicationReads];
