import { z } from 'zod';
import { type Actor, permissionsAt } from '../../kernel/auth/actor.ts';
import { id } from '../../kernel/commands/input.ts';
import type { Db } from '../../kernel/db/index.ts';
import { entryOf, refuse } from '../../kernel/errors.ts';
import { read } from '../../kernel/queries/read.ts';
import { rolesSeated } from '../credit-authority/index.ts';
import { dutyOf, type LoanRow } from './authority.ts';
import { conditionActions, conditionRefusal } from './condition-workflow.ts';
import { carriedBy, isCounting, openConditions } from './conditions.ts';
import { beforeLoan, isTied } from './deciders.ts';
import { nextActions, permissionFor } from './next-steps.ts';
import { noticeStandingOf } from './notice.ts';
import { allowedActions, type LoanFacts } from './workflow.ts';

async function loanOf(db: Db, actor: Actor, loanId: string): Promise<LoanRow> {
  const loan = await db
    .selectFrom('loan')
    .selectAll()
    .where('institution_id', '=', actor.institutionId)
    .where('id', '=', loanId)
    .executeTakeFirst();
  if (!loan) throw refuse('object.not_found', { path: ['loanId'] });
  return loan;
}

/** The caller with what they may do where the borrower lives. */
async function actingAt(db: Db, actor: Actor, customerId: string): Promise<Actor> {
  const { territory_code: code } = await db
    .selectFrom('customer')
    .select('territory_code')
    .where('institution_id', '=', actor.institutionId)
    .where('id', '=', customerId)
    .executeTakeFirstOrThrow();
  return { ...actor, permissions: permissionsAt(actor, code) };
}

const allowed = read({
  name: 'loan.allowed-actions',
  permission: 'loan.read',
  scope: 'references',
  title: { en: 'What may be done with a loan now', zh: '贷款可执行操作' },
  input: z.object({ loanId: id('Loan') }),
  cost: 10,
  async run(db, { loanId }, { actor, today }) {
    const loan = await loanOf(db, actor, loanId);
    const acting = await actingAt(db, actor, loan.customer_id);
    const { facts, decider } = await beforeLoan(db, loan, { actor: acting, today });
    return {
      loan: loan.id,
      allowedActions: allowedActions(facts, decider).map((each) => ({
        ...each,
        action: `loan.${each.action}`,
      })),
      dueOn: loan.step_due_on,
      next: await nextSteps(db, actor, facts),
      openConditions: await openConditions(db, loan),
      notice: await noticeStandingOf(db, loan),
    };
  },
});

/** What waits, and the roles whose holders may do it as far as they are not barred. */
async function nextSteps(db: Db, actor: Actor, facts: LoanFacts) {
  const level = facts.deliberation?.level ?? null;
  const ballots = facts.deliberation?.ballots ?? [];
  return Promise.all(
    nextActions(facts).map(async (action) => ({
      action: `loan.${action}`,
      duty: dutyOf(action, facts.state),
      roles: await rolesSeated(db, actor.institutionId, {
        permission: permissionFor(action),
        level,
      }),
      level,
      votes: ballots.length,
      votesFor: ballots.filter(({ choice }) => choice === 'FOR').length,
    })),
  );
}

const conditionAllowed = read({
  name: 'loan-condition.allowed-actions',
  permission: 'loan.read',
  scope: 'references',
  title: { en: 'What may be done with a condition now', zh: '放款条件可执行操作' },
  input: z.object({ loanConditionId: id('LoanCondition') }),
  cost: 5,
  async run(db, { loanConditionId }, { actor, today }) {
    const condition = await db
      .selectFrom('loan_condition')
      .selectAll()
      .where('institution_id', '=', actor.institutionId)
      .where('id', '=', loanConditionId)
      .executeTakeFirst();
    if (!condition) throw refuse('object.not_found', { path: ['loanConditionId'] });
    const loan = await loanOf(db, actor, condition.loan_id);
    const facts = {
      loanState: loan.status,
      counts: await isCounting(db, condition),
      fulfilledBy: condition.fulfilled_by,
      approvedBy: await carriedBy(db, condition),
    };
    const tied = await isTied(db, loan, { actor, today });
    const acting = { ...(await actingAt(db, actor, loan.customer_id)), tied };
    const actions = conditionActions.map((action) => {
      const code = conditionRefusal(facts, action, acting);
      const reason = code === undefined ? null : { code, ...wordsOf(code) };
      return { action: `loan-condition.${action}`, allowed: reason === null, reason };
    });
    return { loanCondition: condition.id, allowedActions: actions };
  },
});

const wordsOf = (code: string) => {
  const { en, zh } = entryOf(code);
  return { en, zh };
};

export const decisionReads = [allowed, conditionAllowed];
