import { defineErrors } from '../../kernel/errors.ts';

export const customerErrors = defineErrors({
  'customer.key_taken': {
    status: 409,
    en: 'Another customer or member has this key.',
    zh: '该标识已被其他客户或成员占用。',
    field: 'key',
    constraints: ['customer_pkey', 'customer_member_pkey'],
  },
  'customer.code_taken': {
    status: 409,
    en: 'Another customer of the institution has this code.',
    zh: '客户编号已被占用。',
    field: 'code',
    constraints: ['customer_code_key'],
  },
  'customer.id_number_taken': {
    status: 409,
    en: 'A file with this identity number exists already; it may lie outside your territory.',
    zh: '该身份证号已建档，档案可能不在您的管辖范围内。',
    field: 'idNumber',
    constraints: ['customer_id_number_key'],
  },
  'customer.credit_code_taken': {
    status: 409,
    en: 'A file with this unified social credit code exists already.',
    zh: '该统一社会信用代码已建档。',
    field: 'creditCode',
    constraints: ['customer_credit_code_key'],
  },
  'customer.member_elsewhere': {
    status: 409,
    en: 'Someone with this identity number already lives in a household on file.',
    zh: '该身份证号的人员已登记在某农户中。',
    constraints: ['customer_member_id_number_key'],
  },
  'customer.id_number_invalid': {
    status: 422,
    en: 'The identity number is not valid; `details` says why.',
    zh: '身份证号无效，原因见 details。',
  },
  'customer.id_type_alone': {
    status: 400,
    en: 'A type of document goes with its number.',
    zh: '证件类型须与证件号码一并提供。',
  },
  'customer.credit_code_invalid': {
    status: 422,
    en: 'The unified social credit code is not valid; `details` says why.',
    zh: '统一社会信用代码无效，原因见 details。',
  },
  'customer.mobile_invalid': {
    status: 422,
    en: 'The mobile number is not valid; `details` says why.',
    zh: '手机号无效，原因见 details。',
  },
  'customer.business_name_required': {
    status: 422,
    en: 'A merchant, an organisation, and whatever is registered has a name of its own.',
    zh: '商户、单位及已登记的主体须填写名称（字号）。',
  },
  'customer.credit_code_required': {
    status: 422,
    en: 'An organisation has a unified social credit code.',
    zh: '单位须填写统一社会信用代码。',
  },
  'customer.plain_household': {
    status: 422,
    en: 'A plain household has neither a business name nor a credit code.',
    zh: '普通农户不填写名称（字号）和统一社会信用代码。',
  },
  'customer.household_only': {
    status: 422,
    en: 'Only a household has members.',
    zh: '仅农户（含家庭农场、种养大户）可登记家庭成员。',
  },
  'customer.member_head': {
    status: 422,
    en: 'The head is the customer itself; other members have another relationship.',
    zh: '户主即客户本人，其他成员须选择其他关系。',
  },
  'customer.member_identified': {
    status: 409,
    en: 'The member has a number already.',
    zh: '该成员已有证件号码。',
  },
  'customer.member_left': {
    status: 409,
    en: 'That person has left the household.',
    zh: '该成员已离开该户。',
  },
  'customer.member_unknown': {
    status: 422,
    en: 'That person is not of this household.',
    zh: '该人员不是本户成员。',
  },
  'customer.place_required': {
    status: 422,
    en: 'Say where: a grid, a point inside a grid, or a village.',
    zh: '须提供网格、网格内的点位或村（社区）代码之一。',
  },
  'customer.place_choice': {
    status: 400,
    en: 'Give either a grid or a village, not both.',
    zh: '网格与村（社区）代码只能提供其一。',
  },
  'customer.crs_required': {
    status: 400,
    en: 'A point needs its coordinate system.',
    zh: '点位须注明坐标系。',
  },
  'customer.grid_ambiguous': {
    status: 422,
    en: 'More than one grid holds the point; name the grid.',
    zh: '多个网格包含该点位，请指定网格。',
  },
  'customer.grid_not_in_force': {
    status: 409,
    en: 'The grid is not in force today.',
    zh: '该网格今日不在使用中。',
  },
  'customer.area_unknown': {
    status: 422,
    en: 'No village or community with this code is in force today.',
    zh: '今日没有该代码的村（社区）。',
  },
  'customer.moved_nowhere': {
    status: 422,
    en: 'The customer is already there.',
    zh: '客户已在该处。',
  },
  'customer.move_open': {
    status: 409,
    en: 'A move of this customer waits for a decision already.',
    zh: '该客户已有待确认的转移。',
    constraints: ['customer_move_open_key'],
  },
  'customer.move_decided': {
    status: 409,
    en: 'The move is no longer open.',
    zh: '该转移已处理或已失效。',
  },
  'customer.move_expired': {
    status: 409,
    en: 'Nobody decided in time; propose the move anew.',
    zh: '已超过确认期限，请重新发起。',
  },
  'customer.move_own_acceptance': {
    status: 403,
    en: 'Another person than the one who proposed a move decides it.',
    zh: '转移不得由发起人自行确认。',
    constraints: ['customer_move_accepted_by_other_check'],
  },
  'customer.move_not_yours': {
    status: 403,
    en: 'The other side decides a move; its own side withdraws it.',
    zh: '转移由对方确认，由发起方撤回。',
  },
  'customer.request_choice': {
    status: 400,
    en: 'Give one of customer code, credit code and identity number.',
    zh: '客户编号、统一社会信用代码、身份证号须且仅须提供其一。',
  },
  'customer.request_unknown': {
    status: 404,
    en: 'No file in use is known by this.',
    zh: '未查到相应的在用档案。',
  },
  'customer.not_active': {
    status: 409,
    en: 'The file is merged or closed.',
    zh: '该档案已合并或销户。',
  },
  'customer.work_under_way': {
    status: 409,
    en: 'Something is still under way with this customer; `details` says what.',
    zh: '该客户尚有未结事项，详见 details。',
  },
  'customer.kind_same': {
    status: 422,
    en: 'The customer is of this kind already.',
    zh: '客户已属该类型。',
  },
  'customer.party_differs': {
    status: 422,
    en: 'Households, sole traders and organisations do not become one another; open a file of its own.',
    zh: '农户、个体经营者与单位之间不得互转，请另行建档。',
  },
  'customer.nothing_revised': {
    status: 400,
    en: 'Give at least one field to revise.',
    zh: '请至少提供一项修改内容。',
  },
  'customer.search_choice': {
    status: 400,
    en: 'Give one of identity number, mobile number, and address with the code of its village.',
    zh: '证件号码、手机号、地址（连同村（社区）代码）须且仅须提供其一。',
  },
});
