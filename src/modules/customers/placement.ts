/** Where a customer belongs: a grid, found by id or by point, or a village while in no grid. */
import { z } from 'zod';
import { CoordinateSystem } from '../../generated/enums.ts';
import { type Actor, inScope } from '../../kernel/auth/actor.ts';
import { classed, enumeration, geometry, id, pattern } from '../../kernel/commands/input.ts';
import type { Tx } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import { locatePoints, type Position, parsePoint } from '../grids/index.ts';

/** How a caller says where; put into a command's input. */
export const placeInput = {
  gridId: id('Grid').optional(),
  gridCode: pattern(/^[0-9A-Z]{2,32}$/).optional(),
  areaCode: pattern(/^\d{12}$/).optional(),
  /** Of the house or shop; also finds the grid when none is given. */
  point: classed('C2', geometry()).optional(),
  crs: enumeration('CoordinateSystem', CoordinateSystem).optional(),
};
const placeSchema = z.object(placeInput);
export type PlaceInput = z.output<typeof placeSchema>;

/** The columns that say where. */
export type Place = { grid_id: string | null; area_code: string; territory_code: string };
export type Point = { longitude: number; latitude: number };
type Asking = { tx: Tx; actor: Actor; today: string };

/** The point in CGCS2000, if one was given. */
export function pointOf({ point, crs }: PlaceInput): Point | null {
  if (point === undefined) return null;
  if (crs === undefined) throw refuse('customer.crs_required', { path: ['crs'] });
  const [longitude, latitude] = parsePoint(point, crs);
  return { longitude, latitude };
}

/** The place the input names. A named grid or village wins; a point alone finds its grid. */
export async function placeOf(asking: Asking, input: PlaceInput): Promise<Place> {
  const { gridId, gridCode, areaCode } = input;
  const [, second] = (['gridId', 'gridCode', 'areaCode'] as const).filter((name) => input[name]);
  if (second) throw refuse('customer.place_choice', { path: [second] });
  if (gridId) return placeInGrid(asking, gridId, ['gridId']);
  if (gridCode) return placeInNamedGrid(asking, gridCode);
  if (areaCode) return placeInArea(asking, areaCode);
  const point = pointOf(input);
  if (!point) throw refuse('customer.place_required', { path: ['gridId'] });
  return placeAtPoint(asking, point);
}

async function placeInGrid(
  { tx, actor, today }: Asking,
  gridId: string,
  path: string[],
): Promise<Place> {
  // The share lock waits for a split or move of the grid, after which it is no longer in force.
  const grid = await tx
    .selectFrom('grid')
    .select(['id', 'code', 'area_code'])
    .where('institution_id', '=', actor.institutionId)
    .where('id', '=', gridId)
    .where('valid_from', '<=', today)
    .where((eb) => eb.or([eb('valid_to', 'is', null), eb('valid_to', '>', today)]))
    .forShare()
    .executeTakeFirst();
  if (!grid) throw refuse('customer.grid_not_in_force', { path });
  if (!inScope(actor, grid.code)) throw refuse('object.not_found', { path });
  return { grid_id: grid.id, area_code: grid.area_code, territory_code: grid.code };
}

/** A grid out of sight is not there. */
async function placeInNamedGrid(asking: Asking, code: string): Promise<Place> {
  const path = ['gridCode'];
  const grid = inScope(asking.actor, code) ? await gridInForce(asking, code) : undefined;
  if (!grid) throw refuse('object.not_found', { path });
  return placeInGrid(asking, grid.id, path);
}

const gridInForce = ({ tx, actor, today }: Asking, code: string) =>
  tx
    .selectFrom('grid')
    .select('id')
    .where('institution_id', '=', actor.institutionId)
    .where('code', '=', code)
    .where('valid_from', '<=', today)
    .where((eb) => eb.or([eb('valid_to', 'is', null), eb('valid_to', '>', today)]))
    .executeTakeFirst();

async function placeInArea({ tx, actor, today }: Asking, areaCode: string): Promise<Place> {
  const path = ['areaCode'];
  if (!inScope(actor, areaCode)) throw refuse('object.not_found', { path });
  const area = await tx
    .selectFrom('area')
    .select('code')
    .where('code', '=', areaCode)
    .where('valid_from', '<=', today)
    .where((eb) => eb.or([eb('valid_to', 'is', null), eb('valid_to', '>', today)]))
    .executeTakeFirst();
  if (!area) throw refuse('customer.area_unknown', { path });
  return { grid_id: null, area_code: area.code, territory_code: area.code };
}

/** Where the other side is: beyond the caller's own territory, within the institution. */
export type ElsewhereInput = Pick<PlaceInput, 'point' | 'crs'> & {
  toGridCode?: string | undefined;
};

/**
 * The grid somebody names who need not see it: by its code, or by a point in it. Codes of grids are
 * no secret within an institution; what is inside them stays out of sight.
 */
export async function placeElsewhere(asking: Asking, input: ElsewhereInput): Promise<Place> {
  const { actor } = asking;
  const unbound = { ...asking, actor: { ...actor, scope: [''] } };
  const point = pointOf(input);
  if (input.toGridCode === undefined) {
    if (!point) throw refuse('customer.place_required', { path: ['toGridCode'] });
    return placeAtPoint(unbound, point);
  }
  const path = ['toGridCode'];
  const grid = await gridInForce(asking, input.toGridCode);
  if (!grid) throw refuse('customer.grid_not_in_force', { path });
  return placeInGrid(unbound, grid.id, path);
}

/** Keeps a grid as it is until the transaction ends, for a file that is opened beside another. */
export async function holdGrid(tx: Tx, institutionId: string, gridId: string): Promise<void> {
  await tx
    .selectFrom('grid')
    .select('id')
    .where('institution_id', '=', institutionId)
    .where('id', '=', gridId)
    .forShare()
    .execute();
}

/** A grid as a place, if it is in force and the caller sees it. */
export const placeInOwnGrid = (asking: Asking, gridId: string): Promise<Place> =>
  placeInGrid(asking, gridId, ['gridId']);

/** The innermost grid that holds the point. Urban grids may overlap: then a person chooses. */
async function placeAtPoint(asking: Asking, { longitude, latitude }: Point): Promise<Place> {
  const path = ['point'];
  const { tx, actor, today } = asking;
  const points: Position[] = [[longitude, latitude]];
  const [found = []] = await locatePoints(tx, { actor, points, asOf: today, today });
  const holds = (outer: string, inner: string) => outer !== inner && inner.startsWith(outer);
  const innermost = found.filter(({ code }) => !found.some((other) => holds(code, other.code)));
  const [grid] = innermost;
  if (!grid) throw refuse('customer.place_required', { path });
  if (innermost.length > 1) {
    const details = { grids: innermost.map(({ code }) => code) };
    throw refuse('customer.grid_ambiguous', { path, details });
  }
  return placeInGrid(asking, grid.id, path);
}
