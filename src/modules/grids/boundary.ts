import { refuse } from '../../kernel/errors.ts';
import { parseCoordinateSystem, parsePosition, toStored } from './coordinates.ts';
import { type Boundary, boundaryOf, type Position, type Ring } from './geometry.ts';
import { checkPolygons, type InputPath, turnedRing } from './ring-check.ts';

/** Positions a boundary may have in all its rings together; bounds the time of the checks. */
export const BOUNDARY_POSITIONS_LIMIT = 10_000;
const RING_POSITIONS_MIN = 4;
const BOUNDARY_FIELDS = ['type', 'coordinates', 'bbox'];

/**
 * Reads a GeoJSON Polygon or MultiPolygon in the given coordinate system: checked, converted to
 * CGCS2000, rounded to stored decimals, shells counter-clockwise and holes clockwise (RFC 7946).
 * Refuses with the `grid.boundary_*` codes and `grid.crs_invalid`, `path` naming the position.
 */
export function parseBoundary(
  input: unknown,
  crs: unknown,
  path: InputPath = ['boundary'],
): Boundary {
  const system = parseCoordinateSystem(crs);
  const { many, polygons } = readShape(input, path);
  const pathOf = (polygon: number, ring: number): InputPath =>
    many ? [...path, 'coordinates', polygon, ring] : [...path, 'coordinates', ring];
  refuseTooLarge(polygons, path);
  const rings = polygons.map((polygon, p) =>
    list(polygon, many ? [...path, 'coordinates', p] : [...path, 'coordinates']).map((ring, r) =>
      readRing(ring, pathOf(p, r)).map((position) => toStored(position, system)),
    ),
  );
  checkPolygons(rings, pathOf);
  const turned = rings.map((polygon) => polygon.map((ring, r) => turnedRing(ring, r === 0)));
  const boundary = boundaryOf(turned);
  if (!boundary) throw refuse('grid.boundary_invalid', { path: [...path, 'coordinates'] });
  return boundary;
}

/** Unknown members are refused: a `crs` member could contradict the coordinate system given. */
function readShape(input: unknown, path: InputPath): { many: boolean; polygons: unknown[] } {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw refuse('grid.boundary_invalid', { path });
  }
  const stranger = Object.keys(input).find((name) => !BOUNDARY_FIELDS.includes(name));
  if (stranger) throw refuse('grid.boundary_invalid', { path: [...path, stranger] });
  const type = 'type' in input ? input.type : undefined;
  const coordinates = 'coordinates' in input ? input.coordinates : undefined;
  if (type !== 'Polygon' && type !== 'MultiPolygon') {
    throw refuse('grid.boundary_invalid', { path: [...path, 'type'] });
  }
  const inner = list(coordinates, [...path, 'coordinates']);
  return type === 'Polygon' ? { many: false, polygons: [inner] } : { many: true, polygons: inner };
}

function list(value: unknown, path: InputPath): unknown[] {
  if (!Array.isArray(value) || value.length === 0) throw refuse('grid.boundary_invalid', { path });
  return value;
}

/** Counted before any position is looked at, so that a huge boundary costs nothing. */
function refuseTooLarge(polygons: readonly unknown[], path: InputPath) {
  let positions = 0;
  for (const polygon of polygons) {
    for (const ring of Array.isArray(polygon) ? polygon : []) {
      positions += Array.isArray(ring) ? ring.length : 1;
      if (positions <= BOUNDARY_POSITIONS_LIMIT) continue;
      throw refuse('grid.boundary_too_large', {
        path: [...path, 'coordinates'],
        details: { limit: BOUNDARY_POSITIONS_LIMIT },
      });
    }
  }
}

function readRing(value: unknown, path: InputPath): Ring {
  const ring = list(value, path).map((position, index) =>
    parsePosition(position, [...path, index], 'grid.boundary_invalid'),
  );
  const [first, last] = [ring[0], ring.at(-1)];
  const closed = first !== undefined && last !== undefined && equal(first, last);
  if (!closed || ring.length < RING_POSITIONS_MIN) {
    throw refuse('grid.boundary_unclosed', { path: [...path, ring.length - 1] });
  }
  return ring;
}

const equal = (a: Position, b: Position): boolean => a[0] === b[0] && a[1] === b[1];
