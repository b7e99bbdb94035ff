import { test } from 'tap';
import { areaM2 } from '../../../src/modules/grids/clip.ts';
import type { Boundary, Position } from '../../../src/modules/grids/geometry.ts';
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
import { cell, close, frameM2, HALVES, rectangle, WHOLE } from './frames.ts';

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
