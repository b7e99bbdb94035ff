import { test } from 'tap';
import { BOUNDARY_POSITIONS_LIMIT, parseBoundary } from '../../../src/modules/grids/boundary.ts';
import {
  areNeighbours,
  boxLiteral,
  containedIn,
  polygonLiterals,
} from '../../../src/modules/grids/boundary-relations.ts';
import { areaM2 } from '../../../src/modules/grids/clip.ts';
import { COORDINATE_SYSTEMS, parsePoint } from '../../../src/modules/grids/coordinates.ts';
import {
  type Boundary,
  boxOf,
  meeting,
  orientation,
  type Position,
  type Ring,
} from '../../../src/modules/grids/geometry.ts';
import { locatePoint, pointInBoundary } from '../../../src/modules/grids/point-in-boundary.ts';
import { fc } from '../../helpers/property.ts';

const polygon = (...coordinates: Ring[]) => ({ type: 'Polygon', coordinates }) as const;
const parts = (...coordinates: Ring[][]) => ({ type: 'MultiPolygon', coordinates }) as const;

/** A counter-clockwise rectangle in hundredths of a degree around the demo county. */
function rectangle(west: number, south: number, east: number, north: number): Ring {
  const at = (x: number, y: number): Position => [(11290 + x) / 100, (3040 + y) / 100];
  return [at(west, south), at(east, south), at(east, north), at(west, north), at(west, south)];
}
const ring = (...corners: Position[]): Ring =>
  corners.map(([x, y]) => [x / 100 + 112, y / 100 + 30]);
const clockwise = (positions: Ring): Ring => positions.toReversed();

test('what is accepted, and how it is stored', (t) => {
  const square = polygon(rectangle(0, 0, 4, 4));
  const holed = polygon(rectangle(0, 0, 4, 4), clockwise(rectangle(1, 1, 2, 2)));
  const table: [string, Boundary, Boundary][] = [
    ['a square', square, square],
    [
      'a clockwise square',
      polygon(clockwise(rectangle(0, 0, 4, 4))),
      polygon(rectangle(0, 0, 4, 4)),
    ],
    ['a hole', holed, holed],
    ['a hole turned the wrong way', polygon(rectangle(0, 0, 4, 4), rectangle(1, 1, 2, 2)), holed],
    ['one part', parts([rectangle(0, 0, 4, 4)]), square],
  ];
  for (const [name, input, stored] of table) {
    t.strictSame(parseBoundary(input, 'CGCS2000'), stored, name);
  }
  const valid: [string, Boundary][] = [
    [
      'two holes that touch in a corner',
      polygon(rectangle(0, 0, 9, 9), rectangle(1, 1, 2, 2), rectangle(2, 2, 3, 3)),
    ],
    [
      'a hole that touches the shell in a corner',
      polygon(rectangle(0, 0, 4, 4), ring([90, 40], [92, 41], [91, 42], [90, 40])),
    ],
    ['two parts apart', parts([rectangle(0, 0, 1, 1)], [rectangle(2, 0, 3, 1)])],
    ['two parts that touch in a corner', parts([rectangle(0, 0, 1, 1)], [rectangle(1, 1, 2, 2)])],
    [
      'an island in a lake',
      parts([rectangle(0, 0, 9, 9), rectangle(2, 2, 7, 7)], [rectangle(3, 3, 4, 4)]),
    ],
    ['a corner on a straight edge', polygon(ring([0, 0], [2, 0], [4, 0], [4, 4], [0, 0]))],
  ];
  for (const [name, input] of valid) t.doesNotThrow(() => parseBoundary(input, 'WGS84'), name);
  t.end();
});

test('altitudes and a bbox are dropped, coordinates rounded to a millimetre', (t) => {
  const corners = rectangle(0, 0, 4, 4).map(([x, y]) => [x + 1e-10, y, 31.5]);
  const input = { type: 'Polygon', coordinates: [corners], bbox: [0, 0, 1, 1] };
  t.strictSame(parseBoundary(input, 'CGCS2000'), polygon(rectangle(0, 0, 4, 4)));
  t.end();
});

/** Two edges in turn are at fault; either may be named. */
const ANY = 'any';

