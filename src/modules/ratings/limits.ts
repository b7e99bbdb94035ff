import { shown } from './measuring.ts';
import { compare, constant, greater, lesser, type Quantity } from './quantity.ts';

type Limits = { floor?: string | undefined; cap?: string | undefined };

/** Points within an item's floor and cap, and the words for it where they changed. Pure. */
export function limited(value: Quantity, { floor, cap }: Limits) {
  const raised = floor === undefined ? value : greater(value, constant(floor));
  const points = cap === undefined ? raised : lesser(raised, constant(cap));
  if (points === value || compare(points, value) === 0) return { points, en: '', zh: '' };
  return { points, en: `, limited to ${shown(points)}`, zh: `，限定为${shown(points)}` };
}
