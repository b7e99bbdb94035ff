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

export const AuthorityMatter = [
  /** 贷款审批 */
  'GRANT',
  /** 展期 */
  'EXTENSION',
  /** 重组 */
  'RESTRUCTURING',
  /** 核销 */
  'WRITE_OFF',
] as const;
export type AuthorityMatter = (typeof AuthorityMatter)[number];

export const BorrowerContact = [
  /** 已取得联系 */
  'REACHED',
  /** 外出，可联系 */
  'AWAY',
  /** 失联 */
  'LOST',
] as const;
export type BorrowerContact = (typeof BorrowerContact)[number];

export const BoundarySource = [
  /** 实测 */
  'SURVEYED',
  /** 绘制 */
  'DRAWN',
  /** 模拟 */
  'SYNTHETIC',
] as const;
export type BoundarySource = (typeof BoundarySource)[number];

export const CampaignHold = [
  /** 不在前一环节 */
  'NOT_AT_STAGE',
  /** 档案已合并或销户 */
  'FILE_CLOSED',
  /** 尚未筛查 */
  'NOT_SCREENED',
  /** 列入黑名单 */
  'BLACKLISTED',
  /** 尚未走访 */
  'NOT_VISITED',
  /** 尚未评级 */
  'NOT_RATED',
  /** 评级人不得复评、审定 */
  'OWN_RATING',
  /** 复评人不得审定 */
  'OWN_REVIEW',
  /** 公示未通过 */
  'NOT_NOTICED',
  /** 尚无授信额度 */
  'NO_LINE',
  /** 尚未用信 */
  'NOT_DRAWN',
] as const;
export type CampaignHold = (typeof CampaignHold)[number];

export const CampaignStage = [
  /** 列入花名册 */
  'ROSTER',
  /** 已初筛 */
  'SCREENED',
  /** 已走访采集 */
  'VISITED',
  /** 已初评 */
  'FIRST_RATED',
  /** 已复评 */
  'SECOND_RATED',
  /** 支行已审定 */
  'DECIDED',
  /** 已公示 */
  'NOTICED',
  /** 已签约 */
  'SIGNED',
  /** 已用信 */
  'DRAWN',
  /** 已退出 */
  'DROPPED',
] as const;
export type CampaignStage = (typeof CampaignStage)[number];

export const CampaignStatus = [
  /** 进行中 */
  'OPEN',
  /** 已结束 */
  'CLOSED',
] as const;
export type CampaignStatus = (typeof CampaignStatus)[number];

export const CollectionActionKind = [
  /** 电话 */
  'CALL',
  /** 短信或消息 */
  'MESSAGE',
  /** 上门 */
  'VISIT',
  /** 催收函 */
  'LETTER',
  /** 律师函 */
  'LAWYER_LETTER',
  /** 提起诉讼 */
  'COURT_FILING',
] as const;
export type CollectionActionKind = (typeof CollectionActionKind)[number];

export const CollectionContactKind = [
  /** 电话 */
  'CALL',
  /** 短信或消息 */
  'MESSAGE',
  /** 上门 */
  'VISIT',
  /** 催收函 */
  'LETTER',
  /** 律师函 */
  'LAWYER_LETTER',
] as const;
export type CollectionContactKind = (typeof CollectionContactKind)[number];

export const CollectionOutcome = [
  /** 已还清逾期 */
  'CURED',
  /** 贷款已终结 */
  'LOAN_ENDED',
] as const;
export type CollectionOutcome = (typeof CollectionOutcome)[number];

export const CollectionParty = [
  /** 借款人 */
  'BORROWER',
  /** 担保人 */
  'GUARANTOR',
  /** 家庭成员 */
  'FAMILY',
] as const;
export type CollectionParty = (typeof CollectionParty)[number];

export const CollectionResult = [
  /** 承诺还款 */
  'PROMISED',
  /** 拒绝还款 */
  'REFUSED',
  /** 对债务有异议 */
  'DISPUTED',
  /** 未联系上 */
  'NOT_REACHED',
  /** 已送达 */
  'DELIVERED',
  /** 其他 */
  'OTHER',
] as const;
export type CollectionResult = (typeof CollectionResult)[number];

export const CollectionStage = [
  /** 提醒 */
  'REMINDER',
  /** 上门 */
  'VISIT',
  /** 书面催告 */
  'DEMAND',
  /** 法律 */
  'LEGAL',
] as const;
export type CollectionStage = (typeof CollectionStage)[number];

export const CollectionStatus = [
  /** 催收中 */
  'OPEN',
  /** 诉讼中 */
  'IN_COURT',
  /** 已关闭 */
  'CLOSED',
] as const;
export type CollectionStatus = (typeof CollectionStatus)[number];

export const ConsentChannel = [
  /** 纸质签署 */
  'PAPER',
  /** 手机应用 */
  'APP',
  /** 视频 */
  'VIDEO',
  /** 柜面 */
  'COUNTER',
  /** 短信或消息确认 */
  'MESSAGE',
] as const;
export type ConsentChannel = (typeof ConsentChannel)[number];

export const ContractParty = [
  /** 借款人 */
  'BORROWER',
  /** 保证人 */
  'GUARANTOR',
] as const;
export type ContractParty = (typeof ContractParty)[number];

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

export const CoreMismatchKind = [
  /** 贷款不存在 */
  'UNKNOWN_LOAN',
  /** 指令不存在 */
  'UNKNOWN_INSTRUCTION',
  /** 金额不符 */
  'AMOUNT',
  /** 账户不符 */
  'ACCOUNT',
  /** 日期不符 */
  'DATE',
  /** 回执相互矛盾 */
  'ANSWERED_OTHERWISE',
  /** 流水号重复使用 */
  'REFERENCE_REUSED',
  /** 已无应还款项 */
  'NOT_OWED',
  /** 当前状态不能入账 */
  'NOT_APPLICABLE',
  /** 核心无此交易 */
  'MISSING_IN_CORE',
  /** 放款被拒但已有还款 */
  'REPAID_BUT_REFUSED',
] as const;
export type CoreMismatchKind = (typeof CoreMismatchKind)[number];

export const CoreMismatchResolution = [
  /** 由核心更正 */
  'CORE_CORRECTS',
  /** 本方已更正 */
  'CORRECTED_HERE',
  /** 非本机构业务 */
  'NOT_OURS',
  /** 重复报送 */
  'TOLD_TWICE',
  /** 按核心数据接受 */
  'ACCEPTED',
] as const;
export type CoreMismatchResolution = (typeof CoreMismatchResolution)[number];

export const CoreMismatchStatus = [
  /** 待处理 */
  'OPEN',
  /** 已处理 */
  'SETTLED',
] as const;
export type CoreMismatchStatus = (typeof CoreMismatchStatus)[number];

export const CoreReason = [
  /** 关键人、村组干部 */
  'KEY_PERSON',
  /** 示范带头户 */
  'MODEL',
  /** 种养、经营大户 */
  'LARGE_BUSINESS',
  /** 存款大户 */
  'LARGE_DEPOSIT',
  /** 人缘好、联系面广 */
  'MANY_TIES',
  /** 其他 */
  'OTHER',
] as const;
export type CoreReason = (typeof CoreReason)[number];

export const CoreReportKind = [
  /** 放款成功 */
  'DISBURSEMENT_CONFIRMED',
  /** 放款被拒 */
  'DISBURSEMENT_REFUSED',
  /** 放款结果不明 */
  'DISBURSEMENT_UNKNOWN',
  /** 还款 */
  'REPAYMENT',
] as const;
export type CoreReportKind = (typeof CoreReportKind)[number];

export const CoreReportStatus = [
  /** 已接收 */
  'RECEIVED',
  /** 已入账 */
  'APPLIED',
  /** 暂存待处理 */
  'HELD',
  /** 不符待核 */
  'MISMATCHED',
] as const;
export type CoreReportStatus = (typeof CoreReportStatus)[number];

export const CorrectionOutcome = [
  /** 已更正 */
  'CORRECTED',
  /** 不予更正 */
  'REFUSED',
] as const;
export type CorrectionOutcome = (typeof CorrectionOutcome)[number];

export const CorrectionStatus = [
  /** 办理中 */
  'OPEN',
  /** 已更正 */
  'CORRECTED',
  /** 不予更正 */
  'REFUSED',
] as const;
export type CorrectionStatus = (typeof CorrectionStatus)[number];

export const CourtOutcome = [
  /** 胜诉 */
  'WON',
  /** 败诉 */
  'LOST',
  /** 调解 */
  'MEDIATED',
  /** 撤诉 */
  'WITHDRAWN',
] as const;
export type CourtOutcome = (typeof CourtOutcome)[number];

