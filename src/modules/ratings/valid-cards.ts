import type { Scorecard } from './scorecard.ts';
import { validateScorecard } from './scorecard-problems.ts';

const validCards = new WeakSet<Scorecard>();

/** Cards are immutable once parsed, so each is checked once. */
export function requireValid(card: Scorecard): void {
  if (validCards.has(card)) return;
  const [problem] = validateScorecard(card);
  if (problem)
    throw new Error(`scorecard ${card.code}: ${problem.code} at ${problem.path.join('.')}`);
  validCards.add(card);
}
