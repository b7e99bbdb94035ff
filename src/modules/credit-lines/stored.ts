/** Rows of credit lines, and the one way a line changes: a state ends and the next begins. */
import { type RawBuilder, type Selectable, sql } from 'kysely';
import type { DB } from '../../generated/database.ts';
import type { CreditLineCause } from '../../generated/enums.ts';
import type { FactObject } from '../../kernel/commands/command.ts';
import type { Tx } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import { type LineAct, type LineState, stateAfter } from './workflow.ts';

export type LineRow = Selectable<DB['credit_line']>;
export const onLine = { noun: 'CreditLine', table: 'credit_line' } as const;

/** The state an act leads to today. @throws Refusal `credit-line.over` and others, by the state */
export function nextState(line: LineRow, act: LineAct, today: string): LineState {
  if (line.valid_to <= today) throw refuse('credit-line.over');
  const next = stateAfter(line.status as LineState, act);
  if (next) return next;
  throw refuse(act === 'resume' ? 'credit-line.not_suspended' : 'credit-line.not_active');
}

export type StateChange = {
  status: LineState;
  amountFen: bigint;
  cause: CreditLineCause;
  reason: string | null;
  ratingId: string;
  setBy: string;
  today: string;
};

type Key = Pick<LineRow, 'institution_id' | 'id'>;

/** Ends the state in force on that day and begins the next; several on one day keep their order. */
export async function beginState(tx: Tx, line: Key, change: StateChange): Promise<void> {
  await tx
    .updateTable('credit_line_state')
    .set({ valid_to: change.today })
    .where('institution_id', '=', line.institution_id)
    .where('credit_line_id', '=', line.id)
    .where('valid_to', 'is', null)
    .execute();
  await tx
    .insertInto('credit_line_state')
    .values({
      institution_id: line.institution_id,
      id: newId(),
      credit_line_id: line.id,
      status: change.status,
      amount_fen: change.amountFen,
      cause: change.cause,
      reason: change.reason,
      rating_id: change.ratingId,
      valid_from: change.today,
      set_by: change.setBy,
    })
    .execute();
}

/**
 * Who suspended a line, as SQL: reducing one that is suspended begins a state of its own, and whoever
 * reduced it has not suspended it.
 */
export const suspendedBySql = (tenant: string, line: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`(select held.set_by from credit_line_state held
    where held.institution_id = ${tenant} and held.credit_line_id = ${line}
      and held.status = 'SUSPENDED' and held.cause <> 'REDUCED'
    order by held.valid_from desc, held.id desc limit 1)`;

type LineChange = Partial<
  Pick<LineRow, 'rating_id' | 'notice_entry_id' | 'grade' | 'valid_to' | 'review_due_on'>
>;

/** Saves a change of a locked line together with its new state; the objects of the fact. */
export async function changeLine(
  tx: Tx,
  line: LineRow,
  { state, columns = {} }: { state: StateChange; columns?: LineChange },
): Promise<FactObject[]> {
  await beginState(tx, line, state);
  const { version } = await tx
    .updateTable('credit_line')
    .set({ ...columns, status: state.status, amount_fen: state.amountFen })
    .where('institution_id', '=', line.institution_id)
    .where('id', '=', line.id)
    .returning('version')
    .executeTakeFirstOrThrow();
  return [
    { type: 'CreditLine', id: line.id, version },
    { type: 'Customer', id: line.customer_id },
  ];
}
