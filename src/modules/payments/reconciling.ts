import type { Context } from '../../kernel/commands/command.ts';
import type { Tx } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import { withWordOfCore } from './answers.ts';
import { receiveReport } from './inbox.ts';
import { agrees, type KnownFact, knownFacts, nameOf, sideOfFact } from './known-facts.ts';
import { queueMismatch } from './mismatches.ts';
import type { Report } from './reports.ts';

export type List = {
  readonly businessDate: string;
  readonly count: number;
  readonly totalFen: bigint;
  readonly entries: readonly Report[];
};

/** Refuses a list that is not whole: its count and sum must be those of its entries. */
export function requireWhole({ count, totalFen, entries }: List): void {
  const sum = entries.reduce((total, { amountFen }) => total + amountFen, 0n);
  if (count !== entries.length) throw refuse('core-reconciliation.total', { path: ['count'] });
  if (sum !== totalFen) throw refuse('core-reconciliation.total', { path: ['total'] });
  const names = entries.map(nameOf);
  const twice = names.findIndex((name, index) => names.indexOf(name) !== index);
  if (twice >= 0) throw refuse('core-reconciliation.entry_twice', { path: ['entries', twice] });
}

export type Compared = {
  readonly matched: number;
  /** Had never arrived, and were taken from the list. */
  readonly madeUp: number;
  /** Reports that do not fit, by their keys. */
  readonly misfits: readonly string[];
  readonly missing: readonly KnownFact[];
};

/**
 * Compares a business day of the core, entry by entry, with what is known here. What never arrived
 * is received now, as if the core had told it; what does not fit is queued.
 */
export async function compare(
  tx: Tx,
  { businessDate: day, entries }: List,
  context: Context<undefined>,
): Promise<Compared> {
  const { institutionId } = context.actor;
  const references = entries.map(({ reference }) => reference);
  const facts = await knownFacts(tx, { institutionId, day, references });
  const byName = new Map(facts.map((fact) => [nameOf(fact), fact]));
  const told = { ...context, actor: withWordOfCore(context.actor) };
  const isCore = context.actor.permissions.has('core-report.receive');
  let [matched, madeUp] = [0, 0];
  const misfits: string[] = [];
  for (const [index, entry] of entries.entries()) {
    const fact = byName.get(nameOf(entry));
    if (fact && agrees(fact, entry)) {
      matched += 1;
      continue;
    }
    const { report, status, repeated } = await receiveReport(tx, entry, told);
    if (!repeated && !isCore) {
      throw refuse('core-reconciliation.unheard', { path: ['entries', index] });
    }
    if (status === 'MISMATCHED') misfits.push(report);
    else madeUp += 1;
  }
  const listed = new Set(entries.map(nameOf));
  const missing = facts.filter((fact) => fact.occurredOn === day && !listed.has(nameOf(fact)));
  return { matched, madeUp, misfits, missing };
}

type Finding = { id: string; institutionId: string; today: string };

/** Queues what is known here and not on the core's list, and links what did not fit. */
export async function queueFindings(
  tx: Tx,
  { misfits, missing }: Compared,
  { id, institutionId, today }: Finding,
): Promise<void> {
  if (misfits.length > 0) {
    await tx
      .updateTable('core_mismatch')
      .set({ reconciliation_id: id })
      .where('institution_id', '=', institutionId)
      .where('report_id', 'in', misfits)
      .where('status', '=', 'OPEN')
      .execute();
  }
  for (const fact of missing) {
    await queueMismatch(tx, {
      institutionId,
      kind: 'MISSING_IN_CORE',
      subject: nameOf(fact),
      reconciliationId: id,
      loanId: fact.loanId,
      known: sideOfFact(fact),
      told: {},
      today,
    });
  }
}
