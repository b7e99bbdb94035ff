import { defineErrors } from '../../kernel/errors.ts';

export const creditAuthorityErrors = defineErrors({
  'authority-matrix.contradicts': {
    status: 422,
    en: 'The matrix contradicts itself at this place: a code twice, a rule an earlier one leaves nothing for, votes and seats that do not go together.',
    zh: '授权矩阵在该处自相矛盾：编码重复、规则被前项完全覆盖，或票数与席位不符。',
  },
  'authority-matrix.role_unknown': {
    status: 422,
    en: 'The institution has no role of this code.',
    zh: '本机构没有该编码的岗位角色。',
  },
  'authority-matrix.period': {
    status: 409,
    en: 'A matrix starts today or later, after the one in force, and before none that is already planned.',
    zh: '授权矩阵应自今日或以后生效，晚于现行矩阵，且不得与已设定的后续矩阵重叠。',
    field: 'validFrom',
    constraints: ['authority_matrix_period_excl', 'authority_matrix_valid_to_check'],
  },
  'authority-matrix.matter_dropped': {
    status: 409,
    en: 'The matrix before it says who decides the matters in `details`, and this one does not: what was governed stays so.',
    zh: '原授权矩阵已规定 details 所列事项的审批权限，新矩阵不得遗漏。',
  },
  'authority-matrix.code_taken': {
    status: 409,
    en: 'There is a matrix of this code.',
    zh: '该授权矩阵编码已存在。',
    field: 'code',
    constraints: ['authority_matrix_code_key'],
  },
  'authority-delegation.not_held': {
    status: 422,
    en: 'Only a role one holds oneself can be handed over; what was handed over goes no further.',
    zh: '只能转授本人担任的岗位，受托的授权不得再转授。',
  },
  'authority-delegation.unqualified': {
    status: 422,
    en: 'Whoever is to stand in may decide neither loans nor their changes, or is not here any more.',
    zh: '受托人没有贷款或贷后变更审批权限，或已离职。',
  },
  'authority-delegation.self': {
    status: 422,
    en: 'Nobody stands in for themselves.',
    zh: '不得转授给本人。',
    field: 'toPersonId',
    constraints: ['authority_delegation_self_check'],
  },
  'authority-delegation.period': {
    status: 422,
    en: 'It starts today or later, ends after it starts, and not later than the rules allow; `details` says the most days.',
    zh: '转授权应自今日或以后开始，止期晚于起期，且不超过规则允许的最长期限（见 details）。',
  },
  'authority-delegation.seat_taken': {
    status: 409,
    en: 'The seat is with somebody else in that time already.',
    zh: '该岗位在此期间已转授他人。',
    constraints: ['authority_delegation_seat_excl'],
  },
  'authority-delegation.over': {
    status: 409,
    en: 'The delegation is over.',
    zh: '该转授权已终止。',
  },
  'authority-delegation.not_party': {
    status: 403,
    en: 'Only whoever gave it, whoever holds it, or whoever sets the matrix may end it.',
    zh: '仅授权人、受托人或授权管理人可终止。',
  },
  'interest-declaration.for_another': {
    status: 403,
    en: 'Only whoever may end declarations declares for somebody else.',
    zh: '代他人申报须有关联关系管理权限。',
  },
  'interest-declaration.known': {
    status: 409,
    en: 'This tie is declared already.',
    zh: '该关联关系已申报。',
    field: 'customerId',
    constraints: ['interest_declaration_period_excl'],
  },
  'interest-declaration.over': {
    status: 409,
    en: 'The declaration has been ended.',
    zh: '该申报已终止。',
  },
  'interest-declaration.own': {
    status: 403,
    en: 'Who is tied does not cut the tie: somebody else ends it.',
    zh: '本人的关联关系须由他人核实后终止。',
    constraints: ['interest_declaration_duties_check'],
  },
});
