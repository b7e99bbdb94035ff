import { type DefaultRole, EVERYBODY } from './default-role.ts';

export const OPERATOR_ROLES: readonly DefaultRole[] = [
  {
    code: 'OPERATOR',
    nameEn: 'Operator of the platform',
    nameZh: '平台运营员',
    scopeKind: 'INSTITUTION',
    approvalLimitFen: 0n,
    permissions: [
      ...EVERYBODY,
      'institution.open',
      'area.manage',
      'person.manage',
      'person.appoint',
      'role.manage',
      'approval.read',
      'approval.decide',
      'journal.read',
    ],
  },
];

export const GOVERNMENT_ROLES: readonly DefaultRole[] = [
  {
    code: 'ADMINISTRATOR',
    nameEn: 'Administrator',
    nameZh: '系统管理员',
    scopeKind: 'INSTITUTION',
    approvalLimitFen: 0n,
    permissions: [
      ...EVERYBODY,
      'person.manage',
      'person.appoint',
      'role.manage',
      'approval.read',
      'approval.decide',
      'journal.read',
    ],
  },
];
