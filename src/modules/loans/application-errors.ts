/** Refusals about what an application brings: channel, security, papers, flags. */
export const applicationRefusals = {
  'loan.channel_not_yours': {
    status: 403,
    en: 'Officers take applications down on site, front ends through the other channels.',
    zh: '上门受理由网格员办理，其他渠道由获准的前端系统办理。',
  },
  'loan.channel_not_offered': {
    status: 422,
    en: 'The product is not offered through this channel; `details` name those it is.',
    zh: '该产品不支持该申请渠道，details 列出支持的渠道。',
  },
  'loan.documents_missing': {
    status: 409,
    en: 'Papers the product asks for are missing; `details.missing` names them.',
    zh: '缺少产品要求的申请资料，见 details.missing。',
  },
  'loan.document_repeated': {
    status: 409,
    en: 'This very paper has been received.',
    zh: '该资料已登记。',
    field: 'sha256',
    constraints: ['loan_document_sha256_key'],
  },
  'loan.document_not_received': {
    status: 409,
    en: 'The loan has no such paper, or it has been withdrawn.',
    zh: '该贷款没有此资料或已撤下。',
  },
  'loan.security_insufficient': {
    status: 409,
    en: 'More of the amount is unsecured than the product allows; `details` name both.',
    zh: '未担保金额超过产品的信用部分上限，见 details。',
  },
  'loan.guarantee_kind_not_taken': {
    status: 422,
    en: 'The product does not take this kind of security; `details.taken` names those it does.',
    zh: '产品不接受该担保方式，可接受的见 details.taken。',
  },
  'loan.guarantee_incomplete': {
    status: 422,
    en: 'A guarantee names its guarantor and nothing else; a thing has a kind, title, value and day of valuation.',
    zh: '保证须且只须填写保证人；抵质押须填写种类、权证号、价值和评估日。',
    constraints: ['loan_guarantee_collateral_check', 'loan_guarantee_guarantor_check'],
  },
  'loan.guarantee_amount': {
    status: 422,
    en: 'Security stands for more than nothing and at most for the whole loan.',
    zh: '担保金额须大于零且不超过贷款金额。',
  },
  'loan.guarantee_repeated': {
    status: 409,
    en: 'This guarantor, or this thing, already stands for the loan.',
    zh: '该保证人或抵质押物已登记。',
    constraints: ['loan_guarantee_guarantor_id_key', 'loan_guarantee_title_reference_key'],
  },
  'loan.guarantee_not_offered': {
    status: 409,
    en: 'The loan has no such security, or it has been removed.',
    zh: '该贷款没有此担保或已撤下。',
  },
  'loan.collateral_value_too_low': {
    status: 422,
    en: 'The product advances less on this value; `details.most` says how much.',
    zh: '按抵质押率可担保金额不足，上限见 details.most。',
  },
  'loan.guarantor_is_borrower': {
    status: 422,
    en: 'Nobody guarantees a loan of their own.',
    zh: '借款人不得为自己担保。',
  },
  'loan.guarantor_in_household': {
    status: 422,
    en: 'A guarantor lives in another household than the borrower.',
    zh: '保证人不得与借款人同户。',
  },
  'loan.guarantor_unfit': {
    status: 409,
    en: 'The guarantor’s file is closed or merged, or is on the negative list.',
    zh: '保证人档案已注销或合并，或已列入负面清单。',
  },
  'loan.flag_not_open': {
    status: 409,
    en: 'The loan has no such open flag in this round.',
    zh: '该贷款本轮没有此待答复预警。',
    constraints: ['loan_flag_kept_check'],
  },
  'loan.flags_open': {
    status: 409,
    en: 'What looked wrong about the application has to be answered first; `details.kinds` names it.',
    zh: '须先答复申请预警，见 details.kinds。',
  },
  'loan.flags_confirmed': {
    status: 409,
    en: 'A flag turned out true: the application can only be sent back or rejected.',
    zh: '预警属实，只能退回或否决。',
  },
} as const;
