import { defineErrors } from '../../kernel/errors.ts';
import { applicationRefusals } from './application-errors.ts';
import { loanWorkflowRefusals } from './workflow-refusals.ts';

export const loanErrors = defineErrors({
  ...loanWorkflowRefusals,
  ...applicationRefusals,
  'loan.separation_of_duties': {
    ...loanWorkflowRefusals['loan.separation_of_duties'],
    constraints: [
      'loan_separation_check',
      'loan_step_duty_excl',
      'loan_step_signature_key',
      'loan_investigation_investigator_id_key',
      'loan_vote_separation_check',
      'disbursement_separation_check',
    ],
  },
  'loan.voted_already': {
    ...loanWorkflowRefusals['loan.voted_already'],
    constraints: ['loan_vote_person_id_key', 'loan_vote_seat_of_key'],
  },
  'loan.no_authority': {
    ...loanWorkflowRefusals['loan.no_authority'],
    constraints: ['loan_decided_check'],
  },
  'loan.conditions_without_assent': {
    status: 422,
    en: 'Only a vote for the loan carries conditions.',
    zh: '仅赞成票可附放款条件。',
  },
  'loan.conditions_open': {
    status: 409,
    en: 'Conditions of the approval are not fulfilled yet; `details` says how many.',
    zh: '批复附带的放款条件尚未全部落实，details 列出数量。',
    constraints: ['loan_conditions_met_check'],
  },
  'loan.condition_settled': {
    status: 409,
    en: 'The condition is shown fulfilled already.',
    zh: '该条件已落实。',
  },
  'loan.condition_open': {
    status: 409,
    en: 'The condition is not fulfilled yet.',
    zh: '该条件尚未落实。',
  },
  'loan.condition_void': {
    status: 409,
    en: 'The condition is of no approval in force that still waits for it.',
    zh: '该条件不属于当前待落实的有效批复。',
  },
  'loan.notice_not_stood': {
    status: 409,
    en: 'The product asks for a public notice after approval, and it has not stood its time; `details` says where it stands.',
    zh: '该产品要求审批后公示，公示尚未期满无异议，details 说明公示状态。',
  },
  'loan.approval_expired': {
    status: 409,
    en: 'The approval has run out and the loan has to be decided anew.',
    zh: '批复已过有效期，须重新审批。',
  },
  'loan.product_not_offered': {
    status: 422,
    en: 'No product of this code is offered today.',
    zh: '该产品编码目前未开办。',
  },
  'loan.borrower_not_served': {
    status: 422,
    en: 'The product is not for this kind of borrower.',
    zh: '该产品不适用于此类借款人。',
  },
  'loan.use_not_served': {
    status: 422,
    en: 'The product is not for this use of the money; `details` name those it is for.',
    zh: '该产品不适用于该用途，details 列出适用用途。',
  },
  'loan.industry_not_served': {
    status: 422,
    en: 'The product is not for this industry; `details` name those it is for.',
    zh: '该产品不适用于该投向行业，details 列出准入行业。',
  },
  'loan.prime_rate_missing': {
    status: 409,
    en: 'The rate follows the prime rate, and none is recorded for this term.',
    zh: '该产品参照 LPR 定价，尚未登记相应品种的报价利率。',
  },
  'loan.spread_out_of_range': {
    status: 422,
    en: 'The rate is further from the prime rate than the product allows; `details` name both.',
    zh: '利率与 LPR 的加点超出产品允许范围，details 列出报价利率和加点区间。',
  },
  'loan.amount_out_of_range': {
    status: 422,
    en: 'The amount is outside the limits of the product; `details` names them.',
    zh: '金额超出产品限额，details 列出限额。',
  },
  'loan.term_too_long': {
    status: 422,
    en: 'The term is longer than the product allows for this use.',
    zh: '期限超过产品该用途的最长期限。',
  },
  'loan.rate_out_of_range': {
    status: 422,
    en: 'The rate is outside the limits of the product.',
    zh: '利率超出产品利率区间。',
  },
  'loan.repayment_method_not_offered': {
    status: 422,
    en: 'The product does not offer this repayment method, or not for this term.',
    zh: '产品不支持该还款方式，或该期限不适用。',
  },
  'loan.industry_code': {
    status: 422,
    en: 'A business loan names its industry (GB/T 4754); a consumption loan has none.',
    zh: '经营性贷款须注明行业代码（GB/T 4754），消费贷款不填。',
    field: 'industryCode',
    constraints: ['loan_fund_use_industry_check'],
  },
  'loan.payee_required': {
    status: 422,
    en: 'By the payment rules the lender pays the payee: name the payee.',
    zh: '按支付规则应采用受托支付，须指明收款方。',
    field: 'payeeReference',
    constraints: ['loan_payee_check'],
  },
  'loan.customer_not_active': {
    status: 409,
    en: 'The customer’s file is merged or closed.',
    zh: '客户档案已合并或注销。',
  },
  'loan.claim_written_off': {
    status: 409,
    en: 'A claim on the customer was written off and is not recovered; `details` says how much.',
    zh: '客户有已核销未收回的贷款，不予授信，金额见 details。',
  },
  'loan.line_suspended': {
    status: 409,
    en: 'The customer’s credit line is suspended; nothing may be drawn until it is resumed.',
    zh: '客户授信额度已暂停，恢复前不得用信。',
  },
  'loan.product_outside_line': {
    status: 409,
    en: 'The customer’s credit line is not for this product; `details` name those it is for.',
    zh: '客户授信额度不适用于该产品，details 列出适用产品。',
  },
  'loan.customer_blacklisted': {
    status: 409,
    en: 'The customer is on the negative list and gets no credit.',
    zh: '客户已列入负面清单，不予授信。',
  },
  'loan.over_credit_line': {
    status: 409,
    en: 'With the other loans of the customer the amount exceeds the credit line.',
    zh: '连同客户其他贷款已超出授信额度。',
  },
  'loan.over_stand_alone_limit': {
    status: 409,
    en: 'Without a rating in force the customer’s loans together may not exceed the product’s limit.',
    zh: '客户无有效评级，其贷款合计不得超过产品的单独申请限额。',
  },
  'loan.field_visit_required': {
    status: 422,
    en: 'A loan of this kind and amount is investigated on site.',
    zh: '该类贷款及金额须实地调查。',
  },
  'loan.visit_incomplete': {
    status: 422,
    en: 'A field visit has a time, a place and evidence; without a visit there are none.',
    zh: '实地调查须有时间、地点和证据；非实地调查不填。',
    constraints: ['loan_investigation_on_site_check'],
  },
  'loan.checks_incomplete': {
    status: 422,
    en: 'Identity, income, debts, purpose, and whatever else the form says must hold, are all checked before signing.',
    zh: '身份、收入、负债、用途及调查表规定须核实无误的项目全部核实后方可签字。',
  },
  'loan.checks_not_asked': {
    status: 422,
    en: 'The product has a form of its own for investigations; `findings` answer it.',
    zh: '该产品设有调查表，请以 findings 填写。',
  },
  'loan.findings_invalid': {
    status: 422,
    en: 'The findings do not fit the form of the product; `details.faults` lists what and where.',
    zh: '调查内容与产品调查表不符，details.faults 列出位置与原因。',
  },
  'loan.findings_by_list': {
    status: 409,
    en: 'This investigation was signed by the fixed list; there is no form to read.',
    zh: '该调查按固定项目签字，没有调查表内容。',
  },
  'loan.instruction_unknown': {
    status: 409,
    en: 'This is not the loan’s open disbursement instruction.',
    zh: '与本笔贷款当前的放款指令不符。',
  },
  'loan.instruction_answered': {
    status: 409,
    en: 'The disbursement instruction has been answered, differently.',
    zh: '该放款指令已有不同的回执。',
    constraints: ['loan_fact_instruction_key', 'loan_fact_disbursed_key'],
  },
  'loan.amount_mismatch': {
    status: 409,
    en: 'The amount is not the amount instructed.',
    zh: '金额与放款指令不一致。',
  },
  'loan.explanation_required': {
    status: 422,
    en: 'A refused disbursement says why; a confirmed one has no explanation.',
    zh: '放款被拒须说明原因，放款成功不填。',
    field: 'explanation',
    constraints: ['loan_fact_explanation_kind_check'],
  },
});
