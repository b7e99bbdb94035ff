import { defineErrors } from '../../kernel/errors.ts';

export const servicingErrors = defineErrors({
  'loan.reference_conflict': {
    status: 409,
    en: 'This core reference stands for another event: other loan, amount or date.',
    zh: '该核心流水号已用于其他交易（贷款、金额或日期不同）。',
    constraints: [
      'loan_fact_reference_key',
      'loan_core_reference_key',
      'disbursement_core_reference_key',
    ],
  },
  'loan.date_in_future': { status: 422, en: 'The date lies in the future.', zh: '日期在未来。' },
  'loan.date_too_early': {
    status: 422,
    en: 'The date lies before the step it follows.',
    zh: '日期早于前一环节。',
  },
  'loan.fact_without_effect': {
    status: 409,
    en: 'Nothing of the loan is left for this to act on: repaid, past maturity or written off.',
    zh: '该事项已无可作用的余额：已还清、已过到期日或已核销。',
  },
});
