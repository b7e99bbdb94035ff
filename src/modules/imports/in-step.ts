/** Pieces of work done two at a time, as long as it makes no difference, and noted in their order. */

/** What a piece touches, as comparable text: pieces that share none of it may change places. */
export type Piece = { readonly touches: ReadonlySet<string> };

export type Doing<P extends Piece, D> = {
  work(piece: P): Promise<D>;
  /** Called for one piece after the other, in the order they were given. */
  note(piece: P, done: D): Promise<void>;
};

const AT_ONCE = 2;

type Begun = { piece: Piece; worked: Promise<unknown>; noted: Promise<void> };

/**
 * Where a piece fails, those behind it may be done and are not noted: whoever goes on begins with the
 * first that is not noted.
 */
export function inStep<P extends Piece, D>({ work, note }: Doing<P, D>) {
  let begun: readonly Begun[] = [];
  const before = (): Promise<void> => begun.at(-1)?.noted ?? Promise.resolve();
  return {
    /** Waits until another piece may be begun; rejects where one before it failed. */
    async room(): Promise<void> {
      if (begun.length === AT_ONCE) await begun[0]?.noted;
    },
    /** Begins a piece, behind those it has something in common with. */
    async begin(piece: P): Promise<void> {
      await Promise.all(begun.filter((each) => meet(each.piece, piece)).map((each) => each.worked));
      const worked = work(piece);
      const noted = Promise.all([worked, before()]).then(([done]) => note(piece, done));
      const own = { piece, worked, noted };
      begun = [...begun, own];
      const end = (): void => {
        begun = begun.filter((each) => each !== own);
      };
      noted.then(end, () => undefined);
    },
    /** Waits for the last note. */
    async end(): Promise<void> {
      await before();
    },
    /** Waits until nothing is being done any more, however it ended. */
    async settled(): Promise<void> {
      await Promise.allSettled(begun.flatMap(({ worked, noted }) => [worked, noted]));
    },
  };
}

const meet = (one: Piece, other: Piece): boolean =>
  [...one.touches].some((each) => other.touches.has(each));
