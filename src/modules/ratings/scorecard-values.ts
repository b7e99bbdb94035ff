import { Decimal } from 'decimal.js';
import { z } from 'zod';

/**
 * Exact arithmetic of the engine. 100 digits hold every product of two inputs without rounding;
 * only division and long products round, half up and always the same way.
 */
export const Exact = Decimal.clone({ precision: 100, rounding: Decimal.ROUND_HALF_UP });

/** Decimal text, at most 18 digits before and 10 after the point. */
export const decimalText = z.string().regex(/^-?\d{1,18}(\.\d{1,10})?$/);
/** Whole number text, for fen. */
export const wholeText = z.string().regex(/^-?\d{1,18}$/);
/** Decimal text above zero. */
export const positiveText = decimalText.regex(/[1-9]/).regex(/^\d/);
export const code = z.string().regex(/^[A-Z][A-Z0-9_]{0,62}$/);

const words = z.string().trim().min(1).max(300);
/** Text for people, in both languages. */
export const label = z.strictObject({ en: words, zh: words });
export type Label = z.output<typeof label>;

export const roundingMode = z.enum(['HALF_UP', 'DOWN', 'UP']);
export type RoundingMode = z.output<typeof roundingMode>;

/** decimal.js rounds DOWN towards zero and UP away from it. */
export const roundingModes: Readonly<Record<RoundingMode, Decimal.Rounding>> = {
  HALF_UP: Decimal.ROUND_HALF_UP,
  DOWN: Decimal.ROUND_DOWN,
  UP: Decimal.ROUND_UP,
};

/** How much of anything a scorecard may hold. */
export const MOST = {
  inputs: 100,
  options: 50,
  items: 100,
  bands: 50,
  rules: 50,
  lines: 10,
  areas: 3000,
  tables: 100,
} as const;
