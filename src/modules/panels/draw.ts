/** The draw of a panel from its seed, the same for whoever makes it. Pure. */
import { createHash } from 'node:crypto';

export const DRAW_ALGORITHM = 'SHA256_ORDER_1';

export type Pool = {
  readonly regulars: readonly string[];
  readonly substitutes: readonly string[];
};
export type Seating = { readonly seats: number; readonly standby: number };
export type Lot = { readonly seed: string; readonly sequence: number };

export type Drawn = {
  readonly reviewerId: string;
  readonly standing: 'REGULAR' | 'SUBSTITUTE';
  readonly digest: string;
  /** From 1, over the whole pool. */
  readonly place: number;
  readonly seat: 'SITTING' | 'STANDBY' | null;
};

/** The algorithm in words, for who checks it with tools of their own. */
export const drawWords = {
  en: 'Each reviewer gets SHA-256 of the text "seed:sequence:reviewerKey" (UTF-8, hexadecimal in lower case). Regulars in ascending order of it, then substitutes likewise: the first take the seats, the next stand by.',
  zh: '对每名评议员计算文本“种子:序次:评议员标识”（UTF-8）的SHA-256（十六进制小写）。正式评议员按该值升序排列，其后为候补评议员，同样排列；在前者依次入席，随后者为候补。',
};

const digestOf = ({ seed, sequence }: Lot, reviewerId: string): string =>
  createHash('sha256').update(`${seed}:${sequence}:${reviewerId}`).digest('hex');

/** The whole pool in the order drawn, with the seat each gets. The order of the pool plays no part. */
export function drawMembers(lot: Lot, pool: Pool, { seats, standby }: Seating): Drawn[] {
  const ordered = (ids: readonly string[], standing: Drawn['standing']) =>
    ids
      .map((reviewerId) => ({ reviewerId, standing, digest: digestOf(lot, reviewerId) }))
      .toSorted((a, b) => (a.digest < b.digest ? -1 : 1));
  const all = [...ordered(pool.regulars, 'REGULAR'), ...ordered(pool.substitutes, 'SUBSTITUTE')];
  return all.map((each, index) => {
    const standsBy = index < seats + standby ? 'STANDBY' : null;
    return { ...each, place: index + 1, seat: index < seats ? 'SITTING' : standsBy };
  });
}
