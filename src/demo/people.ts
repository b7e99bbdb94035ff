/** Somebody who has a login in the demo county: whom the tour plays and tokens are printed for. */
export type DemoPerson = {
  /** Names the person on the command line, and is their code in their institution. */
  code: string;
  /** The `sub` of their token; unique over all institutions of the demo. */
  subject: string;
  nameZh: string;
  nameEn: string;
  /** Code of the institution they work for. */
  institution: 'QJ-RCB' | 'QJ-GOV' | 'JT-OPERATOR';
  kind: 'HUMAN' | 'SYSTEM';
  roleCode: string;
  /** Code of the outlet they are appointed to; null for the whole institution. */
  outlet: string | null;
  note: { en: string; zh: string };
};

/** Issuer of the demo's tokens, the default of the setting JWT_ISSUER. */
export const DEMO_ISSUER = 'urn:jingtian:demo';

/** The bank of the demo and the town most of its named people work in (熊口镇). */
export const DEMO_BANK = 'QJ-RCB';
export const DEMO_TOWN = '429005104';

/** Outlet codes are `B` + number of the first-level branch, then the town's three digits. */
export const HEAD_OFFICE = 'HQ';
export const DEMO_FIRST_BRANCH = 'B3';
export const DEMO_SECOND_BRANCH = 'B3-104';

const atBank = (
  person: Pick<DemoPerson, 'code' | 'nameZh' | 'nameEn' | 'roleCode' | 'outlet' | 'note'>,
): DemoPerson => ({ kind: 'HUMAN', ...person, subject: person.code, institution: DEMO_BANK });

