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

export const AreaChangeKind = [
  /** 设立 */
  'CREATE',
  /** 更名 */
  'RENAME',
  /** 合并 */
  'MERGE',
  /** 分立 */
  'SPLIT',
  /** 代码变更 */
  'RECODE',
  /** 撤销 */
  'ABOLISH',
] as const;
export type AreaChangeKind = (typeof AreaChangeKind)[number];

export const AreaKind = [
  /** 街道 */
  'SUBDISTRICT',
  /** 镇 */
  'TOWN',
  /** 乡 */
  'TOWNSHIP',
  /** 类似乡级单位 */
  'TOWNSHIP_LIKE',
  /** 虚拟社区 */
  'VIRTUAL_COMMUNITY',
  /** 虚拟生活区 */
  'VIRTUAL_QUARTER',
  /** 居民委员会 */
  'RESIDENTS_COMMITTEE',
  /** 村民委员会 */
  'VILLAGERS_COMMITTEE',
  /** 类似居委会 */
  'RESIDENTS_LIKE',
  /** 类似村委会 */
  'VILLAGERS_LIKE',
] as const;
export type AreaKind = (typeof AreaKind)[number];

export const AreaLevel = [
  /** 省级 */
  'PROVINCE',
  /** 地级 */
  'PREFECTURE',
  /** 县级 */
  'COUNTY',
  /** 乡级 */
  'TOWNSHIP',
  /** 村级 */
  'VILLAGE',
] as const;
export type AreaLevel = (typeof AreaLevel)[number];

export const AssignmentRole = [
  /** A岗（责任人） */
  'PRIMARY',
  /** B岗（替岗） */
  'BACKUP',
  /** 协办成员 */
  'MEMBER',
] as const;
export type AssignmentRole = (typeof AssignmentRole)[number];

export const BoundarySource = [
  /** 实测 */
  'SURVEYED',
  /** 绘制 */
  'DRAWN',
  /** 模拟 */
  'SYNTHETIC',
] as const;
export type BoundarySource = (typeof BoundarySource)[number];

export const CoordinateSystem = [
  /** 国家大地坐标系 */
  'CGCS2000',
  /** 世界大地坐标系 */
  'WGS84',
  /** 火星坐标系 */
  'GCJ02',
  /** 百度坐标系 */
  'BD09',
] as const;
export type CoordinateSystem = (typeof CoordinateSystem)[number];

export const GridAct = [
  /** 拆分 */
  'SPLIT',
  /** 合并 */
  'MERGE',
  /** 移交 */
  'MOVE',
  /** 停用 */
  'RETIRE',
] as const;
export type GridAct = (typeof GridAct)[number];

export const GridClass = [
  /** 城区 */
  'URBAN',
  /** 农村 */
  'RURAL',
] as const;
export type GridClass = (typeof GridClass)[number];

export const GridKind = [
  /** 村社型 */
  'VILLAGE',
  /** 社区型 */
  'COMMUNITY',
  /** 专业市场 */
  'MARKET',
  /** 工业园区 */
  'PARK',
  /** 企业 */
  'ENTERPRISE',
  /** 事业单位 */
  'INSTITUTION',
  /** 临街商户 */
  'STREET_SHOPS',
  /** 校区 */
  'CAMPUS',
  /** 商区（商圈） */
  'BUSINESS_DISTRICT',
  /** 商务楼宇 */
  'OFFICE_BUILDING',
  /** 党政机关 */
  'GOVERNMENT',
  /** 医疗机构 */
  'HOSPITAL',
  /** 农林场 */
  'FARM',
  /** 综合网格 */
  'COMPREHENSIVE',
  /** 其他 */
  'OTHER',
] as const;
export type GridKind = (typeof GridKind)[number];

export const GridLevel = [
  /** 大网格（村、社区） */
  'BIG',
  /** 小网格 */
  'SMALL',
  /** 微网格 */
  'MICRO',
] as const;
export type GridLevel = (typeof GridLevel)[number];

export const GridStatus = [
  /** 待生效 */
  'PLANNED',
  /** 使用中 */
  'ACTIVE',
  /** 已停用 */
  'RETIRED',
] as const;
export type GridStatus = (typeof GridStatus)[number];

export const HandOverStatus = [
  /** 待接收 */
  'PROPOSED',
  /** 已接收 */
  'ACCEPTED',
  /** 已拒绝 */
  'DECLINED',
  /** 已撤回 */
  'WITHDRAWN',
] as const;
export type HandOverStatus = (typeof HandOverStatus)[number];

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

export const OfficerDuty = [
  /** 宣传员 */
  'PROPAGANDIST',
  /** 信息员 */
  'INFORMANT',
  /** 准信贷员 */
  'LOAN_ASSISTANT',
  /** 监督员 */
  'SUPERVISOR',
  /** 催收员 */
  'COLLECTOR',
] as const;
export type OfficerDuty = (typeof OfficerDuty)[number];

export const OfficerKind = [
  /** 专职网格员 */
  'FULL_TIME',
  /** 兼职网格员 */
  'PART_TIME',
  /** 网格管理员 */
  'MANAGER',
  /** 网格长 */
  'CHIEF',
  /** 网格指导员 */
  'INSTRUCTOR',
  /** 网格信息员 */
  'INFORMANT',
  /** 网格志愿者 */
  'VOLUNTEER',
] as const;
export type OfficerKind = (typeof OfficerKind)[number];

export const OfficerStatus = [
  /** 在任 */
  'ACTIVE',
  /** 卸任 */
  'RELEASED',
] as const;
export type OfficerStatus = (typeof OfficerStatus)[number];

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

export const ResponsibilityBasis = [
  /** A岗在岗 */
  'PRIMARY',
  /** 请假期间由指定人员顶岗 */
  'STAND_IN',
  /** 请假期间由B岗顶岗 */
  'BACKUP',
  /** A岗请假且无人顶岗 */
  'UNCOVERED',
  /** 无责任人 */
  'VACANT',
] as const;
export type ResponsibilityBasis = (typeof ResponsibilityBasis)[number];

export const RoleScopeKind = [
  /** 全机构 */
  'INSTITUTION',
  /** 网点所辖区域 */
  'OUTLET',
  /** 所负责的网格 */
  'ASSIGNMENT',
] as const;
export type RoleScopeKind = (typeof RoleScopeKind)[number];

export const TrainingResult = [
  /** 已参加 */
  'ATTENDED',
  /** 合格 */
  'PASSED',
  /** 不合格 */
  'FAILED',
] as const;
export type TrainingResult = (typeof TrainingResult)[number];

export const VacancyReason = [
  /** 无A岗 */
  'NO_PRIMARY',
  /** A岗已离岗 */
  'PRIMARY_LEFT',
  /** A岗请假且无人顶岗 */
  'UNCOVERED_LEAVE',
] as const;
export type VacancyReason = (typeof VacancyReason)[number];
