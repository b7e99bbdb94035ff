/**
 * Which list a customer may be put in, by whose judgement. A doubt may be raised by anybody and at
 * any stage; it is taken back only by a stage no lower than the one that raised it; and only the
 * final judgement, a person's, leads to the black list or away from it.
 */
export type List = 'NONE' | 'WHITE' | 'GREY' | 'BLACK';
export type Stage = 'SYSTEM' | 'KEY_PERSON' | 'FINAL';

/** Where a customer stands: the list, and the stage that put it there (null while in none). */
export type Standing = { readonly list: List; readonly stage: Stage | null };

const RANK: Readonly<Record<Stage, number>> = { SYSTEM: 0, KEY_PERSON: 1, FINAL: 2 };

/** The lists open to a stage, from where the customer stands; it may be the same list again. */
export function listsOpen({ list, stage }: Standing, by: Stage): readonly Exclude<List, 'NONE'>[] {
  if (by === 'FINAL') return ['WHITE', 'GREY', 'BLACK'];
  if (list === 'BLACK') return [];
  const outranked = stage !== null && RANK[stage] > RANK[by];
  if (list === 'GREY') return outranked || by === 'SYSTEM' ? [] : ['WHITE', 'GREY'];
  return outranked ? ['GREY'] : ['WHITE', 'GREY'];
}

/** Whether a reason only sends to a person (PIPL 24, 28): it never grounds the black list. */
export const onlyRefers = (reason: string | null): boolean => reason === 'PROTECTED_CIRCUMSTANCE';
