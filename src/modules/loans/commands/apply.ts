import { z } from 'zod';
import { LoanChannel } from '../../../generated/enums.ts';
import type { Actor } from '../../../kernel/auth/actor.ts';
import { command } from '../../../kernel/commands/command.ts';
import { enumeration, id, pattern, ref } from '../../../kernel/commands/input.ts';
import { refuse } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import { yuanOf } from '../../../kernel/money.ts';
import type { ProductEdition } from '../../products/index.ts';
import { requireGate } from '../../profiles/index.ts';
import { rateOf, requireProduct, TERMS_ERRORS, termColumns } from '../asked-terms.ts';
import { exposureOf, lockBorrower, requireWithinLine } from '../exposure.ts';
import { loanObjects, recordStep } from '../steps.ts';
import { termsShape } from '../terms-shape.ts';

const CODE_DIGITS = 12;

/** `L20260302-9F3A60B1C2D4`: the day, and the random tail of the loan's own key. */
const loanCode = (key: string, today: string): string =>
  `L${today.replaceAll('-', '')}-${key.slice(-CODE_DIGITS).toUpperCase()}`;

type Creating = {
  channel: LoanChannel;
  loan: string;
  customerId: string;
  ratingId: string | null;
  today: string;
};

const newLoan = (actor: Actor, { channel, loan, customerId, ratingId, today }: Creating) => ({
  institution_id: actor.institutionId,
  id: loan,
  code: loanCode(loan, today),
  customer_id: customerId,
  rating_id: ratingId,
  basis: ratingId ? 'CREDIT_LINE' : 'STAND_ALONE',
  channel,
  applied_on: today,
  created_by: actor.personId,
});

/** Officers apply on site; what comes in otherwise comes through a front end that may take it in. */
function requireChannel(actor: Actor, { channels }: ProductEdition, channel: LoanChannel): void {
  const isRemote = actor.permissions.has('loan.apply-remotely');
  const isOnSite = !isRemote || actor.permissions.has('loan.investigate');
  if (channel === 'OFFICER' ? !isOnSite : !isRemote) {
    throw refuse('loan.channel_not_yours', { path: ['channel'] });
  }
  if (channels.includes(channel)) return;
  throw refuse('loan.channel_not_offered', { path: ['channel'], details: { channels } });
}

export const applyForLoan = command({
  name: 'loan.apply',
  permission: 'loan.apply',
  scope: 'references',
  title: { en: 'Apply for a loan', zh: '贷款申请' },
  description: {
    en: 'Opens a draft for a customer: on the credit line of the rating in force where there is one, else stand-alone up to the product’s limit. Says how the money will have to be paid out.',
    zh: '为客户建立贷款申请草稿：有有效评级的在授信额度内用信，否则在产品单独申请限额内办理；同时给出支付方式。',
  },
  input: z.object({
    customerId: id('Customer'),
    product: pattern(/^[A-Z][A-Z0-9_]{0,62}$/),
    channel: enumeration('LoanChannel', LoanChannel).default('OFFICER'),
    ...termsShape,
  }),
  result: z.object({ loan: ref('Loan') }),
  acts: ['loan.applied'],
  errors: [
    'loan.product_not_offered',
    'loan.channel_not_yours',
    'loan.channel_not_offered',
    ...TERMS_ERRORS,
    'loan.customer_not_active',
    'loan.customer_blacklisted',
    'loan.line_suspended',
    'loan.product_outside_line',
    'loan.over_credit_line',
    'loan.over_stand_alone_limit',
    'profile.gate_closed',
    'profile.form_missing',
  ],
  async handler(tx, input, { actor, emit, today, now }) {
    const { customerId, product: code, channel, ...terms } = input;
    const { institutionId } = actor;
    const product = await requireProduct(tx, { institutionId, code, today });
    requireChannel(actor, product, channel);
    const borrower = await lockBorrower(tx, actor, { customerId, product: code, today });
    const rate = await rateOf(tx, product, { institutionId, terms, today });
    const columns = termColumns({ product, terms, borrower: borrower.kind, today, rate });
    const exposure = await exposureOf(tx, actor, { customerId, today });
    requireWithinLine(exposure, { amountFen: terms.amount, product, countPending: true });
    const also = product.sections;
    const key = { institutionId, customerId, kind: borrower.kind, today, also };
    await requireGate(tx, key, 'LOAN_APPLICATION');
    const loan = newId();
    const ratingId = exposure.rating?.id ?? null;
    const row = { ...newLoan(actor, { channel, loan, customerId, ratingId, today }), ...columns };
    await tx.insertInto('loan').values(row).execute();
    await recordStep(
      tx,
      { action: 'APPLY', duty: null, from: null, to: 'DRAFT', round: 1, opinion: null },
      { loan: row, personId: actor.personId, now },
    );
    emit('loan.applied', loanObjects(row, 1), {
      product: product.code,
      edition: product.edition,
      channel,
      basis: row.basis,
      amount: yuanOf(terms.amount),
      termMonths: terms.termMonths,
      paymentMethod: columns.payment_method,
      paymentRule: columns.payment_rule,
    });
    return { loan };
  },
});
