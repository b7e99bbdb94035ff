import { test } from 'tap';
import { BOUNDARY_POSITIONS_LIMIT, parseBoundary } from '../../../src/modules/grids/boundary.ts';
import { COORDINATE_SYSTEMS, parsePoint } from '../../../src/modules/grids/coordinates.ts';
import { type Boundary, boxOf, type Position } from '../../../src/modules/grids/geometry.ts';
import { clockwise, comb, parts, polygon, rectangle, ring } from './rings.ts';

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
