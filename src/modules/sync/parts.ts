/** An edit's fields one by one, each with the value as it was entered. */
import type { z } from 'zod';
import type { fileInput, Revision } from '../customers/index.ts';

export type FileEdit = z.output<z.ZodObject<typeof fileInput>>;

/** The part of a revision that is about one field; a point is told with its coordinate system. */
export function partOf(given: FileEdit, field: string): Revision {
  const names = field === 'point' ? ['point', 'crs'] : [field];
  return Object.fromEntries(Object.entries(given).filter(([name]) => names.includes(name)));
}

/** Several parts as one revision. */
export const joined = (parts: readonly Revision[]): Revision => Object.assign({}, ...parts);
