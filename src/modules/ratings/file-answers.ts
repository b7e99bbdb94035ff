/** What a customer's file answers of a scorecard. Pure. */
import type { Answers } from './answers.ts';
import type { Scorecard } from './scorecard.ts';

/** What of a customer counts: open answers by item code, and where it stands on the negative list. */
export type RatedCustomer = {
  readonly answers: Readonly<Record<string, unknown>>;
  readonly screening: string;
  readonly screening_reason: string | null;
};

/** Inputs that follow from other items. */
export const derivedInputs: ReadonlySet<string> = new Set(['YEARS_TRADING']);

const BAD_LOANS = new Set(['BAD_LOAN', 'WRITTEN_OFF_LOAN']);

/** Whole years from a day to another; a year is complete on its anniversary. */
export function wholeYears(from: string, to: string): number {
  const years = Number(to.slice(0, 4)) - Number(from.slice(0, 4));
  return to.slice(5) < from.slice(5) ? years - 1 : years;
}

/**
 * The answers the file gives to the card's inputs: an item of the profile answers the input of the
 * same code, numbers as exact text and amounts in fen. A listed bad loan or judgment answers yes;
 * not being listed answers nothing, since the list does not know everybody.
 */
export function fileAnswers(card: Scorecard, customer: RatedCustomer, today: string): Answers {
  const { answers, screening_reason: listed } = customer;
  const startedOn = answers.STARTED_ON;
  const derived = {
    YEARS_TRADING: typeof startedOn === 'string' ? wholeYears(startedOn, today) : undefined,
    HAS_BAD_LOAN: listed !== null && BAD_LOANS.has(listed) ? true : undefined,
    JUDGMENT_DEFAULTER: listed === 'JUDGMENT_DEFAULTER' ? true : undefined,
  };
  const known: Record<string, unknown> = {};
  for (const { code } of card.inputs) {
    const value = own(derived, code) ?? own(answers, code);
    if (value !== undefined && typeof value !== 'object') known[code] = asStored(value);
  }
  return known;
}

const own = (answers: Readonly<Record<string, unknown>>, code: string): unknown =>
  Object.hasOwn(answers, code) ? answers[code] : undefined;

/** Numbers as exact text, so that a stored rating is computed again from the very same answers. */
export const asStored = (value: unknown): unknown =>
  typeof value === 'number' || typeof value === 'bigint' ? String(value) : value;

/** Given answers that contradict the file. */
export const contradictions = (onFile: Answers, given: Answers): string[] =>
  Object.keys(given)
    .filter((code) => Object.hasOwn(onFile, code) && onFile[code] !== given[code])
    .toSorted();

/** Whether two sets of stored answers say the same, in whatever order. */
export const sameAnswers = (one: Answers, other: Answers): boolean => {
  const codes = Object.keys(one);
  return (
    codes.length === Object.keys(other).length &&
    codes.every((code) => Object.hasOwn(other, code) && one[code] === other[code])
  );
};
