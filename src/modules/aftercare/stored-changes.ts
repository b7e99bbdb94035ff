/** Rows of changes to loans, and what the rules look at to judge them. */
import { type Selectable, sql, type Updateable } from 'kysely';
import type { DB } from '../../generated/database.ts';
import type { LoanChangeKind, LoanChangeStatus, LoanClass } from '../../generated/enums.ts';
import type { FactObject } from '../../kernel/commands/command.ts';
import { type Db, type Tx, together } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import { type LoanRow, positionOn, rateOf } from '../servicing/index.ts';
import { closeEscalations } from './change-deadlines.ts';
import { type Changed, changeRulesOn } from './change-rules.ts';
import type { ChangeFacts } from './change-workflow.ts';

export type ChangeRow = Selectable<DB['loan_change']>;
export const onChange = { noun: 'LoanChange', table: 'loan_change' } as const;

type OfLoan = { institution_id: string; loan_id: string };

/** The loan a change is about, locked like every command on it locks it. */
export const lockAnyLoan = (tx: Tx, { institution_id, loan_id }: OfLoan): Promise<LoanRow> =>
  tx
    .selectFrom('loan')
    .selectAll()
    .where('institution_id', '=', institution_id)
    .where('id', '=', loan_id)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow();

/** Refuses a loan that is not paid out, or settled. */
export function requireActive({ status }: Pick<LoanRow, 'status'>): void {
  if (status !== 'ACTIVE') throw refuse('loan-change.loan_not_active');
}

/** The same loan, if it is paid out. @throws Refusal `loan-change.loan_not_active` */
export async function lockLoan(tx: Tx, of: OfLoan): Promise<LoanRow> {
  const loan = await lockAnyLoan(tx, of);
  requireActive(loan);
  return loan;
}

/** The loan a change is about, as it stands. */
export const loanOf = (db: Db | Tx, { institution_id, loan_id }: OfLoan): Promise<LoanRow> =>
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
    drawing: loan.drawing_status !== null,
    pursued,
  };
}

/** Principal outstanding on a day: what the authority over a change goes by. */
export async function principalOn(db: Db | Tx, loan: LoanRow, day: string): Promise<bigint> {
  const of = { institutionId: loan.institution_id, loanId: loan.id };
  return (await positionOn(db, of, day))?.outstandingPrincipalFen ?? 0n;
}

type StoredFacts = Omit<ChangeFacts, 'amountFen'>;

/** What the workflow of a change looks at, as far as it stands in its own rows. */
export async function changeFacts(db: Db | Tx, change: ChangeRow): Promise<StoredFacts> {
  const { institution_id: tenant, id } = change;
  const asked = changeRulesOn(change.proposed_on).consented.includes(change.kind as LoanChangeKind);
  const [{ rows }, missing] = await together([
    sql<{ person: string }>`select person
      from loan_change_barred(${tenant}, ${id}) as barred (person)`.execute(db as Db),
    asked ? unconsented(db, change) : [],
  ]);
  return {
    unconsented: missing.length,
    status: change.status as LoanChangeStatus,
    proposedBy: change.proposed_by,
    barred: rows.map(({ person }) => person),
    deliberation: null,
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

/** The objects of a fact about a change. */
export const changeObjects = (change: ChangeRow, version: number): FactObject[] => [
  { type: 'LoanChange', id: change.id, version },
  { type: 'Loan', id: change.loan_id },
];

export type Saving = { today: string; changes: Updateable<DB['loan_change']> };

/** Saves a step of the locked change: its level has decided. The new version. */
export async function saveChange(
  tx: Tx,
  change: ChangeRow,
  { today, changes }: Saving,
): Promise<number> {
  await closeEscalations(tx, change, today);
  const { version } = await tx
    .updateTable('loan_change')
    .set(changes)
    .where('institution_id', '=', change.institution_id)
    .where('id', '=', change.id)
    .returning('version')
    .executeTakeFirstOrThrow();
  return version;
}
