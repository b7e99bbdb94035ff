import { defineErrors } from '../../kernel/errors.ts';

export const ledgerErrors = defineErrors({
  'visit.id_taken': {
    status: 409,
    en: 'Another visit has this id.',
    zh: '该走访标识已被占用。',
    constraints: ['visit_pkey'],
  },
  'visit.in_future': {
    status: 422,
    en: 'A visit is recorded once it has taken place.',
    zh: '走访时间不得晚于当前时间。',
  },
  'visit.too_old': {
    status: 422,
    en: 'The visit lies too long ago to be recorded; `details` says since when it may be.',
    zh: '走访时间过早，已超过可补录期限，期限见 details。',
  },
  'visit.next_too_early': {
    status: 422,
    en: 'The next visit comes after this one.',
    zh: '下次走访日期须晚于本次走访。',
  },
  'visit.two_visitors_required': {
    status: 422,
    en: 'Such a visit is made by two people; name the second.',
    zh: '此类走访须双人进行，请填写同行人。',
  },
  'visit.same_visitor': {
    status: 422,
    en: 'The second visitor is somebody else.',
    zh: '同行人不能是走访人本人。',
    constraints: ['visit_second_visitor_id_check'],
  },
  'visit.visitor_left': {
    status: 422,
    en: 'The second visitor no longer works here.',
    zh: '同行人已离职。',
  },
  'visit.point_required': {
    status: 422,
    en: 'Such a visit is stamped with its place.',
    zh: '此类走访须有定位。',
  },
  'visit.crs_required': {
    status: 400,
    en: 'A point needs its coordinate system.',
    zh: '点位须注明坐标系。',
  },
  'visit.photo_twice': {
    status: 422,
    en: 'A photograph stands in the list twice.',
    zh: '照片重复。',
  },
  'visit.corrected': {
    status: 409,
    en: 'The visit has been corrected already; correct the correction.',
    zh: '该走访记录已被更正，请更正最新的一条。',
    constraints: ['visit_corrects_id_key'],
  },
  'follow-up.id_taken': {
    status: 409,
    en: 'Another follow-up has this id.',
    zh: '该跟进事项标识已被占用。',
    constraints: ['follow_up_pkey'],
  },
  'follow-up.other_customer': {
    status: 422,
    en: 'The visit was to another customer.',
    zh: '来源走访不属于该客户。',
  },
  'follow-up.due_past': {
    status: 422,
    en: 'A follow-up is due today or later.',
    zh: '到期日不得早于今日。',
  },
  'follow-up.assignee_left': {
    status: 422,
    en: 'Whoever sees to it works here.',
    zh: '责任人已离职。',
  },
  'follow-up.closed': {
    status: 409,
    en: 'The follow-up is closed.',
    zh: '该跟进事项已办结。',
  },
  'outworker.id_taken': {
    status: 409,
    en: 'Another outworker has this id.',
    zh: '该外出务工标识已被占用。',
    constraints: ['outworker_pkey'],
  },
  'outworker.not_of_household': {
    status: 422,
    en: 'That person does not live in this household.',
    zh: '该人员不是本户现有成员。',
  },
  'outworker.away_already': {
    status: 409,
    en: 'That person is recorded as away already.',
    zh: '该人员已登记为外出。',
    constraints: ['outworker_away_key'],
  },
  'outworker.left_in_future': {
    status: 422,
    en: 'Nobody is recorded as away before leaving.',
    zh: '外出日期不得晚于今日。',
  },
  'outworker.return_too_early': {
    status: 422,
    en: 'Nobody comes back before leaving.',
    zh: '返乡日期不得早于外出日期。',
    constraints: ['outworker_return_on_check', 'outworker_returned_on_check'],
  },
  'outworker.returned_in_future': {
    status: 422,
    en: 'A return is recorded once it has happened.',
    zh: '返乡日期不得晚于今日。',
  },
  'outworker.back': {
    status: 409,
    en: 'That person is back.',
    zh: '该人员已返乡。',
  },
  'outworker.nothing_revised': {
    status: 400,
    en: 'Give at least one field to revise.',
    zh: '请至少提供一项修改内容。',
  },
  'outworker.contact_invalid': {
    status: 422,
    en: 'The mobile number is not valid; `details` says why.',
    zh: '手机号无效，原因见 details。',
  },
  'outworker.area_unknown': {
    status: 422,
    en: 'A place outside is named by 2, 4, 6, 9 or 12 digits.',
    zh: '务工地须为2、4、6、9或12位区划代码。',
    constraints: ['outworker_area_code_check'],
  },
  'core-household.marked_already': {
    status: 409,
    en: 'The household is a core household in that period already.',
    zh: '该户在此期间已是核心户。',
    constraints: ['core_household_period_excl'],
  },
  'core-household.household_only': {
    status: 422,
    en: 'Only a household can be a core household.',
    zh: '仅农户可标记为核心户。',
  },
  'core-household.period': {
    status: 422,
    en: 'A period ends after it begins.',
    zh: '终止日须晚于起始日。',
    constraints: ['core_household_valid_to_check'],
  },
  'core-household.ended': {
    status: 409,
    en: 'The mark has ended.',
    zh: '该标记已终止。',
  },
  'screening.reason_required': {
    status: 422,
    en: 'The grey and the black list want a reason; the white one has none.',
    zh: '列入灰名单、黑名单须注明原因，白名单不得注明原因。',
    constraints: ['screening_record_reasoned_check', 'customer_screened_check'],
  },
  'screening.transition': {
    status: 409,
    en: 'That list cannot be given at this stage; `details` says which can.',
    zh: '该环节不能列入此名单，可列入的名单见 details。',
    constraints: ['screening_record_machine_check'],
  },
  'screening.protected': {
    status: 422,
    en: 'Illness, welfare or living alone send to a person and never refuse: grey, not black.',
    zh: '疾病、低保五保、高龄独居等情形只可列灰名单由人工审核，不得列黑名单。',
    constraints: ['screening_record_protected_check', 'customer_screening_protected_check'],
  },
  'screening.unchanged': {
    status: 409,
    en: 'The customer stands in that list, at that stage and for that reason, already.',
    zh: '客户已在该名单，环节与原因均相同。',
  },
  'ledger.cursor': {
    status: 400,
    en: 'The cursor is not one of this ledger in this order.',
    zh: '游标不属于本台账的该排序。',
  },
});
