import { z } from 'zod';
import { type Actor, permissionsAt } from '../../kernel/auth/actor.ts';
import { id } from '../../kernel/commands/input.ts';
import type { Db } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import { read } from '../../kernel/queries/read.ts';
import { isTied } from '../loans/index.ts';
import { judged } from './allowed.ts';
import { caseActs, caseRefusal } from './case-workflow.ts';
import { allowedOfChange } from './change-reads.ts';
import { checkActs, checkRefusal } from './check-workflow.ts';
import { collectionRulesOn } from './collection-rules.ts';
import { factsOfCase } from './stored-cases.ts';
import { loanOf } from './stored-changes.ts';
import { factsOfCheck } from './stored-checks.ts';

/** The caller with what they may do where the borrower of a loan lives. */
async function actingOn(db: Db, actor: Actor, loanId: string): Promise<Actor> {
  const { code } = await db
    .selectFrom('loan')
    .innerJoin('customer', (join) =>
      join
        .onRef('customer.institution_id', '=', 'loan.institution_id')
        .onRef('customer.id', '=', 'loan.customer_id'),
    )
    .select('customer.territory_code as code')
    .where('loan.institution_id', '=', actor.institutionId)
    .where('loan.id', '=', loanId)
    .executeTakeFirstOrThrow();
  return { ...actor, permissions: permissionsAt(actor, code) };
}

const ofCheck = read({
  name: 'loan-check.allowed-actions',
  permission: 'loan.read',
  scope: 'references',
  title: { en: 'What may be done with a post-loan check now', zh: '贷后检查可执行操作' },
  input: z.object({ loanCheckId: id('LoanCheck') }),
  cost: 2,
  async run(db, { loanCheckId }, { actor, today }) {
    const check = await db
      .selectFrom('loan_check')
      .selectAll()
      .where('institution_id', '=', actor.institutionId)
      .where('id', '=', loanCheckId)
      .executeTakeFirst();
    if (!check) throw refuse('object.not_found', { path: ['loanCheckId'] });
    const facts = factsOfCheck(check);
    const tied = await isTied(db, await loanOf(db, check), { actor, today });
    const acting = { ...(await actingOn(db, actor, check.loan_id)), tied };
    const allowedActions = judged('loan-check', checkActs, (act) =>
      checkRefusal(facts, act, acting),
    );
    return { loanCheck: loanCheckId, allowedActions };
  },
});

const ofCase = read({
  name: 'collection-case.allowed-actions',
  permission: 'loan.read',
  scope: 'references',
  title: { en: 'What may be done in a case of collection now', zh: '催收案件可执行操作' },
  input: z.object({ collectionCaseId: id('CollectionCase') }),
  cost: 2,
  async run(db, { collectionCaseId }, { actor, today }) {
    const held = await db
      .selectFrom('collection_case')
      .selectAll()
      .where('institution_id', '=', actor.institutionId)
      .where('id', '=', collectionCaseId)
      .executeTakeFirst();
    if (!held) throw refuse('object.not_found', { path: ['collectionCaseId'] });
    const { permissions } = await actingOn(db, actor, held.loan_id);
    const allowed = { permissions, rules: collectionRulesOn(today) };
    const facts = factsOfCase(held);
    const allowedActions = judged('collection-case', caseActs, (act) =>
      caseRefusal(facts, act, allowed),
    );
    return { collectionCase: collectionCaseId, allowedActions };
  },
});

export const allowedReads = [ofCheck, ofCase, allowedOfChange];
