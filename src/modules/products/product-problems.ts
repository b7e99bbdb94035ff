/** What is wrong with a product although its shape is right: all of it at once, with paths. Pure. */
import type { Charge } from './charges.ts';
import type { LoanProduct } from './content.ts';
import { type Label, millionthsOf } from './content-values.ts';
import { investigationProblems } from './investigation.ts';
import { limitProblems } from './limit-problems.ts';
import { type ProblemCode, problemWords } from './problem-words.ts';

export type Path = readonly (string | number)[];
export type Problem = {
  /** One of `problemWords`, or of those of forms. */
  readonly code: string;
  readonly path: Path;
  readonly message: Label;
  /** The dated limit it goes beyond. */
  readonly limit: string | null;
};
export type Report = (code: ProblemCode, path: Path, limit?: string) => void;

/** Everything that keeps a product from being published from a day on; nothing when it may be. */
export function productProblems(product: LoanProduct, validFrom: string): Problem[] {
  const problems: Problem[] = [];
  const report: Report = (code, path, limit) =>
    problems.push({ code, path, message: problemWords[code], limit: limit ?? null });
  reportRepeats(report, product);
  checkAmounts(report, product);
  checkRate(report, product);
  for (const [index, { fundUse, industries }] of product.uses.entries()) {
    if (fundUse === 'CONSUMPTION' && industries.length > 0) {
      report('INDUSTRIES_FOR_CONSUMPTION', ['uses', index, 'industries']);
    }
  }
  for (const [index, charge] of product.charges.entries()) checkCharge(report, charge, index);
  const { subsidy } = product;
  if (subsidy && (subsidy.points === undefined) === (subsidy.share === undefined)) {
    report('SUBSIDY_BASIS', ['subsidy']);
  }
  limitProblems(report, product, validFrom);
  const { investigation } = product;
  const ofForm = investigation ? investigationProblems(investigation) : [];
  problems.push(...ofForm.map((each) => ({ ...each, limit: null })));
  return problems;
}

function reportRepeats(report: Report, product: LoanProduct): void {
  const lists: Record<string, readonly string[]> = {
    channels: product.channels,
    borrowers: product.borrowers.map(({ kind }) => kind),
    uses: product.uses.map(({ fundUse }) => fundUse),
    repaymentMethods: product.repaymentMethods,
    charges: product.charges.map(({ code }) => code),
    sections: product.sections.map(({ section }) => section),
  };
  const repeated = (list: readonly string[]): number =>
    list.findIndex((entry, index) => list.indexOf(entry) < index);
  for (const [name, list] of Object.entries(lists)) {
    const index = repeated(list);
    if (index >= 0) report('TWICE', [name, index]);
  }
  const kind = repeated(product.guarantees.kinds.map((each) => each.kind));
  if (kind >= 0) report('TWICE', ['guarantees', 'kinds', kind]);
  if (repeated(product.allocation) >= 0) report('ALLOCATION_ORDER', ['allocation']);
}

function checkAmounts(report: Report, product: LoanProduct): void {
  const { minimumFen, maximumFen, standAloneFen, guarantees } = product;
  if (minimumFen <= 0n) report('AMOUNT_ZERO', ['minimumFen']);
  if (minimumFen > maximumFen) report('RANGE_EMPTY', ['maximumFen']);
  if (standAloneFen > maximumFen) report('STAND_ALONE_ABOVE', ['standAloneFen']);
  if (guarantees.unsecuredFen > maximumFen) {
    report('UNSECURED_ABOVE', ['guarantees', 'unsecuredFen']);
  }
  if (guarantees.unsecuredFen < maximumFen && guarantees.kinds.length === 0) {
    report('SECURITY_NEEDED', ['guarantees', 'kinds']);
  }
}

function checkRate(report: Report, { rate, uses }: LoanProduct): void {
  const isEmpty = (least: string, most: string) => millionthsOf(least) > millionthsOf(most);
  if (isEmpty(rate.minimum, rate.maximum)) report('RANGE_EMPTY', ['rate', 'maximum']);
  const { prime } = rate;
  if ((rate.type === 'LPR_FLOATING') !== (prime !== undefined)) {
    report('PRIME_NEEDED', ['rate', 'prime']);
  }
  if (!prime) return;
  if (isEmpty(prime.minimumSpread, prime.maximumSpread)) {
    report('RANGE_EMPTY', ['rate', 'prime', 'maximumSpread']);
  }
  const reaches = prime.tenors.map(({ upToMonths }) => upToMonths);
  const rises = reaches.every((each, index) => index === 0 || (reaches[index - 1] ?? 0) < each);
  const longest = Math.max(...uses.map(({ maximumMonths }) => maximumMonths));
  if (!rises || (reaches.at(-1) ?? 0) < longest) report('TENOR_ORDER', ['rate', 'prime', 'tenors']);
}

function checkCharge(report: Report, charge: Charge, index: number): void {
  const { basis, amountFen, percent, due, contingent } = charge;
  const isFixed = basis === 'FIXED_AMOUNT';
  if (isFixed !== (amountFen !== undefined) || isFixed === (percent !== undefined)) {
    report('CHARGE_BASIS', ['charges', index]);
  }
  if (due === 'ON_EVENT' && !contingent) report('EVENT_NOT_CONTINGENT', ['charges', index]);
}
