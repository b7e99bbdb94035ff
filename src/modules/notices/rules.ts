import type { NoticeKind } from '../../generated/enums.ts';
import { type DatedRuleSet, ruleSetOn } from '../../kernel/rule-sets.ts';

export type NoticeRules = DatedRuleSet & {
  readonly kind: NoticeKind;
  /** Working days a notice of this kind runs. */
  readonly workingDays: number;
};

const since = { effectiveFrom: '2012-09-17', effectiveTo: null } as const;

/** How long a notice runs, by kind. */
export const noticeRules: readonly NoticeRules[] = [
  {
    ...since,
    code: 'RATING_NOTICE_7',
    kind: 'RATING',
    workingDays: 7,
    legalBasis: {
      en: 'Measures for publishing ratings and credit lines: seven working days.',
      zh: '评级授信公示办法：公示期七个工作日。',
    },
  },
  {
    ...since,
    code: 'LOAN_NOTICE_5',
    kind: 'LOAN',
    workingDays: 5,
    legalBasis: {
      en: 'Measures for rural household loans (Yinjianfa [2012] No. 50): public, five working days by default.',
      zh: '农户贷款管理办法（银监发〔2012〕50号）：公开公示，默认五个工作日。',
    },
  },
  {
    ...since,
    code: 'CREDIT_AREA_NOTICE_7',
    kind: 'CREDIT_AREA',
    workingDays: 7,
    legalBasis: {
      en: 'Local rules for naming credit households, villages and towns: seven working days by default.',
      zh: '信用户、信用村、信用乡镇评定办法：默认公示七个工作日。',
    },
  },
  {
    ...since,
    code: 'POINTS_NOTICE_5',
    kind: 'POINTS',
    workingDays: 5,
    legalBasis: {
      en: 'Rules of the village moral bank: published for five days.',
      zh: '道德银行管理办法：公示五天。',
    },
  },
];

/** The rules a notice of a kind falls under. @throws RangeError when there are none on that day */
export function noticeRulesOn(kind: NoticeKind, date: string): NoticeRules {
  const ofKind = noticeRules.filter((rules) => rules.kind === kind);
  const found = ruleSetOn(ofKind, date);
  if (!found) throw new RangeError(`no rules for a notice of kind ${kind} on ${date}`);
  return found;
}

export type ObjectionRules = DatedRuleSet & {
  /** What the public may send about one notice in one day; officers are not limited. */
  readonly publicPerNoticeAndDay: number;
  /** Open objections of the public to one entry; more would tell nothing new. */
  readonly publicOpenPerEntry: number;
};

const objectionRules: readonly ObjectionRules[] = [
  {
    ...since,
    code: 'OBJECTION_LIMITS',
    publicPerNoticeAndDay: 200,
    publicOpenPerEntry: 20,
    legalBasis: {
      en: 'Default of the software against floods of anonymous objections.',
      zh: '系统默认值，防止匿名异议灌水。',
    },
  },
];

/** The limits on a day. @throws RangeError when there are none */
export function objectionRulesOn(date: string): ObjectionRules {
  const found = ruleSetOn(objectionRules, date);
  if (!found) throw new RangeError(`no limits for objections on ${date}`);
  return found;
}
