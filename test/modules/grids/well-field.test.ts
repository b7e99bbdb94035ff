import { test } from 'tap';
import { areaM2 } from '../../../src/modules/grids/clip.ts';
import type { Boundary, PolygonBoundary, Position } from '../../../src/modules/grids/geometry.ts';
import {
  boundaryWithout,
  checkSplit,
  mergeBoundaries,
} from '../../../src/modules/grids/reshape.ts';
import {
  type Cell,
  judge,
  overlapsAmong,
  overlapsWith,
  SLIVER_M2,
  wellField,
} from '../../../src/modules/grids/well-field.ts';
import { fc } from '../../helpers/property.ts';

type Frame = [west: number, south: number, east: number, north: number];

/** A rectangle in thousandths of a degree (about 100 m) from 112.9 E, 30.4 N. */
function rectangle([west, south, east, north]: Frame): PolygonBoundary {
  const at = (x: number, y: number): Position => [(112_900 + x) / 1000, (30_400 + y) / 1000];
  const corners = [at(west, south), at(east, south), at(east, north), at(west, north)];
  return { type: 'Polygon', coordinates: [[...corners, at(west, south)]] };
}
const frameM2 = (frame: Frame): number => areaM2(rectangle(frame));
const cell = (id: string, frame: Frame): Cell => ({ id, boundary: rectangle(frame) });
const close = (a: number, b: number): boolean => Math.abs(a - b) <= Math.max(1, b * 1e-6);

const WHOLE: Frame = [0, 0, 100, 60];
const HALVES = [cell('a', [0, 0, 50, 60]), cell('b', [50, 0, 100, 60])];

test('a field in order', (t) => {
  const report = wellField(rectangle(WHOLE), HALVES);
  t.match(report, { gaps: [], gapM2: 0, gapShare: 0, overlaps: [], overlapM2: 0, outside: [] });
  t.ok(close(report.parentM2, frameM2(WHOLE)));
  t.end();
});

test('no children: the whole parent is a gap', (t) => {
  const report = wellField(rectangle(WHOLE), []);
  t.equal(report.gaps.length, 1);
  t.equal(report.gapShare, 1);
  t.end();
});

test('a gap, an overlap and an excess, each with its ground', (t) => {
  const cells = [
    cell('a', [0, 0, 52, 60]),
    cell('b', [50, 0, 90, 60]),
    cell('c', [92, 10, 103, 60]),
  ];
  const report = wellField(rectangle(WHOLE), cells);
  t.ok(close(report.gapM2, frameM2([90, 0, 92, 60]) + frameM2([92, 0, 100, 10])), 'gap');
  t.equal(report.gaps.length, 1, 'joined gaps are one polygon');
  t.match(report.overlaps, [{ a: 'a', b: 'b' }]);
  t.ok(close(report.overlapM2, frameM2([50, 0, 52, 60])), 'overlap');
  t.ok(close(report.overlapShare, 2 / 100));
  t.match(report.outside, [{ id: 'c' }]);
  t.ok(close(report.outsideM2, frameM2([100, 10, 103, 60])), 'outside');
  const [overlap] = report.overlaps[0]?.patches ?? [];
  t.strictSame(overlap && areaM2(overlap.boundary), report.overlaps[0]?.areaM2);
  t.end();
});

test('ground claimed three times counts once, each pair is named', (t) => {
  const cells = [
    cell('a', [0, 0, 60, 60]),
    cell('b', [40, 0, 100, 60]),
    cell('c', [40, 0, 60, 60]),
  ];
  const report = wellField(rectangle(WHOLE), cells);
  t.ok(close(report.overlapM2, frameM2([40, 0, 60, 60])));
  const pairs = report.overlaps.map(({ a, b }) => [a, b].sort().join('')).sort();
  t.strictSame(pairs, ['ab', 'ac', 'bc']);
  t.end();
});

