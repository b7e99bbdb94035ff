import { defineErrors } from '../../kernel/errors.ts';

export const servicingErrors = defineErrors({
  'loan.reference_conflict': {
    status: 409,
    en: 'This core reference stands for another event: other loan, amount or date.',
    zh: '该核心流水号已用于其他交易（贷款、金额或日期不同）。',
    constraints: [
      'loan_fact_reference_key',
      'loan_fact_money_key',
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
  'loan.early_repayment_not_offered': {
    status: 422,
    en: 'The product does not change the schedule so for a part paid ahead of time; `details` name what it takes. Without `recomputation` the money waits for the next instalments.',
    zh: '产品不支持该提前还款方式，可选方式见 details；不注明 recomputation 的款项用于以后各期。',
  },
  'loan.early_repayment_too_small': {
    status: 422,
    en: 'The product takes no part so small ahead of time; `details` name the smallest.',
    zh: '提前部分还款低于产品起点金额，见 details。',
  },
  'loan.fact_without_effect': {
    status: 409,
    en: 'Nothing of the loan is left for this to act on: repaid, past maturity or written off.',
    zh: '该事项已无可作用的余额：已还清、已过到期日或已核销。',
  },
  'loan.reopen_first': {
    status: 409,
    en: 'The loan is settled: two people open it again by `loan.reopen`, which takes this back.',
    zh: '贷款已结清，须由两人办理 loan.reopen 撤销结清并冲正。',
  },
  'loan.fact_not_reversible': {
    status: 409,
    en: 'This is taken back already, or is no fact of this loan that may be taken back.',
    zh: '该事实已冲正，或不属于本笔贷款可冲正的事实。',
    constraints: ['loan_fact_reverses_key'],
  },
  'repayment-batch.wrong_total': {
    status: 422,
    en: 'Sum or number of the rows is not what was said; nothing is taken. `details` name both.',
    zh: '各行合计金额或行数与申报不符，整批拒绝，details 列出两者。',
  },
  'repayment-batch.state': {
    status: 409,
    en: 'The batch is not in a state in which this can be done.',
    zh: '批次当前状态不允许该操作。',
  },
  'repayment-batch.own_batch': {
    status: 403,
    en: 'Whoever sent a batch does not decide about its faulty rows.',
    zh: '报送人不得裁定本人报送批次的有误行。',
    constraints: ['repayment_batch_decided_by_check'],
  },
  'repayment-batch.row_amount': {
    status: 422,
    en: 'The amount is not yuan above nothing with at most two decimals.',
    zh: '金额须为大于零、至多两位小数的人民币元。',
  },
  'repayment-batch.row_date': {
    status: 422,
    en: 'The day of payment does not exist or lies in the future.',
    zh: '还款日期不存在或在未来。',
  },
  'repayment-batch.row_reference': {
    status: 422,
    en: 'The reference is missing, too long, or also that of an earlier row.',
    zh: '流水号缺失、过长或与前面的行重复。',
  },
  'repayment-batch.row_loan': {
    status: 422,
    en: 'There is no loan of this number.',
    zh: '无此贷款编号。',
  },
  'repayment-batch.row_recomputation': {
    status: 422,
    en: 'What becomes of the schedule is none of the choices.',
    zh: '计划调整方式不在可选范围内。',
  },
  'loan.rate_not_allowed': {
    status: 422,
    en: 'The product does not allow this rate; `details` name its floor and cap.',
    zh: '利率超出产品上下限，details 列出上下限。',
  },
});
