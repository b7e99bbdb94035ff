import { test } from 'tap';
import { areaM2 } from '../../../src/modules/grids/clip.ts';
import type { PolygonBoundary, Position } from '../../../src/modules/grids/geometry.ts';
import { checkSplit, mergeBoundaries } from '../../../src/modules/grids/reshape.ts';
import { type Cell, overlapsAmong, wellField } from '../../../src/modules/grids/well-field.ts';
import { fc } from '../../helpers/property.ts';
import { cell, close, type Frame, frameM2 } from './frames.ts';

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
