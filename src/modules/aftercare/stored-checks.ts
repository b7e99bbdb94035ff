/** Rows of post-loan checks: opening them once per occasion, and saving what they found. */
import { type Selectable, sql, type Updateable } from 'kysely';
import type { DB } from '../../generated/database.ts';
import type { LoanCheckKind, LoanCheckStatus, LoanCheckTrigger } from '../../generated/enums.ts';
import type { Context, FactObject } from '../../kernel/commands/command.ts';
import { addDays } from '../../kernel/dates.ts';
import type { Tx } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import { isTied } from '../loans/index.ts';
import { checkRulesOn } from './check-rules.ts';
import { type CheckAct, type CheckFacts, checkRefusal } from './check-workflow.ts';
import { openRows, type Planned } from './planned-rows.ts';
import { loanOf } from './stored-changes.ts';

export type CheckRow = Selectable<DB['loan_check']>;
export const onCheck = { noun: 'LoanCheck', table: 'loan_check' } as const;

/** What the workflow looks at. */
export const factsOfCheck = ({ status, kind, trigger }: CheckRow): CheckFacts => ({
  status: status as LoanCheckStatus,
  kind: kind as LoanCheckKind,
  trigger: trigger as LoanCheckTrigger | null,
});

/** @throws Refusal `loan-check.*` where the workflow does not allow it to this person now */
export async function mayOnCheck(tx: Tx, act: CheckAct, context: Context<CheckRow>): Promise<void> {
  const { target, actor } = context;
  const { permissions } = actor;
  const tied = await isTied(tx, await loanOf(tx, target), context);
  const code = checkRefusal(factsOfCheck(target), act, { permissions, tied });
  if (code) throw refuse(code);
}

export type Opening = {
  loanId: string;
  kind: LoanCheckKind;
  trigger: LoanCheckTrigger | null;
  /** What asks for it, once; see the column. */
  occasion: string;
  countsFrom: string;
  dueOn: string;
};

type Setting = { institutionId: string; personId: string; today: string };

/** Opens checks; one whose occasion has asked already is left alone. Those opened. */
export async function openChecks(
  tx: Tx,
  { institutionId, personId, today }: Setting,
  checks: readonly Opening[],
): Promise<Planned[]> {
  const ruleSet = checkRulesOn(today).code;
  const rows = checks.map((check) => ({
    institution_id: institutionId,
    id: newId(),
    loan_id: check.loanId,
    kind: check.kind,
    trigger: check.trigger,
    occasion: check.occasion,
    counts_from: check.countsFrom,
    due_on: check.dueOn,
    rule_set: ruleSet,
    opened_by: personId,
  }));
  const unless = sql`(institution_id, loan_id, occasion)`;
  return openRows(tx, { table: 'loan_check', rows, unless });
}

export const checkObjects = (opened: readonly { id: string; loanId: string }[]): FactObject[] =>
  opened.flatMap(({ id, loanId }) => [
    { type: 'LoanCheck', id, version: 1 },
    { type: 'Loan', id: loanId },
  ]);

type Troubled = Setting & {
  customerId: string;
  trigger: LoanCheckTrigger;
  /** The day or key that tells this occasion from the next of its kind. */
  mark: string;
};

/** Loans of one borrower that are looked at together. */
const MOST_LOANS = 100;

/** A special check of every loan of a borrower something happened to; the objects for the fact. */
export async function openSpecials(tx: Tx, troubled: Troubled): Promise<FactObject[]> {
  const { institutionId, customerId, trigger, mark, today } = troubled;
  const loans = await tx
    .selectFrom('loan')
    .select('id')
    .where('institution_id', '=', institutionId)
    .where('customer_id', '=', customerId)
    .where('status', '=', 'ACTIVE')
    .orderBy('id')
    .limit(MOST_LOANS)
    .execute();
  const checks = loans.map(({ id }) => specialOf(id, { trigger, mark, today }));
  return checkObjects(await openChecks(tx, troubled, checks));
}

export const specialOf = (
  loanId: string,
  { trigger, mark, today }: Pick<Troubled, 'trigger' | 'mark' | 'today'>,
): Opening => ({
  loanId,
  kind: 'SPECIAL',
  trigger,
  occasion: `${trigger}:${mark}`,
  countsFrom: today,
  dueOn: addDays(today, checkRulesOn(today).specialDays[trigger]),
});

/** Changes the locked check; the objects of the fact. */
export async function changeCheck(
  tx: Tx,
  check: CheckRow,
  changes: Updateable<DB['loan_check']>,
): Promise<FactObject[]> {
  const { version } = await tx
    .updateTable('loan_check')
    .set(changes)
    .where('institution_id', '=', check.institution_id)
    .where('id', '=', check.id)
    .returning('version')
    .executeTakeFirstOrThrow();
  return [
    { type: 'LoanCheck', id: check.id, version },
    { type: 'Loan', id: check.loan_id },
  ];
}
