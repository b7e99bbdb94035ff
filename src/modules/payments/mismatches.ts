import type { Selectable } from 'kysely';
import type { DB } from '../../generated/database.ts';
import type { CoreMismatchKind } from '../../generated/enums.ts';
import type { Tx } from '../../kernel/db/index.ts';
import { newId } from '../../kernel/ids.ts';
import { yuanOf } from '../../kernel/money.ts';
import type { Report } from './reports.ts';
import type { DisbursementRow } from './stored.ts';

export type MismatchKind = (typeof CoreMismatchKind)[number];
export type MismatchRow = Selectable<DB['core_mismatch']>;

/** What each refusal of an answer or repayment means to whoever reconciles. */
const KINDS: Readonly<Record<string, MismatchKind>> = {
  'loan.instruction_unknown': 'UNKNOWN_INSTRUCTION',
  'loan.amount_mismatch': 'AMOUNT',
  'loan.account_mismatch': 'ACCOUNT',
  'loan.date_in_future': 'DATE',
  'loan.date_too_early': 'DATE',
  'loan.instruction_answered': 'ANSWERED_OTHERWISE',
  'loan.reference_conflict': 'REFERENCE_REUSED',
  'loan.nothing_outstanding': 'NOT_OWED',
};

export const mismatchOf = (code: string): MismatchKind => KINDS[code] ?? 'NOT_APPLICABLE';

/** One side of a mismatch; amounts in yuan. */
export type Side = {
  readonly amount?: string;
  readonly account?: string | null;
  readonly occurredOn?: string | null;
  readonly status?: string;
};

export const sideOf = (report: Report): Side => ({
  amount: yuanOf(report.amountFen),
  account: report.account,
  occurredOn: report.occurredOn,
  status: report.kind,
});

/** What is known here of the drawing a report is about, if any. */
export const sideKnown = (drawing: DisbursementRow | undefined): Side =>
  drawing
    ? {
        amount: yuanOf(drawing.amount_fen),
        account: drawing.account_reference,
        occurredOn: drawing.answered_on ?? drawing.instructed_on,
        status: drawing.status,
      }
    : {};

export type Found = {
  readonly institutionId: string;
  readonly kind: MismatchKind;
  /** What it is about: the same kind and subject is one open case. */
  readonly subject: string;
  readonly reportId?: string;
  readonly reconciliationId?: string;
  readonly loanId?: string | undefined;
  readonly known: Side;
  readonly told: Side;
  readonly today: string;
};

/** Queues a mismatch for a person; its key, or undefined when the same case is open already. */
export async function queueMismatch(tx: Tx, found: Found): Promise<string | undefined> {
  const row = await tx
    .insertInto('core_mismatch')
    .values({
      institution_id: found.institutionId,
      id: newId(),
      kind: found.kind,
      subject: found.subject,
      report_id: found.reportId ?? null,
      reconciliation_id: found.reconciliationId ?? null,
      loan_id: found.loanId ?? null,
      known: JSON.stringify(found.known),
      told: JSON.stringify(found.told),
      found_on: found.today,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  return row?.id;
}
