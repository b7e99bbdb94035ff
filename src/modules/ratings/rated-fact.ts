/** What the journal says of a customer rated among many. */
import type { Emit } from '../../kernel/commands/command.ts';
import type { BatchOutcome, Rated } from './batch.ts';

/** The same fact as of a customer rated alone, so that each has its own history and proof. */
export function emitRated(
  emit: Emit,
  { id: rating, customer, found, panel, status, ended }: Rated,
  scorecard: string,
): void {
  const objects = [
    { type: 'Rating', id: rating, version: 1 },
    { type: 'Customer', ...customer },
    { type: 'Scorecard', id: scorecard },
    ...(panel ? [{ type: 'Panel', id: panel.panelId }] : []),
    ...ended,
  ];
  emit('rating.rated', objects, {
    outcome: found.outcome,
    status,
    grade: found.grade,
    score: found.score,
    creditLineFen: found.creditLineFen.toString(),
  });
}

/** How many count at once, wait for a person, and were left out. */
export function countsOf({ rated, upToDate }: BatchOutcome) {
  const effective = rated.filter(({ status }) => status === 'EFFECTIVE').length;
  return { rated: effective, awaiting: rated.length - effective, upToDate: upToDate.length };
}
