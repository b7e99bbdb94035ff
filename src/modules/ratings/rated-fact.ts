/** What the journal says of a customer rated among many. */
import type { Emit } from '../../kernel/commands/command.ts';
import type { BatchOutcome, Rated } from './batch.ts';

/**
 * The same fact as of a customer rated alone, so that each has its own history and proof. Its members
 * stand in the order of a leaf, so that nothing of a whole chunk has to be sorted.
 */
export function emitRated(
  emit: Emit,
  { id: rating, customer, found, panel, status, ended }: Rated,
  scorecard: string,
): void {
  const objects = [
    { id: rating, type: 'Rating', version: 1 },
    { id: customer.id, type: 'Customer', version: customer.version },
    { id: scorecard, type: 'Scorecard' },
    ...(panel ? [{ id: panel.panelId, type: 'Panel' }] : []),
    ...ended,
  ];
  emit('rating.rated', objects, {
    creditLineFen: found.creditLineFen.toString(),
    grade: found.grade,
    outcome: found.outcome,
    score: found.score,
    status,
  });
}

/** How many count at once, wait for a person, and were left out. */
export function countsOf({ rated, upToDate }: BatchOutcome) {
  const effective = rated.filter(({ status }) => status === 'EFFECTIVE').length;
  return { rated: effective, awaiting: rated.length - effective, upToDate: upToDate.length };
}
