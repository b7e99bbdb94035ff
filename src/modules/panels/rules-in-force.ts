/** Which rules a panel is held by: the institution's own from their first day on, else the program's. */
import { z } from 'zod';
import { PanelMethod } from '../../generated/enums.ts';
import { decimal, enumeration } from '../../kernel/commands/input.ts';
import type { Db } from '../../kernel/db/index.ts';
import { ruleSetOn } from '../../kernel/rule-sets.ts';
import { type PanelItem, type PanelRules, panelRuleSets } from './rules.ts';

const MOST_DECIMALS = 6;
/** A bound on seats, so that closing a panel stays one transaction of a second or so. */
export const MOST_SEATS = 15;
const MOST_MONTHS = 36;
const count = (least: number, most: number) => z.number().int().min(least).max(most);

/** Rules as an institution gives them. */
export const rulesInput = z.object({
  method: enumeration('PanelMethod', PanelMethod),
  trimEachEnd: count(1, 3).describe('Reviews cut at each end. 两端各去掉票数'),
  trimFrom: count(3, MOST_SEATS).describe('Reviews from which on the ends are cut. 去极值起点'),
  decimals: count(0, MOST_DECIMALS).describe('Decimals of a mean. 小数位数'),
  scaleLow: decimal(),
  scaleHigh: decimal(),
  scaleStep: decimal(),
  seats: count(3, MOST_SEATS).describe('Seats unless convened with others. 席位数'),
  fewestSeats: count(3, MOST_SEATS).describe('Fewest seats of a panel. 最少席位数'),
  standby: count(0, MOST_SEATS).describe('How many stand by. 候补人数'),
  fewestReviews: count(3, MOST_SEATS).describe('Fewest reviews of a customer. 每户最少票数'),
  quorumNumerator: count(1, 100).describe('Share of those who may review. 法定人数比例分子'),
  quorumDenominator: count(1, 100).describe('Its denominator. 分母'),
  usableMonths: count(1, MOST_MONTHS).describe('Months a mean may be used. 结果有效月数'),
});

type RulesInForce = { code: string; rules: PanelRules };

/** @throws RangeError on a day before any rules there ever were */
export async function rulesOn(db: Db, institutionId: string, day: string): Promise<RulesInForce> {
  const own = await db
    .selectFrom('panel_rule_set')
    .select(['code', 'content'])
    .where('institution_id', '=', institutionId)
    .where('valid_from', '<=', day)
    .where((either) => either.or([either('valid_to', 'is', null), either('valid_to', '>', day)]))
    .executeTakeFirst();
  if (own) return { code: own.code, rules: rulesInput.parse(own.content) };
  const shipped = ruleSetOn(panelRuleSets, day);
  if (!shipped) throw new RangeError(`no rules of panels on ${day}`);
  return shipped;
}

/** The rules a panel was convened under. */
export const rulesOf = (panel: { rules: unknown }): PanelRules => rulesInput.parse(panel.rules);

const items = z.array(
  z.object({
    code: z.string(),
    label: z.object({ en: z.string(), zh: z.string() }),
    low: z.string(),
    high: z.string(),
  }),
);

/** What the panel scores. */
export const itemsOf = (panel: { items: unknown }): PanelItem[] => items.parse(panel.items);
