import { dayNumber } from '../kernel/dates.ts';
import { randomOf } from './random.ts';

const MILLISECONDS_PER_DAY = 86_400_000;
const PER_MILLISECOND = 4096;
/** Every stream of ids has an hour of its own, so that two streams never meet. */
const STREAM_MILLISECONDS = 3_600_000;

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');

/**
 * uuids of version 7 in rising order, the same for the same seed, day and stream: those of the
 * demo can be named in documents. Their time is before `today`, so that later ones sort behind.
 */
export function idsOf(setting: { seed: number; today: string }, stream: number): () => string {
  const random = randomOf(setting.seed, `ids ${stream}`);
  const start =
    (dayNumber(setting.today) - 2) * MILLISECONDS_PER_DAY + stream * STREAM_MILLISECONDS;
  let count = 0;
  return () => {
    const time = hex(start + Math.floor(count / PER_MILLISECOND), 12);
    const order = hex(count % PER_MILLISECOND, 3);
    const variant = hex(0x8000 | (random.bits() & 0x3fff), 4);
    const tail = hex(random.bits(), 8) + hex(random.bits() & 0xffff, 4);
    count += 1;
    return `${time.slice(0, 8)}-${time.slice(8)}-7${order}-${variant}-${tail}`;
  };
}
