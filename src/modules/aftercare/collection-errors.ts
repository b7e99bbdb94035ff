import { defineErrors } from '../../kernel/errors.ts';

export const collectionErrors = defineErrors({
  'collection-case.closed': {
    status: 409,
    en: 'The case is closed: the delay is paid, or the loan has ended.',
    zh: '该催收案件已关闭。',
  },
  'collection-case.time': {
    status: 422,
    en: 'The moment lies in the future, or before the delay began.',
    zh: '时间在未来，或早于逾期开始日。',
  },
  'collection-case.visit_required': {
    status: 422,
    en: 'A visit names its record in the ledger; nothing else does.',
    zh: '上门催收须关联走访记录，其他方式不填。',
    field: 'visitId',
    constraints: ['collection_action_visited_check'],
  },
  'collection-case.other_customer': {
    status: 422,
    en: 'The visit was made to somebody else, or has been corrected.',
    zh: '走访对象不是该借款人，或该走访记录已被更正。',
  },
  'collection-case.letter_required': {
    status: 422,
    en: 'A letter has a number and the digest of its receipt; nothing else has a number.',
    zh: '催收函须填写编号和回执摘要，其他方式不填编号。',
    field: 'letterNumber',
    constraints: ['collection_action_letter_check'],
  },
  'collection-case.letter_taken': {
    status: 409,
    en: 'Another letter has this number.',
    zh: '该函件编号已使用。',
    field: 'letterNumber',
    constraints: ['collection_action_letter_number_key'],
  },
  'collection-case.promise_required': {
    status: 422,
    en: 'Who promised said how much and by when; who did not, promised nothing.',
    zh: '承诺还款须填写金额和日期，未承诺的不填。',
  },
  'collection-case.promise_date': {
    status: 422,
    en: 'A promise is for the same day or a later one.',
    zh: '承诺还款日不得早于承诺当日。',
    field: 'promisedOn',
    constraints: ['repayment_promise_due_on_check'],
  },
  'collection-case.too_early_for_court': {
    status: 409,
    en: 'By the rules the case has not come as far as the court.',
    zh: '按规则该案件尚未达到起诉阶段。',
  },
  'collection-case.in_court': {
    status: 409,
    en: 'The case is before the court already.',
    zh: '该案件已在诉讼中。',
  },
  'collection-case.not_in_court': {
    status: 409,
    en: 'The case is not before the court.',
    zh: '该案件不在诉讼中。',
  },
});