test('what is refused: code and path', (t) => {
  const [a, b, c, d] = rectangle(0, 0, 4, 4) as [Position, Position, Position, Position, Position];
  const outer = rectangle(0, 0, 4, 4);
  const at = (...path: (string | number)[]) => ['boundary', 'coordinates', ...path];
  const table: [string, unknown, string, (string | number)[]][] = [
    ['nothing', null, 'grid.boundary_invalid', ['boundary']],
    ['text', '{"type":"Polygon"}', 'grid.boundary_invalid', ['boundary']],
    ['a list', [], 'grid.boundary_invalid', ['boundary']],
    ['a point', { type: 'Point', coordinates: a }, 'grid.boundary_invalid', ['boundary', 'type']],
    ['its own crs', { ...polygon(outer), crs: 'x' }, 'grid.boundary_invalid', ['boundary', 'crs']],
    ['no coordinates', { type: 'Polygon' }, 'grid.boundary_invalid', at()],
    ['no ring', polygon(), 'grid.boundary_invalid', at()],
    ['an empty part', parts([]), 'grid.boundary_invalid', at(0)],
    ['an empty ring', polygon([]), 'grid.boundary_invalid', at(0)],
    ['a ring of text', polygon('abcd' as never), 'grid.boundary_invalid', at(0)],
    ['text in a position', polygon([a, ['1', 2] as never]), 'grid.boundary_invalid', at(0, 1)],
    ['not finite', polygon([a, [NaN, 2]]), 'grid.boundary_invalid', at(0, 1)],
    ['one number', polygon([a, [1] as never]), 'grid.boundary_invalid', at(0, 1)],
    ['four numbers', polygon([a, [1, 2, 3, 4] as never]), 'grid.boundary_invalid', at(0, 1)],
    ['latitude first', polygon([[30.4, 112.9]]), 'grid.boundary_out_of_range', at(0, 0)],
    ['longitude 181', polygon([a, [181, 30]]), 'grid.boundary_out_of_range', at(0, 1)],
    ['open', polygon([a, b, c, d]), 'grid.boundary_unclosed', at(0, 3)],
    ['three positions', polygon([a, b, a]), 'grid.boundary_unclosed', at(0, 2)],
    ['an open hole', polygon(outer, [a, b, c]), 'grid.boundary_unclosed', at(1, 2)],
    ['an open part', parts([outer], [[a, b, c]]), 'grid.boundary_unclosed', at(1, 0, 2)],
    ['repeated', polygon([a, b, b, c, d, a]), 'grid.boundary_repeated_position', at(0, 2)],
    [
      'within a millimetre',
      polygon([a, b, [b[0] + 1e-9, b[1]], c, d, a]),
      'grid.boundary_repeated_position',
      at(0, 2),
    ],
    ['a bow tie', polygon([a, c, b, d, a]), 'grid.boundary_self_crossing', at(0, 2)],
    [
      'a spike',
      polygon(ring([0, 0], [4, 0], [4, 4], [6, 4], [4, 4], [0, 0])),
      'grid.boundary_self_crossing',
      at(0, ANY),
    ],
    ['a line', polygon([a, b, c, b, a]), 'grid.boundary_self_crossing', at(0, ANY)],
    [
      'a spike at the start',
      polygon(ring([0, 0], [4, 0], [4, 4], [2, 0], [0, 0])),
      'grid.boundary_self_crossing',
      at(0, ANY),
    ],
    [
      'a figure of eight through one corner',
      polygon(ring([0, 0], [2, 2], [4, 0], [4, 4], [2, 2], [0, 4], [0, 0])),
      'grid.boundary_self_crossing',
      at(0, ANY),
    ],
    [
      'a corner on another edge of its ring',
      polygon(ring([0, 0], [4, 0], [4, 4], [2, 0], [0, 4], [0, 0])),
      'grid.boundary_self_crossing',
      at(0, ANY),
    ],
    [
      'a hole across the shell',
      polygon(outer, rectangle(2, 2, 6, 3)),
      'grid.boundary_self_crossing',
      at(1, ANY),
    ],
    [
      'a hole along the shell',
      polygon(outer, rectangle(0, 1, 1, 2)),
      'grid.boundary_self_crossing',
      at(1, ANY),
    ],
    ['a hole outside', polygon(outer, rectangle(6, 6, 7, 7)), 'grid.boundary_hole_outside', at(1)],
    [
      'a hole outside that touches',
      polygon(outer, rectangle(4, 4, 7, 7)),
      'grid.boundary_hole_outside',
      at(1),
    ],
    [
      'a hole around the shell',
      polygon(rectangle(1, 1, 2, 2), outer),
      'grid.boundary_hole_outside',
      at(1),
    ],
    [
      'a hole in a hole',
      polygon(rectangle(-1, -1, 9, 9), outer, rectangle(1, 1, 2, 2)),
      'grid.boundary_hole_outside',
      at(2),
    ],
    [
      'a part in a part',
      parts([outer], [rectangle(1, 1, 2, 2)]),
      'grid.boundary_parts_overlap',
      at(1),
    ],
    ['the same part twice', parts([outer], [outer]), 'grid.boundary_self_crossing', at(1, 0, ANY)],
  ];
  for (const [name, input, code, path] of table) {
    try {
      parseBoundary(input, 'WGS84');
      t.fail(`${name} is accepted`);
    } catch (error) {
      t.match(error, { name: 'Refusal', code }, name);
      t.ok(error instanceof Error && 'path' in error && Array.isArray(error.path), name);
      const found = (error as { path: unknown[] }).path;
      t.strictSame(path.at(-1) === ANY ? [...found.slice(0, -1), ANY] : found, path, name);
    }
  }
  t.end();
});

