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

/** Reading the territory, its people and the institution: everybody who works here. */
export const EVERYBODY = [
  'institution.read',
  'outlet.read',
  'person.read',
  'role.read',
  'area.read',
  'grid.read',
  'staff.read',
  'calendar.read',
];
