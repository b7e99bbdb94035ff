import { refuse } from '../errors.ts';
import { isCleanText } from '../text.ts';

/** Far deeper than any input; what walks an input may then recurse. */
export const MAX_JSON_DEPTH = 32;

type Path = readonly (string | number)[];

/**
 * Where a parsed JSON value holds what could not be kept as it was sent: text with NUL or a lone
 * surrogate, a number beyond what a double holds exactly, or nesting without end.
 */
export function faultInJson(value: unknown, depth = 0): Path | undefined {
  if (typeof value === 'string') return isCleanText(value) ? undefined : [];
  if (typeof value === 'number') return isExact(value) ? undefined : [];
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth >= MAX_JSON_DEPTH) return [];
  return Array.isArray(value) ? faultInList(value, depth) : faultInObject(value, depth);
}

/** The path is put together on the way back: of a sound value there is none. */
function faultInList(list: readonly unknown[], depth: number): Path | undefined {
  for (let index = 0; index < list.length; index += 1) {
    const fault = faultInJson(list[index], depth + 1);
    if (fault) return [index, ...fault];
  }
  return undefined;
}

function faultInObject(object: object, depth: number): Path | undefined {
  for (const key of Object.keys(object)) {
    if (!isKey(key)) return [key];
    const fault = faultInJson((object as Record<string, unknown>)[key], depth + 1);
    if (fault) return [key, ...fault];
  }
  return undefined;
}

const isKey = (key: string): boolean => isCleanText(key) && key !== '__proto__';

const isExact = (value: number): boolean =>
  Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value));

/** @throws Refusal `input.invalid` with the path of the first such value */
export function checkJson(value: unknown): void {
  const path = faultInJson(value);
  if (path) throw refuse('input.invalid', { path });
}
