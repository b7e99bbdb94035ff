import { z } from 'zod';
import { command } from '../../../kernel/commands/command.ts';
import { id, money, pattern, ref } from '../../../kernel/commands/input.ts';
import { newId } from '../../../kernel/ids.ts';
import { mustBeActive } from '../../customers/index.ts';
import { lockCustomer } from '../customer-lock.ts';
import { groundsOf } from '../grounds.ts';
import { creditLineRulesOn, periodOf } from '../rules.ts';
import { beginState } from '../stored.ts';

const MOST_PRODUCTS = 20;

export const grantLine = command({
  name: 'credit-line.grant',
  permission: 'credit-line.grant',
  scope: 'references',
  title: { en: 'Grant a credit line', zh: '核定授信额度' },
  description: {
    en: 'Up to what the rating in force allows, once that rating has stood its public notice. Above an amount a second person may be required by policy.',
    zh: '在有效评级核定的上限内、且该评级已通过公示后核定。达到一定金额的，可按策略要求复核。',
  },
  input: z.object({
    customerId: id('Customer'),
    amount: money(),
    products: z
      .array(pattern(/^[A-Z][A-Z0-9_]{0,62}$/, 63))
      .max(MOST_PRODUCTS)
      .default([])
      .describe('Codes of the products it may be drawn by; empty for all. 适用产品'),
  }),
  result: z.object({ creditLine: ref('CreditLine'), customer: ref('Customer') }),
  acts: ['credit-line.granted'],
  errors: [
    'customer.not_active',
    'credit-line.rating_missing',
    'credit-line.notice_missing',
    'credit-line.above_rating',
    'credit-line.blacklisted',
    'credit-line.in_force',
  ],
  async handler(tx, { customerId, amount, products }, { actor, emit, today }) {
    const { institutionId, personId } = actor;
    const customer = await lockCustomer(tx, { institutionId, customerId });
    mustBeActive(customer);
    const rules = creditLineRulesOn(today);
    const grounds = await groundsOf(tx, {
      institutionId,
      customerId,
      screening: customer.screening,
      amountFen: amount,
      today,
      rules,
    });
    const { validTo, reviewDueOn } = periodOf(rules, today);
    const creditLine = newId();
    await tx
      .insertInto('credit_line')
      .values({
        institution_id: institutionId,
        id: creditLine,
        customer_id: customerId,
        rating_id: grounds.ratingId,
        notice_entry_id: grounds.noticeEntryId,
        grade: grounds.grade,
        granted_fen: amount,
        amount_fen: amount,
        products: [...new Set(products)],
        valid_from: today,
        valid_to: validTo,
        review_due_on: reviewDueOn,
        rule_set: rules.code,
        granted_by: personId,
      })
      .execute();
    await beginState(
      tx,
      { institution_id: institutionId, id: creditLine },
      {
        status: 'ACTIVE',
        amountFen: amount,
        cause: 'GRANTED',
        reason: null,
        ratingId: grounds.ratingId,
        setBy: personId,
        today,
      },
    );
    const objects = [
      { type: 'CreditLine', id: creditLine, version: 1 },
      { type: 'Customer', id: customerId, version: customer.version },
      { type: 'Rating', id: grounds.ratingId },
    ];
    emit('credit-line.granted', objects, {
      amountFen: amount.toString(),
      grade: grounds.grade,
      products,
      validTo,
      rule: rules.code,
    });
    return { creditLine, customer: customerId };
  },
});
