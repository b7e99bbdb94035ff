import { median } from './rounds.ts';

const QUARTERS = 4;
/** What comes and goes between two collections of garbage. */
export const GOAL_GROWTH = 1.25;

/** Resident memory in the last quarter of the work against the second, after warming up: 1 is flat. */
export function growthOf(resident: readonly number[]): number {
  const quarter = Math.max(1, Math.floor(resident.length / QUARTERS));
  const second = resident.slice(quarter, 2 * quarter);
  return median(resident.slice(-quarter)) / median(second.length > 0 ? second : resident);
}
