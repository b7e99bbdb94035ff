import { defineErrors } from '../../kernel/errors.ts';

export const dutyErrors = defineErrors({
  'loan-manager.not_here': {
    status: 422,
    en: 'Somebody who does not work here manages no loan.',
    zh: '该人员不在岗，不能作为管理责任人。',
  },
  'loan-manager.overlap': {
    status: 409,
    en: 'Somebody is named from a later day on already.',
    zh: '该贷款已有自更晚日期起生效的管理责任人。',
    field: 'from',
    constraints: ['loan_manager_period_excl', 'loan_manager_valid_to_check'],
  },
  'loan-manager.date': {
    status: 422,
    en: 'Nobody is named for days that have passed.',
    zh: '不得为已过日期指定管理责任人。',
  },
  'loan-liability.loan_not_bad': {
    status: 409,
    en: 'The loan is neither bad nor written off.',
    zh: '该贷款不是不良贷款，也未核销。',
  },
  'loan-liability.no_part': {
    status: 422,
    en: 'The person never had this duty in the loan.',
    zh: '该人员未在该笔贷款的该环节经办。',
  },
  'loan-liability.own_loan': {
    status: 403,
    en: 'Whoever had a duty in a loan does not find who answers for it.',
    zh: '经办该笔贷款的人员不得进行责任认定。',
    constraints: ['loan_liability_two_people_check'],
  },
  'loan-liability.found_already': {
    status: 409,
    en: 'It has been found already how far the person answers in this duty.',
    zh: '该人员该环节的责任已认定。',
    field: 'personId',
    constraints: ['loan_liability_person_id_key'],
  },
});
