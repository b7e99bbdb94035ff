import { z } from 'zod';
import { type Actor, permissionsAt } from '../../kernel/auth/actor.ts';
import { id } from '../../kernel/commands/input.ts';
import type { Db } from '../../kernel/db/index.ts';
import { entryOf, refuse } from '../../kernel/errors.ts';
import { read } from '../../kernel/queries/read.ts';
import { isTied } from '../loans/index.ts';
import { caseActs, caseRefusal } from './case-workflow.ts';
import { changeActs, changeRefusal } from './change-workflow.ts';
import { checkActs, checkRefusal } from './check-workflow.ts';
import { collectionRulesOn } from './collection-rules.ts';
import { factsOfCase } from './stored-cases.ts';
import { changeFacts, loanOf } from './stored-changes.ts';
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

/** Every act of a noun, allowed or with the reason why not. */
const judged = <A extends string>(
  noun: string,
  acts: readonly A[],
  refusalOf: (act: A) => string | undefined,
) =>
  acts.map((act) => {
    const code = refusalOf(act);
    const reason = code === undefined ? null : { code, ...wordsOf(code) };
    return { action: `${noun}.${act}`, allowed: reason === null, reason };
  });

const wordsOf = (code: string) => {
  const { en, zh } = entryOf(code);
  return { en, zh };
};

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

const ofChange = read({
  name: 'loan-change.allowed-actions',
  permission: 'loan.read',
  scope: 'references',
  title: { en: 'What may be done with a change of a loan now', zh: '贷款变更可执行操作' },
  input: z.object({ loanChangeId: id('LoanChange') }),
  cost: 2,
  async run(db, { loanChangeId }, { actor, today }) {
    const change = await db
      .selectFrom('loan_change')
      .selectAll()
      .where('institution_id', '=', actor.institutionId)
      .where('id', '=', loanChangeId)
      .executeTakeFirst();
    if (!change) throw refuse('object.not_found', { path: ['loanChangeId'] });
    const facts = await changeFacts(db, change);
    const tied = await isTied(db, await loanOf(db, change), { actor, today });
    const acting = { ...(await actingOn(db, actor, change.loan_id)), tied };
    const allowedActions = judged('loan-change', changeActs, (act) =>
      changeRefusal(facts, act, acting),
    );
    return { loanChange: loanChangeId, allowedActions };
  },
});

export const allowedReads = [ofCheck, ofCase, ofChange];
