import { type AreaLevel, padAreaCode, parseAreaCode, townshipKind, villageKind } from './codes.ts';

/**
 * Codes as they are stored: the significant digits alone (42, 4290, 429005, 429005100,
 * 429005100201), so that a code is a prefix of everything inside it.
 */
const LENGTHS = new Set([2, 4, 6, 9, 12]);

/** The significant digits of a code given short or padded to 12 digits; null when it is none. */
export function areaCodeOf(code: string): string | null {
  if (!LENGTHS.has(code.length)) return null;
  return parseAreaCode(padAreaCode(code))?.prefix ?? null;
}

/** The significant digits one level up; null for a province. */
export function parentOfCode(code: string): string | null {
  const parent = parseAreaCode(padAreaCode(code))?.parent;
  return parent ? areaCodeOf(parent) : null;
}

/** The level of a code that is known to be one. */
export function levelOfCode(code: string): AreaLevel {
  const level = parseAreaCode(padAreaCode(code))?.level;
  if (!level) throw new Error(`${code} is not the code of a division`);
  return level;
}

/** What the digits say of a township- or village-level unit. */
export function kindOfCode(code: string): string | null {
  const padded = padAreaCode(code);
  const level = levelOfCode(code);
  if (level === 'VILLAGE') return villageKind(padded)?.kind ?? null;
  return level === 'TOWNSHIP' ? (townshipKind(padded)?.kind ?? null) : null;
}
