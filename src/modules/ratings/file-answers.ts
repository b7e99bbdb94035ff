/** What a customer's file answers of a scorecard. Pure. */
import type { Answers } from './answers.ts';
import { certain, type KnownFact } from './known-facts.ts';
import type { Scorecard } from './scorecard.ts';

/** What of a customer counts: open answers by item code, and what the bank knows beside them. */
export type RatedCustomer = {
  readonly answers: Readonly<Record<string, unknown>>;
  readonly facts: readonly KnownFact[];
};

/** Inputs that follow from other items. */
export const derivedInputs: ReadonlySet<string> = new Set(['YEARS_TRADING']);

/** Whole years from a day to another; a year is complete on its anniversary. */
export function wholeYears(from: string, to: string): number {
  const years = Number(to.slice(0, 4)) - Number(from.slice(0, 4));
  return to.slice(5) < from.slice(5) ? years - 1 : years;
}

/**
 * The answers the file gives to the card's inputs: an item of the profile answers the input of the
 * same code, numbers as exact text and amounts in fen. What the bank has on its own books or list
 * against the customer is answered by those.
 */
export function fileAnswers(card: Scorecard, customer: RatedCustomer, today: string): Answers {
  const { answers, facts } = customer;
  const startedOn = answers.STARTED_ON;
  const derived = {
    YEARS_TRADING: typeof startedOn === 'string' ? wholeYears(startedOn, today) : undefined,
    ...certain(facts),
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
