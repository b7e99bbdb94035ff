import type { TestApp } from '../../helpers/app.ts';
import { readLoan } from '../loans/lending.ts';

export const FIELDS =
  'code status instruction outstandingPrincipal facts(first: 9) { nodes { kind } }';

/** What the core reports of a loan's open instruction. */
export async function paidOut(app: TestApp, loan: string) {
  const { loan: found } = await readLoan(app, loan, 'instruction');
  return {
    kind: 'DISBURSEMENT_CONFIRMED',
    instruction: found.instruction,
    reference: `D-${found.instruction}`,
    amount: '12000.00',
    occurredOn: '2026-03-02',
  };
}

export async function repaid(app: TestApp, loan: string, amount = '500.00') {
  const { loan: found } = await readLoan(app, loan, 'code');
  const reference = `R-${found.code}`;
  return { kind: 'REPAYMENT', loanCode: found.code, reference, amount, occurredOn: '2026-03-02' };
}

export const open = (app: TestApp) =>
  app.as('loan.disburser').query(
    `{ coreMismatches(first: 20, order: FOUND, filter: { status: [OPEN] }) { nodes {
         id kind subject loan { id } report { status toldTimes } known { amount status }
         told { amount account status } } } }`,
  );
