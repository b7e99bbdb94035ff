import { z } from 'zod';
import { command } from '../../../kernel/commands/command.ts';
import { date, machineReference, ref } from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import { type LoanProduct, millionthsOf, productEdition } from '../../products/index.ts';
import type { LoanRow } from '../columns.ts';
import { onLoan } from '../loan-objects.ts';
import { REFERENCE_LENGTH } from '../repaying.ts';
import { FACT_ERRORS, report } from './report.ts';

const RATE = /^\d{1,2}(\.\d{1,6})?$/;
const result = z.object({ loan: ref('Loan') });

/** The product a loan was granted under; none for loans older than products in a table. */
const productOf = async (tx: Tx, loan: LoanRow): Promise<LoanProduct | undefined> =>
  loan.product_id === null
    ? undefined
    : productEdition(tx, { institutionId: loan.institution_id, id: loan.product_id });

function requireWithin(product: LoanProduct | undefined, percent: string): void {
  if (!product) return;
  const { minimum, maximum } = product.rate;
  const asked = millionthsOf(percent);
  if (asked >= millionthsOf(minimum) && asked <= millionthsOf(maximum)) return;
  throw refuse('loan.rate_not_allowed', { path: ['annualRate'], details: { minimum, maximum } });
}

export const changeRate = command({
  name: 'loan.change-rate',
  permission: 'loan.change-rate',
  scope: 'references',
  title: { en: 'Change the rate of a loan', zh: '调整贷款利率' },
  description: {
    en: 'By agreement with the borrower, from a day on, within floor and cap of the product; always with a second person. Interest before that day stays, later instalments are laid out anew.',
    zh: '与借款人协商一致后自某日起调整利率，须在产品上下限内并经双人复核；该日之前的利息不变，以后各期重新计算。',
  },
  on: onLoan,
  input: z.object({
    reference: machineReference(REFERENCE_LENGTH),
    occurredOn: date(),
    annualRate: z.string().max(9).regex(RATE).meta({ graphql: 'Decimal' }),
  }),
  result,
  acts: ['loan.rate-changed', 'loan.report-repeated'],
  reasonRequired: true,
  secondPerson: true,
  errors: [...FACT_ERRORS, 'loan.rate_not_allowed'],
  async handler(tx, { annualRate, ...told }, context) {
    requireWithin(await productOf(tx, context.target), annualRate);
    const fact = { kind: 'RATE_CHANGED', ...told, annualRatePercent: annualRate } as const;
    return report(tx, context, { fact, act: 'loan.rate-changed', data: { annualRate } });
  },
});
