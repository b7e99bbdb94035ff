import type { FactObject } from '../../kernel/commands/command.ts';

/** The object every command of a loan acts on. */
export const onLoan = { noun: 'Loan', table: 'loan' } as const;

/** What a fact about a loan concerns: the loan as it now is, and whose it is. */
export const loanObjects = (
  loan: { id: string; customer_id: string },
  version: number,
): FactObject[] => [
  { type: 'Loan', id: loan.id, version },
  { type: 'Customer', id: loan.customer_id },
];
