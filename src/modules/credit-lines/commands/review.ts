import { z } from 'zod';
import { command } from '../../../kernel/commands/command.ts';
import { money, ref } from '../../../kernel/commands/input.ts';
import { lockCustomer } from '../customer-lock.ts';
import { groundsOf } from '../grounds.ts';
import { creditLineRulesOn, nextReview } from '../rules.ts';
import { changeLine, nextState, onLine } from '../stored.ts';

export const reviewLine = command({
  name: 'credit-line.review',
  permission: 'credit-line.grant',
  governedBy: 'credit-line.grant',
  scope: 'references',
  title: { en: 'Review a credit line', zh: '授信额度年审' },
  description: {
    en: 'Binds the line to the rating in force today, with the amount it may have from now on; the next review is due a year later. The rating must have stood its public notice like the first.',
    zh: '按当前有效评级重新核定额度，下次年审顺延一年；该评级同样须已通过公示。',
  },
  on: onLine,
  input: z.object({ amount: money() }),
  result: z.object({ creditLine: ref('CreditLine') }),
  acts: ['credit-line.reviewed'],
  errors: [
    'credit-line.over',
    'credit-line.not_active',
    'credit-line.rating_missing',
    'credit-line.notice_missing',
    'credit-line.above_rating',
    'credit-line.blacklisted',
  ],
  async handler(tx, { amount }, { actor, emit, reason, target, today }) {
    const { institutionId, personId } = actor;
    const status = nextState(target, 'review', today);
    const customerId = target.customer_id;
    const { screening } = await lockCustomer(tx, { institutionId, customerId });
    const rules = creditLineRulesOn(today);
    const grounds = await groundsOf(tx, {
      institutionId,
      customerId,
      screening,
      amountFen: amount,
      today,
      rules,
    });
    const reviewDueOn = nextReview(rules, { reviewedOn: today, validTo: target.valid_to });
    const objects = await changeLine(tx, target, {
      state: {
        status,
        amountFen: amount,
        cause: 'REVIEWED',
        reason,
        ratingId: grounds.ratingId,
        setBy: personId,
        today,
      },
      columns: {
        rating_id: grounds.ratingId,
        notice_entry_id: grounds.noticeEntryId,
        grade: grounds.grade,
        review_due_on: reviewDueOn,
      },
    });
    emit('credit-line.reviewed', [...objects, { type: 'Rating', id: grounds.ratingId }], {
      fromFen: target.amount_fen.toString(),
      toFen: amount.toString(),
      grade: grounds.grade,
      reviewDueOn,
    });
    return { creditLine: target.id };
  },
});
