import { defineErrors } from '../../kernel/errors.ts';

export const contractErrors = defineErrors({
  'loan.reading_time': {
    status: 409,
    en: 'The borrower has not had the time to read what the loan costs; `details` says how long is left.',
    zh: '尚未满足综合融资成本明示表的阅读时间，details 列出剩余秒数。',
    constraints: ['cost_disclosure_confirmed_check'],
  },
  'loan.evidence_required': {
    status: 422,
    en: 'What was shown on paper is confirmed by a signature: name its evidence. On a screen there is none.',
    zh: '现场明示须以签字确认并附证据摘要；线上确认不填。',
  },
  'loan.disclosure_outdated': {
    status: 409,
    en: 'The rules of disclosing cost have changed since it was shown; show it anew.',
    zh: '明示后成本明示规则已变更，请重新明示。',
  },
  'loan.not_a_party': {
    status: 422,
    en: 'This security is not offered for the loan, or nobody but the borrower stands behind it.',
    zh: '该担保不属于本笔贷款，或无借款人以外的担保方。',
  },
  'loan.signed_already': {
    status: 409,
    en: 'This party has signed the contract.',
    zh: '该签约方已签署。',
    constraints: ['loan_signature_party_key'],
  },
  'loan.signed_before_confirmed': {
    status: 422,
    en: 'The contract is signed after the cost was confirmed, and not in the future.',
    zh: '签约时间须在确认综合融资成本之后，且不晚于当前。',
  },
});
