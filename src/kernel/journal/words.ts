/** What an entry is found by, as the sequencer takes it from the leaf. */

/**
 * The act that the place of an entry tells where the leaf has not the form of one. The entry is in the
 * tree and in every feed as it was written; nothing is taken from it.
 */
export const UNREADABLE = 'journal.unreadable';

/** The fields of a leaf, in SQL; fails where one does not fit. */
export const FIELDS = (leaf: string): string =>
  `jsonb_populate_record(null::journal_leaf, convert_from(${leaf}, 'UTF8')::jsonb)`;

/** The same at three times the cost, leaf by leaf: all null where one does not fit. */
export const FITTING_FIELDS = (leaf: string): string => `fitting_leaf(${leaf})`;

/** Columns of `journal_position` that the words stand in. */
export const WORDS = 'act, actor_id, request_id, occurred_at';

/** What goes there, from the fields of an entry's leaf and the time at which it was written. */
export const wordsOf = (fields: string, writtenAt: string): string => `
  case when ${fields} is not null then (${fields}).act else '${UNREADABLE}' end,
  case when ${fields} is not null then ((${fields}).actor).person end,
  case when ${fields} is not null then (${fields}).request else '' end,
  case when ${fields} is not null then (${fields}).at else ${writtenAt} end`;

/** Classes of errors that say a leaf does not fit: data exceptions, and limits of nesting. */
const MISFIT = /^(22|54)/;

/** Whether a statement failed over the form of a leaf. */
export const isMisfit = (error: unknown): boolean =>
  MISFIT.test((error as { code?: string }).code ?? '');