export const CreditAreaStatus = [
  /** 已申请 */
  'APPLIED',
  /** 已自查 */
  'SELF_CHECKED',
  /** 已验收 */
  'INSPECTED',
  /** 已命名 */
  'NAMED',
  /** 不予命名 */
  'REFUSED',
  /** 撤回申请 */
  'RETRACTED',
  /** 已摘牌 */
  'WITHDRAWN',
] as const;
export type CreditAreaStatus = (typeof CreditAreaStatus)[number];

export const CreditCheckKind = [
  /** 自查 */
  'SELF_CHECK',
  /** 年审 */
  'REVIEW',
] as const;
export type CreditCheckKind = (typeof CreditCheckKind)[number];

export const CreditComparison = [
  /** 不低于 */
  'AT_LEAST',
  /** 高于 */
  'ABOVE',
  /** 不高于 */
  'AT_MOST',
  /** 低于 */
  'BELOW',
  /** 等于 */
  'EQUAL',
] as const;
export type CreditComparison = (typeof CreditComparison)[number];

export const CreditFigure = [
  /** 建档农户数 */
  'HOUSEHOLDS',
  /** 信用户数 */
  'CREDIT_HOUSEHOLDS',
  /** 信用户占比 */
  'CREDIT_HOUSEHOLD_SHARE',
  /** 有效评级农户占比 */
  'RATED_HOUSEHOLD_SHARE',
  /** 村（社区）数 */
  'VILLAGES',
  /** 信用村数 */
  'CREDIT_VILLAGES',
  /** 信用村占比 */
  'CREDIT_VILLAGE_SHARE',
  /** 信用镇占比 */
  'CREDIT_TOWN_SHARE',
  /** 贷款户数 */
  'BORROWERS',
  /** 无拖欠贷款户占比 */
  'NO_ARREARS_SHARE',
  /** 贷款余额（元） */
  'LOAN_BALANCE',
  /** 不良贷款余额（元） */
  'NPL_BALANCE',
  /** 不良率 */
  'NPL_RATIO',
  /** 新增不良率 */
  'NPL_INCREMENT_RATIO',
  /** 逾期贷款笔数 */
  'OVERDUE_LOANS',
  /** 不良贷款笔数 */
  'BAD_LOANS',
  /** 居住年限 */
  'YEARS_RESIDENT',
  /** 劳动力人数 */
  'LABOUR',
  /** 收支结余（元） */
  'INCOME_SURPLUS',
  /** 列入黑名单 */
  'BLACKLISTED',
  /** 有效评级 */
  'RATED',
  /** 评级得分 */
  'SCORE',
  /** 书面证明 */
  'ATTESTED',
] as const;
export type CreditFigure = (typeof CreditFigure)[number];

export const CreditLevel = [
  /** 信用户 */
  'HOUSEHOLD',
  /** 信用村（社区） */
  'VILLAGE',
  /** 信用镇（街道） */
  'TOWN',
  /** 信用县 */
  'COUNTY',
] as const;
export type CreditLevel = (typeof CreditLevel)[number];

export const CreditLineAudience = [
  /** 内部授信上限 */
  'INTERNAL',
  /** 对客户公示 */
  'PUBLIC',
] as const;
export type CreditLineAudience = (typeof CreditLineAudience)[number];

export const CreditLineCause = [
  /** 授信 */
  'GRANTED',
  /** 年审 */
  'REVIEWED',
  /** 调减 */
  'REDUCED',
  /** 恢复 */
  'RESUMED',
  /** 终止 */
  'CLOSED',
  /** 列入负面清单 */
  'NEGATIVE_LIST',
  /** 他行逾期 */
  'OVERDUE_ELSEWHERE',
  /** 涉诉或纠纷 */
  'DISPUTE',
  /** 撤回授权 */
  'CONSENT_WITHDRAWN',
  /** 其他 */
  'OTHER',
] as const;
export type CreditLineCause = (typeof CreditLineCause)[number];

export const CreditLineStatus = [
  /** 可用 */
  'ACTIVE',
  /** 已暂停 */
  'SUSPENDED',
  /** 已终止 */
  'CLOSED',
] as const;
export type CreditLineStatus = (typeof CreditLineStatus)[number];

export const CreditLineTrigger = [
  /** 列入负面清单 */
  'NEGATIVE_LIST',
  /** 他行逾期 */
  'OVERDUE_ELSEWHERE',
  /** 涉诉或纠纷 */
  'DISPUTE',
  /** 撤回授权 */
  'CONSENT_WITHDRAWN',
  /** 其他 */
  'OTHER',
] as const;
export type CreditLineTrigger = (typeof CreditLineTrigger)[number];

export const CreditReviewOutcome = [
  /** 年审通过 */
  'KEPT',
  /** 限期整改 */
  'IMPROVE',
] as const;
export type CreditReviewOutcome = (typeof CreditReviewOutcome)[number];

export const CreditVerdict = [
  /** 达标 */
  'MET',
  /** 未达标 */
  'NOT_MET',
  /** 缺少数据 */
  'UNKNOWN',
] as const;
export type CreditVerdict = (typeof CreditVerdict)[number];

export const CustomerCloseReason = [
  /** 死亡 */
  'DECEASED',
  /** 外迁 */
  'MOVED_AWAY',
  /** 解散、注销或歇业 */
  'DISSOLVED',
  /** 并户 */
  'MERGED_HOUSEHOLDS',
  /** 误建 */
  'OPENED_BY_MISTAKE',
  /** 其他 */
  'OTHER',
] as const;
export type CustomerCloseReason = (typeof CustomerCloseReason)[number];

export const CustomerKind = [
  /** 农户（居民户） */
  'HOUSEHOLD',
  /** 家庭农场 */
  'FAMILY_FARM',
  /** 种养大户 */
  'LARGE_GROWER',
  /** 商户（个体工商户） */
  'MERCHANT',
  /** 小微企业 */
  'SMALL_ENTERPRISE',
  /** 农民专业合作社 */
  'COOPERATIVE',
  /** 农业龙头企业 */
  'LEADING_ENTERPRISE',
] as const;
export type CustomerKind = (typeof CustomerKind)[number];

export const CustomerMoveSide = [
  /** 转出方 */
  'GIVER',
  /** 转入方 */
  'RECEIVER',
] as const;
export type CustomerMoveSide = (typeof CustomerMoveSide)[number];

export const CustomerMoveStatus = [
  /** 待确认 */
  'PROPOSED',
  /** 已转移 */
  'ACCEPTED',
  /** 已拒绝 */
  'DECLINED',
  /** 已撤回 */
  'WITHDRAWN',
  /** 已失效 */
  'LAPSED',
] as const;
export type CustomerMoveStatus = (typeof CustomerMoveStatus)[number];

export const CustomerMoveWay = [
  /** 管理员直接调整 */
  'DIRECT',
  /** 双方交接 */
  'HAND_OVER',
] as const;
export type CustomerMoveWay = (typeof CustomerMoveWay)[number];

export const CustomerParty = [
  /** 农户（有户主和家庭成员） */
  'HOUSEHOLD',
  /** 个体经营者（有经营者） */
  'SOLE_TRADER',
  /** 单位（有法定代表人） */
  'ORGANISATION',
] as const;
export type CustomerParty = (typeof CustomerParty)[number];

export const CustomerStatus = [
  /** 正常 */
  'ACTIVE',
  /** 已并入其他客户 */
  'MERGED',
  /** 已销户 */
  'CLOSED',
  /** 个人信息已删除 */
  'ERASED',
] as const;
export type CustomerStatus = (typeof CustomerStatus)[number];

export const DataAgreementStatus = [
  /** 草稿 */
  'DRAFT',
  /** 待批准 */
  'PROPOSED',
  /** 已批准（协议期内生效） */
  'APPROVED',
  /** 已终止 */
  'ENDED',
] as const;
export type DataAgreementStatus = (typeof DataAgreementStatus)[number];

export const DataClass = [
  /** 机构内部使用的信息 */
  'C1',
  /** 可识别身份与金融状况的信息 */
  'C2',
] as const;
export type DataClass = (typeof DataClass)[number];

export const DataGroup = [
  /** 身份信息（姓名、证件号码） */
  'IDENTITY',
  /** 联系方式 */
  'CONTACT',
  /** 住址 */
  'ADDRESS',
  /** 位置（点位、行踪） */
  'LOCATION',
  /** 家庭成员 */
  'HOUSEHOLD',
  /** 收入、资产与负债 */
  'FINANCES',
  /** 经营信息 */
  'BUSINESS',
  /** 信用记录 */
  'CREDIT_RECORD',
  /** 评级结果 */
  'RATING',
  /** 贷款信息 */
  'LOANS',
  /** 健康信息 */
  'HEALTH',
  /** 影像与录音 */
  'IMAGES',
] as const;
export type DataGroup = (typeof DataGroup)[number];

