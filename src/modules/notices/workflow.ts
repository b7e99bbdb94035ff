/**
 * The life of an entry on a public notice. Pure: a state and an act in, a state or nothing out.
 *
 * An objection stops the clock for that entry alone; a dismissal lets it run on; whoever is not
 * objected to, or not with success, takes effect when the clock has run out.
 */
export const entryStates = [
  'OPEN',
  'OBJECTED',
  'DISMISSED',
  'UPHELD',
  'EFFECTIVE',
  'REMOVED',
] as const;
export type EntryState = (typeof entryStates)[number];

/** `dismissed` is the dismissal of the last open objection; `expired` the end of the period. */
export const entryActs = ['objected', 'dismissed', 'upheld', 'expired', 'removed'] as const;
export type EntryAct = (typeof entryActs)[number];

const transitions: Readonly<Record<EntryAct, Readonly<Partial<Record<EntryState, EntryState>>>>> = {
  objected: { OPEN: 'OBJECTED', OBJECTED: 'OBJECTED', DISMISSED: 'OBJECTED' },
  dismissed: { OBJECTED: 'DISMISSED' },
  upheld: { OBJECTED: 'UPHELD' },
  expired: { OPEN: 'EFFECTIVE', DISMISSED: 'EFFECTIVE', UPHELD: 'REMOVED' },
  removed: { OPEN: 'REMOVED', OBJECTED: 'REMOVED', DISMISSED: 'REMOVED' },
};

/** The state an act leads to, or undefined when it is not possible in this state. */
export const stateAfter = (state: EntryState, act: EntryAct): EntryState | undefined =>
  transitions[act][state];

/** States in which the clock runs. */
export const runningStates = ['OPEN', 'DISMISSED'] as const satisfies readonly EntryState[];
/** States in which the public may still read the entry and object to it. */
export const listedStates = [
  'OPEN',
  'OBJECTED',
  'DISMISSED',
] as const satisfies readonly EntryState[];

export const isRunning = (state: EntryState): boolean =>
  runningStates.some((running) => running === state);
