import type { Decimal } from 'decimal.js';
import { shown } from './measuring.ts';
import { constant, Exact } from './scorecard-values.ts';

type Limits = { floor?: string | undefined; cap?: string | undefined };

/** Points within an item's floor and cap, and the words for it where they changed. Pure. */
export function limited(value: Decimal, { floor, cap }: Limits) {
  const raised = floor === undefined ? value : Exact.max(value, constant(floor));
  const points = cap === undefined ? raised : Exact.min(raised, constant(cap));
  if (points.eq(value)) return { points, en: '', zh: '' };
  return { points, en: `, limited to ${shown(points)}`, zh: `，限定为${shown(points)}` };
}
