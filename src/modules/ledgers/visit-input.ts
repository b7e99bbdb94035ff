/** What a visit says, checked against the rules of its day, as columns. */
import { z } from 'zod';
import {
  CoordinateSystem,
  VisitPurpose,
  VisitResult,
  VisitSource,
  VisitWay,
} from '../../generated/enums.ts';
import { civilDate } from '../../kernel/clock.ts';
import {
  classed,
  date,
  enumeration,
  geometry,
  id,
  instant,
  pattern,
  text,
} from '../../kernel/commands/input.ts';
import type { Db } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import { parsePoint } from '../grids/index.ts';
import {
  earliestVisit,
  isFarAway,
  metresBetween,
  needsTwo,
  type Point,
  type VisitRuleSet,
  visitRulesOn,
} from './rules.ts';

const MOST_PHOTOS = 20;
const MOST_ACCURACY_METRES = 100_000;
/** Clocks of devices run ahead a little. */
const CLOCK_SLACK_MS = 5 * 60_000;
export const MOST_NOTE = 2_000;

const photo = z.object({
  hash: pattern(/^[0-9a-f]{64}$/, 64),
  locator: pattern(/^[A-Za-z0-9][A-Za-z0-9._/:-]{0,255}$/, 256),
});

export const visitInput = {
  way: enumeration('VisitWay', VisitWay),
  purpose: enumeration('VisitPurpose', VisitPurpose),
  result: enumeration('VisitResult', VisitResult),
  source: enumeration('VisitSource', VisitSource),
  visitedAt: instant(),
  nextOn: date().optional(),
  secondVisitorId: id('Person').optional(),
  point: geometry().optional(),
  crs: enumeration('CoordinateSystem', CoordinateSystem).optional(),
  accuracyMetres: z.number().int().min(0).max(MOST_ACCURACY_METRES).optional(),
  photos: z.array(photo).max(MOST_PHOTOS).default([]),
  note: classed('C2', text(MOST_NOTE)).optional(),
};
const visitSchema = z.object(visitInput);
export type VisitInput = z.output<typeof visitSchema>;

type Visited = { longitude: number | null; latitude: number | null };
type Checking = { now: Date; customer: Visited };

/** Refusals both commands share. */
export const visitErrors = [
  'visit.in_future',
  'visit.too_old',
  'visit.next_too_early',
  'visit.two_visitors_required',
  'visit.same_visitor',
  'visit.visitor_left',
  'visit.point_required',
  'visit.crs_required',
  'visit.photo_twice',
];

/** The columns that follow from the input alone and from where the customer is. */
export function visitColumns(given: VisitInput, { now, customer }: Checking) {
  const visitedAt = new Date(given.visitedAt);
  const day = civilDate(visitedAt);
  const rules = visitRulesOn(day);
  checkTime(given, { visitedAt, day, now, rules });
  const point = pointOf(given);
  if (needsTwo(rules, given) && !given.secondVisitorId) {
    throw refuse('visit.two_visitors_required', { path: ['secondVisitorId'] });
  }
  if (rules.stamped.includes(given.way) && !point) {
    throw refuse('visit.point_required', { path: ['point'] });
  }
  const hashes = given.photos.map(({ hash }) => hash);
  const twice = hashes.findIndex((hash, index) => hashes.indexOf(hash) !== index);
  if (twice >= 0) throw refuse('visit.photo_twice', { path: ['photos', twice] });
  const distanceMetres = point && distanceTo(customer, point);
  const accuracyMetres = (point && given.accuracyMetres) ?? null;
  return {
    way: given.way,
    purpose: given.purpose,
    result: given.result,
    source: given.source,
    visited_at: visitedAt,
    next_on: given.nextOn ?? null,
    second_visitor_id: given.secondVisitorId ?? null,
    longitude: point?.longitude ?? null,
    latitude: point?.latitude ?? null,
    accuracy_metres: accuracyMetres,
    distance_metres: distanceMetres,
    far_away: isFarAway(rules, { distanceMetres, accuracyMetres }),
    photos: JSON.stringify(given.photos),
    rule_set: rules.code,
  };
}

type Timed = { visitedAt: Date; day: string; now: Date; rules: VisitRuleSet };

function checkTime({ nextOn }: VisitInput, { visitedAt, day, now, rules }: Timed): void {
  const path = ['visitedAt'];
  if (visitedAt.getTime() > now.getTime() + CLOCK_SLACK_MS)
    throw refuse('visit.in_future', { path });
  const earliest = earliestVisit(rules, civilDate(now));
  if (day < earliest) throw refuse('visit.too_old', { path, details: { earliest } });
  if (nextOn !== undefined && nextOn <= day) {
    throw refuse('visit.next_too_early', { path: ['nextOn'] });
  }
}

function pointOf({ point, crs }: VisitInput): Point | null {
  if (point === undefined) return null;
  if (crs === undefined) throw refuse('visit.crs_required', { path: ['crs'] });
  const [longitude, latitude] = parsePoint(point, crs);
  return { longitude, latitude };
}

function distanceTo({ longitude, latitude }: Visited, point: Point): number | null {
  if (longitude === null || latitude === null) return null;
  return metresBetween({ longitude, latitude }, point);
}

type Colleague = { institutionId: string; personId: string | undefined };

/** The second visitor works here today. */
export async function checkColleague(
  db: Db,
  { institutionId, personId }: Colleague,
): Promise<void> {
  if (personId === undefined) return;
  if (!(await worksHere(db, { institutionId, personId }))) {
    throw refuse('visit.visitor_left', { path: ['secondVisitorId'] });
  }
}

/** A machine visits nobody and promises nothing. */
export async function worksHere(
  db: Db,
  { institutionId, personId }: { institutionId: string; personId: string },
): Promise<boolean> {
  const row = await db
    .selectFrom('person')
    .select('id')
    .where('institution_id', '=', institutionId)
    .where('id', '=', personId)
    .where('kind', '=', 'HUMAN')
    .where('status', '=', 'ACTIVE')
    .executeTakeFirst();
  return row !== undefined;
}
