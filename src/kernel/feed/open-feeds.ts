import { refuse } from '../errors.ts';

/** Streams and waiting requests open at once, in this process and of one reader. */
export const OPEN_FEEDS = 200;
export const OPEN_FEEDS_EACH = 10;

export type OpenFeeds = {
  /** Takes a place until `leave`. @throws Refusal `feed.too_many` */
  enter(reader: string): { signal: AbortSignal; leave(): void };
  /** Ends them all and lets no more in. */
  end(): void;
};

export function createOpenFeeds(): OpenFeeds {
  const open = new Map<AbortController, string>();
  let ended = false;
  return {
    enter(reader) {
      const own = [...open.values()].filter((each) => each === reader).length;
      if (open.size >= OPEN_FEEDS || own >= OPEN_FEEDS_EACH) throw refuse('feed.too_many');
      const controller = new AbortController();
      if (ended) controller.abort();
      open.set(controller, reader);
      return {
        signal: controller.signal,
        leave() {
          controller.abort();
          open.delete(controller);
        },
      };
    },
    end() {
      ended = true;
      for (const controller of open.keys()) controller.abort();
    },
  };
}
