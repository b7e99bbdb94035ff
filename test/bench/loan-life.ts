/** The commands of a loan's life, from application to the last repayment. */
import { SECOND } from './loan-bank.ts';

const EVIDENCE = 'a'.repeat(64);
const AMOUNT = '12000.00';
const TERMS = {
  product: 'VILLAGE_CREDIT',
  amount: AMOUNT,
  termMonths: 12,
  annualRate: '4.35',
  repaymentMethod: 'EQUAL_PRINCIPAL',
  fundUse: 'BUSINESS',
  industryCode: 'A0111',
  purpose: '购买稻种和化肥',
};

const FINDINGS = {
  onSite: true,
  visitedAt: '2026-10-01T09:00:00+08:00',
  longitude: 112.9,
  latitude: 30.4,
  identityChecked: true,
  incomeChecked: true,
  debtsChecked: true,
  purposeConfirmed: true,
  repaymentSource: '水稻销售收入',
  recommended: true,
  opinion: '同意',
  evidenceSha256: EVIDENCE,
};

/** `mark` is of this life alone; `instruction` the core's, known once it was given. */
export type Life = { customer: string; mark: string; today: string; instruction: string };
export type LifeStep = { verb: string; person: string; body: (life: Life) => object };

const [officer, core, disburser] = ['grid.manager', 'core.banking', 'loan.disburser'];
const opinion = () => ({ opinion: '同意' });
const step = (verb: string, person: string, body: LifeStep['body'] = () => ({})): LifeStep => ({
  verb,
  person,
  body,
});

export const LIFE: readonly LifeStep[] = [
  step('apply', officer, ({ customer }) => ({ customerId: `customer_${customer}`, ...TERMS })),
  step('submit', officer),
  step('investigate', officer, () => FINDINGS),
  step('investigate', SECOND, () => FINDINGS),
  step('review', 'loan.reviewer', opinion),
  step('approve', 'loan.approver', opinion),
  step('disclose-cost', officer, () => ({ channel: 'ON_SITE' })),
  step('confirm-cost', officer, () => ({ evidenceSha256: EVIDENCE })),
  step('sign', officer, () => ({
    method: 'FACE_TO_FACE',
    signedAt: new Date().toISOString(),
    evidenceSha256: EVIDENCE,
  })),
  step('draw', officer),
  step('check', disburser, () => ({ documentsSeen: true, payeeMatches: true })),
  step('instruct', disburser),
  step('confirm', core, ({ instruction, mark, today }) => ({
    instruction,
    outcome: 'CONFIRMED',
    reference: `CORE-${mark}`,
    amount: AMOUNT,
    occurredOn: today,
  })),
  step('repay', core, ({ mark, today }) => ({
    reference: `PART-${mark}`,
    amount: '1050.00',
    paidOn: today,
  })),
  step('repay', core, ({ mark, today }) => ({
    reference: `REST-${mark}`,
    amount: '11300.00',
    paidOn: today,
  })),
];
