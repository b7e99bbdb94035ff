import { test } from 'tap';
import {
  DEMO_EXTENT,
  type PartitionNode,
  type PartitionPlan,
  partition,
} from '../../src/demo/partition.ts';
import { parseBoundary } from '../../src/modules/grids/boundary.ts';
import { areaM2 } from '../../src/modules/grids/clip.ts';
import { pointInBoundary } from '../../src/modules/grids/point-in-boundary.ts';
import { wellField } from '../../src/modules/grids/well-field.ts';
import { fc } from '../helpers/property.ts';

const TOWNSHIPS = 24;
const VILLAGES = 466;
const COUNTY_M2 = 2_000_000_000;

/** 24 townships, 466 villages and two to six grids in each, like the demo county. */
function countyPlan(): PartitionPlan {
  const villagesOf = (t: number) =>
    Math.floor(VILLAGES / TOWNSHIPS) + (t < VILLAGES % TOWNSHIPS ? 1 : 0);
  return {
    key: 'county',
    children: Array.from({ length: TOWNSHIPS }, (_, t) => ({
      key: `t${t}`,
      children: Array.from({ length: villagesOf(t) }, (_, v) => ({
        key: `t${t}v${v}`,
        children: Array.from({ length: 2 + ((t + v) % 5) }, (_, g) => ({
          key: `t${t}v${v}g${g}`,
          weight: 1 + ((t * 7 + v * 3 + g) % 4),
        })),
      })),
    })),
  };
}

const cellsOf = (node: PartitionNode) =>
  node.children.map(({ key, boundary }) => ({ id: key, boundary }));

const leavesOf = (node: PartitionNode): PartitionNode[] =>
  node.children.length === 0 ? [node] : node.children.flatMap(leavesOf);

test('the same seed draws the same county, another seed another', (t) => {
  const plan = countyPlan();
  t.strictSame(partition(plan, { seed: 7 }), partition(plan, { seed: 7 }));
  t.notSame(partition(plan, { seed: 7 }).boundary, partition(plan, { seed: 8 }).boundary);
  t.end();
});

test('at every level the children tile the parent exactly', (t) => {
  const county = partition(countyPlan(), { seed: 429005 });
  const visit = (node: PartitionNode) => {
    if (node.children.length === 0) return;
    const report = wellField(node.boundary, cellsOf(node), 0);
    t.strictSame([report.gaps, report.overlaps, report.outside], [[], [], []], node.key);
    for (const child of node.children) visit(child);
  };
  visit(county);
  const grids = leavesOf(county).map(({ key, boundary }) => ({ id: key, boundary }));
  const report = wellField(county.boundary, grids, 0);
  t.strictSame([report.gaps, report.overlaps, report.outside], [[], [], []], 'grids of the county');
  t.end();
});

test('the demo county: 24 townships, 466 villages, 2,000 km2, areas by weight', (t) => {
  const plan = countyPlan();
  const county = partition(plan, { seed: 1 });
  const villages = county.children.flatMap((township) => township.children);
  t.equal(county.children.length, TOWNSHIPS);
  t.equal(villages.length, VILLAGES);
  const total = areaM2(county.boundary);
  t.ok(Math.abs(total - COUNTY_M2) < COUNTY_M2 * 0.02, `${Math.round(total / 1e6)} km2`);
  const weights = new Map<string, number>();
  const weigh = (node: PartitionPlan): number => {
    const weight = node.children?.reduce((sum, child) => sum + weigh(child), 0) ?? node.weight ?? 1;
    weights.set(node.key, weight);
    return weight;
  };
  const all = weigh(plan);
  for (const village of villages) {
    const share = areaM2(village.boundary) / total / ((weights.get(village.key) ?? 0) / all);
    t.ok(share > 0.9 && share < 1.1, `${village.key} has ${share} of its share`);
  }
  t.end();
});

test('every boundary is one an institution could send', (t) => {
  const county = partition(countyPlan(), { seed: 3 });
  const visit = (node: PartitionNode) => {
    t.strictSame(parseBoundary(node.boundary, 'CGCS2000'), node.boundary, node.key);
    for (const child of node.children) visit(child);
  };
  visit(county);
  t.end();
});

test('a point of the county, corners too, lies in exactly one grid', (t) => {
  const county = partition(countyPlan(), { seed: 11 });
  const grids = leavesOf(county);
  const corners = grids.flatMap((grid) => grid.boundary.coordinates.flat());
  const longitude = fc.double({ min: DEMO_EXTENT.west, max: DEMO_EXTENT.east, noNaN: true });
  const latitude = fc.double({ min: DEMO_EXTENT.south, max: DEMO_EXTENT.north, noNaN: true });
  const point = fc.oneof(fc.constantFrom(...corners), fc.tuple(longitude, latitude));
  fc.assert(
    fc.property(point, (at) => {
      const holders = grids.filter((grid) => pointInBoundary(at, grid.boundary));
      return holders.length === (pointInBoundary(at, county.boundary) ? 1 : 0);
    }),
    { numRuns: 200 },
  );
  t.end();
});

test('any plan and seed tile without gap or overlap', (t) => {
  const weight = fc.integer({ min: 1, max: 9 });
  const plans = fc.array(fc.array(weight, { minLength: 1, maxLength: 6 }), {
    minLength: 1,
    maxLength: 8,
  });
  fc.assert(
    fc.property(plans, fc.integer(), (weights, seed) => {
      const plan = {
        key: 'county',
        children: weights.map((list, v) => ({
          key: `v${v}`,
          children: list.map((value, g) => ({ key: `v${v}g${g}`, weight: value })),
        })),
      };
      const county = partition(plan, { seed });
      return [county, ...county.children].every((node) => {
        const report = wellField(node.boundary, cellsOf(node), 0);
        return report.gaps.length + report.overlaps.length + report.outside.length === 0;
      });
    }),
    { numRuns: 20 },
  );
  t.end();
});

test('a plan too fine for its extent is refused', (t) => {
  const extent = { west: 112, south: 30, east: 112.000002, north: 30.000002 };
  const children = Array.from({ length: 9 }, (_, index) => ({ key: `${index}` }));
  t.throws(() => partition({ key: 'dot', children }, { seed: 1, extent }), /too fine/);
  t.end();
});
