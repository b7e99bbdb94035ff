/** The only source of the present. Injected, so that tests and the demo can move it. */
export type Clock = { now(): Date };

export const systemClock: Clock = { now: () => new Date() };

const CHINA_OFFSET_MS = 8 * 3_600_000;

/** The civil date in China (UTC+8, no daylight saving) at an instant, as `YYYY-MM-DD`. */
export const civilDate = (instant: Date): string =>
  new Date(instant.getTime() + CHINA_OFFSET_MS).toISOString().slice(0, 10);
