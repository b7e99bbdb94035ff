import { test } from 'tap';
import {
  areNeighbours,
  boxLiteral,
  containedIn,
} from '../../../src/modules/grids/boundary-relations.ts';
import { areaM2 } from '../../../src/modules/grids/clip.ts';
import { type Boundary, boxOf, type Position } from '../../../src/modules/grids/geometry.ts';
import { clockwise, polygon, rectangle, ring } from './rings.ts';

test('area, box and the texts for Postgres', (t) => {
  const square = polygon(rectangle(0, 0, 4, 4), clockwise(rectangle(1, 1, 2, 2)));
  const degree = (Math.PI * 6_371_008.8) / 180;
  const expected = 15 * (0.01 * degree) ** 2 * Math.cos((30.42 * Math.PI) / 180);
  t.ok(Math.abs(areaM2(square) / expected - 1) < 1e-4, `${areaM2(square)} m2`);
  t.strictSame(boxOf(square), { west: 112.9, south: 30.4, east: 112.94, north: 30.44 });
  t.equal(boxLiteral(square), '(112.94,30.44),(112.9,30.4)');
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
