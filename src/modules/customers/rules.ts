/**
 * Completeness of a customer's profile: what a full file holds, how much of it is there, what
 * is missing.
 */

import type { CustomerKind } from './kinds.ts';

export type Words = { readonly en: string; readonly zh: string };

/** An item of the profile, found under `code` in the answers. Heavier items count more. */
export type ProfileItem = {
  readonly code: string;
  readonly label: Words;
  readonly weight: number;
  /** Asked only when another item has this answer; otherwise it counts neither way. */
  readonly onlyWhen?: { readonly code: string; readonly is: string };
};
export type ProfileSection = {
  readonly code: string;
  readonly label: Words;
  readonly items: readonly ProfileItem[];
};

const words = (en: string, zh: string): Words => ({ en, zh });
const item = (code: string, label: Words, weight = 1): ProfileItem => ({ code, label, weight });
const section = (code: string, label: Words, items: ProfileItem[]): ProfileSection => {
  return { code, label, items };
};

const place = section('PLACE', words('Place', '网格与住址'), [
  item('gridId', words('Grid', '所属网格'), 2),
  item('areaCode', words('Village or community', '村（社区）')),
  item('address', words('Address', '详细地址')),
]);
const banking = section('BANKING', words('Credit', '信用情况'), [
  item('repaymentRecord', words('Repayment record', '履约记录'), 2),
  item('creditReportConsent', words('Consent to query the credit registry', '征信查询授权')),
  item('financingNeed', words('Need of finance', '融资需求')),
]);

/** After the household economy form. */
const household = [
  section('IDENTITY', words('Identity', '基本信息'), [
    item('headName', words('Head of household', '户主姓名'), 2),
    item('headIdNumber', words('Identity number of the head', '户主身份证号'), 2),
    item('mobile', words('Mobile', '联系电话'), 2),
  ]),
  place,
  section('PEOPLE', words('People', '家庭人口'), [
    item('memberCount', words('People in the household', '家庭人口数')),
    item('labourCount', words('People able to work', '劳动力人数')),
    item('members', words('Members', '家庭成员')),
  ]),
  section('ECONOMY', words('Economy', '经济状况'), [
    item('mainActivity', words('Main activity', '主要经营项目')),
    item('netIncomeFen', words('Net income of last year', '上年纯收入'), 2),
    item('expenditureFen', words('Expenditure of last year', '上年家庭开支')),
    item('assetsFen', words('Assets', '资产'), 2),
    item('debtsFen', words('Debts', '负债'), 2),
  ]),
  banking,
];

/** Of a business; who answers for it is its owner, or its legal representative. */
const business = (name: Words, owner: Words, ownerIdNumber: Words) => [
  section('IDENTITY', words('Identity', '基本信息'), [
    item('name', name, 2),
    item('registration', words('Registered or not', '是否办理营业执照')),
    {
      ...item('creditCode', words('Unified social credit code', '统一社会信用代码'), 2),
      onlyWhen: { code: 'registration', is: 'REGISTERED' },
    },
    item('ownerName', owner, 2),
    item('ownerIdNumber', ownerIdNumber, 2),
    item('mobile', words('Mobile', '联系电话'), 2),
  ]),
  place,
  section('BUSINESS', words('Business', '经营情况'), [
    item('industryCode', words('Industry', '所属行业')),
    item('startedOn', words('In business since', '开业时间')),
    item('premises', words('Premises', '经营场所')),
    item('employeeCount', words('Employees', '从业人数')),
    item('turnoverFen', words('Turnover of last year', '上年营业收入'), 2),
    item('profitFen', words('Profit of last year', '上年净利润')),
    item('assetsFen', words('Assets', '资产'), 2),
    item('debtsFen', words('Debts', '负债'), 2),
  ]),
  banking,
];

/** What a farm or a large grower is asked beside what every household is. */
const farming = section('FARMING', words('Farming', '规模经营'), [
  item('industryCode', words('Industry', '所属行业')),
  item('employeeCount', words('Employees', '从业人数')),
  item('turnoverFen', words('Turnover of last year', '上年营业收入'), 2),
]);
const grower = [...household.slice(0, -1), farming, banking];

const merchant = business(
  words('Name of the business', '商户名称'),
  words('Owner', '经营者姓名'),
  words('Identity number of the owner', '经营者身份证号'),
);
const organisation = business(
  words('Registered name', '单位名称'),
  words('Legal representative', '法定代表人姓名'),
  words('Identity number of the legal representative', '法定代表人身份证号'),
);

/** What a profile holds; zero and an explicit NONE are answers too. */
export const profileSections: Readonly<Record<CustomerKind, readonly ProfileSection[]>> = {
  HOUSEHOLD: household,
  FAMILY_FARM: grower,
  LARGE_GROWER: grower,
  MERCHANT: merchant,
  SMALL_ENTERPRISE: organisation,
  COOPERATIVE: organisation,
  LEADING_ENTERPRISE: organisation,
};

/**
 * Answers by item code. Absent, null, blank text and an empty list are missing; 0, false and
 * 'NONE' are not.
 */
export type ProfileAnswers = Readonly<Record<string, unknown>>;

export type MissingItem = {
  readonly code: string;
  readonly section: string;
  readonly label: Words;
};
export type SectionCompleteness = {
  readonly code: string;
  readonly label: Words;
  readonly percent: number;
  readonly filled: number;
  readonly asked: number;
  readonly missing: readonly MissingItem[];
};
export type Completeness = {
  /** Whole percent by weight, rounded down: 100 only when nothing is missing. */
  readonly percent: number;
  readonly sections: readonly SectionCompleteness[];
  readonly missing: readonly MissingItem[];
};

/**
 * How complete a profile is, over the declared items of its kind or over a list of the bank's
 * own.
 */
export function completenessOf(
  kind: CustomerKind,
  answers: ProfileAnswers,
  sections: readonly ProfileSection[] = profileSections[kind],
): Completeness {
  const asked = sections.map((entry) => ({
    ...entry,
    items: entry.items.filter(({ onlyWhen }) => {
      return onlyWhen === undefined || answerOf(answers, onlyWhen.code) === onlyWhen.is;
    }),
  }));
  const results = asked.map((entry) => completenessOfSection(entry, answers));
  return {
    percent: percentOf(
      asked.flatMap(({ items }) => items),
      answers,
    ),
    sections: results,
    missing: results.flatMap(({ missing }) => missing),
  };
}

function completenessOfSection(
  { code, label, items }: ProfileSection,
  answers: ProfileAnswers,
): SectionCompleteness {
  const missing = items
    .filter((entry) => !isAnswered(answerOf(answers, entry.code)))
    .map((entry) => ({ code: entry.code, section: code, label: entry.label }));
  const filled = items.length - missing.length;
  const percent = percentOf(items, answers);
  return { code, label, percent, filled, asked: items.length, missing };
}

function percentOf(items: readonly ProfileItem[], answers: ProfileAnswers): number {
  const weightOf = (entries: readonly ProfileItem[]) =>
    entries.reduce((total, { weight }) => total + weight, 0);
  const asked = weightOf(items);
  if (asked === 0) return 100;
  const filled = items.filter(({ code }) => isAnswered(answerOf(answers, code)));
  return Math.floor((weightOf(filled) * 100) / asked);
}

function answerOf(answers: ProfileAnswers, code: string): unknown {
  return Object.hasOwn(answers, code) ? answers[code] : undefined;
}

function isAnswered(answer: unknown): boolean {
  if (answer === undefined || answer === null) return false;
  if (typeof answer === 'string') return answer.trim() !== '';
  return !Array.isArray(answer) || answer.length > 0;
}
