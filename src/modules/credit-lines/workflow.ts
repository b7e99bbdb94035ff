/** The life of a credit line. Pure: a state and an act in, a state or nothing out. */
export const lineStates = ['ACTIVE', 'SUSPENDED', 'CLOSED'] as const;
export type LineState = (typeof lineStates)[number];

export const lineActs = ['suspend', 'resume', 'reduce', 'review', 'close'] as const;
export type LineAct = (typeof lineActs)[number];

const transitions: Readonly<Record<LineAct, Readonly<Partial<Record<LineState, LineState>>>>> = {
  suspend: { ACTIVE: 'SUSPENDED' },
  resume: { SUSPENDED: 'ACTIVE' },
  reduce: { ACTIVE: 'ACTIVE', SUSPENDED: 'SUSPENDED' },
  review: { ACTIVE: 'ACTIVE' },
  close: { ACTIVE: 'CLOSED', SUSPENDED: 'CLOSED' },
};

/** The state an act leads to, or undefined when it is not possible in this state. */
export const stateAfter = (state: LineState, act: LineAct): LineState | undefined =>
  transitions[act][state];

export type LineFacts = {
  readonly state: LineState;
  /** Closed or expired by today. */
  readonly over: boolean;
  readonly blacklisted: boolean;
  /** Who suspended it last. */
  readonly suspendedBy: string | null;
};
export type LineActor = { readonly personId: string; readonly permissions: ReadonlySet<string> };

const permissionOf = (act: LineAct): string =>
  act === 'review' ? 'credit-line.grant' : 'credit-line.manage';

/** The code of why this person may not take an act now; undefined when nothing stands against it. */
export function refusalOf(facts: LineFacts, act: LineAct, actor: LineActor): string | undefined {
  if (!actor.permissions.has(permissionOf(act))) return 'auth.forbidden';
  if (facts.over) return 'credit-line.over';
  if (!stateAfter(facts.state, act)) {
    return act === 'resume' ? 'credit-line.not_suspended' : 'credit-line.not_active';
  }
  const needsClear = act === 'resume' || act === 'review';
  if (needsClear && facts.blacklisted) return 'credit-line.blacklisted';
  if (act === 'resume' && facts.suspendedBy === actor.personId) return 'credit-line.same_person';
  return undefined;
}
