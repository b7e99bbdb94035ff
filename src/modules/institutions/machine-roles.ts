import type { DefaultRole } from './default-role.ts';

/** Systems of the bank that act for themselves. */
export const MACHINE_ROLES: readonly DefaultRole[] = [
  {
    code: 'CORE_BANKING',
    nameEn: 'Bank core (machine)',
    nameZh: '核心系统',
    scopeKind: 'INSTITUTION',
    approvalLimitFen: 0n,
    permissions: [
      'journal.follow',
      'loan.read',
      'loan.confirm',
      'core-report.receive',
      'core-report.read',
      'core-report.reconcile',
      'loan.repay',
      'loan.settle',
      'loan.classify',
      'repayment-batch.read',
    ],
  },
  {
    code: 'APPLICATION_CHANNEL',
    nameEn: 'Application channel (machine)',
    nameZh: '进件渠道',
    scopeKind: 'INSTITUTION',
    approvalLimitFen: 0n,
    permissions: [
      'customer.read',
      'loan.read',
      'loan.apply',
      'loan.apply-remotely',
      'loan.withdraw',
    ],
  },
];
