import type { Options } from './options.ts';
import { load, type Measured, type WireRequest } from './wrk.ts';

/** Someone who takes a turn in every round. */
export type Entrant = {
  name: string;
  address: string;
  requests: readonly WireRequest[];
  /** Runs beside the load. */
  beside?: () => Promise<void>;
};

export type Results = ReadonlyMap<string, readonly Measured[]>;

const WARM_UP_S = 3;
/** Numbers used once in requests: more than a turn can use. */
const NUMBERS_PER_TURN = 10_000_000;

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low = Number.NaN, high = Number.NaN] = [
    sorted[Math.ceil(middle) - 1],
    sorted[Math.floor(middle)],
  ];
  return (low + high) / 2;
}

/** Everyone warms up, then takes turns, A B C A B C, so that a slow moment hits all alike. */
export async function interleave(
  entrants: readonly Entrant[],
  options: Options,
  log: (line: string) => void,
): Promise<Results> {
  const results = new Map<string, Measured[]>(entrants.map(({ name }) => [name, []]));
  let turn = 0;
  const take = async (entrant: Entrant, seconds: number): Promise<Measured> => {
    const { address, requests, beside } = entrant;
    const from = turn * NUMBERS_PER_TURN;
    turn += 1;
    const { connections } = options;
    const [measured] = await Promise.all([
      load({ address, requests, seconds, connections, from }),
      beside?.(),
    ]);
    return measured;
  };
  for (const entrant of entrants) await take(entrant, WARM_UP_S);
  for (let round = 1; round <= options.rounds; round += 1) {
    for (const entrant of entrants) {
      const measured = await take(entrant, options.seconds);
      results.get(entrant.name)?.push(measured);
      const { requestsPerSecond, p50, p99 } = measured;
      log(
        `round ${round}: ${entrant.name} ${requestsPerSecond.toFixed(0)} req/s, ` +
          `p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`,
      );
    }
  }
  return results;
}

/** The median of one figure of one entrant. */
export function medianOf(results: Results, name: string, figure: keyof Measured): number {
  return median((results.get(name) ?? []).map((measured) => measured[figure]));
}
