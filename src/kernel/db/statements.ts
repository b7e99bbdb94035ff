import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';

/**
 * Names for prepared statements. Postgres plans a named statement once per connection, and a text
 * that is used again gets a name on its second use. Names are bounded: a dropped one is closed on
 * each connection before that connection's next statement.
 */
export type Statements = {
  /** False where nothing may be prepared by name: a pooler would lose it between transactions. */
  named: boolean;
  /** The name to prepare this text under, or undefined while it has been seen only once. */
  nameOf(text: string): string | undefined;
  /** Names dropped since `mark`, and the mark to ask with next time. */
  droppedSince(mark: number): { names: readonly string[]; mark: number };
};

const unnamed: Statements = {
  named: false,
  nameOf: () => undefined,
  droppedSince: (mark) => ({ names: [], mark }),
};

export function createStatements(limit: number): Statements {
  if (limit === 0) return unnamed;
  let dropped: string[] = [];
  let base = 0;
  const seenOnce = new LRUCache<string, true>({ max: limit });
  const names = new LRUCache<string, string>({
    max: limit,
    dispose: (name) => {
      dropped.push(name);
    },
  });
  // A connection that missed this many drops re-prepares on demand: the server keeps extra plans,
  // never wrong ones, because a name is the hash of its text.
  const forget = (): void => {
    const excess = dropped.length - limit;
    if (excess > 0) {
      dropped = dropped.slice(excess);
      base += excess;
    }
  };
  return {
    named: true,
    nameOf(text) {
      const known = names.get(text);
      if (known) return known;
      if (!seenOnce.has(text)) {
        seenOnce.set(text, true);
        return undefined;
      }
      const name = `j${createHash('sha256').update(text).digest('hex').slice(0, 24)}`;
      names.set(text, name);
      forget();
      return name;
    },
    droppedSince: (mark) => ({
      names: dropped.slice(Math.max(0, mark - base)),
      mark: base + dropped.length,
    }),
  };
}
