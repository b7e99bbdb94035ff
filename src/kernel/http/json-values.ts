import { refuse } from '../errors.ts';
import { isCleanText } from '../text.ts';

/** Far deeper than any input; what walks an input may then recurse. */
export const MAX_JSON_DEPTH = 32;

type Path = readonly (string | number)[];

/**
 * Where a parsed JSON value holds what could not be kept as it was sent: text with NUL or a lone
 * surrogate, a number beyond what a double holds exactly, or nesting without end.
 */
export function faultInJson(value: unknown, path: Path = []): Path | undefined {
  if (typeof value === 'string') return isCleanText(value) ? undefined : path;
  if (typeof value === 'number') return isExact(value) ? undefined : path;
  if (typeof value !== 'object' || value === null) return undefined;
  if (path.length >= MAX_JSON_DEPTH) return path;
  if (Array.isArray(value)) return firstFault(value.entries(), path);
  return firstFault(Object.entries(value), path);
}

function firstFault(members: Iterable<[string | number, unknown]>, path: Path): Path | undefined {
  for (const [key, member] of members) {
    const at = [...path, key];
    if (typeof key === 'string' && !isKey(key)) return at;
    const fault = faultInJson(member, at);
    if (fault) return fault;
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
