import { createHash } from 'node:crypto';
import { yuanOf } from '../kernel/money.ts';
import { isHousehold } from '../modules/customers/kinds.ts';
import type { LoanAction } from '../modules/loans/workflow.ts';
import { type DemoMatrix, smallRule } from './authority.ts';
import type { Row } from './copy.ts';
import type { DemoCustomer } from './customers.ts';
import { apply, clockOf, type Life, type Taken, take } from './loan-life.ts';
import type { LoanPeople } from './loan-people.ts';
import { LOAN_DAYS, type LoanPlan } from './loan-plans.ts';
import type { Random } from './random.ts';
import type { Member } from './staff.ts';

export type Deciding = {
  customer: DemoCustomer;
  plan: LoanPlan;
  people: LoanPeople;
  matrix: DemoMatrix;
  random: Random;
  today: string;
};

type Stage = { action: LoanAction; act: string };

const STAGES = {
  submit: { action: 'submit', act: 'loan.submitted' },
  investigate: { action: 'investigate', act: 'loan.investigated' },
  review: { action: 'review', act: 'loan.reviewed' },
  approve: { action: 'approve', act: 'loan.approved' },
} as const satisfies Record<string, Stage>;

/** How many of application, submission, investigation, review and approval are behind a loan. */
const REACHED = ['DRAFT', 'SUBMITTED', 'INVESTIGATED', 'REVIEWED', 'APPROVED'];
const HALF_INVESTIGATED_SHARE = 0.5;

/** The vote of the one person who decides a loan of this size. */
const ALONE = {
  rule: smallRule.code,
  level: smallRule.levels[0]?.code ?? null,
  choice: 'FOR',
  votes: 1,
  conditions: 0,
  levelCarried: true,
};

/** From the application to approval, or to where it ends before; the findings as rows. */
export function decide(life: Life, deciding: Deciding): Row[] {
  const { plan, people, matrix, random } = deciding;
  const at = clockOf(plan.appliedOn, deciding.today);
  const reach = reachOf(plan, random);
  const { creator, reviewer, approver } = people;
  const { product, edition, basis, paymentMethod, paymentRule } = life.asked;
  const data = { amount: yuanOf(plan.amountFen) };
  const step = (stage: Stage, by: Member, day: number, more: Partial<Taken> = {}) =>
    take(life, { ...stage, by, at: at(day, 0.4), ...more });
  const payment = { paymentMethod, paymentRule, termMonths: plan.termMonths };
  const applied = { ...data, product, edition, basis, channel: 'OFFICER', ...payment };
  apply(life, { by: creator, at: at(0, 0.1), data: applied });
  // Nobody in the demo is related to anybody: a household owes what it applied for.
  const held = { ...data, basis, guaranteeKind: 'CREDIT', householdExposure: data.amount };
  if (reach >= 1) step(STAGES.submit, creator, 0, { data: held });
  const isHalf = plan.state === 'SUBMITTED' && random.chance(HALF_INVESTIGATED_SHARE);
  const signing = people.investigators.slice(0, reach >= 2 ? 2 : Number(isHalf));
  const findings = signing.map((by, index) =>
    sign(life, { by, seat: index + 1, at: at(LOAN_DAYS.investigate, 0.3 * (index + 1)) }, deciding),
  );
  if (reach >= 3) {
    const signs = { reviewedBy: reviewer.id };
    step(STAGES.review, reviewer, LOAN_DAYS.review, { signs, opinion: '资料齐全，同意上报' });
  }
  if (reach >= 4) {
    const signs = { approvedBy: approver.id };
    const vote = { ...data, ...ALONE, matrix: matrix.code };
    step(STAGES.approve, approver, LOAN_DAYS.approve, { signs, data: vote, opinion: '同意' });
  }
  end(life, deciding);
  return findings;
}

function reachOf({ state }: LoanPlan, random: Random): number {
  const roll = random.whole(1, 3);
  if (state === 'RETURNED') return 2;
  if (state === 'REJECTED') return roll === 1 ? 3 : 2;
  if (state === 'WITHDRAWN') return roll === 1 ? 4 : 1;
  const place = REACHED.indexOf(state);
  return place < 0 ? REACHED.length - 1 : place;
}

type Signing = { by: Member; seat: number; at: Date };

function sign(life: Life, { by, seat, at }: Signing, { customer }: Deciding): Row {
  const opinion = '经实地走访，情况属实，同意（演示）';
  const evidence = createHash('sha256').update(`${life.code} ${seat}`).digest('hex');
  const row: Row = {
    institution_id: life.bankId,
    id: life.nextId(),
    loan_id: life.id,
    round: life.round,
    seat,
    investigator_id: by.id,
    signed_at: at,
    on_site: true,
    visited_at: at,
    longitude: customer.point[0],
    latitude: customer.point[1],
    identity_checked: true,
    income_checked: true,
    debts_checked: true,
    purpose_confirmed: true,
    repayment_source: isHousehold(customer.kind) ? '种养收入' : '经营收入',
    recommended: true,
    opinion,
    evidence_sha256: evidence,
  };
  const signs = { investigators: [...life.facts.investigators, by.id] };
  const data = { seat, onSite: true, recommended: true, evidence };
  take(life, { ...STAGES.investigate, by, at, opinion, signs, data });
  return row;
}

/** Applications that go no further: sent back, rejected, or withdrawn by the borrower. */
function end(life: Life, { plan, people, today }: Deciding): void {
  const at = clockOf(plan.appliedOn, today)(LOAN_DAYS.disburse, 0.1);
  const decider = life.facts.state === 'REVIEWED' ? people.approver : people.reviewer;
  if (plan.state === 'RETURNED') {
    const opinion = '收入证明不完整，请补充';
    const data = { round: life.round };
    const signs = { investigators: [], reviewedBy: null };
    take(life, { action: 'return', act: 'loan.returned', by: decider, at, opinion, data, signs });
    life.round += 1;
  }
  if (plan.state === 'REJECTED') {
    const opinion = '还款来源不足';
    take(life, { action: 'reject', act: 'loan.rejected', by: decider, at, opinion });
  }
  if (plan.state === 'WITHDRAWN') {
    const opinion = '客户自筹资金，放弃申请';
    take(life, { action: 'withdraw', act: 'loan.withdrawn', by: people.creator, at, opinion });
  }
}
