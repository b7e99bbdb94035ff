import { LoanClass } from '../../generated/enums.ts';

/** Five-category classification (五级分类), best first: the place in the list is the severity. */
export const severityOf = (loanClass: LoanClass): number => LoanClass.indexOf(loanClass);

export const isWorse = (one: LoanClass, other: LoanClass): boolean =>
  severityOf(one) > severityOf(other);

/** 不良: substandard, doubtful or loss. */
export const isBad = (loanClass: LoanClass): boolean =>
  severityOf(loanClass) >= severityOf('SUBSTANDARD');
