/** Samples to start from: a county puts its own rule in their place with `credit-area.set-criteria`. */
import type { CreditRuleSet, Criterion, Words } from './rules.ts';

const legalBasis: Words = {
  en: 'Sample after a published prefecture rule on credit households, villages, towns and counties; to be replaced by the rule of the place',
  zh: '参照已公布的州级信用户、信用村、信用乡镇、信用县评定办法（样例，应以当地办法替换）',
};
const words = (en: string, zh: string): Words => ({ en, zh });

const NPL_DAYS = 91;
const common = {
  figuresDays: 90,
  validMonths: 24,
  reviewMonths: 12,
  nonPerformingDays: NPL_DAYS,
  incrementMonths: 12,
  mostDeviating: 0,
  noticeRequired: false,
};
const inForce = { effectiveFrom: '2012-09-17', effectiveTo: null, legalBasis } as const;

const npl: readonly Criterion[] = [
  {
    code: 'NPL_STOCK',
    figure: 'NPL_RATIO',
    comparison: 'BELOW',
    threshold: '5',
    whenEmpty: 'MET',
    basis: words('Bad loans below 5 % of all', '不良贷款占比低于5%'),
  },
  {
    code: 'NPL_INCREMENT',
    figure: 'NPL_INCREMENT_RATIO',
    comparison: 'BELOW',
    threshold: '1',
    whenEmpty: 'MET',
    basis: words('Newly bad loans below 1 % of all', '新增不良贷款占比低于1%'),
  },
];

const noArrears = (threshold: string): Criterion => ({
  code: 'NO_ARREARS',
  figure: 'NO_ARREARS_SHARE',
  comparison: 'AT_LEAST',
  threshold,
  whenEmpty: 'MET',
  basis: words(
    `Borrowers without arrears at least ${threshold} % of borrowers`,
    `无拖欠贷款户占贷款户${threshold}%以上`,
  ),
});

const creditVillages = (threshold: string): Criterion => ({
  code: 'CREDIT_VILLAGES',
  figure: 'CREDIT_VILLAGE_SHARE',
  comparison: 'AT_LEAST',
  threshold,
  whenEmpty: 'NOT_MET',
  basis: words(
    `Credit villages at least ${threshold} % of villages`,
    `信用村占比${threshold}%以上`,
  ),
});

const atLeast = (code: string, figure: string, [threshold, basis]: [string, Words]): Criterion => {
  return { code, figure, comparison: 'AT_LEAST', threshold, whenEmpty: 'UNKNOWN', basis };
};
const none = (code: string, figure: string, basis: Words): Criterion => {
  return { code, figure, comparison: 'EQUAL', threshold: '0', whenEmpty: 'UNKNOWN', basis };
};
const attested = (attestation: string, basis: Words): Criterion => ({
  code: attestation,
  figure: 'ATTESTED',
  attestation,
  comparison: 'EQUAL',
  threshold: '1',
  whenEmpty: 'UNKNOWN',
  basis,
});

export const sampleCriteria: readonly CreditRuleSet[] = [
  {
    ...inForce,
    code: 'SAMPLE_HOUSEHOLD',
    level: 'HOUSEHOLD',
    rules: {
      ...common,
      sampleSize: 0,
      noticeRequired: true,
      criteria: [
        atLeast('RESIDENT', 'YEARS_RESIDENT', [
          '1',
          words('House and residence in the village', '本村有固定住所、常住户籍'),
        ]),
        atLeast('CAPACITY', 'LABOUR', ['1', words('Able to work', '具有劳动能力')]),
        atLeast('INCOME', 'INCOME_SURPLUS', [
          '0',
          words('Lawful income that suffices to repay', '有合法收入来源和偿还能力'),
        ]),
        none('ARREARS', 'OVERDUE_LOANS', words('No arrears', '无拖欠贷款')),
        none('BAD_LOANS', 'BAD_LOANS', words('No bad loan', '无不良贷款')),
        none('NEGATIVE_LIST', 'BLACKLISTED', words('Not on the black list', '未列入黑名单')),
        attested(
          'NO_PUBLIC_DEBT',
          words('No debts to public or units', '不拖欠公款及单位、集体款项'),
        ),
        attested(
          'CLEAN_REGISTRY',
          words('No bad record at the registry', '人民银行征信无不良记录'),
        ),
      ],
    },
  },
  {
    ...inForce,
    code: 'SAMPLE_VILLAGE',
    level: 'VILLAGE',
    rules: {
      ...common,
      sampleSize: 10,
      noticeRequired: true,
      criteria: [
        {
          code: 'CREDIT_HOUSEHOLDS',
          figure: 'CREDIT_HOUSEHOLD_SHARE',
          comparison: 'AT_LEAST',
          threshold: '70',
          whenEmpty: 'NOT_MET',
          basis: words('Credit households at least 70 %', '信用户占农户总数70%以上'),
        },
        noArrears('85'),
        ...npl,
      ],
    },
  },
  {
    ...inForce,
    code: 'SAMPLE_TOWN',
    level: 'TOWN',
    rules: { ...common, sampleSize: 20, criteria: [creditVillages('50'), noArrears('90'), ...npl] },
  },
  {
    ...inForce,
    code: 'SAMPLE_COUNTY',
    level: 'COUNTY',
    rules: { ...common, sampleSize: 50, criteria: [creditVillages('60'), noArrears('90'), ...npl] },
  },
];