test('slivers under the epsilon are left out', (t) => {
  const cells = [cell('a', [0, 0, 50, 60]), cell('b', [50.0001, 0, 100, 60])];
  const sliver = frameM2([50, 0, 50.0001, 60]);
  t.ok(sliver > SLIVER_M2);
  t.equal(wellField(rectangle(WHOLE), cells, sliver + 1).gaps.length, 0);
  t.equal(wellField(rectangle(WHOLE), cells, sliver - 1).gaps.length, 1);
  const crossed = [cell('a', [0, 0, 50.0001, 60]), cell('b', [50, 0, 100, 60])];
  t.equal(wellField(rectangle(WHOLE), crossed, sliver + 1).overlaps.length, 0);
  t.equal(wellField(rectangle(WHOLE), crossed, sliver - 1).overlaps.length, 1);
  t.end();
});

test('a hole in one grid is filled by an exclusive grid', (t) => {
  const hospital = rectangle([10, 10, 20, 20]);
  const around = boundaryWithout(rectangle([0, 0, 50, 60]), [hospital]);
  t.ok(around);
  if (!around) return t.end();
  const cells = [
    { id: 'a', boundary: around },
    { id: 'h', boundary: hospital },
    cell('b', [50, 0, 100, 60]),
  ];
  const report = wellField(rectangle(WHOLE), cells);
  t.strictSame([report.gaps, report.overlaps, report.outside], [[], [], []]);
  t.equal(wellField(rectangle(WHOLE), [...cells.slice(0, 1), ...cells.slice(2)]).gaps.length, 1);
  t.equal(boundaryWithout(hospital, [rectangle(WHOLE)]), null);
  t.end();
});

test('the verdict by class', (t) => {
  const overlapping = wellField(rectangle(WHOLE), [
    cell('a', [0, 0, 52, 60]),
    cell('b', [50, 0, 100, 60]),
  ]);
  const rural = judge(overlapping, { class: 'RURAL', overlapShareAllowed: 0.5 });
  t.match(rural, { accepted: false, complete: true, refusals: [{ code: 'grid.overlap_rural' }] });
  t.match(rural.refusals[0]?.details, { pairs: [{ a: 'a', b: 'b' }] });
  t.match(judge(overlapping, { class: 'URBAN', overlapShareAllowed: 0.021 }), {
    accepted: true,
    refusals: [],
  });
  t.match(judge(overlapping, { class: 'URBAN', overlapShareAllowed: 0.019 }), {
    accepted: false,
    refusals: [{ code: 'grid.overlap_urban_share' }],
  });
  const halfDone = wellField(rectangle(WHOLE), HALVES.slice(0, 1));
  t.match(judge(halfDone, { class: 'RURAL', overlapShareAllowed: 0 }), {
    accepted: true,
    complete: false,
  });
  const beyond = wellField(rectangle(WHOLE), [cell('a', [0, 0, 101, 60])]);
  t.match(judge(beyond, { class: 'URBAN', overlapShareAllowed: 1 }).refusals, [
    { code: 'grid.outside_parent' },
  ]);
  t.end();
});

test('what a new grid shares with its siblings', (t) => {
  const found = overlapsWith(cell('n', [45, 0, 55, 10]), HALVES);
  t.match(found, [
    { a: 'n', b: 'a' },
    { a: 'n', b: 'b' },
  ]);
  t.strictSame(overlapsWith(cell('a', [0, 0, 50, 10]), HALVES), [], 'not with itself');
  t.strictSame(overlapsWith(cell('n', [0, 60, 50, 70]), HALVES), [], 'a shared border is none');
  t.end();
});

