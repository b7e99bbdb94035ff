/** Taking back what was reported by mistake, or turned out never to have been. */
import type { Tx } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import type { LoanRow } from './columns.ts';
import type { ReportedFact } from './stored-facts.ts';

/** Money that went out, and what people here decided: neither is the core's to take back. */
const LASTING: ReadonlySet<string> = new Set([
  'DISBURSED',
  'DRAWN',
  'DISBURSEMENT_REFUSED',
  'REVERSED',
  'RATE_CHANGED',
  'EXTENDED',
  'RESTRUCTURED',
  'WRITTEN_OFF',
  'DAYS_PAUSED',
]);

/**
 * The kind of a fact of the loan that may be taken back.
 *
 * @throws Refusal `loan.fact_not_reversible`
 */
export async function requireReversible(tx: Tx, loan: LoanRow, factId: string): Promise<string> {
  const wrong = await tx
    .selectFrom('loan_fact')
    .select(['kind', 'loan_id'])
    .where('institution_id', '=', loan.institution_id)
    .where('id', '=', factId)
    .executeTakeFirst();
  const isOwn = wrong?.loan_id === loan.id;
  if (isOwn && !LASTING.has(wrong.kind)) return wrong.kind;
  throw refuse('loan.fact_not_reversible', { path: ['factId'] });
}

const MOST_WORDS = 256;
const shortened = (words: string | null): string => (words ?? '冲正').slice(0, MOST_WORDS);

type Told = { factId: string; reference: string; occurredOn: string };

/** The fact that takes another one back, with the reason. */
export const reversalOf = (
  { factId: reverses, reference, occurredOn }: Told,
  reason: string | null,
): ReportedFact => ({
  kind: 'REVERSED',
  reference,
  occurredOn,
  reverses,
  explanation: shortened(reason),
});
