import { entryOf } from '../../kernel/errors.ts';

/** Every act of a noun, allowed or with the reason why not. */
export const judged = <A extends string>(
  noun: string,
  acts: readonly A[],
  refusalOf: (act: A) => string | undefined,
) =>
  acts.map((act) => {
    const code = refusalOf(act);
    const reason = code === undefined ? null : { code, ...wordsOf(code) };
    return { action: `${noun}.${act}`, allowed: reason === null, reason };
  });

const wordsOf = (code: string) => {
  const { en, zh } = entryOf(code);
  return { en, zh };
};
