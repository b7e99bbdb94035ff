import { type Fact, leafOf } from '../kernel/journal/leaf.ts';
import type { Row } from './copy.ts';
import { idsOf } from './ids.ts';
import { ID_STREAMS, type Setting } from './setting.ts';

/** A fact of the demo with when and by whom. */
export type DatedFact = Fact & { at: Date; by: string };

/** Facts until they are written, in the order of their time. */
export type FactBook = {
  add(fact: DatedFact): void;
  readonly size: number;
  /** Everything added since the last call, oldest first, as rows of `journal_entry`. */
  take(): Iterable<Row>;
};

const REQUEST = 'demo-seed';
const CLIENT = 'demo';

/** Leaves are those the commands would have written; the sequencer gives them their places. */
export function factBookOf(bankId: string, setting: Setting): FactBook {
  const nextId = idsOf(setting, ID_STREAMS.facts);
  let facts: DatedFact[] = [];
  return {
    add(fact) {
      facts.push(fact);
    },
    get size() {
      return facts.length;
    },
    *take() {
      const taken = facts.sort((a, b) => a.at.getTime() - b.at.getTime());
      facts = [];
      for (const { at, by, ...fact } of taken) {
        const actor = { person: by, client: CLIENT };
        const leaf = leafOf(fact, { id: nextId(), at, actor, requestId: REQUEST });
        yield { institution_id: bankId, leaf };
      }
    },
  };
}

const SECONDS_PER_DAY_AT_WORK = 28_800;
const MORNING_UTC = 1;

/** An instant in the working hours (9 to 17 o'clock in China) of a day. */
export const atWork = (day: string, share: number): Date =>
  new Date(
    Date.parse(`${day}T0${MORNING_UTC}:00:00Z`) +
      Math.floor(share * SECONDS_PER_DAY_AT_WORK) * 1_000,
  );
