import { type DefaultRole, EVERYBODY } from './default-role.ts';
import { CUSTOMERS } from './duties.ts';

/** What those see who class the loans that others made. */
const RISK = [...EVERYBODY, ...CUSTOMERS, 'provision.read', 'day-end.read', 'portfolio.read'];

/** Three posts of a side of the bank that lends to nobody: each takes one step of a class. */
export const RISK_ROLES: readonly DefaultRole[] = [
  {
    code: 'RISK_OFFICER',
    nameEn: 'Risk officer',
    nameZh: '风险经理',
    scopeKind: 'INSTITUTION',
    approvalLimitFen: 0n,
    permissions: [...RISK, 'class-ground.record', 'class-review.propose', 'loan.classify'],
  },
  {
    code: 'RISK_MANAGER',
    nameEn: 'Risk manager',
    nameZh: '风险主管',
    scopeKind: 'INSTITUTION',
    approvalLimitFen: 0n,
    permissions: [
      ...RISK,
      'class-ground.record',
      'class-ground.lift',
      'class-review.determine',
      'loan.classify',
    ],
  },
  {
    code: 'RISK_APPROVER',
    nameEn: 'Approver of risk classes',
    nameZh: '风险分类审批人',
    scopeKind: 'INSTITUTION',
    approvalLimitFen: 0n,
    permissions: [...RISK, 'class-review.determine', 'class-review.approve'],
  },
];