test('a split covers the grid, without overlap, inside it', (t) => {
  const original = rectangle(WHOLE);
  t.match(checkSplit(original, HALVES), { gaps: [], overlaps: [], outside: [] });
  const table: [string, Cell[], string, (string | number)[]][] = [
    ['one part', HALVES.slice(0, 1), 'grid.split_needs_two', ['parts']],
    [
      'a gap',
      [cell('a', [0, 0, 50, 60]), cell('b', [51, 0, 100, 60])],
      'grid.split_leaves_gap',
      ['parts'],
    ],
    [
      'an overlap',
      [cell('a', [0, 0, 50, 60]), cell('b', [49, 0, 100, 60])],
      'grid.split_overlap',
      ['parts', 1],
    ],
    [
      'outside',
      [cell('a', [0, 0, 50, 60]), cell('b', [50, 0, 101, 60])],
      'grid.outside_parent',
      ['parts', 1],
    ],
  ];
  for (const [name, parts, code, path] of table) {
    t.throws(() => checkSplit(original, parts), { code, path }, name);
  }
  t.end();
});

test('a merge is the union', (t) => {
  const [a, b] = HALVES.map((half) => half.boundary) as [Boundary, Boundary];
  t.strictSame(mergeBoundaries([a, b]), { boundary: rectangle(WHOLE), contiguous: true });
  const apart = mergeBoundaries([rectangle([0, 0, 1, 1]), rectangle([5, 0, 6, 1])]);
  t.equal(apart.contiguous, false);
  t.equal(apart.boundary.type, 'MultiPolygon');
  t.throws(() => mergeBoundaries([a]), { code: 'grid.merge_needs_two' });
  t.throws(() => mergeBoundaries([]), { code: 'grid.merge_needs_two' });
  t.end();
});

test('two combs laid across each other are refused, not computed', (t) => {
  const teeth = 120;
  const comb = (flip: boolean): Cell => {
    const corners = Array.from({ length: teeth }, (_, tooth) => [
      [tooth / 1000, 0.01],
      [tooth / 1000, 0.12],
      [(tooth + 0.5) / 1000, 0.12],
      [(tooth + 0.5) / 1000, 0.01],
    ]).flat();
    const around = [[0, 0], ...corners, [0.12, 0], [0, 0]].map(
      ([x = 0, y = 0]): Position => (flip ? [112 + y, 30 + x] : [112 + x, 30 + y]),
    );
    return { id: `${flip}`, boundary: { type: 'Polygon', coordinates: [around] } };
  };
  const tangled = { code: 'grid.boundary_too_tangled' };
  t.throws(() => overlapsAmong([comb(false), comb(true)]), tangled);
  t.throws(() => wellField(rectangle(WHOLE), [comb(false), comb(true)]), tangled);
  t.end();
});

/** Cuts the whole into a grid of random columns and rows, each cell with one slanted border. */
const field = fc
  .record({
    columns: fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { minLength: 1, maxLength: 5 }),
    rows: fc.uniqueArray(fc.integer({ min: 1, max: 59 }), { minLength: 1, maxLength: 4 }),
    slant: fc.integer({ min: -300, max: 300 }),
  })
  .map(({ columns, rows, slant }) => {
    const xs = [0, ...columns.sort((a, b) => a - b), 100];
    const ys = [0, ...rows.sort((a, b) => a - b), 60];
    const at = (x: number, y: number): Position => [
      Math.round((112.9 + x / 1000 + (slant * y) / 1e7) * 1e8) / 1e8,
      Math.round((30.4 + y / 1000) * 1e8) / 1e8,
    ];
    const polygon = (corners: Position[]): PolygonBoundary => ({
      type: 'Polygon',
      coordinates: [[...corners, ...corners.slice(0, 1)]],
    });
    const cells = xs.slice(1).flatMap((east, column) =>
      ys.slice(1).map((north, row): Cell => {
        const [west, south] = [xs[column] ?? 0, ys[row] ?? 0];
        const corners = [at(west, south), at(east, south), at(east, north), at(west, north)];
        return { id: `${column}-${row}`, boundary: polygon(corners) };
      }),
    );
    const up = ys.map((y) => at(100, y));
    const down = ys.map((y) => at(0, y)).reverse();
    return { parent: polygon([...up, ...down]), cells };
  });
