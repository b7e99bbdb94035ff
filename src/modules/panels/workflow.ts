/** The life of a panel: what may be done in which state, and by whom. Pure. */

export const panelStates = ['OPEN', 'CLOSED', 'CANCELLED'] as const;
export type PanelState = (typeof panelStates)[number];

export const panelActions = [
  'score',
  'record-ballot',
  'recuse',
  'excuse',
  'close',
  'open-second',
  'cancel',
] as const;
export type PanelAction = (typeof panelActions)[number];

export type PanelFacts = {
  readonly state: PanelState;
  readonly turn: number;
  /** A second panel of this one is open or closed. */
  readonly hasSecond: boolean;
};

/** How near somebody is to the panel's village and to the panel itself. */
export type PanelActor = {
  readonly permissions: ReadonlySet<string>;
  /** The whole village lies in their territory. */
  readonly overVillage: boolean;
  /** The village, or part of it, does. */
  readonly inVillage: boolean;
  /** They hold a seat and review. */
  readonly sits: boolean;
  /** They were drawn, whatever became of it. */
  readonly drawn: boolean;
};

/** Refusals of this workflow, in the shape of the error catalogue. */
export const panelWorkflowRefusals = {
  'panel.over': {
    status: 409,
    en: 'The panel is closed or cancelled and is not opened again.',
    zh: '评议会已结束或取消，不得重新开启。',
  },
  'panel.not_closed': {
    status: 409,
    en: 'A second review follows a first one that is closed.',
    zh: '初评结束后方可复评。',
  },
  'panel.second_opened': {
    status: 409,
    en: 'The panel has a second one, or is one.',
    zh: '本会已开复评，或本会即为复评。',
  },
  'panel.permission_required': {
    status: 403,
    en: 'This needs a permission you do not have.',
    zh: '您没有该操作的权限。',
  },
  'panel.out_of_territory': {
    status: 403,
    en: 'The village is not in your territory.',
    zh: '该村（社区）不在您的管辖范围。',
  },
  'panel.not_a_member': {
    status: 403,
    en: 'Only a member who holds a seat may do this.',
    zh: '仅限在席评议员办理。',
  },
  'panel.member_may_not_record': {
    status: 403,
    en: 'Who was drawn into the panel does not see the ballots of others.',
    zh: '被抽中的评议员不得代录他人评议票。',
  },
} as const;

export type PanelRefusalCode = keyof typeof panelWorkflowRefusals;
export type PanelRefusal = {
  readonly code: PanelRefusalCode;
  readonly en: string;
  readonly zh: string;
};

const refusal = (code: PanelRefusalCode): PanelRefusal => {
  const { en, zh } = panelWorkflowRefusals[code];
  return { code, en, zh };
};

/** The state an action leads to; undefined where it is not allowed in this one. */
export function nextState(state: PanelState, action: PanelAction): PanelState | undefined {
  if (action === 'open-second') return state === 'CLOSED' ? 'CLOSED' : undefined;
  if (state !== 'OPEN') return undefined;
  if (action === 'close') return 'CLOSED';
  return action === 'cancel' ? 'CANCELLED' : 'OPEN';
}

/** Permissions are `panel.<verb>`; one of them covers several actions. */
const PERMISSION: Readonly<Record<PanelAction, string>> = {
  score: 'panel.score',
  'record-ballot': 'panel.record',
  recuse: 'panel.recuse',
  excuse: 'panel.manage',
  close: 'panel.manage',
  'open-second': 'panel.manage',
  cancel: 'panel.manage',
};

function refusalOfState(panel: PanelFacts, action: PanelAction): PanelRefusalCode | undefined {
  if (action !== 'open-second') {
    return nextState(panel.state, action) ? undefined : 'panel.over';
  }
  if (!nextState(panel.state, action)) return 'panel.not_closed';
  return panel.turn === 2 || panel.hasSecond ? 'panel.second_opened' : undefined;
}

function refusalOfPerson(action: PanelAction, actor: PanelActor): PanelRefusalCode | undefined {
  if (!actor.permissions.has(PERMISSION[action])) return 'panel.permission_required';
  switch (action) {
    case 'score':
      return actor.sits ? undefined : 'panel.not_a_member';
    case 'record-ballot':
      if (actor.drawn) return 'panel.member_may_not_record';
      return actor.inVillage ? undefined : 'panel.out_of_territory';
    case 'recuse':
      return actor.drawn || actor.inVillage ? undefined : 'panel.out_of_territory';
    default:
      return actor.overVillage ? undefined : 'panel.out_of_territory';
  }
}

/** Why this person may not do this with the panel now, or undefined when it is allowed. */
export function refusalOf(
  panel: PanelFacts,
  action: PanelAction,
  actor: PanelActor,
): PanelRefusal | undefined {
  const code = refusalOfState(panel, action) ?? refusalOfPerson(action, actor);
  return code && refusal(code);
}

export type AllowedAction = {
  readonly action: PanelAction;
  readonly allowed: boolean;
  readonly reason: PanelRefusal | null;
};

/** Every action with whether this person may take it now and, if not, why; in their order. */
export const allowedActions = (panel: PanelFacts, actor: PanelActor): AllowedAction[] =>
  panelActions.map((action) => {
    const reason = refusalOf(panel, action, actor) ?? null;
    return { action, allowed: reason === null, reason };
  });
