/** The plan of collection by days overdue, and how people may be spoken to. Pure. */
import type {
  CollectionActionKind,
  CollectionParty,
  CollectionStage,
} from '../../generated/enums.ts';
import { addDays, addMonths } from '../../kernel/dates.ts';
import { type DatedRuleSet, ruleSetOn } from '../../kernel/rule-sets.ts';

export type StageRule = {
  readonly stage: CollectionStage;
  /** From this many days overdue. */
  readonly fromDays: number;
  /** The first action of the stage is due within these days, each next one after those. */
  readonly withinDays: number;
  readonly everyDays: number;
};

export type CollectionRules = DatedRuleSet & {
  /** Ascending; a delay below the first is nobody's case yet. */
  readonly stages: readonly [StageRule, ...StageRule[]];
  /** From this stage on a case may be handed to the court. */
  readonly courtFrom: CollectionStage;
  /** Calls and visits lie in [fromHour, toHour), in China; so many calls and messages a day. */
  readonly contact: {
    readonly fromHour: number;
    readonly toHour: number;
    readonly mostADay: number;
    /** Who may be asked to pay; others may only be asked where the borrower is. */
    readonly bound: readonly CollectionParty[];
  };
  /** Limitation of action, in months. */
  readonly limitationMonths: number;
};

const collectionRuleSets: readonly CollectionRules[] = [
  {
    code: 'COLLECTION_2017',
    effectiveFrom: '2017-10-01',
    effectiveTo: null,
    legalBasis: {
      en: 'Civil law: limitation of action three years, interrupted by demand or acknowledgement (Civil Code 188, 195). Measures for personal loans: the lender collects in time. Stages, hours and numbers are the software’s own.',
      zh: '民事诉讼时效三年，因催告或债务人同意履行而中断（《民法典》第188条、第195条）；《个人贷款管理办法》：贷款人应及时催收。阶段、时段、次数为软件默认值。',
    },
    stages: [
      { stage: 'REMINDER', fromDays: 1, withinDays: 3, everyDays: 7 },
      { stage: 'VISIT', fromDays: 16, withinDays: 7, everyDays: 15 },
      { stage: 'DEMAND', fromDays: 31, withinDays: 7, everyDays: 30 },
      { stage: 'LEGAL', fromDays: 91, withinDays: 15, everyDays: 30 },
    ],
    courtFrom: 'LEGAL',
    contact: { fromHour: 8, toHour: 22, mostADay: 3, bound: ['BORROWER', 'GUARANTOR'] },
    limitationMonths: 36,
  },
];

/** @throws RangeError where no rules hold on the day */
export function collectionRulesOn(date: string): CollectionRules {
  const rules = ruleSetOn(collectionRuleSets, date);
  if (!rules) throw new RangeError(`no rules of collection on ${date}`);
  return rules;
}

/** The stage a delay of so many days has reached, or undefined below the first. */
export const stageOf = ({ stages }: CollectionRules, overdueDays: number): StageRule | undefined =>
  stages.findLast(({ fromDays }) => overdueDays >= fromDays);

export const ruleOf = ({ stages }: CollectionRules, stage: CollectionStage): StageRule =>
  stages.find((rule) => rule.stage === stage) ?? stages[0];

/** Has a case in this stage come as far as the court? */
export const ripeForCourt = ({ stages, courtFrom }: CollectionRules, stage: CollectionStage) => {
  const place = (of: CollectionStage) => stages.findIndex((rule) => rule.stage === of);
  return place(stage) >= place(courtFrom);
};

/** The last day for the action after this one: a promise is looked after on the day it is broken. */
export function nextActionOn(
  rules: CollectionRules,
  taken: { stage: CollectionStage; on: string; promisedOn: string | null },
): string {
  const planned = addDays(taken.on, ruleOf(rules, taken.stage).everyDays);
  if (taken.promisedOn === null) return planned;
  return addDays(taken.promisedOn, 1);
}

export const limitationOn = ({ limitationMonths }: CollectionRules, from: string): string =>
  addMonths(from, limitationMonths);

/** Demands that reached somebody bound, and acknowledgements, begin the limitation anew. */
export const interruptsLimitation = (
  { contact }: CollectionRules,
  { kind, party, result }: { kind: CollectionActionKind; party: CollectionParty; result: string },
): boolean => {
  const demanded = kind === 'LETTER' || kind === 'LAWYER_LETTER';
  const reached = result === 'PROMISED' || (demanded && result === 'DELIVERED');
  return kind === 'COURT_FILING' || (reached && contact.bound.includes(party));
};

const SPOKEN: readonly CollectionActionKind[] = ['CALL', 'VISIT', 'MESSAGE'];
const COUNTED: readonly CollectionActionKind[] = ['CALL', 'MESSAGE'];

export type Spoken = {
  readonly kind: CollectionActionKind;
  readonly party: CollectionParty;
  readonly result: string;
  /** Hour of the day in China. */
  readonly hour: number;
  /** Calls and messages of the case that day before this one. */
  readonly before: number;
};

/** What happened is recorded whatever it was; what the rules do not allow is marked. */
export function isIrregular({ contact }: CollectionRules, spoken: Spoken): boolean {
  if (!SPOKEN.includes(spoken.kind)) return false;
  const atNight = spoken.hour < contact.fromHour || spoken.hour >= contact.toHour;
  const tooOften = COUNTED.includes(spoken.kind) && spoken.before >= contact.mostADay;
  const notBound = !contact.bound.includes(spoken.party) && spoken.result === 'PROMISED';
  return atNight || tooOften || notBound;
}