const anyCell = fc.nat();

test('a random field: areas are conserved and it is in order', (t) => {
  fc.assert(
    fc.property(field, ({ parent, cells }) => {
      const report = wellField(parent, cells);
      const sum = cells.reduce((total, { boundary }) => total + areaM2(boundary), 0);
      const findings = report.gaps.length + report.overlaps.length + report.outside.length;
      return findings === 0 && close(sum, report.parentM2);
    }),
  );
  t.end();
});

test('a random field: taking one cell away leaves exactly its gap', (t) => {
  fc.assert(
    fc.property(field, anyCell, ({ parent, cells }, pick) => {
      const gone = cells[pick % cells.length];
      if (!gone) return false;
      const report = wellField(
        parent,
        cells.filter((other) => other !== gone),
      );
      const [gap] = report.gaps;
      if (!gap || report.gaps.length !== 1 || report.overlaps.length > 0) return false;
      const same = wellField(gone.boundary, [{ id: 'gap', boundary: gap.boundary }]);
      return (
        close(report.gapM2, areaM2(gone.boundary)) && same.gaps.length + same.outside.length === 0
      );
    }),
  );
  t.end();
});

test('a random field: a cell that takes its neighbour over overlaps exactly there', (t) => {
  fc.assert(
    fc.property(field, anyCell, anyCell, ({ parent, cells }, pick, step) => {
      const grower = cells[pick % cells.length];
      const victim = cells[(pick + 1 + (step % (cells.length - 1))) % cells.length];
      if (!grower || !victim) return false;
      const { boundary } = mergeBoundaries([grower.boundary, victim.boundary]);
      const grown = cells.map((other) => (other === grower ? { ...grower, boundary } : other));
      const report = wellField(parent, grown);
      const [overlap] = report.overlaps;
      const pair = [overlap?.a, overlap?.b].sort();
      return (
        report.overlaps.length === 1 &&
        report.gaps.length === 0 &&
        JSON.stringify(pair) === JSON.stringify([grower.id, victim.id].sort()) &&
        close(report.overlapM2, areaM2(victim.boundary))
      );
    }),
  );
  t.end();
});

test('a random field: merging all cells gives the parent; the cells are a split of it', (t) => {
  fc.assert(
    fc.property(field, ({ parent, cells }) => {
      const merged = mergeBoundaries(cells.map((each) => each.boundary));
      const back = checkSplit(merged.boundary, cells);
      return (
        merged.contiguous && close(areaM2(merged.boundary), areaM2(parent)) && back.gapM2 === 0
      );
    }),
  );
  t.end();
});

test('random rectangles: pairs found are those whose frames share ground', (t) => {
  const frame = fc
    .tuple(fc.nat(90), fc.nat(50), fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }))
    .map(([x, y, wide, high]): Frame => [x, y, x + wide, y + high]);
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 8 }), (frames) => {
      const expected = new Map<string, number>();
      frames.forEach((a, i) => {
        frames.slice(0, i).forEach((b, j) => {
          const shared: Frame = [
            Math.max(a[0], b[0]),
            Math.max(a[1], b[1]),
            Math.min(a[2], b[2]),
            Math.min(a[3], b[3]),
          ];
          if (shared[0] < shared[2] && shared[1] < shared[3])
            expected.set(`${j},${i}`, frameM2(shared));
        });
      });
      const found = overlapsAmong(frames.map((each, i) => cell(`${i}`, each)));
      return (
        found.length === expected.size &&
        found.every(({ a, b, areaM2: shared }) => {
          const key = [Number(a), Number(b)].sort((x, y) => x - y).join(',');
          return close(shared, expected.get(key) ?? -1);
        })
      );
    }),
  );
  t.end();
});
