import { defineErrors } from '../../kernel/errors.ts';

export const classificationErrors = defineErrors({
  'loan.not_paid_out': {
    status: 409,
    en: 'Only a loan that is paid out and not settled has a class.',
    zh: '仅已放款且未结清的贷款有五级分类。',
  },
  'class-ground.share': {
    status: 422,
    en: 'Credit impairment and debts elsewhere say their share; other grounds have none.',
    zh: '信用减值与他行债务须填写占比，其他因素不填。',
    constraints: ['loan_class_ground_share_check', 'loan_class_ground_percent_check'],
  },
  'class-ground.delay': {
    status: 422,
    en: 'An excused delay names the due date it began with; other grounds have none.',
    zh: '操作性、技术性延误须注明延误起始应还日，其他因素不填。',
    constraints: ['loan_class_ground_delay_check'],
  },
  'class-ground.no_such_delay': {
    status: 422,
    en: 'No delay of the loan began with this due date.',
    zh: '该贷款没有自该应还日开始的延误。',
  },
  'class-ground.on_record': {
    status: 409,
    en: 'This ground is on record for these days already.',
    zh: '该因素在此期间已登记。',
    constraints: ['loan_class_ground_period_excl'],
  },
  'class-ground.lifted': { status: 409, en: 'The ground has been lifted.', zh: '该因素已解除。' },
  'class-ground.same_person': {
    status: 403,
    en: 'A ground is lifted by somebody else than who recorded it.',
    zh: '分类因素须由登记人以外的人员解除。',
    constraints: ['loan_class_ground_lifted_check'],
  },
  'class-review.open': {
    status: 409,
    en: 'A class of this loan is being decided on already.',
    zh: '该贷款已有在办的分类认定。',
    constraints: ['loan_class_review_open_key'],
  },
  'class-review.same_class': {
    status: 422,
    en: 'The loan is in this class.',
    zh: '贷款已属该分类。',
  },
  'class-review.not_cured': {
    status: 422,
    en: 'The loan has not shown yet what a step up from bad to good needs.',
    zh: '尚不符合不良上调为正常或关注的条件。',
  },
  'class-review.better_than_rules': {
    status: 422,
    en: 'By the facts of today the loan is at least in a worse class; `details` names it.',
    zh: '按当前事实至少应归为更差的分类，details 列出该分类。',
  },
  'class-review.ability_unconfirmed': {
    status: 422,
    en: 'A step up from bad to good needs the borrower’s ability to pay confirmed.',
    zh: '不良上调须确认借款人具备还款能力。',
  },
  'class-review.others_bad': {
    status: 422,
    en: 'Another loan of the borrower is bad.',
    zh: '借款人名下存在其他不良贷款。',
  },
  'class-review.not_in_step': {
    status: 409,
    en: 'The review is not at this step.',
    zh: '该分类认定不在此环节。',
  },
  'class-review.same_person': {
    status: 403,
    en: 'The three steps are taken by three people.',
    zh: '初分、认定、审批须由三名不同人员办理。',
    constraints: ['loan_class_review_separation_check', 'loan_class_round_separation_check'],
  },
  'class-review.not_independent': {
    status: 403,
    en: 'Whoever lent the money has no part in classifying the loan.',
    zh: '参与该笔贷款业务的人员不得参与其分类。',
  },
  'class-round.empty': {
    status: 422,
    en: 'No loan of the territory had a class on this day.',
    zh: '该区域当日没有需分类的贷款。',
  },
  'class-round.on_record': {
    status: 409,
    en: 'The territory’s classes of this day are up for confirmation, or confirmed.',
    zh: '该区域当日的分类批次已存在。',
    field: 'asOf',
    constraints: ['loan_class_round_day_key'],
  },
  'class-round.changed': {
    status: 409,
    en: 'Since the list was put up a loan has come to another class on its day: put it up anew.',
    zh: '初分后清单已发生变化，请退回并重新初分。',
  },
  'class-review.twice_a_day': {
    status: 409,
    en: 'A class of this loan was approved today; decide anew tomorrow.',
    zh: '该贷款当日已审批一次分类，请次日再办理。',
    constraints: ['loan_class_review_closed_on_key'],
  },
});
