/** What has to be written so that the classes on record become those that follow from the facts. Pure. */
import { type ClassPeriod, sameClass } from './class-periods.ts';

export type RecordedPeriod = ClassPeriod & { readonly id: string };

export type Difference = {
  /** Held without an end until now, and ends. */
  readonly closing: { readonly id: string; readonly to: string } | null;
  /** Turned out to be otherwise: these hold on no day any more. */
  readonly superseded: readonly string[];
  readonly added: readonly ClassPeriod[];
};

const sameDays = (a: ClassPeriod, b: ClassPeriod): boolean => a.from === b.from && a.to === b.to;

/** Both in the order of their days. What stays the same stays as it was written. */
export function differenceOf(
  recorded: readonly RecordedPeriod[],
  following: readonly ClassPeriod[],
): Difference {
  const differs = following.findIndex((period, index) => {
    const known = recorded[index];
    return !known || !sameDays(known, period) || !sameClass(known, period);
  });
  const kept = differs < 0 ? following.length : differs;
  const [known, ...later] = recorded.slice(kept);
  const [next, ...added] = following.slice(kept);
  if (known && next && ends(known, next)) {
    const closing = { id: known.id, to: next.to ?? '' };
    return { closing, superseded: later.map(({ id }) => id), added };
  }
  return {
    closing: null,
    superseded: recorded.slice(kept).map(({ id }) => id),
    added: following.slice(kept),
  };
}

const ends = (known: ClassPeriod, next: ClassPeriod): boolean =>
  known.to === null && next.to !== null && known.from === next.from && sameClass(known, next);
