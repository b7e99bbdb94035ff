/** Numbers that look random and are the same for the same seed, on every machine. */
export type Random = {
  /** From 0 to 1, 1 excluded. */
  share(): number;
  /** A whole number from `from` to `to`, both included. */
  whole(from: number, to: number): number;
  chance(probability: number): boolean;
  pick<T>(list: readonly T[]): T;
  /** One of `[value, weight]`. */
  weighted<T>(list: readonly (readonly [T, number])[]): T;
  /** 32 bits. */
  bits(): number;
};

const TWO_TO_32 = 2 ** 32;

/**
 * A stream of its own for every part of the county (mulberry32 over a hash of seed and name), so
 * that drawing more of one kind of row leaves the others as they were.
 */
export function randomOf(seed: number, stream: string): Random {
  let state = hashOf(`${seed}|${stream}`);
  const bits = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const share = () => bits() / TWO_TO_32;
  const whole = (from: number, to: number) => from + Math.floor(share() * (to - from + 1));
  return {
    bits,
    share,
    whole,
    chance: (probability) => share() < probability,
    pick: (list) => itemAt(list, whole(0, list.length - 1)),
    weighted: (list) => weightedPick(list, share()),
  };
}

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
}

/** The item at a place that exists. */
export function itemAt<T>(list: readonly T[], index: number): T {
  if (index < 0 || index >= list.length) throw new RangeError(`nothing at ${index}`);
  return list[index] as T;
}

function weightedPick<T>(list: readonly (readonly [T, number])[], share: number): T {
  let left = share * list.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [value, weight] of list) {
    left -= weight;
    if (left < 0) return value;
  }
  return itemAt(list, list.length - 1)[0];
}
