/** Rows of changes to loans, and what the rules look at to judge them. */
import { type Selectable, sql, type Updateable } from 'kysely';
import type { DB } from '../../generated/database.ts';
import type { LoanChangeKind, LoanChangeStatus, LoanClass } from '../../generated/enums.ts';
import type { FactObject } from '../../kernel/commands/command.ts';
import type { Db, Tx } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import { type LoanRow, positionOn, rateOf } from '../servicing/index.ts';
import { type Changed, changeRulesOn } from './change-rules.ts';
import type { ChangeFacts } from './change-workflow.ts';
import { lenders } from './lenders-sql.ts';

export type ChangeRow = Selectable<DB['loan_change']>;
export const onChange = { noun: 'LoanChange', table: 'loan_change' } as const;

/** The loan, locked like every command on it locks it. @throws Refusal `loan-change.loan_not_active` */
export async function lockLoan(
  tx: Tx,
  { institutionId, loanId }: { institutionId: string; loanId: string },
): Promise<LoanRow> {
  const loan = await tx
    .selectFrom('loan')
    .selectAll()
    .where('institution_id', '=', institutionId)
    .where('id', '=', loanId)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow();
  if (loan.status !== 'ACTIVE') throw refuse('loan-change.loan_not_active');
  return loan;
}

/** The loan a change is about, as it stands. */
export const loanOf = (
  db: Db | Tx,
  { institution_id, loan_id }: { institution_id: string; loan_id: string },
): Promise<LoanRow> =>
  (db as Db)
    .selectFrom('loan')
    .selectAll()
    .where('institution_id', '=', institution_id)
    .where('id', '=', loan_id)
    .executeTakeFirstOrThrow();

type History = { extended: number; lastDue: string | null; pursued: boolean };

/** The loan as the rules of changes look at it, on a day. */
export async function changedOn(tx: Tx, loan: LoanRow, today: string): Promise<Changed> {
  const { institution_id: institutionId, id: loanId } = loan;
  const { rows } = await sql<History>`select
    (select coalesce(sum(c.months), 0)::int from loan_change c
      where c.institution_id = ${institutionId} and c.loan_id = ${loanId}
        and c.kind = 'EXTENSION' and c.status = 'APPLIED') as extended,
    (select max(i.due_on) from loan_instalment i
      where i.institution_id = ${institutionId} and i.loan_id = ${loanId}) as "lastDue",
    exists (select from collection_case c
      join collection_action a on a.institution_id = ${institutionId} and a.case_id = c.id
      where c.institution_id = ${institutionId} and c.loan_id = ${loanId}
        and (a.kind = 'COURT_FILING' or (a.kind in ('LETTER', 'LAWYER_LETTER')
          and a.result = 'DELIVERED' and a.party in ('BORROWER', 'GUARANTOR')))) as pursued`.execute(
    tx,
  );
  const { extended = 0, lastDue = null, pursued = false } = rows[0] ?? {};
  const position = await positionOn(tx, { institutionId, loanId }, today);
  return {
    termMonths: loan.term_months,
    extendedMonths: extended,
    loanClass: (loan.loan_class ?? 'NORMAL') as LoanClass,
    overdueDays: position?.overdueDays ?? 0,
    overdue: (position?.overdueSince ?? null) !== null,
    matured: lastDue !== null && lastDue < today,
    rate: rateOf(loan.annual_rate),
    principalFen: position?.outstandingPrincipalFen ?? 0n,
    pursued,
  };
}

/** What the workflow of a change looks at. */
export async function changeFacts(db: Db | Tx, change: ChangeRow): Promise<ChangeFacts> {
  const { institution_id: institutionId, loan_id: loanId } = change;
  const { rows } = await sql<{ person: string }>`select distinct lender.person
    from (${lenders({ institutionId, loan: sql`${loanId}::uuid` })}) as lender`.execute(db as Db);
  const asked = changeRulesOn(change.proposed_on).consented.includes(change.kind as LoanChangeKind);
  return {
    unconsented: asked ? (await unconsented(db, change)).length : 0,
    status: change.status as LoanChangeStatus,
    kind: change.kind as LoanChangeKind,
    proposedBy: change.proposed_by,
    principalFen: change.principal_fen,
    lenders: rows.map(({ person }) => person),
  };
}

/** Guarantors of the loan who have not agreed to a change of it yet. */
export async function unconsented(db: Db | Tx, change: ChangeRow): Promise<string[]> {
  const { institution_id: tenant, id, loan_id: loan } = change;
  const { rows } = await sql<{ guarantor: string }>`
    select distinct g.guarantor_id as guarantor from loan_guarantee g
    where g.institution_id = ${tenant} and g.loan_id = ${loan} and g.status = 'OFFERED'
      and g.guarantor_id is not null
      and not exists (select from loan_change_consent c where c.institution_id = ${tenant}
        and c.change_id = ${id} and c.guarantor_id = g.guarantor_id)`.execute(db as Db);
  return rows.map(({ guarantor }) => guarantor);
}

/** Saves the locked change; the objects of the fact. */
export async function saveChange(
  tx: Tx,
  change: ChangeRow,
  changes: Updateable<DB['loan_change']>,
): Promise<FactObject[]> {
  const { version } = await tx
    .updateTable('loan_change')
    .set(changes)
    .where('institution_id', '=', change.institution_id)
    .where('id', '=', change.id)
    .returning('version')
    .executeTakeFirstOrThrow();
  return [{ type: 'LoanChange', id: change.id, version }];
}
