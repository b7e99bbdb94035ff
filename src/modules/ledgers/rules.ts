/** Rules of visits, dated; distances; what of them a visit must hold. Pure. */
import { addDays } from '../../kernel/dates.ts';
import { type DatedRuleSet, ruleSetOn } from '../../kernel/rule-sets.ts';

export type VisitRuleSet = DatedRuleSet & {
  /** Visits of this way and one of these purposes are made by two people. */
  readonly twoVisitors: readonly { readonly way: string; readonly purposes: readonly string[] }[];
  /** Visits of these ways are stamped with their place. */
  readonly stamped: readonly string[];
  /** A stamp further from the customer than this, its accuracy given in, is shown as far away. */
  readonly farFromMetres: number;
  /** A visit may be recorded so many days late, for want of a network or of time. */
  readonly lateDays: number;
};

export const visitRuleSets: readonly VisitRuleSet[] = [
  {
    code: 'VISITS_2015',
    effectiveFrom: '2015-01-01',
    effectiveTo: null,
    legalBasis: {
      en: 'Plan of grid-based service: households are visited by two people (AB posts), visits are recorded with photo, place and time.',
      zh: '网格化工作实施方案：入户走访由AB岗双人进行，走访留存照片、地点、时间。',
    },
    twoVisitors: [{ way: 'ON_SITE', purposes: ['FIRST_VISIT', 'COMPLETE_FILE'] }],
    stamped: ['ON_SITE'],
    farFromMetres: 500,
    lateDays: 31,
  },
];

/** @throws RangeError where no rules hold on the day */
export function visitRulesOn(date: string): VisitRuleSet {
  const rules = ruleSetOn(visitRuleSets, date);
  if (!rules) throw new RangeError(`no rules of visits on ${date}`);
  return rules;
}

/** The earliest day a visit may be recorded for, on a day. */
export const earliestVisit = (rules: VisitRuleSet, today: string): string =>
  addDays(today, -rules.lateDays);

export const needsTwo = (rules: VisitRuleSet, visit: { way: string; purpose: string }): boolean =>
  rules.twoVisitors.some(
    ({ way, purposes }) => way === visit.way && purposes.includes(visit.purpose),
  );

export type Point = { readonly longitude: number; readonly latitude: number };

const EARTH_RADIUS_METRES = 6_371_008.8;
const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Great-circle distance in whole metres, by the haversine formula. */
export function metresBetween(a: Point, b: Point): number {
  const half = (from: number, to: number): number => Math.sin(radians(to - from) / 2) ** 2;
  const chord =
    half(a.latitude, b.latitude) +
    Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * half(a.longitude, b.longitude);
  return Math.round(2 * EARTH_RADIUS_METRES * Math.asin(Math.min(1, Math.sqrt(chord))));
}

type Stamp = { readonly distanceMetres: number | null; readonly accuracyMetres: number | null };

/** Is the visitor surely further away than the rules let pass? */
export const isFarAway = (rules: VisitRuleSet, { distanceMetres, accuracyMetres }: Stamp) =>
  distanceMetres !== null && distanceMetres - (accuracyMetres ?? 0) > rules.farFromMetres;
