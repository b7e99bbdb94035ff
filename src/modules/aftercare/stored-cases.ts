/** Rows of collection: a case, what was done in it, what was promised. */
import { type Insertable, type Selectable, sql, type Updateable } from 'kysely';
import type { DB } from '../../generated/database.ts';
import type { CollectionStage, CollectionStatus } from '../../generated/enums.ts';
import type { Context, FactObject } from '../../kernel/commands/command.ts';
import type { Tx } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import { type CaseAct, type CaseFacts, caseRefusal } from './case-workflow.ts';
import { collectionRulesOn } from './collection-rules.ts';

export type CaseRow = Selectable<DB['collection_case']>;
export const onCase = { noun: 'CollectionCase', table: 'collection_case' } as const;

/** What the workflow looks at. */
export const factsOfCase = ({ status, stage }: CaseRow): CaseFacts => ({
  status: status as CollectionStatus,
  stage: stage as CollectionStage,
});

type Acting = Pick<Context, 'actor' | 'today'>;

/** @throws Refusal `collection-case.*` where the workflow does not allow it to this person now */
export function mayOnCase(held: CaseRow, act: CaseAct, { actor, today }: Acting): void {
  const rules = collectionRulesOn(today);
  const { permissions } = actor;
  const code = caseRefusal(factsOfCase(held), act, { permissions, rules });
  if (code) throw refuse(code);
}

/** Changes the locked case; the objects of the fact. */
export async function changeCase(
  tx: Tx,
  held: CaseRow,
  changes: Updateable<DB['collection_case']>,
): Promise<FactObject[]> {
  const { version } = await tx
    .updateTable('collection_case')
    .set(changes)
    .where('institution_id', '=', held.institution_id)
    .where('id', '=', held.id)
    .returning('version')
    .executeTakeFirstOrThrow();
  return [
    { type: 'CollectionCase', id: held.id, version },
    { type: 'Loan', id: held.loan_id },
  ];
}

type ActionColumns = Omit<
  Insertable<DB['collection_action']>,
  'institution_id' | 'id' | 'case_id' | 'stage'
>;

/** Writes down what was done in a case, at its present stage; the action's key. */
export async function recordAction(tx: Tx, held: CaseRow, action: ActionColumns): Promise<string> {
  const id = newId();
  const row = {
    institution_id: held.institution_id,
    id,
    case_id: held.id,
    stage: held.stage,
    ...action,
  };
  await tx.insertInto('collection_action').values(row).execute();
  return id;
}

export type Promised = { actionId: string; amountFen: bigint; madeOn: string; dueOn: string };

export async function recordPromise(tx: Tx, held: CaseRow, promised: Promised): Promise<void> {
  await tx
    .insertInto('repayment_promise')
    .values({
      institution_id: held.institution_id,
      id: newId(),
      loan_id: held.loan_id,
      case_id: held.id,
      action_id: promised.actionId,
      amount_fen: promised.amountFen,
      made_on: promised.madeOn,
      due_on: promised.dueOn,
    })
    .execute();
}

/** Calls and messages of a case on a day in China. */
export async function contactsOn(tx: Tx, held: CaseRow, day: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count
    from collection_action
    where institution_id = ${held.institution_id} and case_id = ${held.id}
      and kind in ('CALL', 'MESSAGE')
      and taken_at >= ${`${day}T00:00:00+08:00`}::timestamptz
      and taken_at < ${`${day}T00:00:00+08:00`}::timestamptz + interval '1 day'`.execute(tx);
  return rows[0]?.count ?? 0;
}
