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