export const DayEndStatus = [
  /** 进行中 */
  'RUNNING',
  /** 已完成 */
  'DONE',
] as const;
export type DayEndStatus = (typeof DayEndStatus)[number];

export const DayEndStepStatus = [
  /** 待执行 */
  'WAITING',
  /** 已完成 */
  'DONE',
] as const;
export type DayEndStepStatus = (typeof DayEndStepStatus)[number];

export const DisbursementOutcome = [
  /** 成功 */
  'CONFIRMED',
  /** 被拒 */
  'REFUSED',
  /** 结果不明 */
  'UNKNOWN',
] as const;
export type DisbursementOutcome = (typeof DisbursementOutcome)[number];

export const DisbursementStatus = [
  /** 已申请 */
  'REQUESTED',
  /** 已审核 */
  'CHECKED',
  /** 已发指令 */
  'INSTRUCTED',
  /** 结果不明 */
  'UNKNOWN',
  /** 已放款 */
  'CONFIRMED',
  /** 被拒 */
  'REFUSED',
  /** 已撤销 */
  'CANCELLED',
] as const;
export type DisbursementStatus = (typeof DisbursementStatus)[number];

export const DisclosureAct = [
  /** 查看明文 */
  'REVEAL',
  /** 导出 */
  'EXPORT',
  /** 对外提供 */
  'SHARE',
] as const;
export type DisclosureAct = (typeof DisclosureAct)[number];

export const DisclosureChannel = [
  /** 现场 */
  'ON_SITE',
  /** 线上 */
  'ONLINE',
] as const;
export type DisclosureChannel = (typeof DisclosureChannel)[number];

export const DisclosureRecipientKind = [
  /** 机构内部 */
  'NONE',
  /** 征信机构 */
  'CREDIT_REGISTRY',
  /** 政府部门 */
  'GOVERNMENT',
  /** 担保机构 */
  'GUARANTOR',
  /** 保险机构 */
  'INSURER',
  /** 其他 */
  'OTHER',
  /** 本人 */
  'SUBJECT',
] as const;
export type DisclosureRecipientKind = (typeof DisclosureRecipientKind)[number];

export const DisclosureStatus = [
  /** 已明示 */
  'SHOWN',
  /** 已确认 */
  'CONFIRMED',
  /** 已被取代 */
  'SUPERSEDED',
] as const;
export type DisclosureStatus = (typeof DisclosureStatus)[number];

export const DuplicateReason = [
  /** 身份证号相同 */
  'ID_NUMBER',
  /** 统一社会信用代码相同 */
  'CREDIT_CODE',
  /** 手机号相同 */
  'MOBILE',
  /** 同村同址 */
  'ADDRESS',
  /** 姓名相同 */
  'NAME',
  /** 姓名同音 */
  'NAME_SOUND',
  /** 名称相同 */
  'BUSINESS_NAME',
] as const;
export type DuplicateReason = (typeof DuplicateReason)[number];

export const DuplicateStatus = [
  /** 待处理 */
  'OPEN',
  /** 已合并 */
  'MERGED',
  /** 确认为两户 */
  'KEPT_BOTH',
  /** 合并已撤销 */
  'UNDONE',
] as const;
export type DuplicateStatus = (typeof DuplicateStatus)[number];

export const EnterpriseSize = [
  /** 大型 */
  'LARGE',
  /** 中型 */
  'MEDIUM',
  /** 小型 */
  'SMALL',
  /** 微型 */
  'MICRO',
] as const;
export type EnterpriseSize = (typeof EnterpriseSize)[number];

export const ErasureGround = [
  /** 本人申请 */
  'SUBJECT_REQUEST',
  /** 撤回同意 */
  'CONSENT_WITHDRAWN',
  /** 处理目的已实现或停止服务 */
  'PURPOSE_ENDED',
  /** 保存期限届满 */
  'RETENTION_ENDED',
] as const;
export type ErasureGround = (typeof ErasureGround)[number];

export const ErasureOutcome = [
  /** 已删除 */
  'ERASED',
  /** 仅保留依法须保存的部分 */
  'MINIMISED',
] as const;
export type ErasureOutcome = (typeof ErasureOutcome)[number];

export const ExportFormat = [
  /** CSV（UTF-8） */
  'CSV',
  /** Excel（XLSX） */
  'XLSX',
] as const;
export type ExportFormat = (typeof ExportFormat)[number];

export const ExportKind = [
  /** 电子台账 */
  'LEDGER',
] as const;
export type ExportKind = (typeof ExportKind)[number];

export const ExportStatus = [
  /** 待下载 */
  'OPEN',
  /** 中断（可重新下载） */
  'BROKEN',
  /** 已完成 */
  'DONE',
] as const;
export type ExportStatus = (typeof ExportStatus)[number];

export const FaultyRows = [
  /** 整批留存待定 */
  'HOLD_ALL',
  /** 先入账其余各行 */
  'TAKE_REST',
] as const;
export type FaultyRows = (typeof FaultyRows)[number];

export const FindingKind = [
  /** 输入错误 */
  'INPUT_ERROR',
  /** 否决事项 */
  'VETO',
  /** 须人工审核 */
  'REFERRAL',
] as const;
export type FindingKind = (typeof FindingKind)[number];

export const FollowUpKind = [
  /** 补充资料 */
  'DOCUMENTS',
  /** 还款 */
  'REPAYMENT',
  /** 签约 */
  'SIGNING',
  /** 办理产品 */
  'PRODUCT',
  /** 再次走访 */
  'REVISIT',
  /** 其他 */
  'OTHER',
] as const;
export type FollowUpKind = (typeof FollowUpKind)[number];

export const FollowUpStatus = [
  /** 待办 */
  'OPEN',
  /** 已完成 */
  'DONE',
  /** 已取消 */
  'CANCELLED',
] as const;
export type FollowUpStatus = (typeof FollowUpStatus)[number];

export const FundUseFinding = [
  /** 按约定用途使用 */
  'AS_AGREED',
  /** 尚未使用 */
  'NOT_YET_USED',
  /** 挪作他用 */
  'DIVERTED',
] as const;
export type FundUseFinding = (typeof FundUseFinding)[number];

export const FunnelLevel = [
  /** 组（网格） */
  'GROUP',
  /** 村（社区） */
  'VILLAGE',
  /** 乡镇（街道） */
  'TOWN',
  /** 网点 */
  'OUTLET',
] as const;
export type FunnelLevel = (typeof FunnelLevel)[number];

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

export const GuaranteeFinding = [
  /** 无担保 */
  'NONE',
  /** 正常 */
  'SOUND',
  /** 减弱 */
  'WEAKENED',
  /** 丧失 */
  'LOST',
] as const;
export type GuaranteeFinding = (typeof GuaranteeFinding)[number];

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

export const IdAreaFinding = [
  /** 在用代码 */
  'KNOWN',
  /** 已撤销代码（旧证有效） */
  'WITHDRAWN',
  /** 代码表中未见 */
  'UNKNOWN',
] as const;
export type IdAreaFinding = (typeof IdAreaFinding)[number];

export const IdNumberType = [
  /** 居民身份证（111） */
  'CITIZEN_ID',
  /** 港澳台居民居住证 */
  'HMT_RESIDENCE_PERMIT',
  /** 外国人永久居留身份证（553） */
  'FOREIGN_RESIDENCE_CARD',
  /** 护照（414） */
  'PASSPORT',
  /** 港澳居民来往内地通行证（516） */
  'HONG_KONG_MACAO_PERMIT',
  /** 台湾居民来往大陆通行证（511） */
  'TAIWAN_PERMIT',
  /** 军官证（114） */
  'OFFICER_CARD',
] as const;
export type IdNumberType = (typeof IdNumberType)[number];

export const ImportKind = [
  /** 客户名单 */
  'ROSTER',
  /** 客户档案内容 */
  'PROFILES',
  /** 评级 */
  'RATINGS',
] as const;
export type ImportKind = (typeof ImportKind)[number];

export const ImportRowState = [
  /** 待处理 */
  'PENDING',
  /** 已办理 */
  'DONE',
  /** 被拒绝 */
  'REFUSED',
  /** 已有记录 */
  'ON_FILE',
  /** 文件内重复 */
  'DUPLICATE',
  /** 待复核 */
  'WAITING',
] as const;
export type ImportRowState = (typeof ImportRowState)[number];

export const ImportStatus = [
  /** 接收中 */
  'RECEIVING',
  /** 待执行 */
  'READY',
  /** 执行中 */
  'RUNNING',
  /** 完成 */
  'DONE',
  /** 已取消 */
  'CANCELLED',
] as const;
export type ImportStatus = (typeof ImportStatus)[number];