/** Every name is invented. */
export const demoPeople: readonly DemoPerson[] = [
  atBank({
    code: 'grid.officer',
    nameZh: '陈稻香',
    nameEn: 'Chen Daoxiang',
    roleCode: 'GRID_OFFICER',
    outlet: DEMO_SECOND_BRANCH,
    note: {
      en: 'Full-time grid officer: sees the grids assigned, registers, rates and applies.',
      zh: '专职网格员：可见所分管网格，建档、评级、受理贷款。',
    },
  }),
  atBank({
    code: 'grid.officer.second',
    nameZh: '李荷塘',
    nameEn: 'Li Hetang',
    roleCode: 'GRID_OFFICER',
    outlet: DEMO_SECOND_BRANCH,
    note: {
      en: 'Backup of the first officer and the second investigator of their loans.',
      zh: '第一网格员的 B 岗，贷款双人调查的协查人。',
    },
  }),
  atBank({
    code: 'grid.manager',
    nameZh: '王丰年',
    nameEn: 'Wang Fengnian',
    roleCode: 'GRID_MANAGER',
    outlet: DEMO_SECOND_BRANCH,
    note: {
      en: 'Manages grids and staff of one town; approves up to 50,000 yuan.',
      zh: '一个镇的网格管理员：管理网格与人员，审批 5 万元以下贷款。',
    },
  }),
  atBank({
    code: 'loan.reviewer',
    nameZh: '赵明镜',
    nameEn: 'Zhao Mingjing',
    roleCode: 'LOAN_REVIEWER',
    outlet: DEMO_FIRST_BRANCH,
    note: {
      en: 'Reviews the loans of a first-level branch.',
      zh: '一级支行贷款审查员。',
    },
  }),
  atBank({
    code: 'loan.approver',
    nameZh: '周持衡',
    nameEn: 'Zhou Chiheng',
    roleCode: 'LOAN_APPROVER',
    outlet: HEAD_OFFICE,
    note: {
      en: 'Approves loans up to 500,000 yuan.',
      zh: '总行贷款审批人，权限 50 万元。',
    },
  }),
  atBank({
    code: 'loan.disburser',
    nameZh: '吴放行',
    nameEn: 'Wu Fangxing',
    roleCode: 'LOAN_DISBURSER',
    outlet: HEAD_OFFICE,
    note: {
      en: 'Checks and instructs disbursement: a post apart from approval.',
      zh: '放款审核员：与审批分离的独立放款岗。',
    },
  }),
  atBank({
    code: 'administrator',
    nameZh: '郑守章',
    nameEn: 'Zheng Shouzhang',
    roleCode: 'ADMINISTRATOR',
    outlet: HEAD_OFFICE,
    note: {
      en: 'Keeps outlets, people, roles and grids of the whole bank.',
      zh: '银行系统管理员：维护机构、人员、角色与网格。',
    },
  }),
  atBank({
    code: 'auditor',
    nameZh: '孙留痕',
    nameEn: 'Sun Liuhen',
    roleCode: 'AUDITOR',
    outlet: HEAD_OFFICE,
    note: {
      en: 'Reads everything and the journal, changes nothing.',
      zh: '审计员：可查全部数据与日志，不能改动。',
    },
  }),
  {
    ...atBank({
      code: 'government.platform',
      nameZh: '潜江市社会治理平台（演示）',
      nameEn: 'Governance platform',
      roleCode: 'GOVERNMENT_PLATFORM',
      outlet: null,
      note: {
        en: 'The government’s machine: coverage figures, and facts as agreed; small numbers suppressed.',
        zh: '政府治理平台：覆盖统计与协议内的事实，小数抑制。',
      },
    }),
    kind: 'SYSTEM',
  },
  {
    ...atBank({
      code: 'core.banking',
      nameZh: '核心系统（演示）',
      nameEn: 'Bank core',
      roleCode: 'CORE_BANKING',
      outlet: null,
      note: {
        en: 'The bank core’s machine: confirms disbursements and reports repayments.',
        zh: '核心系统：回报放款结果与还款。',
      },
    }),
    kind: 'SYSTEM',
  },
  {
    code: 'operator',
    subject: 'operator',
    nameZh: '钱开井',
    nameEn: 'Qian Kaijing',
    institution: 'JT-OPERATOR',
    kind: 'HUMAN',
    roleCode: 'OPERATOR',
    outlet: null,
    note: {
      en: 'Runs the platform: opens institutions and keeps the list of divisions.',
      zh: '平台运营员：开设机构，维护行政区划。',
    },
  },
  {
    code: 'governance.office',
    subject: 'governance.office',
    nameZh: '冯安澜',
    nameEn: 'Feng Anlan',
    institution: 'QJ-GOV',
    kind: 'HUMAN',
    roleCode: 'ADMINISTRATOR',
    outlet: null,
    note: {
      en: 'Administrator of the county’s governance office.',
      zh: '市社会治理机构的管理员。',
    },
  },
  atBank({
    code: 'data.protection.officer',
    nameZh: '秦守密',
    nameEn: 'Qin Shoumi',
    roleCode: 'DATA_PROTECTION_OFFICER',
    outlet: HEAD_OFFICE,
    note: {
      en: 'Protects people’s data: consents, disclosures, erasure, agreements with government bodies.',
      zh: '个人信息保护负责人：授权、提供记录、删除与数据共享协议。',
    },
  }),
  atBank({
    code: 'committee.chair',
    nameZh: '许定衡',
    nameEn: 'Xu Dingheng',
    roleCode: 'COMMITTEE_CHAIR',
    outlet: HEAD_OFFICE,
    note: {
      en: 'Chairs the credit committee, which decides loans above 150,000 yuan, and has a veto.',
      zh: '贷审会主任委员：15 万元以上贷款由贷审会表决，有一票否决权。',
    },
  }),
  ...(['何公论', '吕慎思', '施明断'] as const).map((nameZh, index) =>
    atBank({
      code: `committee.member.${index + 1}`,
      nameZh,
      nameEn: ['He Gonglun', 'Lü Shensi', 'Shi Mingduan'][index] ?? '',
      roleCode: 'COMMITTEE_MEMBER',
      outlet: HEAD_OFFICE,
      note: { en: 'Votes in the credit committee.', zh: '贷审会委员，参加集体审议表决。' },
    }),
  ),
  atBank({
    code: 'risk.officer',
    nameZh: '严初分',
    nameEn: 'Yan Chufen',
    roleCode: 'RISK_OFFICER',
    outlet: HEAD_OFFICE,
    note: {
      en: 'Proposes classes of loans: the first of three who class them.',
      zh: '风险经理：五级分类初分，三级认定第一步。',
    },
  }),
  atBank({
    code: 'risk.manager',
    nameZh: '华认定',
    nameEn: 'Hua Rending',
    roleCode: 'RISK_MANAGER',
    outlet: HEAD_OFFICE,
    note: {
      en: 'Determines classes of loans: the second of three.',
      zh: '风险主管：五级分类认定，三级认定第二步。',
    },
  }),
  atBank({
    code: 'risk.approver',
    nameZh: '金终审',
    nameEn: 'Jin Zhongshen',
    roleCode: 'RISK_APPROVER',
    outlet: HEAD_OFFICE,
    note: {
      en: 'Approves classes of loans: the third of three.',
      zh: '风险分类审批人：三级认定第三步。',
    },
  }),
];

/** The person of a code or subject; undefined when the demo has none. */
export const demoPerson = (name: string): DemoPerson | undefined =>
  demoPeople.find(({ code, subject }) => code === name || subject === name);
