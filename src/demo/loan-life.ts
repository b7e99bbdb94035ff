import { addDays } from '../kernel/dates.ts';
import type { LeafValue } from '../kernel/journal/leaf.ts';
import { yuanOf } from '../kernel/money.ts';
import { dutyOf, openedBy } from '../modules/loans/authority.ts';
import {
  type LoanAction,
  type LoanFacts,
  type LoanState,
  refusalOf,
  transition,
} from '../modules/loans/workflow.ts';
import type { Row } from './copy.ts';
import { atWork, type FactBook } from './facts.ts';
import { limitOf, permissionsOf } from './loan-people.ts';
import type { Member } from './staff.ts';

/** What the application asked for, as its facts say it. */
export type Asked = {
  product: string;
  edition: number;
  basis: 'CREDIT_LINE' | 'STAND_ALONE';
  paymentMethod: string;
  paymentRule: string;
  payeeReference: string | null;
};

/** A loan while its life is told: what the workflow looks at, and what has been written down. */
export type Life = {
  id: string;
  code: string;
  customerId: string;
  bankId: string;
  asked: Asked;
  facts: LoanFacts;
  round: number;
  version: number;
  steps: Row[];
  nextId: () => string;
  book: FactBook;
};

export type Taken = {
  action: LoanAction;
  act: string;
  by: Member;
  at: Date;
  opinion?: string;
  data?: Readonly<Record<string, LeafValue>>;
  /** Signatures the step leaves or takes away. */
  signs?: Partial<LoanFacts>;
};

/** The first step of a loan: nothing comes before it that could forbid it. */
export function apply(life: Life, { by, at, data }: Pick<Taken, 'by' | 'at' | 'data'>): void {
  record(life, { action: 'APPLY', duty: null, from: null, to: 'DRAFT', by, at });
  tell(life, { act: 'loan.applied', by, at, data: data ?? {} });
}

/**
 * Takes one step as the commands do, by the same workflow rules. A step they refuse is a fault of
 * the demo and stops the seeding.
 */
export function take(life: Life, taken: Taken): void {
  const { action, by, at } = taken;
  const before = life.facts;
  const refusal = refusalOf(before, action, {
    personId: by.id,
    permissions: openedBy(permissionsOf(by)),
    tie: null,
    seats: [
      {
        personId: by.id,
        roles: by.roleCode === null ? [] : [by.roleCode],
        limitFen: limitOf(by),
        delegationId: null,
        standing: 'FREE',
      },
    ],
  });
  if (refusal) throw new Error(`${life.code}: ${action} by ${by.code}: ${refusal.code}`);
  const next = transition(before, action);
  const state: LoanState = next.ok ? next.state : before.state;
  life.version += 1;
  life.facts = { ...before, ...taken.signs, state };
  const step = {
    action: action.toUpperCase().replaceAll('-', '_'),
    duty: dutyOf(action, before.state),
  };
  record(life, { ...step, from: before.state, to: state, by, at, opinion: taken.opinion });
  tell(life, { act: taken.act, by, at, data: { from: before.state, to: state, ...taken.data } });
}

type Step = {
  action: string;
  duty: string | null;
  from: LoanState | null;
  to: LoanState;
  by: Member;
  at: Date;
  opinion?: string | undefined;
};

function record(life: Life, step: Step): void {
  life.steps.push({
    institution_id: life.bankId,
    id: life.nextId(),
    loan_id: life.id,
    number: life.steps.length + 1,
    round: life.round,
    action: step.action,
    duty: step.duty,
    from_status: step.from,
    to_status: step.to,
    person_id: step.by.id,
    taken_at: step.at,
    opinion: step.opinion ?? null,
  });
}

type Told = { act: string; by: Member; at: Date; data: NonNullable<Taken['data']> };

/** Writes a fact about the loan as it now is. */
export function tell(life: Life, { act, by, at, data }: Told): void {
  life.book.add({
    act,
    objects: [
      { type: 'Loan', id: life.id, version: life.version },
      { type: 'Customer', id: life.customerId },
    ],
    data,
    at,
    by: by.id,
  });
}

export type Repaid = { reference: string; amountFen: bigint; paidOn: string; left: Left };

/** How the loan stands with it. */
export type Left = { outstandingPrincipalFen: bigint; overdueDays: number };

/** A repayment the core reported: no step, but a new version of the loan. */
export function repaid(life: Life, by: Member, repaid: Repaid): void {
  const { reference, amountFen, paidOn, left } = repaid;
  life.version += 1;
  const data = {
    reference,
    amount: yuanOf(amountFen),
    paidOn,
    outstandingPrincipal: yuanOf(left.outstandingPrincipalFen),
    overdueDays: left.overdueDays,
  };
  tell(life, { act: 'loan.repaid', by, at: atWork(paidOn, 0.99), data });
}

/** Days and hours of the steps: one after the other, none after today. */
export const clockOf =
  (appliedOn: string, today: string) =>
  (day: number, share: number): Date => {
    const date = addDays(appliedOn, day);
    return atWork(date < today ? date : today, share);
  };
