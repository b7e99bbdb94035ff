import { z } from 'zod';
import { LoanFundUse, LoanRepaymentMethod } from '../../../generated/enums.ts';
import type { Actor } from '../../../kernel/auth/actor.ts';
import { command } from '../../../kernel/commands/command.ts';
import {
  enumeration,
  id,
  identifier,
  money,
  pattern,
  ref,
  text,
} from '../../../kernel/commands/input.ts';
import { refuse } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import { yuanOf } from '../../../kernel/money.ts';
import { ruleSetOn } from '../../../kernel/rule-sets.ts';
import { requireGate } from '../../profiles/index.ts';
import { LONGEST_TERM_MONTHS } from '../../servicing/index.ts';
import { exposureOf, lockBorrower, requireWithinLine } from '../exposure.ts';
import { type PaymentDecision, paymentMethodOf, paymentRuleSets } from '../payment-rules.ts';
import { type BorrowerKind, type LoanProduct, productOn, termsFault } from '../products.ts';
import { loanObjects, recordStep } from '../steps.ts';

const RATE = /^\d{1,2}(\.\d{1,6})?$/;
const REFERENCE = 64;

/** The terms of an application, the same when it is revised. */
export const termsShape = {
  amount: money(),
  termMonths: z.number().int().min(1).max(LONGEST_TERM_MONTHS),
  annualRate: z.string().max(9).regex(RATE).meta({ graphql: 'Decimal' }),
  repaymentMethod: enumeration('LoanRepaymentMethod', LoanRepaymentMethod),
  fundUse: enumeration('LoanFundUse', LoanFundUse),
  industryCode: pattern(/^[A-T](\d{2,4})?$/).optional(),
  purpose: text(256),
  counterpartyFixed: z.boolean().default(false),
  nonCashPossible: z.boolean().default(true),
  payeeReference: identifier(REFERENCE).optional(),
};

const termsSchema = z.object(termsShape);
export type Terms = z.output<typeof termsSchema>;

type Judged = { product: LoanProduct; terms: Terms; borrower: BorrowerKind; today: string };

/** The columns the terms make, or the refusal of terms that product or payment rules exclude. */
export function termColumns({ product, terms, borrower, today }: Judged) {
  const fault = termsFault(product, { ...terms, borrower, amountFen: terms.amount });
  if (fault) throw refuse(fault.code, { path: fault.path, details: fault.details });
  if ((terms.fundUse === 'BUSINESS') !== (terms.industryCode !== undefined)) {
    throw refuse('loan.industry_code', { path: ['industryCode'] });
  }
  const book = product.books[borrower] ?? 'PERSON';
  const payment = paymentOf({ terms, book, today });
  if (payment.method === 'ENTRUSTED' && !terms.payeeReference) {
    const { explanation, rule, ruleSet } = payment;
    throw refuse('loan.payee_required', {
      path: ['payeeReference'],
      details: { explanation, rule, ruleSet },
    });
  }
  return {
    product: product.code,
    book,
    fund_use: terms.fundUse,
    industry_code: terms.industryCode ?? null,
    purpose: terms.purpose,
    amount_fen: terms.amount,
    term_months: terms.termMonths,
    annual_rate: terms.annualRate,
    repayment_method: terms.repaymentMethod,
    day_count: product.dayCount,
    counterparty_fixed: terms.counterpartyFixed,
    non_cash_possible: terms.nonCashPossible,
    payment_method: payment.method,
    payment_rule: payment.rule,
    payment_rule_set: payment.ruleSet,
    payee_reference: terms.payeeReference ?? null,
  };
}

type Draw = { terms: Terms; book: string; today: string };

function paymentOf({ terms, book, today }: Draw): PaymentDecision {
  const ofBook = paymentRuleSets.filter((rules) => rules.book === book);
  const rules = ruleSetOn(ofBook, today);
  if (!rules) throw new Error(`no payment rules of ${book} are in force on ${today}`);
  const draw = {
    drawFen: terms.amount,
    purpose: terms.fundUse,
    counterpartyFixed: terms.counterpartyFixed,
    nonCashPossible: terms.nonCashPossible,
    newWithOrdinaryCredit: false,
  };
  return paymentMethodOf(draw, rules);
}

/** The product offered today, or a refusal. */
export function requireProduct(code: string, today: string): LoanProduct {
  const product = productOn(code, today);
  if (!product) throw refuse('loan.product_not_offered', { path: ['product'] });
  return product;
}

const CODE_DIGITS = 12;

/** `L20260302-9F3A60B1C2D4`: the day, and the random tail of the loan's own key. */
const loanCode = (key: string, today: string): string =>
  `L${today.replaceAll('-', '')}-${key.slice(-CODE_DIGITS).toUpperCase()}`;

type Creating = { loan: string; customerId: string; ratingId: string | null; today: string };

const newLoan = (actor: Actor, { loan, customerId, ratingId, today }: Creating) => ({
  institution_id: actor.institutionId,
  id: loan,
  code: loanCode(loan, today),
  customer_id: customerId,
  rating_id: ratingId,
  basis: ratingId ? 'CREDIT_LINE' : 'STAND_ALONE',
  applied_on: today,
  created_by: actor.personId,
});

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
    ...termsShape,
  }),
  result: z.object({ loan: ref('Loan') }),
  acts: ['loan.applied'],
  errors: [
    'loan.product_not_offered',
    'loan.borrower_not_served',
    'loan.amount_out_of_range',
    'loan.term_too_long',
    'loan.rate_out_of_range',
    'loan.repayment_method_not_offered',
    'loan.industry_code',
    'loan.payee_required',
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
    const { customerId, product: code, ...terms } = input;
    const product = requireProduct(code, today);
    const borrower = await lockBorrower(tx, actor, { customerId, product: code, today });
    const columns = termColumns({ product, terms, borrower: borrower.kind, today });
    const exposure = await exposureOf(tx, actor, { customerId, today });
    requireWithinLine(exposure, { amountFen: terms.amount, product, countPending: true });
    const key = { institutionId: actor.institutionId, customerId, kind: borrower.kind, today };
    await requireGate(tx, key, 'LOAN_APPLICATION');
    const loan = newId();
    const ratingId = exposure.rating?.id ?? null;
    const row = { ...newLoan(actor, { loan, customerId, ratingId, today }), ...columns };
    await tx.insertInto('loan').values(row).execute();
    await recordStep(
      tx,
      { action: 'APPLY', duty: null, from: null, to: 'DRAFT', round: 1, opinion: null },
      { loan: row, personId: actor.personId, now },
    );
    emit('loan.applied', loanObjects(row, 1), {
      product: product.code,
      basis: row.basis,
      amount: yuanOf(terms.amount),
      termMonths: terms.termMonths,
      paymentMethod: columns.payment_method,
      paymentRule: columns.payment_rule,
    });
    return { loan };
  },
});
