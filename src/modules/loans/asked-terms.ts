/** What is asked for, held against product and payment rules, and the columns it makes. */
import type { Db, Tx } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import { ruleSetOn } from '../../kernel/rule-sets.ts';
import {
  bookOf,
  type ProductEdition,
  type ProductWanted,
  primeRateOn,
  productInForce,
  type RateMade,
  rateMadeOf,
  tenorOf,
  termsFault,
} from '../products/index.ts';
import { servicingColumns } from '../servicing/index.ts';
import type { BorrowerKind } from './exposure.ts';
import { type PaymentDecision, paymentMethodOf, paymentRuleSets } from './payment-rules.ts';
import type { Terms } from './terms-shape.ts';

/** Refusals of terms, whoever sets them. */
export const TERMS_ERRORS = [
  'loan.borrower_not_served',
  'loan.use_not_served',
  'loan.industry_not_served',
  'loan.amount_out_of_range',
  'loan.term_too_long',
  'loan.rate_out_of_range',
  'loan.prime_rate_missing',
  'loan.spread_out_of_range',
  'loan.repayment_method_not_offered',
  'loan.industry_code',
  'loan.payee_required',
];

/** The product offered today, or a refusal. */
export async function requireProduct(tx: Tx, wanted: ProductWanted): Promise<ProductEdition> {
  const product = await productInForce(tx, wanted);
  if (!product) throw refuse('loan.product_not_offered', { path: ['product'] });
  return product;
}

type Rating = {
  institutionId: string;
  terms: Pick<Terms, 'termMonths' | 'annualRate'>;
  today: string;
};

/** How the rate asked for comes about today. */
export async function rateOf(
  db: Db | Tx,
  product: ProductEdition,
  { institutionId, terms, today }: Rating,
): Promise<RateMade> {
  const tenor = tenorOf(product, terms.termMonths);
  const prime = tenor && (await primeRateOn(db, { institutionId, tenor, today }));
  return rateMadeOf(product, terms, prime);
}

type Judged = {
  product: ProductEdition;
  terms: Terms;
  borrower: BorrowerKind;
  today: string;
  rate: RateMade;
};

/** The columns the terms make, or the refusal of terms that product or payment rules exclude. */
export function termColumns({ product, terms, borrower, today, rate }: Judged) {
  requireServed({ product, terms, borrower, today });
  const book = bookOf(product, borrower) ?? 'PERSON';
  const payment = paymentOf({ terms, book, today });
  if (payment.method === 'ENTRUSTED' && !terms.payeeReference) {
    const { explanation, rule, ruleSet } = payment;
    const details = { explanation, rule, ruleSet };
    throw refuse('loan.payee_required', { path: ['payeeReference'], details });
  }
  return {
    product: product.code,
    product_id: product.id,
    book,
    fund_use: terms.fundUse,
    industry_code: terms.industryCode ?? null,
    purpose: terms.purpose,
    amount_fen: terms.amount,
    term_months: terms.termMonths,
    annual_rate: terms.annualRate,
    rate_type: rate.type,
    prime_rate_id: rate.prime?.id ?? null,
    spread: rate.spread,
    repayment_method: terms.repaymentMethod,
    ...servicingColumns(product),
    counterparty_fixed: terms.counterpartyFixed,
    non_cash_possible: terms.nonCashPossible,
    payment_method: payment.method,
    payment_rule: payment.rule,
    payment_rule_set: payment.ruleSet,
    payee_reference: terms.payeeReference ?? null,
  };
}

function requireServed({ product, terms, borrower, today }: Omit<Judged, 'rate'>): void {
  const fault = termsFault(product, { ...terms, borrower, amountFen: terms.amount }, today);
  if (fault) throw refuse(fault.code, { path: fault.path, details: fault.details });
  if ((terms.fundUse === 'BUSINESS') !== (terms.industryCode !== undefined)) {
    throw refuse('loan.industry_code', { path: ['industryCode'] });
  }
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
