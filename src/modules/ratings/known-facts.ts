/**
 * What the bank itself knows of a customer beside the file: its own loan book and its screening list
 * answer the inputs that no form asks for. Pure.
 */
import type { RatingSource } from '../../generated/enums.ts';
import type { Answers } from './answers.ts';
import type { Scorecard } from './scorecard.ts';

export type KnownFact = {
  readonly input: string;
  readonly holds: boolean;
  readonly source: RatingSource;
};

/** Where a customer stands on the negative list. */
export type Listed = { readonly screening_reason: string | null };

/** What each ground of the list answers. */
const LISTED: Readonly<Record<string, string>> = {
  BAD_LOAN: 'HAS_BAD_LOAN',
  WRITTEN_OFF_LOAN: 'HAS_BAD_LOAN',
  JUDGMENT_DEFAULTER: 'JUDGMENT_DEFAULTER',
};

/** Whom people have looked at and found clean has none of them. */
export const CLEARED: readonly KnownFact[] = [...new Set(Object.values(LISTED))].map((input) => ({
  input,
  holds: false,
  source: 'SCREENING',
}));

/** Whoever is listed for a ground has it; whoever is listed for another one is not spoken of. */
function listedFacts({ screening_reason: reason }: Listed): KnownFact[] {
  const input = LISTED[reason ?? ''];
  return input === undefined ? [] : [{ input, holds: true, source: 'SCREENING' }];
}

/** Of each input the card asks: what is known against the customer, before what is known for them. */
export function factsFor(card: Scorecard, listed: Listed, told: readonly KnownFact[] = []) {
  const known = [...told, ...listedFacts(listed)];
  const facts: KnownFact[] = [];
  for (const { code } of known.length > 0 ? card.inputs : []) {
    const against = known.find(({ input, holds }) => holds && input === code);
    const fact = against ?? known.find(({ input }) => input === code);
    if (fact) facts.push(fact);
  }
  return facts;
}

const answersOf = (facts: readonly KnownFact[], wanted: boolean): Answers =>
  Object.fromEntries(
    facts.filter(({ holds }) => holds === wanted).map(({ input, holds }) => [input, holds]),
  );

/** What is on the bank's own books, which nobody contradicts. */
export const certain = (facts: readonly KnownFact[]): Answers => answersOf(facts, true);

/** Clean as far as the bank knows: whoever knows of more, elsewhere, says so. */
export const presumed = (facts: readonly KnownFact[]): Answers => answersOf(facts, false);

/** Where the answers that were taken come from; what somebody gave is theirs. */
export const sourcesOf = (facts: readonly KnownFact[], given: Answers) =>
  facts
    .filter(({ input, holds }) => holds || !Object.hasOwn(given, input))
    .map(({ input, source }) => ({ input, source }));
