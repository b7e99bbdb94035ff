/** The way to a credit standing and out of it: which step follows which, and who may take it. Pure. */

export const creditStates = [
  'APPLIED',
  'SELF_CHECKED',
  'INSPECTED',
  'NAMED',
  'REFUSED',
  'RETRACTED',
  'WITHDRAWN',
] as const;
export type CreditState = (typeof creditStates)[number];

export const creditActions = [
  'self-check',
  'inspect',
  'name',
  'refuse',
  'retract',
  'review',
  'withdraw',
] as const;
export type CreditAction = (typeof creditActions)[number];

export type CreditFacts = {
  readonly state: CreditState;
  readonly appliedBy: string;
  readonly inspectors: readonly string[];
  /** Whether the figures frozen last met every criterion; null before any. */
  readonly qualified: boolean | null;
  /** They are recent enough to name somebody on. */
  readonly figuresFresh: boolean;
  readonly inspectionPassed: boolean | null;
  /** A public notice has run its time, where the rules ask for one. */
  readonly noticeStood: boolean;
  /** Named, and the period is over. */
  readonly lapsed: boolean;
};

export type CreditActor = {
  readonly personId: string;
  readonly permissions: ReadonlySet<string>;
};

/** Refusals of this workflow, in the shape of the error catalogue. */
export const creditWorkflowRefusals = {
  'credit-area.illegal_transition': {
    status: 409,
    en: 'The application or standing is not in a state in which this can be done.',
    zh: '当前状态不允许该操作。',
  },
  'credit-area.permission_required': {
    status: 403,
    en: 'This step needs a permission you do not have.',
    zh: '您没有办理该环节的权限。',
  },
  'credit-area.separation_of_duties': {
    status: 403,
    en: 'Who applied, who inspected and who decides are different people.',
    zh: '申请、验收与命名须由不同人员办理。',
  },
  'credit-area.criteria_not_met': {
    status: 409,
    en: 'The figures frozen last do not meet every criterion.',
    zh: '最近一次核查未全部达标。',
  },
  'credit-area.figures_stale': {
    status: 409,
    en: 'The frozen figures are too old; check again.',
    zh: '自查数据已过有效期，请重新自查。',
  },
  'credit-area.inspection_failed': {
    status: 409,
    en: 'The inspection did not pass.',
    zh: '验收未通过。',
  },
  'credit-area.notice_missing': {
    status: 409,
    en: 'No public notice of it has run its time since the figures were frozen.',
    zh: '自查之后尚未完成公示。',
  },
  'credit-area.lapsed': {
    status: 409,
    en: 'The standing has lapsed; apply anew.',
    zh: '信用称号已到期，请重新申请。',
  },
} as const;

export type CreditRefusalCode = keyof typeof creditWorkflowRefusals;
export type CreditRefusal = {
  readonly code: CreditRefusalCode;
  readonly en: string;
  readonly zh: string;
};

const refusal = (code: CreditRefusalCode): CreditRefusal => {
  const { en, zh } = creditWorkflowRefusals[code];
  return { code, en, zh };
};

type Steps = Readonly<Partial<Record<CreditState, CreditState>>>;

/** For each action, the states it may be taken in and the state it leads to. */
const transitions: Readonly<Record<CreditAction, Steps>> = {
  // Figures frozen anew need another inspection.
  'self-check': {
    APPLIED: 'SELF_CHECKED',
    SELF_CHECKED: 'SELF_CHECKED',
    INSPECTED: 'SELF_CHECKED',
  },
  inspect: { SELF_CHECKED: 'INSPECTED' },
  name: { INSPECTED: 'NAMED' },
  refuse: { SELF_CHECKED: 'REFUSED', INSPECTED: 'REFUSED' },
  retract: { APPLIED: 'RETRACTED', SELF_CHECKED: 'RETRACTED', INSPECTED: 'RETRACTED' },
  review: { NAMED: 'NAMED' },
  withdraw: { NAMED: 'WITHDRAWN' },
};

const PERMISSION: Readonly<Record<CreditAction, string>> = {
  'self-check': 'credit-area.apply',
  inspect: 'credit-area.inspect',
  name: 'credit-area.name',
  refuse: 'credit-area.name',
  retract: 'credit-area.apply',
  review: 'credit-area.review',
  withdraw: 'credit-area.name',
};

/** The state an action leads to; undefined where it is not allowed in this one. */
export const nextState = (state: CreditState, action: CreditAction): CreditState | undefined =>
  transitions[action][state];

/** People who may not take a step: the three parts are three people's. */
function barredFrom(facts: CreditFacts, action: CreditAction): readonly string[] {
  if (action === 'inspect' || action === 'review') return [facts.appliedBy];
  const decides = action === 'name' || action === 'refuse';
  return decides ? [facts.appliedBy, ...facts.inspectors] : [];
}

function refusalOfFacts(facts: CreditFacts, action: CreditAction): CreditRefusalCode | undefined {
  if (action === 'review' && facts.lapsed) return 'credit-area.lapsed';
  if (action === 'inspect' && facts.qualified !== true) return 'credit-area.criteria_not_met';
  if (action !== 'name') return undefined;
  if (facts.qualified !== true) return 'credit-area.criteria_not_met';
  if (facts.inspectionPassed !== true) return 'credit-area.inspection_failed';
  if (!facts.figuresFresh) return 'credit-area.figures_stale';
  return facts.noticeStood ? undefined : 'credit-area.notice_missing';
}

/** Why this person may not take this step now, or undefined when it is allowed. */
export function refusalOf(
  facts: CreditFacts,
  action: CreditAction,
  actor: CreditActor,
): CreditRefusal | undefined {
  if (!nextState(facts.state, action)) return refusal('credit-area.illegal_transition');
  if (!actor.permissions.has(PERMISSION[action])) {
    return refusal('credit-area.permission_required');
  }
  if (barredFrom(facts, action).includes(actor.personId)) {
    return refusal('credit-area.separation_of_duties');
  }
  const code = refusalOfFacts(facts, action);
  return code && refusal(code);
}

export type AllowedAction = {
  readonly action: CreditAction;
  readonly allowed: boolean;
  readonly reason: CreditRefusal | null;
};

/** Every action with whether this person may take it now and, if not, why; in their order. */
export const allowedActions = (facts: CreditFacts, actor: CreditActor): AllowedAction[] =>
  creditActions.map((action) => {
    const reason = refusalOf(facts, action, actor) ?? null;
    return { action, allowed: reason === null, reason };
  });
