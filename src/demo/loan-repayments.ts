import { addDays } from '../kernel/dates.ts';
import { yuanOf } from '../kernel/money.ts';
import {
  type Classes,
  classColumns,
  classesByStandings,
  classificationColumns,
} from '../modules/classification/index.ts';
import {
  accountOn,
  balanced,
  type Epoch,
  instalmentColumns,
  type LineState,
  type LoanFact,
  type LoanTerms,
  type Position,
  positionColumns,
  positionOf,
  poured,
  replay,
  type Standing,
  scheduleOf,
  standingColumns,
  standingsOf,
} from '../modules/servicing/index.ts';
import type { Row } from './copy.ts';
import { atWork } from './facts.ts';
import { confirmed, instruct } from './loan-drawings.ts';
import { clockOf, type Left, type Life, repaid, take, tell } from './loan-life.ts';
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
export type PaidOut = {
  columns: Row;
  drawing: Row | null;
  instalments: Row[];
  standings: Row[];
  classifications: Row[];
  coreFacts: Row[];
};

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
  penalty_fen: 0n,
  overdue_principal_fen: 0n,
  overdue_interest_fen: 0n,
  overdue_since: null,
  overdue_days: 0,
  next_due_on: null,
  written_off_fen: 0n,
  surplus_fen: 0n,
  loan_class: null,
  classified_on: null,
  class_rule_set: null,
  class_reasons: '[]',
  class_turns_on: null,
};

const NO_ROWS = { instalments: [], standings: [], classifications: [], coreFacts: [] };

/** Instructs and pays out an approved loan, then repays it as planned; nothing for the others. */
export function payOut(life: Life, repaying: Repaying): PaidOut {
  const { plan, people } = repaying;
  const nothing = { columns: NOTHING_PAID, drawing: null, ...NO_ROWS };
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
  const terms = loanTerms(repaying);
  const paidOut = { amountFen: plan.amountFen, on: disbursedOn };
  const repayments = repaymentsOf(scheduleOf(terms, paidOut), repaying);
  const epochs = replay(terms, happened({ reference, ...paidOut }, repayments));
  const last = repayments.at(-1)?.paidOn ?? today;
  const standing = standingToday(epochs, { today, last });
  const facts = [
    coreFact(life, people, {
      kind: 'DISBURSED',
      reference,
      instruction: `${life.code}-1`,
      amountFen: plan.amountFen,
      day: disbursedOn,
    }),
    ...repayments.map((repayment, index) => {
      const left = leftOn(epochs, repayment.paidOn);
      return repayOne(life, { ...repayment, left }, { repaying, index });
    }),
  ];
  const settledOn = finish(life, standing, { repaying, last });
  return {
    columns: {
      ...instructed,
      disbursed_on: disbursedOn,
      core_reference: reference,
      settled_on: settledOn,
      ...(positionColumns(standing.position) as Row),
      ...(classColumns(standing.classes, today) as Row),
    },
    drawing: confirmed(drawing, reference, disbursedOn),
    instalments: rowsOf(life, linesOf(epochs).map(instalmentColumns)),
    standings: rowsOf(life, standing.standings.map(standingColumns)),
    classifications: rowsOf(life, standing.classifications),
    coreFacts: facts,
  };
}

const loanTerms = ({ plan, dayCount }: Repaying): LoanTerms => ({
  annualRatePercent: plan.annualRate,
  months: plan.termMonths,
  method: plan.method,
  dayCount,
});

/** A repayment of an instalment. */
type Repayment = { readonly paidOn: string; readonly amountFen: bigint };
type Payout = { reference: string; amountFen: bigint; on: string };

const happened = (payout: Payout, repayments: readonly Repayment[]): LoanFact[] => [
  { kind: 'DISBURSED', ...payout, occurredOn: payout.on },
  ...repayments.map(({ paidOn, amountFen }, index): LoanFact => {
    const reference = String(index).padStart(3, '0');
    return { kind: 'REPAID', amountFen, occurredOn: paidOn, reference };
  }),
];

const linesOf = (epochs: readonly Epoch[]): readonly LineState[] => {
  const account = epochs.at(-1)?.account;
  return account ? poured(account).lines : [];
};

/** Instalments paid on the day or a few days late, until the payments stop. */
function repaymentsOf(schedule: readonly LineState[], repaying: Repaying): Repayment[] {
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

type Days = { today: string; last: string };

/** Where the loan stands today, and the classes it has been in; settled with its last payment. */
function standingToday(epochs: readonly Epoch[], { today, last }: Days): LoanToday {
  const account = accountOn(epochs, today);
  if (!account) throw new Error(`nothing was paid out by ${today}`);
  const position = positionOf(balanced(account), today);
  const standings = standingsOf(epochs);
  const endsOn = position.outstandingTotalFen === 0n ? last : null;
  const classes = classesByStandings(standings, { on: today });
  const { periods } = classesByStandings(standings, { on: today, endsOn });
  const classifications = periods.map((period) => ({
    ...classificationColumns(period),
    recorded_at: atWork(period.from, 0),
  }));
  return { position, standings, classes, classifications };
}

type LoanToday = {
  position: Position;
  standings: readonly Standing[];
  classes: Classes;
  classifications: readonly Row[];
};

/** What is owed after everything paid on a day. */
function leftOn(epochs: readonly Epoch[], day: string): Left {
  const account = accountOn(epochs, day);
  if (!account) throw new Error(`nothing was paid out by ${day}`);
  return positionOf(balanced(account), day);
}

type Nth = { repaying: Repaying; index: number };

function repayOne(
  life: Life,
  repayment: Repayment & { left: Left },
  { repaying, index }: Nth,
): Row {
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
function finish(life: Life, { position, classes }: LoanToday, finishing: Finishing) {
  const { people, today } = finishing.repaying;
  life.facts = { ...life.facts, outstandingFen: position.outstandingTotalFen };
  if (position.outstandingTotalFen === 0n) {
    const at = atWork(finishing.last, 1);
    const data = { surplus: yuanOf(position.surplusFen) };
    take(life, { action: 'settle', act: 'loan.settled', by: people.core, at, data });
    return finishing.last;
  }
  const present = classes.periods.at(-1);
  if (!present || present.loanClass === 'NORMAL') return null;
  life.version += 1;
  const { loanClass, ruleSet } = present;
  const from = classes.periods.at(-2)?.loanClass ?? null;
  const data = { asOf: today, from, loanClass, overdueDays: position.overdueDays, ruleSet };
  tell(life, { act: 'loan.classified', by: people.core, at: atWork(today, 0), data });
  return null;
}

const rowsOf = (life: Life, rows: readonly Row[]): Row[] =>
  rows.map((row) => ({
    institution_id: life.bankId,
    id: life.nextId(),
    loan_id: life.id,
    ...row,
  }));
