/** Where a product goes beyond what law allows on a day. Pure. */
import type { LoanProduct } from './content.ts';
import { millionthsOf } from './content-values.ts';
import { kindsOf, type LendingLimit, limitsOn } from './limit-rules.ts';
import type { Report } from './product-problems.ts';

/** Reports each limit once, however many kinds of loan of the product it holds for. */
export function limitProblems(report: Report, product: LoanProduct, validFrom: string): void {
  const limits = new Set(kindsOf(product).flatMap((kind) => limitsOn(validFrom, kind)));
  for (const limit of limits) {
    checkTerms(report, product, limit);
    checkSecurity(report, product, limit);
    checkPenalty(report, product, limit);
  }
}

function checkTerms(report: Report, product: LoanProduct, limit: LendingLimit): void {
  const { maximumMonths, maximumFen, atMaturityMonths, when, code } = limit;
  for (const [index, use] of product.uses.entries()) {
    if (when.fundUse !== undefined && when.fundUse !== use.fundUse) continue;
    if (maximumMonths !== undefined && use.maximumMonths > maximumMonths) {
      report('TERM_ABOVE_LIMIT', ['uses', index, 'maximumMonths'], code);
    }
  }
  if (maximumFen !== undefined && product.maximumFen > maximumFen) {
    report('AMOUNT_ABOVE_LIMIT', ['maximumFen'], code);
  }
  if (
    atMaturityMonths !== undefined &&
    product.repaymentMethods.includes('AT_MATURITY') &&
    product.atMaturityMonths > atMaturityMonths
  ) {
    report('AT_MATURITY_ABOVE_LIMIT', ['atMaturityMonths'], code);
  }
}

function checkSecurity(report: Report, product: LoanProduct, limit: LendingLimit): void {
  const { unsecured, maximumSpread, code } = limit;
  if (unsecured && product.guarantees.kinds.length > 0) {
    report('SECURITY_FORBIDDEN', ['guarantees', 'kinds'], code);
  }
  if (maximumSpread === undefined) return;
  const { prime } = product.rate;
  if (!prime || millionthsOf(prime.maximumSpread) > millionthsOf(maximumSpread)) {
    report('SPREAD_ABOVE_LIMIT', ['rate', 'prime', 'maximumSpread'], code);
  }
}

function checkPenalty(report: Report, { penalty }: LoanProduct, limit: LendingLimit): void {
  for (const name of ['overdueMarkup', 'misuseMarkup'] as const) {
    const range = limit[name];
    if (!range) continue;
    const markup = millionthsOf(penalty[name]);
    if (markup < millionthsOf(range.minimum) || markup > millionthsOf(range.maximum)) {
      report('MARKUP_OUTSIDE_LIMIT', ['penalty', name], limit.code);
    }
  }
}
