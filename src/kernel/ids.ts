import { v7 } from 'uuid';

/** A new uuid v7: time-ordered, so that primary keys grow at one end of their index. */
export const newId = (): string => v7();

const GLOBAL_ID = /^([a-z][a-z0-9]*)_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** The prefix of a noun's global ids: `Grid` -> `grid`, `GridAssignment` -> `gridassignment`. */
export const idPrefix = (type: string): string => type.toLowerCase();

/** What integrators see instead of a bare key: `grid_0190f3c2-...`, opaque to them. */
export const globalId = (type: string, id: string): string => `${idPrefix(type)}_${id}`;

/** Splits a global id; null when it is not one, so that a corrupt id is never a cast error. */
export function parseGlobalId(text: string): { prefix: string; id: string } | null {
  const match = GLOBAL_ID.exec(text);
  return match?.[1] && match[2] ? { prefix: match[1], id: match[2] } : null;
}