export const InclusiveAuthority = [
  /** 国家金融监督管理总局 */
  'NFRA',
  /** 中国人民银行 */
  'PBC',
] as const;
export type InclusiveAuthority = (typeof InclusiveAuthority)[number];

export const InclusiveClass = [
  /** 小微企业 */
  'SMALL_MICRO',
  /** 个体工商户（含小微企业主） */
  'SOLE_TRADER',
  /** 农户 */
  'FARM_HOUSEHOLD',
] as const;
export type InclusiveClass = (typeof InclusiveClass)[number];

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

export const InterestGround = [
  /** 本人家庭 */
  'SAME_HOUSEHOLD',
  /** 亲属 */
  'RELATIVE',
  /** 投资、经营或任职 */
  'BUSINESS',
  /** 债权债务 */
  'DEBT',
  /** 纠纷 */
  'DISPUTE',
  /** 其他 */
  'OTHER',
] as const;
export type InterestGround = (typeof InterestGround)[number];

export const JobStatus = [
  /** 排队 */
  'QUEUED',
  /** 执行中 */
  'RUNNING',
  /** 完成 */
  'DONE',
  /** 失败 */
  'FAILED',
] as const;
export type JobStatus = (typeof JobStatus)[number];

export const KeyKind = [
  /** 数据密钥 */
  'DATA',
  /** 摘要密钥 */
  'DIGEST',
] as const;
export type KeyKind = (typeof KeyKind)[number];

export const LedgerColumn = [
  /** 客户编号 */
  'CODE',
  /** 客户类型 */
  'KIND',
  /** 姓名（脱敏） */
  'NAME',
  /** 手机号（脱敏） */
  'MOBILE',
  /** 所在网格或村（社区）代码 */
  'TERRITORY',
  /** 档案完整度（%） */
  'COMPLETENESS',
  /** 待完善内容 */
  'LACKING',
  /** 名单 */
  'SCREENING',
  /** 是否核心户 */
  'CORE',
  /** 在外务工人数 */
  'OUTWORKERS',
  /** 最近走访 */
  'LAST_VISIT',
  /** 待办事项 */
  'DUE',
  /** 未履行承诺数 */
  'PROMISES',
] as const;
export type LedgerColumn = (typeof LedgerColumn)[number];

export const LedgerOrder = [
  /** 按客户编号 */
  'CODE',
  /** 按最近到期日 */
  'DUE',
  /** 按完整度 */
  'COMPLETENESS',
] as const;
export type LedgerOrder = (typeof LedgerOrder)[number];

export const LegalGround = [
  /** 个人同意 */
  'CONSENT',
  /** 订立、履行合同所必需 */
  'CONTRACT',
  /** 履行法定职责或义务 */
  'LEGAL_DUTY',
] as const;
export type LegalGround = (typeof LegalGround)[number];

export const LiabilityDegree = [
  /** 主要责任 */
  'MAIN',
  /** 次要责任 */
  'PARTIAL',
  /** 尽职免责 */
  'EXEMPT',
] as const;
export type LiabilityDegree = (typeof LiabilityDegree)[number];

export const LiabilityDuty = [
  /** 调查 */
  'INVESTIGATION',
  /** 审查 */
  'REVIEW',
  /** 审批 */
  'APPROVAL',
  /** 放款 */
  'DISBURSEMENT',
  /** 贷后管理 */
  'MANAGEMENT',
] as const;
export type LiabilityDuty = (typeof LiabilityDuty)[number];

export const LoanAllocationOrder = [
  /** 罚息、利息、本金 */
  'PENALTY_INTEREST_PRINCIPAL',
  /** 罚息、本金、利息 */
  'PENALTY_PRINCIPAL_INTEREST',
  /** 利息、罚息、本金 */
  'INTEREST_PENALTY_PRINCIPAL',
  /** 利息、本金、罚息 */
  'INTEREST_PRINCIPAL_PENALTY',
  /** 本金、罚息、利息 */
  'PRINCIPAL_PENALTY_INTEREST',
  /** 本金、利息、罚息 */
  'PRINCIPAL_INTEREST_PENALTY',
] as const;
export type LoanAllocationOrder = (typeof LoanAllocationOrder)[number];

export const LoanBasis = [
  /** 授信额度内用信 */
  'CREDIT_LINE',
  /** 单独申请 */
  'STAND_ALONE',
] as const;
export type LoanBasis = (typeof LoanBasis)[number];

export const LoanChangeDeliberationStatus = [
  /** 审议中 */
  'OPEN',
  /** 同意 */
  'APPROVED',
  /** 否决 */
  'REJECTED',
  /** 撤回 */
  'WITHDRAWN',
  /** 因适用规则或金额变更而重新审议 */
  'SUPERSEDED',
] as const;
export type LoanChangeDeliberationStatus = (typeof LoanChangeDeliberationStatus)[number];

export const LoanChangeGround = [
  /** 生产周期 */
  'SEASON',
  /** 自然灾害 */
  'DISASTER',
  /** 疾病 */
  'ILLNESS',
  /** 市场变化 */
  'MARKET',
  /** 借款人死亡 */
  'DEATH',
  /** 破产 */
  'BANKRUPTCY',
  /** 终结执行 */
  'ENFORCEMENT_ENDED',
  /** 长期逾期追索无果 */
  'LONG_OVERDUE',
  /** 其他 */
  'OTHER',
] as const;
export type LoanChangeGround = (typeof LoanChangeGround)[number];

export const LoanChangeKind = [
  /** 展期 */
  'EXTENSION',
  /** 重组 */
  'RESTRUCTURING',
  /** 核销 */
  'WRITE_OFF',
] as const;
export type LoanChangeKind = (typeof LoanChangeKind)[number];

export const LoanChangeStatus = [
  /** 待审批 */
  'PROPOSED',
  /** 已生效 */
  'APPLIED',
  /** 已否决 */
  'REJECTED',
  /** 已撤回 */
  'WITHDRAWN',
] as const;
export type LoanChangeStatus = (typeof LoanChangeStatus)[number];

export const LoanChannel = [
  /** 网格员上门 */
  'OFFICER',
  /** 客户自助 */
  'CUSTOMER',
  /** 银行渠道 */
  'BANK',
] as const;
export type LoanChannel = (typeof LoanChannel)[number];

export const LoanCheckConclusion = [
  /** 正常 */
  'NORMAL',
  /** 关注 */
  'WATCH',
  /** 风险 */
  'RISK',
] as const;
export type LoanCheckConclusion = (typeof LoanCheckConclusion)[number];

export const LoanCheckKind = [
  /** 首次检查（含资金用途） */
  'FIRST',
  /** 定期检查 */
  'REGULAR',
  /** 专项检查 */
  'SPECIAL',
] as const;
export type LoanCheckKind = (typeof LoanCheckKind)[number];

export const LoanCheckStatus = [
  /** 待检查 */
  'DUE',
  /** 已检查 */
  'DONE',
  /** 已取消 */
  'CANCELLED',
] as const;
export type LoanCheckStatus = (typeof LoanCheckStatus)[number];

export const LoanCheckTrigger = [
  /** 发生逾期 */
  'OVERDUE',
  /** 纠纷 */
  'DISPUTE',
  /** 家庭变故 */
  'HOUSEHOLD_EVENT',
  /** 列入负面清单 */
  'NEGATIVE_LIST',
  /** 资金用途存疑 */
  'FUND_USE',
  /** 其他 */
  'OTHER',
] as const;
export type LoanCheckTrigger = (typeof LoanCheckTrigger)[number];

export const LoanCheckWay = [
  /** 实地 */
  'ON_SITE',
  /** 电话 */
  'PHONE',
  /** 调阅账户流水等资料 */
  'RECORDS',
] as const;
export type LoanCheckWay = (typeof LoanCheckWay)[number];

export const LoanClass = [
  /** 正常 */
  'NORMAL',
  /** 关注 */
  'SPECIAL_MENTION',
  /** 次级 */
  'SUBSTANDARD',
  /** 可疑 */
  'DOUBTFUL',
  /** 损失 */
  'LOSS',
] as const;
export type LoanClass = (typeof LoanClass)[number];

export const LoanClassGroundCode = [
  /** 未经同意改变资金用途 */
  'USE_CHANGED',
  /** 借新还旧或其他债务融资偿还 */
  'BORROWED_TO_REPAY',
  /** 已发生信用减值 */
  'CREDIT_IMPAIRED',
  /** 评级大幅下调 */
  'RATING_SHARPLY_DOWN',
  /** 逃废债务 */
  'DEBT_EVASION',
  /** 破产清算 */
  'BANKRUPTCY',
  /** 他行债务逾期90天以上占比 */
  'DEBTS_ELSEWHERE',
  /** 操作性延误 */
  'OPERATIONAL_DELAY',
  /** 技术性延误 */
  'TECHNICAL_DELAY',
] as const;
export type LoanClassGroundCode = (typeof LoanClassGroundCode)[number];

