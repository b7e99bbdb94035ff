import type { PolygonBoundary, Position } from '../modules/grids/geometry.ts';
import { type Box, boxOf } from '../modules/grids/geometry.ts';
import { pointInBoundary } from '../modules/grids/point-in-boundary.ts';
import type { Village } from './county.ts';
import type { DemoWorld } from './foundations.ts';
import { type Random, randomOf } from './random.ts';
import type { DemoGrid } from './territory.ts';

/** Where customers live: an innermost grid, or a village that has no grids yet. */
export type Place = {
  village: Village;
  grid: DemoGrid | null;
  boundary: PolygonBoundary;
  box: Box;
  /** How many customers live there. */
  count: number;
};

const EXCLUSIVE_WEIGHT = 0.3;
const MICRO_WEIGHT = 0.4;
const DECIMALS = 1_000_000;

/** All places with their share of the customers; the counts add up to the number wanted. */
export function placesOf(world: DemoWorld, customers: number): Place[] {
  const random = randomOf(world.setting.seed, 'places');
  const villages = world.county.towns.flatMap((town) => town.villages);
  const places = villages.flatMap((village) => placesOfVillage(village, world));
  const weights = places.map(({ grid }) => weightOf(grid) * (0.6 + 0.8 * random.share()));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let weight = 0;
  let placed = 0;
  return places.map((place, index) => {
    weight += weights[index] ?? 0;
    const count = Math.round((weight / total) * customers) - placed;
    placed += count;
    return { ...place, count };
  });
}

function placesOfVillage(village: Village, { territory }: DemoWorld): Omit<Place, 'count'>[] {
  const grids = territory.byVillage.get(village.code);
  if (grids) {
    const leaves = grids.filter(({ leaf }) => leaf);
    return leaves.map((grid) => ({ village, grid, boundary: grid.boundary, box: grid.box }));
  }
  const boundary = territory.boundaries.get(village.code);
  return boundary ? [{ village, grid: null, boundary, box: boxOf(boundary) }] : [];
}

function weightOf(grid: DemoGrid | null): number {
  if (grid?.exclusive) return EXCLUSIVE_WEIGHT;
  return grid?.level === 'MICRO' ? MICRO_WEIGHT : 1;
}

/** A point inside, to a tenth of a metre. */
export function pointIn({ boundary, box }: Place, random: Random): Position {
  for (;;) {
    const point: Position = [
      Math.round((box.west + random.share() * (box.east - box.west)) * DECIMALS) / DECIMALS,
      Math.round((box.south + random.share() * (box.north - box.south)) * DECIMALS) / DECIMALS,
    ];
    if (pointInBoundary(point, boundary)) return point;
  }
}
