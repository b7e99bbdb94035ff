import { sql } from 'kysely';
import { z } from 'zod';
import { CoordinateSystem } from '../../generated/enums.ts';
import { type Actor, inScope } from '../../kernel/auth/actor.ts';
import { date, enumeration, json } from '../../kernel/commands/input.ts';
import type { Db } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import { globalId } from '../../kernel/ids.ts';
import { read } from '../../kernel/queries/read.ts';
import { boxesMeet } from './boundary-relations.ts';
import { parsePoint } from './coordinates.ts';
import { type Boundary, boxOf, type Position } from './geometry.ts';
import { pointInBoundary } from './point-in-boundary.ts';

const MAX_POINTS = 10_000;
const ONE_COST = 20;
const MANY_COST = 2_000;

const crs = () => enumeration('CoordinateSystem', CoordinateSystem);

export const locateRead = read({
  name: 'grid.locate',
  permission: 'grid.read',
  scope: 'references',
  title: { en: 'Which grids hold a point', zh: '点位所在网格' },
  cost: ONE_COST,
  input: z.object({
    longitude: z.number().min(-180).max(180),
    latitude: z.number().min(-90).max(90),
    crs: crs(),
    asOf: date().optional(),
  }),
  async run(db, input, { actor, today }) {
    const point = parsePoint([input.longitude, input.latitude], input.crs, ['longitude']);
    const asOf = input.asOf ?? today;
    const [grids] = await locatePoints(db, { actor, points: [point], asOf, today });
    const [longitude, latitude] = point;
    return { longitude, latitude, grids: (grids ?? []).map((grid) => grid.id) };
  },
});

export const locateManyRead = read({
  name: 'grid.locate-many',
  permission: 'grid.read',
  scope: 'references',
  title: { en: 'Which grids hold many points', zh: '批量定位' },
  cost: MANY_COST,
  input: z.object({ points: json(), crs: crs(), asOf: date().optional() }),
  async run(db, input, { actor, today }) {
    const { points: given } = input;
    if (!Array.isArray(given) || given.length < 1 || given.length > MAX_POINTS) {
      throw refuse('grid.points_invalid', { path: ['points'] });
    }
    const points = given.map((point, index) => parsePoint(point, input.crs, ['points', index]));
    const asOf = input.asOf ?? today;
    const located = await locatePoints(db, { actor, points, asOf, today });
    const matches = located.map((grids, index) => ({
      index,
      codes: grids.map((grid) => grid.code),
      ids: grids.map((grid) => globalId('Grid', grid.id)),
    }));
    return { located: matches.filter((match) => match.codes.length > 0).length, matches };
  },
});

type Sought = { actor: Actor; points: readonly Position[]; asOf: string; today: string };
type Candidate = { id: string; code: string; boundary: Boundary };

/** The grids of each point that the actor may see, from big to micro. */
export async function locatePoints(db: Db, sought: Sought): Promise<Candidate[][]> {
  const { actor, points, asOf, today } = sought;
  const { hits, grids } = await candidatesAt(db, sought);
  const byId = new Map(grids.filter((grid) => inScope(actor, grid.code)).map((g) => [g.id, g]));
  const found: Candidate[][] = points.map(() => []);
  const former = asOf < today ? await formerBoundaries(db, actor, asOf) : [];
  const redrawn = new Set(former.map((grid) => grid.id));
  for (const [place, id] of hits) {
    const grid = redrawn.has(id) ? undefined : byId.get(id);
    const point = points[place - 1];
    if (grid && point && pointInBoundary(point, grid.boundary)) found[place - 1]?.push(grid);
  }
  for (const grid of former) addFormer(found, points, grid);
  for (const list of found) list.sort((a, b) => a.code.length - b.code.length || order(a, b));
  return found;
}

const order = (a: Candidate, b: Candidate): number => (a.code < b.code ? -1 : 1);

type Candidates = { hits: [place: number, id: string][]; grids: Candidate[] };

/** One statement: which boxes hold which points, and each grid of them once. */
async function candidatesAt(db: Db, { actor, points, asOf }: Sought): Promise<Candidates> {
  const longitudes = points.map((point) => point[0]);
  const latitudes = points.map((point) => point[1]);
  const { rows } = await sql<Candidates>`
    with hit as materialized (
      select point, grid_id from grids_at(${actor.institutionId}::uuid,
        ${longitudes}::double precision[], ${latitudes}::double precision[], ${asOf}::date)
    )
    select
      (select coalesce(json_agg(json_build_array(point, grid_id)), '[]') from hit) as hits,
      (select coalesce(json_agg(json_build_object(
          'id', g.id, 'code', g.code, 'boundary', g.boundary)), '[]')
        from grid g where g.institution_id = ${actor.institutionId}::uuid
          and g.id in (select grid_id from hit)) as grids`.execute(db);
  return rows[0] ?? { hits: [], grids: [] };
}

/** Grids redrawn since the day, as they lay then. */
async function formerBoundaries(db: Db, actor: Actor, asOf: string): Promise<Candidate[]> {
  const rows = await db
    .selectFrom('grid_boundary as b')
    .innerJoin('grid as g', (join) =>
      join.onRef('g.institution_id', '=', 'b.institution_id').onRef('g.id', '=', 'b.grid_id'),
    )
    .select(['g.id', 'g.code', 'b.boundary'])
    .where('b.institution_id', '=', actor.institutionId)
    .where('b.valid_from', '<=', asOf)
    .where('b.valid_to', '>', asOf)
    .where('g.valid_from', '<=', asOf)
    .where((where) => where.or([where('g.valid_to', 'is', null), where('g.valid_to', '>', asOf)]))
    .execute();
  return rows
    .filter((row) => inScope(actor, row.code))
    .map((row) => ({ id: row.id, code: row.code, boundary: row.boundary as Boundary }));
}

function addFormer(found: Candidate[][], points: readonly Position[], grid: Candidate): void {
  const box = boxOf(grid.boundary);
  for (const [index, [longitude, latitude]] of points.entries()) {
    const at = { west: longitude, east: longitude, south: latitude, north: latitude };
    if (!boxesMeet(at, box)) continue;
    if (pointInBoundary([longitude, latitude], grid.boundary)) found[index]?.push(grid);
  }
}
