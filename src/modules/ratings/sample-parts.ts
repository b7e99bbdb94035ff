import type { ScorecardDraft } from './scorecard.ts';
import type { Label } from './scorecard-values.ts';

/** What both sample scorecards share. Every figure is invented for the samples. */
export const words = (en: string, zh: string) => ({ en, zh });
export const YEARS = words('years', '年');
export const PEOPLE = words('people', '人');
export const SCORE = { digits: 1, rounding: 'HALF_UP', min: '0', max: '100' } as const;
export const TEN_THOUSAND_YUAN = 1_000_000n;
export const tenThousandYuan = (count: bigint): string => (count * TEN_THOUSAND_YUAN).toString();
export const ROUND_TO_THOUSAND_YUAN = '100000';

export const grades: ScorecardDraft['grades'] = [
  { grade: 'A', label: words('Excellent', '优秀'), from: '85', coefficient: '1' },
  { grade: 'B', label: words('Good', '良好'), from: '70', to: '85', coefficient: '0.8' },
  { grade: 'C', label: words('Fair', '较好'), from: '55', to: '70', coefficient: '0.6' },
  { grade: 'D', label: words('Ordinary', '一般'), from: '40', to: '55', coefficient: '0.4' },
  { grade: 'E', label: words('No credit line', '暂不授信'), to: '40', coefficient: '0' },
];

export const repaymentOptions = [
  { code: 'ON_TIME', label: words('Always on time', '按时足额还款') },
  { code: 'NO_HISTORY', label: words('Has not borrowed', '无借款记录') },
  {
    code: 'SHORT_DELAY',
    label: words('Delays of up to 30 days, made good', '曾逾期30天以内并已还清'),
  },
  { code: 'LONG_DELAY', label: words('Delays of more than 30 days', '曾逾期30天以上') },
];
export const repaymentPoints = [
  { option: 'ON_TIME', points: '15' },
  { option: 'NO_HISTORY', points: '9' },
  { option: 'SHORT_DELAY', points: '6' },
  { option: 'LONG_DELAY', points: '0' },
];

export const badLoan = {
  code: 'BAD_LOAN',
  when: { op: 'holds', input: 'HAS_BAD_LOAN' },
  message: words('Has a non-performing or written-off loan.', '有不良贷款或核销贷款。'),
} as const;
export const dishonest = {
  code: 'JUDGMENT_DEFAULTER',
  when: { op: 'holds', input: 'JUDGMENT_DEFAULTER' },
  message: words('Is on the court list of judgment defaulters.', '被列为失信被执行人。'),
} as const;
export const vetoInputs: ScorecardDraft['inputs'] = [
  {
    code: 'HAS_BAD_LOAN',
    label: words('Non-performing or written-off loan', '有不良或核销贷款'),
    type: 'BOOLEAN',
  },
  {
    code: 'JUDGMENT_DEFAULTER',
    label: words('Judgment defaulter', '失信被执行人'),
    type: 'BOOLEAN',
  },
];

/** An input that counts something. */
export const wholeNumber = (
  code: string,
  label: Label,
  { unit, max }: { unit: Label; max: string },
) => ({ code, label, type: 'NUMBER' as const, unit, integer: true, min: '0', max });