export const LoanClassReviewStatus = [
  /** 初分 */
  'PROPOSED',
  /** 已认定 */
  'DETERMINED',
  /** 已审批 */
  'APPROVED',
  /** 已否决 */
  'REJECTED',
] as const;
export type LoanClassReviewStatus = (typeof LoanClassReviewStatus)[number];

export const LoanCollateralKind = [
  /** 房产 */
  'HOUSE',
  /** 农房 */
  'RURAL_HOUSE',
  /** 土地经营权 */
  'LAND_USE_RIGHT',
  /** 林权 */
  'FOREST_RIGHT',
  /** 活体畜禽 */
  'LIVESTOCK',
  /** 农机设备 */
  'EQUIPMENT',
  /** 车辆 */
  'VEHICLE',
  /** 存单 */
  'DEPOSIT',
  /** 应收账款 */
  'RECEIVABLE',
  /** 仓单 */
  'WAREHOUSE_RECEIPT',
  /** 其他 */
  'OTHER',
] as const;
export type LoanCollateralKind = (typeof LoanCollateralKind)[number];

export const LoanCostStatus = [
  /** 已明示 */
  'SHOWN',
  /** 已确认 */
  'CONFIRMED',
] as const;
export type LoanCostStatus = (typeof LoanCostStatus)[number];

export const LoanDayCount = [
  /** 30/360 */
  'THIRTY_360',
  /** 实际天数/360 */
  'ACTUAL_360',
  /** 实际天数/365 */
  'ACTUAL_365',
  /** 实际天数/实际天数 */
  'ACTUAL_ACTUAL',
] as const;
export type LoanDayCount = (typeof LoanDayCount)[number];

export const LoanDeliberationStatus = [
  /** 审议中 */
  'OPEN',
  /** 同意 */
  'APPROVED',
  /** 否决 */
  'REJECTED',
  /** 退回 */
  'RETURNED',
  /** 撤回 */
  'WITHDRAWN',
  /** 因适用规则变更而重新审议 */
  'SUPERSEDED',
] as const;
export type LoanDeliberationStatus = (typeof LoanDeliberationStatus)[number];

export const LoanDocumentKind = [
  /** 申请书 */
  'APPLICATION',
  /** 身份证件 */
  'IDENTITY_CARD',
  /** 户口簿 */
  'HOUSEHOLD_REGISTER',
  /** 婚姻状况证明 */
  'MARRIAGE_CERTIFICATE',
  /** 征信查询授权书 */
  'CREDIT_REPORT_CONSENT',
  /** 征信报告 */
  'CREDIT_REPORT',
  /** 营业执照 */
  'BUSINESS_LICENCE',
  /** 土地承包或流转合同 */
  'LAND_CONTRACT',
  /** 收入证明 */
  'INCOME_PROOF',
  /** 银行流水 */
  'BANK_STATEMENT',
  /** 纳税证明 */
  'TAX_RECORD',
  /** 财务报表 */
  'FINANCIAL_STATEMENTS',
  /** 购销合同或用途证明 */
  'PURCHASE_CONTRACT',
  /** 保证人资料 */
  'GUARANTOR_STATEMENT',
  /** 抵质押物权属证明 */
  'COLLATERAL_TITLE',
  /** 评估报告 */
  'VALUATION',
  /** 脱贫户或监测户证明 */
  'POVERTY_RELIEF_PROOF',
  /** 其他 */
  'OTHER',
] as const;
export type LoanDocumentKind = (typeof LoanDocumentKind)[number];

export const LoanDocumentStage = [
  /** 提交前 */
  'SUBMISSION',
  /** 放款前 */
  'DISBURSEMENT',
] as const;
export type LoanDocumentStage = (typeof LoanDocumentStage)[number];

export const LoanDocumentStatus = [
  /** 已收到 */
  'RECEIVED',
  /** 已撤下 */
  'WITHDRAWN',
] as const;
export type LoanDocumentStatus = (typeof LoanDocumentStatus)[number];

export const LoanDuty = [
  /** 调查岗 */
  'INVESTIGATION',
  /** 审查岗 */
  'REVIEW',
  /** 审批岗 */
  'APPROVAL',
  /** 放款岗 */
  'DISBURSEMENT',
] as const;
export type LoanDuty = (typeof LoanDuty)[number];

export const LoanEscalationStatus = [
  /** 未办结 */
  'OPEN',
  /** 已办结 */
  'CLOSED',
] as const;
export type LoanEscalationStatus = (typeof LoanEscalationStatus)[number];

export const LoanFactKind = [
  /** 已放款 */
  'DISBURSED',
  /** 放款被拒 */
  'DISBURSEMENT_REFUSED',
  /** 再次提款 */
  'DRAWN',
  /** 已还款 */
  'REPAID',
  /** 提前还款 */
  'EARLY_REPAID',
  /** 计收罚息 */
  'PENALTY_CHARGED',
  /** 担保代偿 */
  'GUARANTEE_PAID',
  /** 贴息到账 */
  'SUBSIDY_PAID',
  /** 利率调整 */
  'RATE_CHANGED',
  /** 展期 */
  'EXTENDED',
  /** 重组 */
  'RESTRUCTURED',
  /** 核销 */
  'WRITTEN_OFF',
  /** 核销后收回 */
  'RECOVERED',
  /** 逾期天数暂停 */
  'DAYS_PAUSED',
  /** 逾期天数恢复 */
  'DAYS_RESUMED',
  /** 冲正 */
  'REVERSED',
] as const;
export type LoanFactKind = (typeof LoanFactKind)[number];

export const LoanFlagKind = [
  /** 疑似重复申请 */
  'DUPLICATE',
  /** 疑似同户化整为零 */
  'SPLIT_HOUSEHOLD',
  /** 疑似同一收款方拆分 */
  'SPLIT_PAYEE',
  /** 家庭合计用信偏高 */
  'HOUSEHOLD_EXPOSURE',
  /** 保证人担保过多 */
  'GUARANTOR_OVERLOADED',
  /** 抵质押物重复使用 */
  'COLLATERAL_REUSED',
] as const;
export type LoanFlagKind = (typeof LoanFlagKind)[number];

export const LoanFlagOutcome = [
  /** 已说明，无问题 */
  'EXPLAINED',
  /** 属实 */
  'CONFIRMED',
] as const;
export type LoanFlagOutcome = (typeof LoanFlagOutcome)[number];

export const LoanFundUse = [
  /** 生产经营 */
  'BUSINESS',
  /** 消费 */
  'CONSUMPTION',
] as const;
export type LoanFundUse = (typeof LoanFundUse)[number];

export const LoanGuaranteeKind = [
  /** 信用 */
  'CREDIT',
  /** 保证 */
  'GUARANTEE',
  /** 联保 */
  'JOINT_GUARANTEE',
  /** 抵押 */
  'MORTGAGE',
  /** 质押 */
  'PLEDGE',
] as const;
export type LoanGuaranteeKind = (typeof LoanGuaranteeKind)[number];

export const LoanGuaranteeStatus = [
  /** 已提供 */
  'OFFERED',
  /** 已撤下 */
  'REMOVED',
] as const;
export type LoanGuaranteeStatus = (typeof LoanGuaranteeStatus)[number];

export const LoanNoticeStanding = [
  /** 无须公示 */
  'NOT_REQUIRED',
  /** 待公示 */
  'WAITING',
  /** 公示中 */
  'RUNNING',
  /** 公示期满 */
  'STOOD',
  /** 异议成立 */
  'STRUCK',
] as const;
export type LoanNoticeStanding = (typeof LoanNoticeStanding)[number];

export const LoanPaymentMethod = [
  /** 受托支付 */
  'ENTRUSTED',
  /** 自主支付 */
  'SELF',
] as const;
export type LoanPaymentMethod = (typeof LoanPaymentMethod)[number];

export const LoanProductStatus = [
  /** 草稿 */
  'DRAFT',
  /** 已发布 */
  'PUBLISHED',
  /** 已有新版（用至新版生效） */
  'SUPERSEDED',
  /** 已停办 */
  'CLOSED',
  /** 草稿已废弃 */
  'DISCARDED',
] as const;
export type LoanProductStatus = (typeof LoanProductStatus)[number];

export const LoanRateType = [
  /** 固定利率 */
  'FIXED',
  /** LPR 浮动利率 */
  'LPR_FLOATING',
] as const;
export type LoanRateType = (typeof LoanRateType)[number];

