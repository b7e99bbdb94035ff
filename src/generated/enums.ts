// Generated from schema/*.graphql by `npm run generate`; not edited by hand.
// The values of each enum, as GraphQL names them and the database stores them.

export const ApprovalStatus = [
  /** 待复核 */
  'PENDING',
  /** 已通过 */
  'APPROVED',
  /** 已驳回 */
  'REJECTED',
] as const;
export type ApprovalStatus = (typeof ApprovalStatus)[number];

export const InstitutionKind = [
  /** 银行 */
  'BANK',
  /** 政府部门 */
  'GOVERNMENT',
  /** 监管机构 */
  'REGULATOR',
  /** 平台运营方 */
  'OPERATOR',
] as const;
export type InstitutionKind = (typeof InstitutionKind)[number];

export const OutletLevel = [
  /** 总行 */
  'HEAD_OFFICE',
  /** 一级支行（部） */
  'FIRST_BRANCH',
  /** 二级支行（分理处） */
  'SECOND_BRANCH',
] as const;
export type OutletLevel = (typeof OutletLevel)[number];

export const OutletStatus = [
  /** 营业 */
  'ACTIVE',
  /** 撤销 */
  'CLOSED',
] as const;
export type OutletStatus = (typeof OutletStatus)[number];

export const PersonKind = [
  /** 自然人 */
  'HUMAN',
  /** 系统 */
  'SYSTEM',
] as const;
export type PersonKind = (typeof PersonKind)[number];

export const PersonStatus = [
  /** 在岗 */
  'ACTIVE',
  /** 离岗 */
  'LEFT',
] as const;
export type PersonStatus = (typeof PersonStatus)[number];

export const RoleScopeKind = [
  /** 全机构 */
  'INSTITUTION',
  /** 网点所辖区域 */
  'OUTLET',
  /** 所负责的网格 */
  'ASSIGNMENT',
] as const;
export type RoleScopeKind = (typeof RoleScopeKind)[number];
