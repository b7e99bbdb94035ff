import { defineErrors } from '../../kernel/errors.ts';

export const institutionErrors = defineErrors({
  'institution.code_taken': {
    status: 409,
    en: 'Another institution has this code.',
    zh: '机构编码已被占用。',
    field: 'code',
    constraints: ['institution_code_key'],
  },
  'outlet.code_taken': {
    status: 409,
    en: 'Another outlet of the institution has this code.',
    zh: '网点编码已被占用。',
    field: 'code',
    constraints: ['outlet_code_key'],
  },
  'outlet.parent_required': {
    status: 422,
    en: 'A head office has no outlet above it; every other outlet has one.',
    zh: '总行没有上级网点，其他网点必须有上级网点。',
    field: 'parentId',
    constraints: ['outlet_parent_id_check'],
  },
  'outlet.closed': { status: 409, en: 'The outlet is closed.', zh: '网点已撤销。' },
  'outlet.has_children': {
    status: 409,
    en: 'The outlet still has open outlets below it.',
    zh: '网点尚有下级网点。',
  },
  'person.code_taken': {
    status: 409,
    en: 'Another person of the institution has this code.',
    zh: '工号已被占用。',
    field: 'code',
    constraints: ['person_code_key'],
  },
  'person.is_the_system': {
    status: 409,
    en: 'This is the person that background jobs act as: nobody logs in as it.',
    zh: '该人员为系统作业专用，不得绑定登录标识或另作他用。',
    constraints: ['person_system_check'],
  },
  'person.left': { status: 409, en: 'The person has left.', zh: '该人员已离岗。' },
  'person.issuer_unknown': {
    status: 422,
    en: 'Tokens of this issuer are not accepted here.',
    zh: '本平台不接受该签发方的令牌。',
  },
  'person.login_unknown': {
    status: 404,
    en: 'This login does not stand for that person.',
    zh: '该登录标识未绑定此人员。',
  },
  'person.login_own': {
    status: 403,
    en: 'Nobody unlinks their own login.',
    zh: '不得解除本人的登录标识。',
  },
  'person.login_taken': {
    status: 409,
    en: 'This issuer and subject already stand for someone.',
    zh: '该登录标识已绑定其他人员。',
    field: 'subject',
    constraints: ['login_pkey'],
  },
  'role.code_taken': {
    status: 409,
    en: 'Another role of the institution has this code.',
    zh: '角色编码已被占用。',
    constraints: ['role_code_key'],
  },
  'role.permission_unknown': {
    status: 422,
    en: 'No command or read has this permission.',
    zh: '权限不存在。',
  },
  'role.not_shipped': {
    status: 422,
    en: 'The program ships no such role for this kind of institution, or not with this permission.',
    zh: '出厂角色中没有该角色，或该角色不含此权限。',
  },
  'role.own_widened': {
    status: 403,
    en: 'Nobody widens a role they hold themselves; another person does it.',
    zh: '不得扩大本人所任角色的权限、范围或限额，须由他人办理。',
  },
  'appointment.own': {
    status: 403,
    en: 'Nobody appoints themselves; another person does it.',
    zh: '不得任命本人，须由他人办理。',
  },
  'appointment.overlap': {
    status: 409,
    en: 'The person already holds this role there in part of the period.',
    zh: '该人员在此期间已有相同任职。',
    field: 'validFrom',
    constraints: ['appointment_period_excl'],
  },
  'appointment.period': {
    status: 422,
    en: 'The period must end after it starts.',
    zh: '终止日须晚于起始日。',
    field: 'validTo',
    constraints: ['appointment_valid_to_check'],
  },
});