test('crs is mandatory and converts', (t) => {
  const square = polygon(rectangle(0, 0, 4, 4));
  for (const crs of [undefined, null, '', 'wgs84', 'EPSG:4326', 4490, 'toString', ['WGS84']]) {
    t.throws(() => parseBoundary(square, crs), { code: 'grid.crs_invalid', path: ['crs'] });
    t.throws(() => parsePoint([112, 30], crs), { code: 'grid.crs_invalid', path: ['crs'] });
  }
  const here: Position = [112.899, 30.402];
  const table: [string, Position][] = [
    ['CGCS2000', here],
    ['WGS84', here],
    ['GCJ02', [112.904582, 30.399277]],
    ['BD09', [112.911036, 30.405516]],
  ];
  t.strictSame(
    table.map(([crs]) => crs),
    COORDINATE_SYSTEMS,
  );
  for (const [crs, sent] of table) {
    const [longitude, latitude] = parsePoint(sent, crs);
    t.ok(Math.abs(longitude - here[0]) < 2e-5, `${crs} longitude ${longitude}`);
    t.ok(Math.abs(latitude - here[1]) < 2e-5, `${crs} latitude ${latitude}`);
  }
  const moved = boxOf(parseBoundary(square, 'GCJ02'));
  t.ok(moved.west < 112.9 - 0.004 && moved.south > 30.4 + 0.002, 'a boundary moves as points do');
  t.end();
});

test('points', (t) => {
  t.strictSame(
    parsePoint({ type: 'Point', coordinates: [112.9, 30.4, 20] }, 'WGS84'),
    [112.9, 30.4],
  );
  const invalid = 'grid.point_invalid';
  const table: [unknown, string, string[]][] = [
    [null, invalid, ['point']],
    ['112,30', invalid, ['point']],
    [{}, invalid, ['point']],
    [{ type: 'Polygon', coordinates: [112, 30] }, invalid, ['point']],
    [{ type: 'Point' }, invalid, ['point']],
    [{ type: 'Point', coordinates: 'x' }, invalid, ['point', 'coordinates']],
    [[112, '30'], invalid, ['point']],
    [[112, Number.POSITIVE_INFINITY], invalid, ['point']],
    [[30, 112], 'grid.boundary_out_of_range', ['point']],
  ];
  for (const [point, code, path] of table) {
    t.throws(() => parsePoint(point, 'WGS84'), { code, path }, JSON.stringify(point));
  }
  t.end();
});

/** A comb whose long teeth lie close to each other: every box meets every other. */
function comb(positions: number): Ring {
  const teeth = Math.floor((positions - 3) / 2);
  const corners: Position[] = [];
  for (let tooth = 0; tooth < teeth; tooth += 1) {
    corners.push([112 + tooth * 1e-6, 30 + tooth * 1e-6], [113 + tooth * 1e-6, 31 + tooth * 1e-6]);
  }
  return [...corners, [114, 30], [112, 29.9], corners[0] ?? [0, 0]];
}

test('as many positions as the limit, no more', (t) => {
  const steps = BOUNDARY_POSITIONS_LIMIT - 1;
  const round = Array.from({ length: steps }, (_, index): Position => {
    const angle = (index / steps) * 2 * Math.PI;
    return [112.9 + Math.cos(angle) / 10, 30.4 + Math.sin(angle) / 10];
  });
  const [first, second] = round as [Position, Position];
  t.doesNotThrow(() => parseBoundary(polygon([...round, first]), 'WGS84'));
  const path = ['boundary', 'coordinates'];
  const tooLarge = { code: 'grid.boundary_too_large', path };
  t.throws(() => parseBoundary(polygon([...round, first, second]), 'WGS84'), tooLarge);
  t.throws(() => parseBoundary(polygon(comb(BOUNDARY_POSITIONS_LIMIT)), 'WGS84'), {
    code: 'grid.boundary_self_crossing',
  });
  t.end();
});