export const LoanRecomputation = [
  /** 缩短期限 */
  'SHORTEN_TERM',
  /** 减少每期还款 */
  'LOWER_INSTALMENT',
] as const;
export type LoanRecomputation = (typeof LoanRecomputation)[number];

export const LoanRelation = [
  /** 本人 */
  'SELF',
  /** 同一家庭 */
  'HOUSEHOLD',
  /** 为其担保 */
  'GUARANTOR',
  /** 由其担保 */
  'GUARANTEED',
  /** 同一收款方 */
  'SAME_PAYEE',
] as const;
export type LoanRelation = (typeof LoanRelation)[number];

export const LoanRepaymentMethod = [
  /** 等额本息 */
  'EQUAL_INSTALMENTS',
  /** 等额本金 */
  'EQUAL_PRINCIPAL',
  /** 按月付息到期还本 */
  'INTEREST_MONTHLY',
  /** 到期一次还本付息 */
  'AT_MATURITY',
  /** 随借随还 */
  'REVOLVING',
] as const;
export type LoanRepaymentMethod = (typeof LoanRepaymentMethod)[number];

export const LoanRounding = [
  /** 四舍五入 */
  'HALF_UP',
  /** 四舍六入五成双 */
  'HALF_EVEN',
  /** 进位 */
  'UP',
  /** 舍去 */
  'DOWN',
] as const;
export type LoanRounding = (typeof LoanRounding)[number];

export const LoanRuleBook = [
  /** 个人贷款 */
  'PERSON',
  /** 农户贷款 */
  'FARM_HOUSEHOLD',
  /** 流动资金贷款 */
  'WORKING_CAPITAL',
] as const;
export type LoanRuleBook = (typeof LoanRuleBook)[number];

export const LoanStatus = [
  /** 草稿 */
  'DRAFT',
  /** 已提交 */
  'SUBMITTED',
  /** 退回补充 */
  'RETURNED',
  /** 已调查 */
  'INVESTIGATED',
  /** 已审查 */
  'REVIEWED',
  /** 已审批 */
  'APPROVED',
  /** 已签约 */
  'SIGNED',
  /** 放款中 */
  'DISBURSING',
  /** 已放款 */
  'ACTIVE',
  /** 已结清 */
  'SETTLED',
  /** 已否决 */
  'REJECTED',
  /** 已撤回 */
  'WITHDRAWN',
] as const;
export type LoanStatus = (typeof LoanStatus)[number];

export const LoanStepAction = [
  /** 申请 */
  'APPLY',
  /** 修改申请 */
  'REVISE',
  /** 提交 */
  'SUBMIT',
  /** 调查 */
  'INVESTIGATE',
  /** 审查 */
  'REVIEW',
  /** 审批 */
  'APPROVE',
  /** 表决 */
  'VOTE',
  /** 批复失效 */
  'LAPSE',
  /** 退回 */
  'RETURN',
  /** 否决 */
  'REJECT',
  /** 撤回 */
  'WITHDRAW',
  /** 明示综合成本 */
  'DISCLOSE_COST',
  /** 确认综合成本 */
  'CONFIRM_COST',
  /** 签约 */
  'SIGN',
  /** 提款申请 */
  'DRAW',
  /** 放款审核 */
  'CHECK',
  /** 撤销提款 */
  'CANCEL_DRAWING',
  /** 放款指令 */
  'INSTRUCT',
  /** 放款确认 */
  'CONFIRM',
  /** 放款被拒 */
  'REFUSE_DISBURSEMENT',
  /** 结清 */
  'SETTLE',
  /** 撤销结清 */
  'REOPEN',
] as const;
export type LoanStepAction = (typeof LoanStepAction)[number];

export const LoanVoteChoice = [
  /** 赞成 */
  'FOR',
  /** 反对 */
  'AGAINST',
  /** 弃权 */
  'ABSTAIN',
] as const;
export type LoanVoteChoice = (typeof LoanVoteChoice)[number];

export const MergedField = [
  /** 姓名 */
  'NAME',
  /** 手机号 */
  'MOBILE',
  /** 详细地址 */
  'ADDRESS',
] as const;
export type MergedField = (typeof MergedField)[number];

export const NormVerdict = [
  /** 偏少 */
  'BELOW',
  /** 符合 */
  'WITHIN',
  /** 偏多 */
  'ABOVE',
] as const;
export type NormVerdict = (typeof NormVerdict)[number];

export const NoticeEntryStatus = [
  /** 公示中 */
  'OPEN',
  /** 有异议，公示期中止 */
  'OBJECTED',
  /** 异议不成立，继续公示 */
  'DISMISSED',
  /** 异议成立 */
  'UPHELD',
  /** 已生效 */
  'EFFECTIVE',
  /** 已移出 */
  'REMOVED',
] as const;
export type NoticeEntryStatus = (typeof NoticeEntryStatus)[number];

export const NoticeKind = [
  /** 评级授信 */
  'RATING',
  /** 贷款 */
  'LOAN',
  /** 信用户、信用村、信用乡镇 */
  'CREDIT_AREA',
  /** 道德积分 */
  'POINTS',
] as const;
export type NoticeKind = (typeof NoticeKind)[number];

export const NoticeObjectionStatus = [
  /** 待处理 */
  'OPEN',
  /** 成立 */
  'UPHELD',
  /** 不成立 */
  'DISMISSED',
  /** 因对象移出而终止 */
  'LAPSED',
] as const;
export type NoticeObjectionStatus = (typeof NoticeObjectionStatus)[number];

export const NoticeStatus = [
  /** 草稿 */
  'DRAFT',
  /** 公示中 */
  'OPEN',
  /** 已结束 */
  'CLOSED',
] as const;
export type NoticeStatus = (typeof NoticeStatus)[number];

export const ObjectionGround = [
  /** 身份或户籍不实 */
  'IDENTITY',
  /** 信息不实 */
  'FALSE_INFORMATION',
  /** 另有债务 */
  'DEBTS',
  /** 品行问题 */
  'CONDUCT',
  /** 其他 */
  'OTHER',
] as const;
export type ObjectionGround = (typeof ObjectionGround)[number];

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

export const OutworkOccupation = [
  /** 工厂务工 */
  'FACTORY',
  /** 建筑 */
  'CONSTRUCTION',
  /** 餐饮、家政等服务 */
  'SERVICE',
  /** 运输 */
  'TRANSPORT',
  /** 商贸 */
  'TRADE',
  /** 自主经营 */
  'OWN_BUSINESS',
  /** 文职、技术 */
  'OFFICE',
  /** 其他 */
  'OTHER',
] as const;
export type OutworkOccupation = (typeof OutworkOccupation)[number];

export const PanelChannel = [
  /** 本人录入 */
  'OWN',
  /** 纸质票代录 */
  'PAPER',
] as const;
export type PanelChannel = (typeof PanelChannel)[number];

export const PanelMethod = [
  /** 去掉最高最低后平均 */
  'TRIMMED_MEAN',
  /** 算术平均 */
  'MEAN',
] as const;
export type PanelMethod = (typeof PanelMethod)[number];

export const PanelPosition = [
  /** 村（社区）党组织书记 */
  'VILLAGE_SECRETARY',
  /** 村（居）委会成员 */
  'COMMITTEE_MEMBER',
  /** 村民小组长 */
  'GROUP_LEADER',
  /** 党员代表 */
  'PARTY_MEMBER',
  /** 村（居）民代表 */
  'VILLAGERS_REPRESENTATIVE',
  /** 老党员、老干部、乡贤 */
  'ELDER',
  /** 村务监督委员会成员 */
  'SUPERVISOR',
  /** 银行人员 */
  'BANK_STAFF',
  /** 其他 */
  'OTHER',
] as const;
export type PanelPosition = (typeof PanelPosition)[number];

export const PanelRecusalBasis = [
  /** 本人申明 */
  'DECLARED',
  /** 系统发现 */
  'DETECTED',
] as const;
export type PanelRecusalBasis = (typeof PanelRecusalBasis)[number];

export const PanelRecusalGround = [
  /** 同户 */
  'SAME_HOUSEHOLD',
  /** 亲属 */
  'RELATIVE',
  /** 债权债务 */
  'DEBT',
  /** 纠纷 */
  'DISPUTE',
  /** 其他 */
  'OTHER',
] as const;
export type PanelRecusalGround = (typeof PanelRecusalGround)[number];

export const PanelSeat = [
  /** 在席 */
  'SITTING',
  /** 候补 */
  'STANDBY',
  /** 请假 */
  'EXCUSED',
] as const;
export type PanelSeat = (typeof PanelSeat)[number];

