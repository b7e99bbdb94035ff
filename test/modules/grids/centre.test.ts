import { test } from 'tap';
import { centreOf } from '../../../src/modules/grids/centre.ts';
import type { Boundary, Position } from '../../../src/modules/grids/geometry.ts';
import { pointInBoundary } from '../../../src/modules/grids/point-in-boundary.ts';
import { fc } from '../../helpers/property.ts';

const polygon = (...corners: Position[]): Boundary => ({
  type: 'Polygon',
  coordinates: [[...corners, corners[0] ?? [0, 0]]],
});

test('the centre of simple shapes', (t) => {
  t.same(centreOf(polygon([112, 30], [113, 30], [113, 31], [112, 31])), [112.5, 30.5]);
  const bent = polygon([0, 0], [9, 0], [9, 9], [8, 9], [8, 1], [1, 1], [1, 9], [0, 9]);
  t.ok(pointInBoundary(centreOf(bent), bent), 'a horseshoe does not hold its centroid');
  const small = polygon([20, 20], [21, 20], [21, 21], [20, 21]);
  const both: Boundary = {
    type: 'MultiPolygon',
    coordinates: [small, bent].flatMap((each) => [each.coordinates as Position[][]]),
  };
  t.ok(pointInBoundary(centreOf(both), bent), 'of several parts the largest counts');
  const ring: Boundary = {
    type: 'Polygon',
    coordinates: [
      [
        [0, 0],
        [9, 0],
        [9, 9],
        [0, 9],
        [0, 0],
      ],
      [
        [1, 1],
        [1, 8],
        [8, 8],
        [8, 1],
        [1, 1],
      ],
    ],
  };
  t.ok(pointInBoundary(centreOf(ring), ring), 'not in the hole');
  t.end();
});

test('the centre lies inside, whatever the comb', (t) => {
  const teeth = fc.array(fc.integer({ min: 2, max: 900 }), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(teeth, (heights) => {
      const top = heights.flatMap((height, index): Position[] => [
        [index * 10, height],
        [index * 10 + 5, height],
        [index * 10 + 5, 1],
        [index * 10 + 10, 1],
      ]);
      const scaled = [...top.reverse(), [0, 0] as Position, [heights.length * 10, 0] as Position];
      const comb = polygon(...scaled.map(([x, y]): Position => [112 + x / 1000, 30 + y / 1000]));
      return pointInBoundary(centreOf(comb), comb);
    }),
  );
  t.end();
});
