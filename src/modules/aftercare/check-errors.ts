import { defineErrors } from '../../kernel/errors.ts';

export const checkErrors = defineErrors({
  'loan-check.not_due': {
    status: 409,
    en: 'The check has been done or cancelled.',
    zh: '该检查已完成或已取消。',
  },
  'loan-check.ruled': {
    status: 409,
    en: 'The rules ask for this check: it is made, not cancelled.',
    zh: '该检查系按规则生成，须完成，不得取消。',
  },
  'loan-check.loan_not_active': {
    status: 409,
    en: 'The loan is not paid out, or nothing is owed on it any more.',
    zh: '贷款尚未发放或已结清。',
  },
  'loan-check.open_already': {
    status: 409,
    en: 'The same occasion has asked for a check of this loan already.',
    zh: '同一事由已发起过检查。',
    constraints: ['loan_check_occasion_key'],
  },
  'loan-check.on_site_required': {
    status: 422,
    en: 'By the rules this check is made on site.',
    zh: '按规则该检查须实地进行。',
  },
  'loan-check.visit_required': {
    status: 422,
    en: 'A check on site names its visit; any other names the day of the check.',
    zh: '实地检查须关联走访记录，其他方式须填写检查日期。',
    field: 'visitId',
    constraints: ['loan_check_visited_check'],
  },
  'loan-check.other_customer': {
    status: 422,
    en: 'The visit was made to somebody else, or has been corrected.',
    zh: '走访对象不是该借款人，或该走访记录已被更正。',
  },
  'loan-check.date': {
    status: 422,
    en: 'The day lies in the future, or before the check was asked for.',
    zh: '日期在未来，或早于检查起算日。',
  },
  'loan-check.fund_use_required': {
    status: 422,
    en: 'This check has to say what the money was used for.',
    zh: '该检查须核实资金用途。',
  },
  'loan-check.ability_required': {
    status: 422,
    en: 'This check has to say how far the borrower is able to repay.',
    zh: '该检查须说明还款能力。',
  },
  'loan-check.evidence_required': {
    status: 422,
    en: 'What rests on papers names their digests.',
    zh: '依据资料得出的结果须提供证据摘要。',
  },
  'loan-check.more_than_lent': {
    status: 422,
    en: 'Papers cannot prove the use of more than was lent.',
    zh: '核实金额不得超过贷款金额。',
  },
  'loan-check.conclusion_too_good': {
    status: 422,
    en: 'These findings are not normal.',
    zh: '检查发现与“正常”结论不符。',
    field: 'conclusion',
    constraints: ['loan_check_diverted_check'],
  },
});
