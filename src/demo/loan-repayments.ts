import { addDays } from '../kernel/dates.ts';
import { yuanOf } from '../kernel/money.ts';
import { ruleSetOn } from '../kernel/rule-sets.ts';
import { classificationRuleSets, classifyLoan } from '../modules/loans/classification.ts';
import {
  allocateRepayments,
  type Instalment,
  type LoanTerms,
  loanPosition,
  type Repayment,
  repaymentSchedule,
} from '../modules/loans/repayment.ts';
import { standingColumns } from '../modules/loans/restate.ts';
import type { Standing } from '../modules/loans/standing.ts';
import type { Row } from './copy.ts';
import { atWork } from './facts.ts';
import { confirmed, instruct } from './loan-drawings.ts';
import { clockOf, type Life, repaid, take, tell } from './loan-life.ts';
import type { LoanPeople } from './loan-people.ts';
import { LOAN_DAYS, type LoanPlan } from './loan-plans.ts';
import type { Random } from './random.ts';

export type Repaying = {
  plan: LoanPlan;
  people: LoanPeople;
  dayCount: LoanTerms['dayCount'];
  random: Random;
  today: string;
  /** Number of the loan, for the core's own references. */
  number: number;
};

/** The columns of the loan that its disbursement and repayments decide, and their rows. */
export type PaidOut = { columns: Row; drawing: Row | null; instalments: Row[]; coreFacts: Row[] };

const LATE_SHARE = 0.2;
const MOST_DAYS_LATE = 5;
const INSTRUCTED = new Set(['DISBURSING', 'ACTIVE', 'SETTLED']);

const NOTHING_PAID = {
  disburser_id: null,
  instruction_number: 0,
  instruction: null,
  instructed_on: null,
  disbursed_on: null,
  core_reference: null,
  settled_on: null,
  position_on: null,
  outstanding_principal_fen: 0n,
  outstanding_total_fen: 0n,
  overdue_principal_fen: 0n,
  overdue_interest_fen: 0n,
  overdue_since: null,
  overdue_days: 0,
  next_due_on: null,
  surplus_fen: 0n,
  loan_class: null,
  classified_on: null,
  class_rule_set: null,
  class_reasons: '[]',
};

/** Instructs and pays out an approved loan, then repays it as planned; nothing for the others. */
export function payOut(life: Life, repaying: Repaying): PaidOut {
  const { plan, people } = repaying;
  const nothing = { columns: NOTHING_PAID, drawing: null, instalments: [], coreFacts: [] };
  if (!INSTRUCTED.has(plan.state)) return nothing;
  const drawing = instruct(life, repaying);
  const disbursedOn = addDays(plan.appliedOn, LOAN_DAYS.disburse);
  const instructed = {
    ...NOTHING_PAID,
    disburser_id: people.disburser.id,
    instruction_number: 1,
    instruction: `${life.code}-1`,
    instructed_on: disbursedOn,
  };
  if (plan.state === 'DISBURSING') return { ...nothing, drawing, columns: instructed };
  return confirmAndRepay(life, repaying, { instructed, drawing });
}

type Instructed = { instructed: Row; drawing: Row };

function confirmAndRepay(
  life: Life,
  repaying: Repaying,
  { instructed, drawing }: Instructed,
): PaidOut {
  const { plan, people, today, number } = repaying;
  const disbursedOn = addDays(plan.appliedOn, LOAN_DAYS.disburse);
  const reference = `CORE-D-${String(number).padStart(7, '0')}`;
  const confirmedAt = clockOf(plan.appliedOn, today)(LOAN_DAYS.disburse, 0.6);
  take(life, {
    action: 'confirm',
    act: 'loan.disbursement-confirmed',
    by: people.core,
    at: confirmedAt,
    data: { reference, amount: yuanOf(plan.amountFen), disbursedOn },
    signs: { drawing: null, drawingBy: null },
  });
  const schedule = repaymentSchedule(loanTerms(repaying, disbursedOn));
  const repayments = repaymentsOf(schedule, repaying);
  const standing = standingToday(schedule, repayments, today);
  const facts = [
    coreFact(life, people, {
      kind: 'DISBURSED',
      reference,
      instruction: `${life.code}-1`,
      amountFen: plan.amountFen,
      day: disbursedOn,
    }),
    ...repayments.map((repayment, index) => repayOne(life, repayment, { repaying, index })),
  ];
  const settledOn = finish(life, standing, { repaying, last: repayments.at(-1)?.paidOn ?? today });
  return {
    columns: {
      ...instructed,
      disbursed_on: disbursedOn,
      core_reference: reference,
      settled_on: settledOn,
      ...(standingColumns(standing) as Row),
    },
    drawing: confirmed(drawing, reference, disbursedOn),
    instalments: instalmentRows(life, standing),
    coreFacts: facts,
  };
}