export const PanelSheetState = [
  /** 待评 */
  'TO_REVIEW',
  /** 已评 */
  'DONE',
  /** 回避 */
  'RECUSED',
] as const;
export type PanelSheetState = (typeof PanelSheetState)[number];

export const PanelStanding = [
  /** 正式评议员 */
  'REGULAR',
  /** 候补评议员 */
  'SUBSTITUTE',
] as const;
export type PanelStanding = (typeof PanelStanding)[number];

export const PanelStatus = [
  /** 评议中 */
  'OPEN',
  /** 已结束 */
  'CLOSED',
  /** 已取消 */
  'CANCELLED',
] as const;
export type PanelStatus = (typeof PanelStatus)[number];

export const PanelSubjectState = [
  /** 待评议 */
  'PENDING',
  /** 已评议 */
  'REVIEWED',
  /** 未达法定人数 */
  'UNREVIEWED',
  /** 评议会已取消 */
  'CANCELLED',
] as const;
export type PanelSubjectState = (typeof PanelSubjectState)[number];

export const PersonKind = [
  /** 自然人 */
  'HUMAN',
  /** 系统 */
  'SYSTEM',
] as const;
export type PersonKind = (typeof PersonKind)[number];

export const PersonStage = [
  /** 关键人评定 */
  'KEY_PERSON',
  /** 最终评定 */
  'FINAL',
] as const;
export type PersonStage = (typeof PersonStage)[number];

export const PersonStatus = [
  /** 在岗 */
  'ACTIVE',
  /** 离岗 */
  'LEFT',
] as const;
export type PersonStatus = (typeof PersonStatus)[number];

export const PersonalField = [
  /** 姓名 */
  'NAME',
  /** 身份证号 */
  'ID_NUMBER',
  /** 手机号 */
  'MOBILE',
  /** 详细地址 */
  'ADDRESS',
  /** 家庭成员姓名及身份证号 */
  'MEMBERS',
  /** 档案中的敏感内容 */
  'PROFILE',
] as const;
export type PersonalField = (typeof PersonalField)[number];

export const PortfolioDuty = [
  /** 受理 */
  'APPLIED',
  /** 调查 */
  'INVESTIGATED',
  /** 审查 */
  'REVIEWED',
  /** 审批 */
  'APPROVED',
  /** 放款 */
  'DISBURSED',
  /** 管理 */
  'MANAGES',
] as const;
export type PortfolioDuty = (typeof PortfolioDuty)[number];

export const PortfolioLevel = [
  /** 网格 */
  'GRID',
  /** 村（社区） */
  'VILLAGE',
  /** 乡镇（街道） */
  'TOWN',
  /** 县（市、区） */
  'COUNTY',
  /** 网点 */
  'OUTLET',
  /** 产品 */
  'PRODUCT',
  /** 网格员 */
  'OFFICER',
] as const;
export type PortfolioLevel = (typeof PortfolioLevel)[number];

export const PrimeRateTenor = [
  /** 1年期 */
  'ONE_YEAR',
  /** 5年期以上 */
  'FIVE_YEARS',
] as const;
export type PrimeRateTenor = (typeof PrimeRateTenor)[number];

export const ProcessingPurpose = [
  /** 评级授信（自动化决策） */
  'RATING',
  /** 民主评议 */
  'PANEL_REVIEW',
  /** 公示 */
  'PUBLIC_NOTICE',
  /** 征信查询 */
  'CREDIT_REGISTRY_QUERY',
  /** 向政府平台提供 */
  'GOVERNMENT_SHARING',
  /** 向担保机构提供 */
  'GUARANTOR_SHARING',
  /** 向保险机构提供 */
  'INSURANCE_SHARING',
  /** 营销推介 */
  'MARKETING',
  /** 建档与信息核实 */
  'FILE_KEEPING',
  /** 贷款办理 */
  'LOAN_HANDLING',
  /** 贷后管理与催收 */
  'COLLECTION',
  /** 投诉与本人请求处理 */
  'COMPLAINT',
  /** 审计与监督检查 */
  'AUDIT',
  /** 反洗钱与反诈 */
  'ANTI_MONEY_LAUNDERING',
] as const;
export type ProcessingPurpose = (typeof ProcessingPurpose)[number];

export const ProfileFormStatus = [
  /** 草稿 */
  'DRAFT',
  /** 已发布 */
  'PUBLISHED',
  /** 已有新版（用至新版生效） */
  'SUPERSEDED',
  /** 草稿已废弃 */
  'DISCARDED',
] as const;
export type ProfileFormStatus = (typeof ProfileFormStatus)[number];

export const ProfileItemType = [
  /** 文本 */
  'TEXT',
  /** 数值 */
  'NUMBER',
  /** 金额 */
  'MONEY',
  /** 日期 */
  'DATE',
  /** 选择 */
  'CHOICE',
  /** 是否 */
  'BOOLEAN',
  /** 明细表 */
  'TABLE',
  /** 计算项 */
  'COMPUTED',
  /** 客户档案字段 */
  'FILE',
] as const;
export type ProfileItemType = (typeof ProfileItemType)[number];

export const ProfileStep = [
  /** 评级 */
  'RATING',
  /** 贷款申请 */
  'LOAN_APPLICATION',
] as const;
export type ProfileStep = (typeof ProfileStep)[number];

export const PromiseOutcome = [
  /** 未到期 */
  'OPEN',
  /** 已履行 */
  'KEPT',
  /** 未履行 */
  'BROKEN',
] as const;
export type PromiseOutcome = (typeof PromiseOutcome)[number];

export const PromisedBy = [
  /** 客户承诺 */
  'CUSTOMER',
  /** 银行承诺 */
  'BANK',
] as const;
export type PromisedBy = (typeof PromisedBy)[number];

export const RatingAdjustmentCode = [
  /** 掌握可靠的档案外信息 */
  'RELIABLE_INFORMATION',
  /** 评级后情况发生变化 */
  'CHANGED_CIRCUMSTANCES',
  /** 他行信用记录 */
  'CREDIT_ELSEWHERE',
  /** 档案信息有误 */
  'ERROR_IN_FILE',
  /** 风险预警 */
  'RISK_WARNING',
  /** 其他 */
  'OTHER',
] as const;
export type RatingAdjustmentCode = (typeof RatingAdjustmentCode)[number];

export const RatingOutcome = [
  /** 规则未发现异议 */
  'RATED',
  /** 须人工审核 */
  'NEEDS_PERSON',
  /** 触发否决事项，须人工确认 */
  'REFUSED',
] as const;
export type RatingOutcome = (typeof RatingOutcome)[number];

export const RatingSource = [
  /** 本行贷款台账：不良或已核销未收回的贷款 */
  'LENDING',
  /** 筛查名单：列入原因；经关键人或最终评定列入白名单的视为无此情形 */
  'SCREENING',
] as const;
export type RatingSource = (typeof RatingSource)[number];

export const RatingStatus = [
  /** 有效 */
  'EFFECTIVE',
  /** 待人工决定 */
  'AWAITING_DECISION',
  /** 不予采用 */
  'DECLINED',
] as const;
export type RatingStatus = (typeof RatingStatus)[number];

export const ReceiptOutcome = [
  /** 一致 */
  'MATCHED',
  /** 不一致 */
  'DIFFERS',
] as const;
export type ReceiptOutcome = (typeof ReceiptOutcome)[number];

export const RecipientKind = [
  /** 无（不对外提供） */
  'NONE',
  /** 征信机构 */
  'CREDIT_REGISTRY',
  /** 政府部门 */
  'GOVERNMENT',
  /** 担保机构 */
  'GUARANTOR',
  /** 保险机构 */
  'INSURER',
  /** 其他 */
  'OTHER',
] as const;
export type RecipientKind = (typeof RecipientKind)[number];

export const Relationship = [
  /** 本人或户主（0） */
  'SELF',
  /** 配偶（1） */
  'SPOUSE',
  /** 子（2） */
  'SON',
  /** 女（3） */
  'DAUGHTER',
  /** 孙子、孙女或外孙子、外孙女（4） */
  'GRANDCHILD',
  /** 父母（5） */
  'PARENT',
  /** 祖父母或外祖父母（6） */
  'GRANDPARENT',
  /** 兄弟姐妹（7） */
  'SIBLING',
  /** 其他（8） */
  'OTHER',
] as const;
export type Relationship = (typeof Relationship)[number];

export const ReliefStatus = [
  /** 执行中 */
  'IN_FORCE',
  /** 已终止 */
  'ENDED',
] as const;
export type ReliefStatus = (typeof ReliefStatus)[number];

export const RepaymentAbility = [
  /** 正常 */
  'SOUND',
  /** 减弱 */
  'WEAKENED',
  /** 丧失 */
  'LOST',
] as const;
export type RepaymentAbility = (typeof RepaymentAbility)[number];