test('parts that all touch in one point are bounded', (t) => {
  const star = (rays: number) =>
    parts(
      ...Array.from({ length: rays }, (_, index) => {
        const at = (turn: number): Position => [
          112 + Math.cos((turn / rays) * 2 * Math.PI),
          30 + Math.sin((turn / rays) * 2 * Math.PI),
        ];
        return [[[112, 30], at(index), at(index + 0.5), [112, 30]] as Ring];
      }),
    );
  t.doesNotThrow(() => parseBoundary(star(30), 'WGS84'));
  t.throws(() => parseBoundary(star(2000), 'WGS84'), { code: 'grid.boundary_too_large' });
  t.end();
});

test('the predicates are exact where doubles are not', (t) => {
  const a = [0, 0] as const;
  const b = [36_000_000_000, 18_000_000_001] as const;
  const c = [17_999_999_999, 9_000_000_000] as const;
  const exact = BigInt(b[0]) * BigInt(c[1]) - BigInt(b[1]) * BigInt(c[0]);
  t.equal(orientation(a, b, c), exact > 0n ? 1 : -1);
  const units = fc.tuple(
    fc.integer({ min: -2e10, max: 2e10 }),
    fc.integer({ min: -1e10, max: 1e10 }),
  );
  const small = fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 4 }));
  fc.assert(
    fc.property(units, units, fc.integer({ min: 1, max: 9 }), small, (p, q, times, [x, y]) => {
      const far = [q[0] + x, q[1] + y] as const;
      const [ux, uy, vx, vy] = [q[0] - p[0], q[1] - p[1], far[0] - p[0], far[1] - p[1]].map(BigInt);
      const sign = (ux ?? 0n) * (vy ?? 0n) - (uy ?? 0n) * (vx ?? 0n);
      const expected = sign === 0n ? 0 : sign > 0n ? 1 : -1;
      const doubled = [p[0] + times * x, p[1] + times * y] as const;
      const onLine = orientation(p, [p[0] + x, p[1] + y], doubled) === 0;
      return (
        orientation(p, q, far) === expected && orientation(q, p, far) === -expected + 0 && onLine
      );
    }),
  );
  fc.assert(
    fc.property(small, small, small, small, (p, q, r, s) => {
      const found = meeting(p, q, r, s);
      return found === meeting(r, s, p, q) && found === meeting(q, p, s, r);
    }),
    { numRuns: 1000 },
  );
  t.end();
});

test('a random closed walk is accepted exactly when no two of its edges meet', (t) => {
  const corner = fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 6 }));
  const walk = fc.uniqueArray(corner, {
    minLength: 3,
    maxLength: 7,
    selector: ([x, y]) => 10 * x + y,
  });
  fc.assert(
    fc.property(walk, (corners) => {
      const closed = [...corners, corners[0] ?? [0, 0]] as Position[];
      const count = corners.length;
      let simple = true;
      for (let i = 0; i < count; i += 1) {
        for (let j = i + 1; j < count; j += 1) {
          const [p, q, r, s] = [closed[i], closed[i + 1], closed[j], closed[j + 1]];
          if (!p || !q || !r || !s) return false;
          const consecutive = j === i + 1 || (i === 0 && j === count - 1);
          const kind = meeting(p, q, r, s);
          if (kind !== 'NONE' && !(consecutive && kind === 'POINT')) simple = false;
        }
      }
      try {
        const stored = parseBoundary(polygon(ring(...closed)), 'WGS84');
        return simple && areaM2(stored) > 0;
      } catch {
        return !simple;
      }
    }),
    { numRuns: 500 },
  );
  t.end();
});

test('where a point lies: holes, parts and edges', (t) => {
  const lake = polygon(rectangle(0, 0, 9, 9), clockwise(rectangle(2, 2, 7, 7)));
  const both = parts(lake.coordinates, [rectangle(3, 3, 4, 4)]);
  const at = (x: number, y: number): Position => [(11290 + x) / 100, (3040 + y) / 100];
  const table: [Position, string][] = [
    [at(1, 1), 'INSIDE'],
    [at(2.5, 2.5), 'OUTSIDE'],
    [at(3.5, 3.5), 'INSIDE'],
    [at(10, 1), 'OUTSIDE'],
    [at(0, 0), 'EDGE'],
    [at(9, 4), 'EDGE'],
    [at(2, 5), 'EDGE'],
    [at(4, 4), 'EDGE'],
  ];
  for (const [point, location] of table) {
    t.equal(locatePoint(point, both), location, JSON.stringify(point));
    if (location !== 'EDGE') t.equal(pointInBoundary(point, both), location === 'INSIDE');
  }
  const west = polygon(rectangle(0, 0, 2, 2));
  const east = polygon(rectangle(2, 0, 4, 2));
  for (const y of [0, 0.5, 1, 1.5]) {
    t.strictSame([pointInBoundary(at(2, y), west), pointInBoundary(at(2, y), east)], [false, true]);
  }
  t.end();
});

