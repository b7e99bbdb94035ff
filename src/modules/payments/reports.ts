import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { type Selectable, sql } from 'kysely';
import type { DB } from '../../generated/database.ts';
import type { CoreReportKind } from '../../generated/enums.ts';
import type { Tx } from '../../kernel/db/index.ts';
import { newId } from '../../kernel/ids.ts';
import { yuanOf } from '../../kernel/money.ts';
import type { LoanRow } from '../loans/index.ts';

/** Something the core tells: what became of an instruction, or that money came in. */
export type Report = {
  readonly kind: (typeof CoreReportKind)[number];
  /** The core's own reference of the event. */
  readonly reference: string;
  readonly instruction: string | null;
  readonly loanCode: string | null;
  readonly amountFen: bigint;
  readonly account: string | null;
  readonly occurredOn: string;
  readonly explanation: string | null;
};

export type ReportRow = Selectable<DB['core_report']>;
export type ReportStatus = 'APPLIED' | 'HELD' | 'MISMATCHED';

/** The same words give the same digest, whenever and by whomever they are told. */
const digestOf = (report: Report): Buffer => {
  const { amountFen, ...told } = report;
  const text = canonicalize({ ...told, amount: yuanOf(amountFen) }) ?? '';
  return createHash('sha256').update(text).digest();
};

type Receiving = { institutionId: string; personId: string; now: Date };

/**
 * Puts a report into the inbox. Told before, it is counted and the first row answers: two that
 * arrive at once wait for each other here.
 */
export async function keepReport(
  tx: Tx,
  report: Report,
  { institutionId, personId, now }: Receiving,
): Promise<{ row: ReportRow; isNew: boolean }> {
  const id = newId();
  const row = await tx
    .insertInto('core_report')
    .values({
      institution_id: institutionId,
      id,
      kind: report.kind,
      reference: report.reference,
      content_sha256: digestOf(report),
      instruction: report.instruction,
      loan_code: report.loanCode,
      amount_fen: report.amountFen,
      account_reference: report.account,
      occurred_on: report.occurredOn,
      explanation: report.explanation,
      status: 'RECEIVED',
      received_by: personId,
      received_at: now,
    })
    .onConflict((conflict) =>
      conflict
        .constraint('core_report_content_key')
        .doUpdateSet({ told_times: sql`core_report.told_times + 1` }),
    )
    .returningAll()
    .executeTakeFirstOrThrow();
  return { row, isNew: row.id === id };
}

/** Says what became of a report. */
export async function settleReport(
  tx: Tx,
  row: ReportRow,
  { status, loan }: { status: ReportStatus; loan: LoanRow | undefined },
): Promise<void> {
  await tx
    .updateTable('core_report')
    .set({ status, loan_id: loan?.id ?? null })
    .where('institution_id', '=', row.institution_id)
    .where('id', '=', row.id)
    .execute();
}

/**
 * The loan a report is about, locked as commands on it lock it: by the instruction it answers, or
 * by the loan's number.
 */
export async function lockLoanOf(
  tx: Tx,
  institutionId: string,
  report: Pick<Report, 'instruction' | 'loanCode'>,
): Promise<LoanRow | undefined> {
  const { instruction, loanCode } = report;
  return tx
    .selectFrom('loan')
    .selectAll()
    .where('institution_id', '=', institutionId)
    .where((where) =>
      instruction === null
        ? where('code', '=', loanCode)
        : where('id', 'in', (select) =>
            select
              .selectFrom('disbursement')
              .select('loan_id')
              .where('institution_id', '=', institutionId)
              .where('instruction', '=', instruction),
          ),
    )
    .forNoKeyUpdate()
    .executeTakeFirst();
}
