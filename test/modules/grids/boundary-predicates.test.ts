import { test } from 'tap';
import { parseBoundary } from '../../../src/modules/grids/boundary.ts';
import { areaM2 } from '../../../src/modules/grids/clip.ts';
import {
  meeting,
  orientation,
  type Position,
  type Ring,
} from '../../../src/modules/grids/geometry.ts';
import { pointInBoundary } from '../../../src/modules/grids/point-in-boundary.ts';
import { fc } from '../../helpers/property.ts';
import { clockwise, parts, polygon, rectangle, ring } from './rings.ts';

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
  const table: [Position, boolean][] = [
    [at(1, 1), true],
    [at(2.5, 2.5), false],
    [at(3.5, 3.5), true],
    [at(10, 1), false],
  ];
  for (const [point, inside] of table) {
    t.equal(pointInBoundary(point, both), inside, JSON.stringify(point));
  }
  const west = polygon(rectangle(0, 0, 2, 2));
  const east = polygon(rectangle(2, 0, 4, 2));
  for (const y of [0, 0.5, 1, 1.5]) {
    t.strictSame([pointInBoundary(at(2, y), west), pointInBoundary(at(2, y), east)], [false, true]);
  }
  t.end();
});
