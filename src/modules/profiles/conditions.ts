/** Which items of a section are asked, given what is answered. Pure. */
import type { FormItem, FormSection } from './form.ts';

/**
 * PENDING: what it depends on is not answered yet. It counts as asked, so that an answer never
 * lowers completeness, but cannot be answered itself.
 */
export type Standing = 'ASKED' | 'PENDING' | 'NOT_ASKED';
export type Standings = ReadonlyMap<string, Standing>;

/** Conditions look back only, so one pass decides. */
export function standingsOf(
  { items }: FormSection,
  answerOf: (code: string) => unknown,
): Map<string, Standing> {
  const standings = new Map<string, Standing>();
  for (const item of items) standings.set(item.code, standingOf(item, standings, answerOf));
  return standings;
}

function standingOf(
  { askedWhen }: FormItem,
  before: Standings,
  answerOf: (code: string) => unknown,
): Standing {
  if (!askedWhen) return 'ASKED';
  const trigger = before.get(askedWhen.item) ?? 'PENDING';
  if (trigger !== 'ASKED') return trigger;
  const answer = answerOf(askedWhen.item);
  if (answer === undefined) return 'PENDING';
  return askedWhen.is.some((value) => value === answer) ? 'ASKED' : 'NOT_ASKED';
}