export const RepaymentBatchSource = [
  /** 列表 */
  'LIST',
  /** 文件 */
  'FILE',
] as const;
export type RepaymentBatchSource = (typeof RepaymentBatchSource)[number];

export const RepaymentBatchStatus = [
  /** 有误待定 */
  'HELD',
  /** 入账中 */
  'OPEN',
  /** 已完成 */
  'DONE',
  /** 已作废 */
  'DROPPED',
] as const;
export type RepaymentBatchStatus = (typeof RepaymentBatchStatus)[number];

export const RepaymentRowState = [
  /** 待入账 */
  'READY',
  /** 有误 */
  'FAULTY',
  /** 已入账 */
  'TAKEN',
  /** 此前已报 */
  'KNOWN',
  /** 待放款回执 */
  'HELD',
  /** 被拒 */
  'REFUSED',
] as const;
export type RepaymentRowState = (typeof RepaymentRowState)[number];

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

export const RestrictionGround = [
  /** 本人反对处理 */
  'OBJECTION',
  /** 本人对准确性有异议 */
  'ACCURACY_DISPUTED',
  /** 处理行为不合规 */
  'UNLAWFUL',
  /** 已申请删除，依法仅予保存 */
  'RETENTION_ONLY',
] as const;
export type RestrictionGround = (typeof RestrictionGround)[number];

export const RevealAlertStatus = [
  /** 待处理 */
  'OPEN',
  /** 已处理 */
  'ACKNOWLEDGED',
] as const;
export type RevealAlertStatus = (typeof RevealAlertStatus)[number];

export const RevealFinding = [
  /** 属正常业务需要 */
  'JUSTIFIED',
  /** 操作不当 */
  'CARELESS',
  /** 违规查看 */
  'MISUSE',
] as const;
export type RevealFinding = (typeof RevealFinding)[number];

export const RoleScopeKind = [
  /** 全机构 */
  'INSTITUTION',
  /** 网点所辖区域 */
  'OUTLET',
  /** 所负责的网格 */
  'ASSIGNMENT',
] as const;
export type RoleScopeKind = (typeof RoleScopeKind)[number];

export const ScorecardInputSource = [
  /** 客户档案 */
  'FILE',
  /** 村组评议 */
  'PANEL',
  /** 评级时填写 */
  'GIVEN',
] as const;
export type ScorecardInputSource = (typeof ScorecardInputSource)[number];

export const ScorecardStatus = [
  /** 草稿 */
  'DRAFT',
  /** 已发布 */
  'PUBLISHED',
  /** 已停用或已有新版（用至终止日） */
  'SUPERSEDED',
  /** 草稿作废（版次不再使用） */
  'DISCARDED',
] as const;
export type ScorecardStatus = (typeof ScorecardStatus)[number];

export const Screening = [
  /** 未筛查 */
  'NONE',
  /** 白名单 */
  'WHITE',
  /** 灰名单（须人工审核） */
  'GREY',
  /** 黑名单（不予授信） */
  'BLACK',
] as const;
export type Screening = (typeof Screening)[number];

export const ScreeningList = [
  /** 白名单 */
  'WHITE',
  /** 灰名单（须人工审核） */
  'GREY',
  /** 黑名单（不予授信） */
  'BLACK',
] as const;
export type ScreeningList = (typeof ScreeningList)[number];

export const ScreeningReason = [
  /** 不良贷款 */
  'BAD_LOAN',
  /** 核销贷款 */
  'WRITTEN_OFF_LOAN',
  /** 涉诉被告 */
  'LITIGATION',
  /** 失信被执行人 */
  'JUDGMENT_DEFAULTER',
  /** 服刑 */
  'IMPRISONMENT',
  /** 涉毒 */
  'DRUGS',
  /** 违法违纪 */
  'UNLAWFUL_CONDUCT',
  /** 赌博 */
  'GAMBLING',
  /** 无正当职业 */
  'IDLENESS',
  /** 品行存疑 */
  'CHARACTER',
  /** 须人工审核的情形（疾病、低保五保、高龄独居等，只可列灰名单） */
  'PROTECTED_CIRCUMSTANCE',
  /** 其他 */
  'OTHER',
] as const;
export type ScreeningReason = (typeof ScreeningReason)[number];

export const ScreeningStage = [
  /** 系统评定 */
  'SYSTEM',
  /** 关键人评定 */
  'KEY_PERSON',
  /** 最终评定 */
  'FINAL',
] as const;
export type ScreeningStage = (typeof ScreeningStage)[number];

export const SharingGrade = [
  /** 仅统计数（小数抑制） */
  'COUNTS',
  /** 不涉及个人的事实 */
  'FACTS',
  /** 含经本人单独同意的个人事实 */
  'PERSONS',
] as const;
export type SharingGrade = (typeof SharingGrade)[number];

export const SigningMethod = [
  /** 当面签约 */
  'FACE_TO_FACE',
  /** 视频面签 */
  'VIDEO',
] as const;
export type SigningMethod = (typeof SigningMethod)[number];

export const SizeFact = [
  /** 所属行业 */
  'INDUSTRY',
  /** 从业人员 */
  'EMPLOYEES',
  /** 营业收入 */
  'TURNOVER',
  /** 资产总额 */
  'ASSETS',
] as const;
export type SizeFact = (typeof SizeFact)[number];

export const SizeOutcome = [
  /** 已划型 */
  'SIZED',
  /** 资料不全 */
  'FACTS_MISSING',
  /** 行业不适用 */
  'INDUSTRY_NOT_COVERED',
  /** 非企业 */
  'NOT_AN_ENTERPRISE',
] as const;
export type SizeOutcome = (typeof SizeOutcome)[number];

export const SyncConflictStatus = [
  /** 待处理 */
  'OPEN',
  /** 保留现值 */
  'KEPT',
  /** 采用离线修改 */
  'TAKEN',
  /** 已被同一设备的后续修改取代 */
  'SUPERSEDED',
] as const;
export type SyncConflictStatus = (typeof SyncConflictStatus)[number];

export const SyncResolution = [
  /** 保留现值 */
  'KEEP',
  /** 采用离线修改 */
  'TAKE',
] as const;
export type SyncResolution = (typeof SyncResolution)[number];

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

export const VisitPurpose = [
  /** 初次拜访 */
  'FIRST_VISIT',
  /** 完善资料 */
  'COMPLETE_FILE',
  /** 营销 */
  'MARKETING',
  /** 解疑 */
  'EXPLAIN',
  /** 维系 */
  'MAINTAIN',
  /** 贷后检查 */
  'LOAN_CHECK',
  /** 催收 */
  'COLLECTION',
  /** 其他 */
  'OTHER',
] as const;
export type VisitPurpose = (typeof VisitPurpose)[number];

export const VisitResult = [
  /** 现场办理 */
  'DONE_ON_SITE',
  /** 预约 */
  'APPOINTED',
  /** 继续跟进 */
  'TO_FOLLOW_UP',
  /** 不感兴趣 */
  'NOT_INTERESTED',
  /** 其他 */
  'OTHER',
] as const;
export type VisitResult = (typeof VisitResult)[number];

export const VisitSource = [
  /** 电脑 */
  'DESKTOP',
  /** 平板 */
  'TABLET',
  /** 手机 */
  'PHONE',
] as const;
export type VisitSource = (typeof VisitSource)[number];

export const VisitStatus = [
  /** 有效 */
  'RECORDED',
  /** 已更正 */
  'CORRECTED',
] as const;
export type VisitStatus = (typeof VisitStatus)[number];

export const VisitWay = [
  /** 上门 */
  'ON_SITE',
  /** 电话 */
  'PHONE',
  /** 约谈 */
  'APPOINTMENT',
  /** 其他 */
  'OTHER',
] as const;
export type VisitWay = (typeof VisitWay)[number];

export const WebhookDeliveryStatus = [
  /** 待投递 */
  'PENDING',
  /** 已送达 */
  'DELIVERED',
  /** 待重放 */
  'DROPPED',
] as const;
export type WebhookDeliveryStatus = (typeof WebhookDeliveryStatus)[number];

export const WebhookFailure = [
  /** 接收方已注销（410） */
  'GONE',
  /** 连续多日失败 */
  'FAILING',
] as const;
export type WebhookFailure = (typeof WebhookFailure)[number];

export const WebhookStatus = [
  /** 启用 */
  'ACTIVE',
  /** 暂停 */
  'PAUSED',
  /** 停用 */
  'DISABLED',
  /** 移除 */
  'REMOVED',
] as const;
export type WebhookStatus = (typeof WebhookStatus)[number];
