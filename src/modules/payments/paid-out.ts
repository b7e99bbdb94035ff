import type { Tx } from '../../kernel/db/index.ts';
import {
  type CoreFact,
  insertSchedule,
  type LoanChanges,
  type LoanContext,
  scheduleOf,
  standingColumns,
  standingOn,
} from '../loans/index.ts';

/** What paying out does to the loan's own row, and how many instalments it now has. */
export type PaidOut = { columns: LoanChanges; instalments: number };

/** Lays out the schedule of a loan whose money has gone out. */
export async function paidOut(tx: Tx, fact: CoreFact, context: LoanContext): Promise<PaidOut> {
  const { target, today } = context;
  const schedule = scheduleOf(target, fact.occurredOn);
  const standing = standingOn(schedule, [], today);
  await insertSchedule(tx, target, standing);
  return { columns: standingColumns(standing), instalments: schedule.length };
}
