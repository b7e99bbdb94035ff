import { addDays } from '../kernel/dates.ts';
import { yuanOf } from '../kernel/money.ts';
import { everythingInOrder } from '../modules/payments/checks.ts';
import type { LoanTerms } from '../modules/servicing/index.ts';
import { json, type Row } from './copy.ts';
import { clockOf, type Life, take } from './loan-life.ts';
import type { LoanPeople } from './loan-people.ts';
import { LOAN_DAYS, type LoanPlan } from './loan-plans.ts';

export type Drawing = {
  plan: LoanPlan;
  people: LoanPeople;
  dayCount: LoanTerms['dayCount'];
  today: string;
};

const CHECKS = everythingInOrder();
const IN_ORDER = json(CHECKS);

/** The one drawing of a loan paid out at once: asked for, checked by its own post, and instructed. */
export function instruct(life: Life, { plan, people, dayCount, today }: Drawing): Row {
  const { creator, disburser } = people;
  const at = clockOf(plan.appliedOn, today);
  const drawnOn = addDays(plan.appliedOn, LOAN_DAYS.approve);
  const instructedOn = addDays(plan.appliedOn, LOAN_DAYS.disburse);
  const instruction = `${life.code}-1`;
  const data = { instruction, amount: yuanOf(plan.amountFen) };
  const { paymentMethod, paymentRule, payeeReference, product } = life.asked;
  const drawn = { ...data, paymentMethod, paymentRule, splitWith: [] };
  const asked = { drawing: 'REQUESTED', drawingBy: creator.id } as const;
  const draw = { action: 'draw', act: 'loan.drawing-requested' } as const;
  const check = { action: 'check', act: 'loan.drawing-checked' } as const;
  const send = { action: 'instruct', act: 'loan.disbursement-instructed' } as const;
  const instructedAt = at(LOAN_DAYS.disburse, 0.3);
  take(life, { ...draw, by: creator, at: at(LOAN_DAYS.approve, 0.8), data: drawn, signs: asked });
  const day = LOAN_DAYS.disburse;
  const seen = { instruction, checks: CHECKS.map(({ code }) => code) };
  const checked = { data: seen, signs: { drawing: 'CHECKED' } } as const;
  take(life, { ...check, by: disburser, at: at(day, 0.2), ...checked });
  const told = {
    ...data,
    currency: 'CNY',
    paymentMethod,
    ...(payeeReference ? { payeeReference } : {}),
    product,
    termMonths: plan.termMonths,
    annualRate: plan.annualRate,
    repaymentMethod: plan.method,
    dayCount,
  };
  const signs = { drawing: 'INSTRUCTED' } as const;
  take(life, { ...send, by: disburser, at: instructedAt, data: told, signs });
  return {
    institution_id: life.bankId,
    id: life.nextId(),
    version: 3,
    loan_id: life.id,
    number: 1,
    instruction,
    amount_fen: plan.amountFen,
    split_with: '[]',
    status: 'INSTRUCTED',
    requested_by: creator.id,
    requested_on: drawnOn,
    checked_by: disburser.id,
    checked_on: instructedOn,
    checks: IN_ORDER,
    disburser_id: disburser.id,
    instructed_at: instructedAt,
    instructed_on: instructedOn,
    core_reference: null,
    answered_on: null,
  };
}

/** The drawing once the core has paid it out. */
export const confirmed = (drawing: Row, reference: string, day: string): Row => ({
  ...drawing,
  version: 4,
  status: 'CONFIRMED',
  core_reference: reference,
  answered_on: day,
});
