import { z } from 'zod';

/** How much of anything a product may hold. */
export const MOST = {
  industries: 200,
  documents: 40,
  sections: 20,
  charges: 30,
  tenors: 5,
  checks: 20,
} as const;
/** Thirty years: the longest loan of this field. */
export const LONGEST_TERM_MONTHS = 360;

export const code = z.string().regex(/^[A-Z][A-Z0-9_]{0,62}$/);
const words = z.string().trim().min(1).max(300);
/** Text for people, in both languages. */
export const label = z.strictObject({ en: words, zh: words });
export type Label = z.output<typeof label>;

/** Whole fen as text, at least 0; a bigint once read. */
export const fen = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform((text) => BigInt(text));

/** Percent, e.g. `4.35`, as exact text. */
export const percent = z.string().regex(/^\d{1,3}(\.\d{1,6})?$/);
/** Percentage points, which may be negative. */
export const points = z.string().regex(/^-?\d{1,2}(\.\d{1,6})?$/);
export const months = z.int().min(1).max(LONGEST_TERM_MONTHS);

const MILLIONTHS = 6;

/** `'4.35'` -> 4350000n, `'-0.5'` -> -500000n, so that rates compare and add exactly. */
export function millionthsOf(text: string): bigint {
  const [whole = '0', fraction = ''] = text.replace('-', '').split('.');
  const size = BigInt(whole + fraction.padEnd(MILLIONTHS, '0').slice(0, MILLIONTHS));
  return text.startsWith('-') ? -size : size;
}

/** The opposite: 4350000n -> `'4.35'`. */
export function percentOf(millionths: bigint): string {
  const sign = millionths < 0n ? '-' : '';
  const digits = String(millionths < 0n ? -millionths : millionths).padStart(MILLIONTHS + 1, '0');
  const fraction = digits.slice(-MILLIONTHS).replace(/0+$/, '');
  return `${sign}${digits.slice(0, -MILLIONTHS)}${fraction === '' ? '' : `.${fraction}`}`;
}