test('area, box and the texts for Postgres', (t) => {
  const square = polygon(rectangle(0, 0, 4, 4), clockwise(rectangle(1, 1, 2, 2)));
  const degree = (Math.PI * 6_371_008.8) / 180;
  const expected = 15 * (0.01 * degree) ** 2 * Math.cos((30.42 * Math.PI) / 180);
  t.ok(Math.abs(areaM2(square) / expected - 1) < 1e-4, `${areaM2(square)} m2`);
  t.strictSame(boxOf(square), { west: 112.9, south: 30.4, east: 112.94, north: 30.44 });
  t.equal(boxLiteral(square), '(112.94,30.44),(112.9,30.4)');
  t.strictSame(polygonLiterals(square), [
    '((112.9,30.4),(112.94,30.4),(112.94,30.44),(112.9,30.44))',
  ]);
  t.equal(polygonLiterals(parts([rectangle(0, 0, 1, 1)], [rectangle(2, 2, 3, 3)])).length, 2);
  t.end();
});

test('a child inside its parent', (t) => {
  const parent = polygon(rectangle(0, 0, 4, 4), clockwise(rectangle(1, 1, 2, 2)));
  t.strictSame(containedIn(polygon(rectangle(2, 2, 4, 4)), parent, 0), {
    contained: true,
    outsideM2: 0,
  });
  const out = polygon(rectangle(3, 3, 5, 4));
  const beyond = areaM2(polygon(rectangle(4, 3, 5, 4)));
  const { contained, outsideM2 } = containedIn(out, parent, 1);
  t.equal(contained, false);
  t.ok(Math.abs(outsideM2 - beyond) < 1, `${outsideM2} of ${beyond}`);
  t.equal(containedIn(out, parent, beyond + 1).contained, true);
  t.equal(containedIn(polygon(rectangle(1, 1, 2, 2)), parent, 1).contained, false, 'in the hole');
  t.end();
});

test('neighbours', (t) => {
  const here = polygon(rectangle(0, 0, 4, 4));
  const table: [string, Boundary, number | undefined, boolean][] = [
    ['a shared border', polygon(rectangle(4, 1, 6, 3)), undefined, true],
    ['a shared corner', polygon(rectangle(4, 4, 6, 6)), undefined, true],
    ['overlap', polygon(rectangle(3, 3, 6, 6)), undefined, true],
    ['inside', polygon(rectangle(1, 1, 2, 2)), undefined, true],
    ['around', polygon(rectangle(-1, -1, 9, 9)), undefined, true],
    [
      'in a hole, apart',
      polygon(rectangle(-9, -9, 9, 9), rectangle(-2, -2, 6, 6)),
      undefined,
      false,
    ],
    ['960 m to the east, 900 allowed', polygon(rectangle(5, 0, 6, 4)), 900, false],
    ['960 m to the east, 1,000 allowed', polygon(rectangle(5, 0, 6, 4)), 1000, true],
    ['1,112 m to the north, 1,000 allowed', polygon(rectangle(0, 5, 4, 6)), 1000, false],
    ['1,112 m to the north, 1,200 allowed', polygon(rectangle(0, 5, 4, 6)), 1200, true],
    ['boxes meet, grids do not', polygon(ring([93, 46], [97, 42], [97, 46], [93, 46])), 500, false],
  ];
  for (const [name, other, withinM, expected] of table) {
    t.equal(areNeighbours(here, other, withinM), expected, name);
    t.equal(areNeighbours(other, here, withinM), expected, `${name}, the other way`);
  }
  t.end();
});

test('neighbours with many positions', (t) => {
  const coast = (west: number, east: number): Boundary => {
    const count = 4000;
    const sawtooth = Array.from(
      { length: count },
      (_, index): Position => [west + (index % 2) * 0.001, 30 + index / count],
    );
    return polygon([[east, 31], ...sawtooth.toReversed(), [east, 30], [east, 31]]);
  };
  t.equal(areNeighbours(coast(112, 113), coast(110, 111), 90_000), false);
  t.equal(areNeighbours(coast(112, 113), coast(111, 111.99), 1500), true);
  t.equal(areNeighbours(coast(112, 113), coast(111, 111.99), 900), false);
  t.end();
});
