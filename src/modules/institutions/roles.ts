import type { RoleScopeKind } from '../../generated/enums.ts';

/** A role an institution starts with; its own administrators may change it. */
export type DefaultRole = {
  code: string;
  nameEn: string;
  nameZh: string;
  scopeKind: RoleScopeKind;
  approvalLimitFen: bigint;
  permissions: readonly string[];
};

const yuan = (amount: number): bigint => BigInt(amount) * 100n;

/** Reading the territory, its people and the institution: everybody who works here. */
const EVERYBODY = [
  'institution.read',
  'outlet.read',
  'person.read',
  'role.read',
  'area.read',
  'grid.read',
  'staff.read',
  'calendar.read',
];

const CUSTOMERS = [
  'customer.read',
  'ledger.read',
  'consent.read',
  'rating.read',
  'notice.read',
  'credit-line.read',
  'loan.read',
  'panel.read',
  'journal.history',
];

/** What whoever goes from door to door writes down. */
const LEDGERS = [
  'visit.record',
  'follow-up.manage',
  'outworker.manage',
  'core-household.manage',
  'sync.read',
  'sync.resolve',
];

const ADMINISTRATOR = [
  ...EVERYBODY,
  ...CUSTOMERS,
  'journal.read',
  'customer.lapse-moves',
  'outlet.manage',
  'person.manage',
  'person.appoint',
  'role.manage',
  'approval.read',
  'approval.decide',
  'approval.set-policy',
  'grid.manage',
  'staff.manage',
  'scorecard.manage',
  'panel.set-rules',
  'profile-form.manage',
  'consent-text.publish',
  'disclosure.read',
  'reveal-alert.read',
  'reveal-alert.acknowledge',
  'privacy.set-reveal-limits',
  'coverage.read',
  'calendar.manage',
  'notice.close-due',
  'job.read',
  'job.run',
  'idempotency.purge',
  'key.read',
  'key.rotate',
];

export const BANK_ROLES: readonly DefaultRole[] = [
  {
    code: 'ADMINISTRATOR',
    nameEn: 'Administrator',
    nameZh: '系统管理员',
    scopeKind: 'INSTITUTION',
    approvalLimitFen: 0n,
    permissions: ADMINISTRATOR,
  },
  {
    code: 'GRID_OFFICER',
    nameEn: 'Grid officer',
    nameZh: '网格员',
    scopeKind: 'ASSIGNMENT',
    approvalLimitFen: 0n,
    permissions: [
      ...EVERYBODY,
      ...CUSTOMERS,
      'customer.register',
      'customer.revise',
      'customer.reveal',
      ...LEDGERS,
      'consent.give',
      'rating.rate',
      'notice.object',
      'panel.score',
      'panel.recuse',
      'panel.record',
      'loan.apply',
      'loan.investigate',
      'loan.return',
      'loan.withdraw',
      'staff.hand-over',
    ],
  },
  {
    code: 'GRID_MANAGER',
    nameEn: 'Grid manager',
    nameZh: '网格管理员',
    scopeKind: 'OUTLET',
    approvalLimitFen: yuan(50_000),
    permissions: [
      ...EVERYBODY,
      ...CUSTOMERS,
      'grid.manage',
      'staff.manage',
      'staff.hand-over',
      'customer.register',
      'customer.revise',
      'customer.move',
      'customer.screen',
      'customer.reveal',
      ...LEDGERS,
      'consent.give',
      'privacy.restrict',
      'rating.rate',
      'rating.decide',
      'rating.adjust',
      'notice.manage',
      'notice.object',
      'credit-line.grant',
      'credit-line.manage',
      'panel.manage',
      'panel.score',
      'panel.recuse',
      'panel.record',
      'panel.reveal-reviewer',
      'panel.inspect',
      'loan.apply',
      'loan.investigate',
      'loan.approve',
      'loan.return',
      'loan.reject',
      'loan.withdraw',
      'approval.read',
      'approval.decide',
      'coverage.read',
    ],
  },
  {
    code: 'LOAN_REVIEWER',
    nameEn: 'Loan reviewer',
    nameZh: '贷款审查员',
    scopeKind: 'OUTLET',
    approvalLimitFen: 0n,
    permissions: [
      ...EVERYBODY,
      ...CUSTOMERS,
      'customer.screen',
      'rating.decide',
      'rating.adjust',
      'notice.decide',
      'notice.reveal',
      'credit-line.manage',
      'panel.score',
      'panel.recuse',
      'panel.inspect',
      'loan.review',
      'loan.return',
      'loan.reject',
      'loan.classify',
    ],
  },
  {
    code: 'LOAN_APPROVER',
    nameEn: 'Loan approver',
    nameZh: '贷款审批人',
    scopeKind: 'INSTITUTION',
    approvalLimitFen: yuan(500_000),
    permissions: [
      ...EVERYBODY,
      ...CUSTOMERS,
      'loan.approve',
      'loan.return',
      'loan.reject',
      'coverage.read',
    ],
  },
  {
    code: 'LOAN_DISBURSER',
    nameEn: 'Disbursement officer',
    nameZh: '放款审核员',
    scopeKind: 'INSTITUTION',
    approvalLimitFen: 0n,
    permissions: [...EVERYBODY, ...CUSTOMERS, 'loan.instruct', 'loan.settle'],
  },
  {
    code: 'CORE_BANKING',
    nameEn: 'Bank core (machine)',
    nameZh: '核心系统',
    scopeKind: 'INSTITUTION',
    approvalLimitFen: 0n,
    permissions: ['loan.read', 'loan.confirm', 'loan.repay', 'loan.settle', 'loan.classify'],
  },
  {
    code: 'AUDITOR',
    nameEn: 'Auditor',
    nameZh: '审计员',
    scopeKind: 'INSTITUTION',
    approvalLimitFen: 0n,
    permissions: [
      ...EVERYBODY,
      ...CUSTOMERS,
      'panel.inspect',
      'journal.read',
      'approval.read',
      'disclosure.read',
      'reveal-alert.read',
      'reveal-alert.acknowledge',
      'coverage.read',
      'job.read',
      'key.read',
    ],
  },
  {
    code: 'DATA_PROTECTION_OFFICER',
    nameEn: 'Data protection officer',
    nameZh: '个人信息保护负责人',
    scopeKind: 'INSTITUTION',
    approvalLimitFen: 0n,
    permissions: [
      ...EVERYBODY,
      ...CUSTOMERS,
      'journal.read',
      'approval.read',
      'approval.decide',
      'consent.give',
      'consent-text.publish',
      'disclosure.read',
      'reveal-alert.read',
      'reveal-alert.acknowledge',
      'privacy.restrict',
      'privacy.set-reveal-limits',
    ],
  },
  {
    code: 'GOVERNMENT_PLATFORM',
    nameEn: 'Government governance platform (machine)',
    nameZh: '政府治理平台',
    scopeKind: 'INSTITUTION',
    approvalLimitFen: 0n,
    permissions: ['area.read', 'coverage.read'],
  },
];

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
    permissions: [...EVERYBODY, 'person.manage', 'person.appoint', 'role.manage', 'journal.read'],
  },
];

/** What a new institution of a kind starts with. */
export const rolesOf = (kind: string): readonly DefaultRole[] => {
  if (kind === 'BANK') return BANK_ROLES;
  return kind === 'OPERATOR' ? OPERATOR_ROLES : GOVERNMENT_ROLES;
};
