import { sql } from 'kysely';
import { z } from 'zod';
import { CoreReportKind } from '../../../generated/enums.ts';
import { command } from '../../../kernel/commands/command.ts';
import {
  date,
  enumeration,
  machineReference,
  money,
  ref,
  text,
} from '../../../kernel/commands/input.ts';
import { refuse } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import { yuanOf } from '../../../kernel/money.ts';
import { INBOX_ACTS } from '../inbox.ts';
import { compare, queueFindings, requireWhole } from '../reconciling.ts';
import type { Report } from '../reports.ts';

const MOST_ENTRIES = 5_000;
const REFERENCE = 64;
const EXPLANATION = 256;

const entry = z.object({
  kind: enumeration('CoreReportKind', CoreReportKind),
  reference: machineReference(REFERENCE),
  instruction: machineReference(REFERENCE).optional(),
  loanCode: machineReference(REFERENCE).optional(),
  amount: money(),
  account: machineReference(REFERENCE).optional(),
  explanation: text(EXPLANATION).optional(),
});

export const reconcileDay = command({
  name: 'core-reconciliation.make',
  permission: 'core-report.reconcile',
  scope: 'institution',
  title: { en: 'Reconcile a business day with the core', zh: '日终对账' },
  description: {
    en: 'The core’s whole list of a business day: money out, refused, and in. A list whose count or sum is wrong is refused whole. An entry that never arrived is taken from the list, so that nothing confirmed is lost; what differs, or is known here only, is queued for a person. A list sent by a person, not the core, only confirms. Made again, it finds nothing twice.',
    zh: '以核心某业务日的完整清单（放款、被拒、还款）对账。笔数或合计有误的整批拒绝；核心系统报送的清单中未曾到达的据以补录，确保已确认的不遗失；人工报送的仅作核对；不符或仅本方有的进入差错队列。重复对账不产生重复差错。',
  },
  input: z.object({
    businessDate: date(),
    count: z.number().int().min(0).max(MOST_ENTRIES),
    total: money(),
    entries: z.array(entry).max(MOST_ENTRIES),
  }),
  result: z.object({
    reconciliation: ref('CoreReconciliation'),
    matched: z.number().int(),
    madeUp: z.number().int(),
    mismatches: z.number().int(),
  }),
  acts: ['core-reconciliation.made', ...INBOX_ACTS],
  errors: [
    'core-reconciliation.total',
    'core-reconciliation.entry_twice',
    'core-reconciliation.unheard',
    'core-report.unnamed',
    'loan.date_in_future',
  ],
  async handler(tx, input, context) {
    const { actor, emit, now, today } = context;
    const { businessDate, count, total: totalFen } = input;
    if (businessDate > today) throw refuse('loan.date_in_future', { path: ['businessDate'] });
    const entries = input.entries.map((each, index) => reportIn(each, { businessDate, index }));
    const list = { businessDate, count, totalFen, entries };
    requireWhole(list);
    const compared = await compare(tx, list, { ...context, target: undefined });
    const { matched, madeUp, misfits, missing } = compared;
    const mismatches = misfits.length + missing.length;
    const id = newId();
    const { institutionId } = actor;
    await tx
      .insertInto('core_reconciliation')
      .values({
        institution_id: institutionId,
        id,
        business_date: businessDate,
        number: sql<number>`(select coalesce(max(earlier.number), 0) + 1
          from core_reconciliation as earlier where earlier.institution_id = ${institutionId}
            and earlier.business_date = ${businessDate}::date)`,
        entry_count: count,
        total_fen: totalFen,
        matched_count: matched,
        made_up_count: madeUp,
        mismatch_count: mismatches,
        made_by: actor.personId,
        made_at: now,
      })
      .execute();
    await queueFindings(tx, compared, { id, institutionId, today });
    const data = { businessDate, count, total: yuanOf(totalFen), matched, madeUp, mismatches };
    emit('core-reconciliation.made', [{ type: 'CoreReconciliation', id }], data);
    return { reconciliation: id, matched, madeUp, mismatches };
  },
});

type Entry = z.output<typeof entry>;

/** An entry of the list as the report it should have been. */
function reportIn(each: Entry, { businessDate, index }: { businessDate: string; index: number }) {
  const { kind, amount, ...named } = each;
  const missing = kind === 'REPAYMENT' ? 'loanCode' : 'instruction';
  if (named[missing] === undefined) {
    throw refuse('core-report.unnamed', { path: ['entries', index, missing] });
  }
  if (amount === 0n) throw refuse('input.invalid', { path: ['entries', index, 'amount'] });
  return {
    kind,
    reference: named.reference,
    instruction: kind === 'REPAYMENT' ? null : (named.instruction ?? null),
    loanCode: named.loanCode ?? null,
    amountFen: amount,
    account: named.account ?? null,
    occurredOn: businessDate,
    explanation: named.explanation ?? null,
  } satisfies Report;
}