const loanTerms = ({ plan, dayCount }: Repaying, drawnOn: string): LoanTerms => ({
  principalFen: plan.amountFen,
  annualRatePercent: plan.annualRate,
  months: plan.termMonths,
  method: plan.method,
  drawnOn,
  dayCount,
});

/** Instalments paid on the day or a few days late, until the payments stop. */
function repaymentsOf(schedule: readonly Instalment[], repaying: Repaying): Repayment[] {
  const { plan, random, today } = repaying;
  const until = addDays(today, -plan.repaying.stoppedDaysAgo);
  return schedule
    .filter(({ dueOn }) => dueOn < until)
    .map(({ dueOn, principalFen, interestFen }) => {
      const late = random.chance(LATE_SHARE) ? random.whole(1, MOST_DAYS_LATE) : 0;
      const paidOn = addDays(dueOn, late);
      const amountFen = principalFen + interestFen;
      return { paidOn: paidOn < until ? paidOn : dueOn, amountFen };
    });
}

/**
 * Where the loan stands today. Who stops paying here never pays again and nobody was 90 days late
 * before, so the class follows from today's delay alone.
 */
function standingToday(
  schedule: readonly Instalment[],
  repayments: readonly Repayment[],
  today: string,
): Standing {
  const rules = ruleSetOn(classificationRuleSets, today);
  if (!rules) throw new Error(`no classification rules are in force on ${today}`);
  const position = loanPosition(schedule, repayments, today);
  return {
    instalments: allocateRepayments(schedule, repayments).instalments,
    position,
    classification: classifyLoan({ overdueDays: position.overdueDays, previousClass: null }, rules),
  };
}

type Nth = { repaying: Repaying; index: number };

function repayOne(life: Life, repayment: Repayment, { repaying, index }: Nth): Row {
  const { people, number } = repaying;
  const reference = `CORE-R-${String(number).padStart(7, '0')}-${index + 1}`;
  repaid(life, people.core, { reference, ...repayment });
  const { amountFen, paidOn: day } = repayment;
  return coreFact(life, people, { kind: 'REPAID', reference, instruction: null, amountFen, day });
}

type Reported = {
  kind: 'DISBURSED' | 'REPAID';
  reference: string;
  instruction: string | null;
  amountFen: bigint;
  day: string;
};

const coreFact = (life: Life, { core }: LoanPeople, fact: Reported): Row => ({
  institution_id: life.bankId,
  id: life.nextId(),
  loan_id: life.id,
  kind: fact.kind,
  reference: fact.reference,
  instruction: fact.instruction,
  amount_fen: fact.amountFen,
  occurred_on: fact.day,
  explanation: null,
  reported_by: core.id,
  reported_at: atWork(fact.day, 0.9),
});

type Finishing = { repaying: Repaying; last: string };

/** Settles a loan of which nothing is left, and classifies one that is overdue. */
function finish(life: Life, { position, classification }: Standing, finishing: Finishing) {
  const { people, today } = finishing.repaying;
  life.facts = { ...life.facts, outstandingFen: position.outstandingTotalFen };
  if (position.outstandingTotalFen === 0n) {
    const at = atWork(finishing.last, 1);
    const data = { surplus: yuanOf(position.surplusFen) };
    take(life, { action: 'settle', act: 'loan.settled', by: people.core, at, data });
    return finishing.last;
  }
  if (classification.loanClass === 'NORMAL') return null;
  life.version += 1;
  const { loanClass, ruleSet } = classification;
  const data = { asOf: today, loanClass, overdueDays: position.overdueDays, ruleSet };
  tell(life, { act: 'loan.classified', by: people.core, at: atWork(today, 0), data });
  return null;
}

const instalmentRows = (life: Life, { instalments }: Standing): Row[] =>
  instalments.map((instalment) => ({
    institution_id: life.bankId,
    id: life.nextId(),
    loan_id: life.id,
    number: instalment.number,
    period_from: instalment.from,
    due_on: instalment.dueOn,
    principal_fen: instalment.principalFen,
    interest_fen: instalment.interestFen,
    balance_after_fen: instalment.balanceAfterFen,
    paid_principal_fen: instalment.paidPrincipalFen,
    paid_interest_fen: instalment.paidInterestFen,
    settled_on: instalment.settledOn,
  }));
