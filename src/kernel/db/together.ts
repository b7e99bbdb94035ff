type Asked<T> = { readonly [K in keyof T]: T[K] | PromiseLike<T[K]> };

/**
 * Waits for what was asked at once and so travels in one batch. What is wrong is said as if each had
 * waited for the one before it: the first in this order. Nothing is left under way behind it, for the
 * transaction ends with a refusal and its connection goes to somebody else.
 */
export async function together<T extends readonly unknown[]>(
  asked: readonly [...Asked<T>],
): Promise<T> {
  const settled = await Promise.allSettled(asked);
  return settled.map((each) => {
    if (each.status === 'rejected') throw each.reason;
    return each.value;
  }) as unknown as T;
}
