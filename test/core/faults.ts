/** What goes wrong between two machines, as shares of all messages. */
export type Faults = {
  /** Sent twice. */
  readonly duplicate: number;
  /** Arrived, but the core never heard so and sends it again. */
  readonly loseReply: number;
  /** Held back, so that later messages overtake it. */
  readonly reorder: number;
  /** Booked, and never told until asked again. */
  readonly forget: number;
  /** Refused by the core. */
  readonly refuse: number;
  /** Longest pause before a message, in milliseconds. */
  readonly slowMs: number;
};

export const NO_FAULTS: Faults = {
  duplicate: 0,
  loseReply: 0,
  reorder: 0,
  forget: 0,
  refuse: 0,
  slowMs: 0,
};

/** A stream of numbers in [0, 1) from a seed (mulberry32), the same on every machine. */
export function chances(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
