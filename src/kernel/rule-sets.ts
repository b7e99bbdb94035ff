/**
 * What every dated set of thresholds carries: the half-open period it is in force and the rule
 * it comes from.
 */
export type DatedRuleSet = {
  readonly code: string;
  readonly effectiveFrom: string;
  readonly effectiveTo: string | null;
  readonly legalBasis: { readonly en: string; readonly zh: string };
};

/**
 * The rule set in force on a date (ISO `YYYY-MM-DD`), or undefined when none is. ISO dates
 * compare as text. Throws when two sets claim the same day: an ambiguous rule must never be
 * resolved by list order.
 */
export function ruleSetOn<T extends DatedRuleSet>(sets: readonly T[], date: string): T | undefined {
  const inForce = sets.filter(
    (set) => set.effectiveFrom <= date && (set.effectiveTo === null || date < set.effectiveTo),
  );
  if (inForce.length > 1) {
    throw new RangeError(`rule sets overlap: ${inForce.map((set) => set.code).join(', ')}`);
  }
  return inForce[0];
}
