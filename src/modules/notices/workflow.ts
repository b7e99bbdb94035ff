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

export type EntryFacts = {
  readonly state: EntryState;
  /** The last working day has passed while the clock ran. */
  readonly over: boolean;
  /** Who rated and who set another grade, or who brought the loan about; null where neither is listed. */
  readonly gradedBy: readonly string[] | null;
  /** Who took down each open objection; null for the public. */
  readonly openRecordedBy: readonly (string | null)[];
};
export type EntryActor = { readonly personId: string; readonly permissions: ReadonlySet<string> };

export const entryCommands = ['notice.object', 'notice.decide', 'notice.remove-entry'] as const;
export type EntryCommand = (typeof entryCommands)[number];

const needed: Readonly<Record<EntryCommand, { permission: string; act: EntryAct }>> = {
  'notice.object': { permission: 'notice.object', act: 'objected' },
  'notice.decide': { permission: 'notice.decide', act: 'dismissed' },
  'notice.remove-entry': { permission: 'notice.manage', act: 'removed' },
};

/** The code of why this person may not do it now; undefined when nothing stands against it. */
export function refusalOf(
  facts: EntryFacts,
  name: EntryCommand,
  { personId, permissions }: EntryActor,
): string | undefined {
  const { permission, act } = needed[name];
  if (!permissions.has(permission)) return 'auth.forbidden';
  const decides = name === 'notice.decide';
  if (!stateAfter(facts.state, act)) {
    return decides ? 'notice.objection_decided' : 'notice.entry_not_listed';
  }
  if (name === 'notice.object' && facts.over) return 'notice.period_over';
  if (!decides) return undefined;
  const graded = facts.gradedBy?.includes(personId) ?? false;
  const own = graded || facts.openRecordedBy.every((by) => by === personId);
  return own ? 'notice.separation_of_duties' : undefined;
}
