/** How much clear reading is usual, by dated rule sets and an institution's own choice. Pure. */
import { type DatedRuleSet, ruleSetOn } from '../../kernel/rule-sets.ts';

export type RevealLimits = {
  /** Clear values within 24 hours from which on an alert is raised. */
  readonly alertAt: number;
  /** Beyond this many the next reading is refused; above `alertAt`. */
  readonly blockAt: number;
};

type RevealRuleSet = DatedRuleSet & RevealLimits;

export const revealRuleSets: readonly RevealRuleSet[] = [
  {
    code: 'REVEAL_500_1000',
    effectiveFrom: '2021-11-01',
    effectiveTo: null,
    legalBasis: {
      en: 'JR/T 0223-2021 (watching access to data of class C2); the numbers are common practice.',
      zh: 'JR/T 0223-2021（对C2类信息访问的监测）；数量为行业常用值。',
    },
    alertAt: 500,
    blockAt: 1000,
  },
];

export const MOST_REVEALED = 100_000;

const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 1 && Number(value) <= MOST_REVEALED;

/** The limits on a date: the institution's own where it has set them soundly. */
export function revealLimitsOn(
  settings: Readonly<Record<string, unknown>>,
  date: string,
): RevealLimits & { ruleSet: string } {
  const rules = ruleSetOn(revealRuleSets, date);
  if (!rules) throw new RangeError(`no rule set of readings on ${date}`);
  const { revealAlertAt: alertAt, revealBlockAt: blockAt } = settings;
  if (isCount(alertAt) && isCount(blockAt) && alertAt < blockAt) {
    return { ruleSet: 'INSTITUTION', alertAt, blockAt };
  }
  return { ruleSet: rules.code, alertAt: rules.alertAt, blockAt: rules.blockAt };
}
