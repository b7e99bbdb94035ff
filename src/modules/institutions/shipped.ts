import type { DefaultRole } from './default-role.ts';

/** A role as an institution holds it. `offered`: what has ever been offered for it; null if unknown. */
export type HeldRole = {
  code: string;
  permissions: readonly string[];
  offered: readonly string[] | null;
};

/** What this version of the program would add to a role of an institution. */
export type ShippedChange = {
  code: string;
  nameEn: string;
  nameZh: string;
  /** The institution has no role of this code. */
  isNew: boolean;
  /** Nobody has said yet whether these are given. */
  undecided: string[];
  /** Offered before and not held: left out, or taken away. */
  declined: string[];
};

/**
 * Compares the program's own roles with those of an institution. What the institution added is its
 * own affair; what it took away is not offered as new again.
 */
export function shippedChanges(
  shipped: readonly DefaultRole[],
  held: readonly HeldRole[],
): ShippedChange[] {
  const byCode = new Map(held.map((role) => [role.code, role]));
  return shipped
    .map(({ code, nameEn, nameZh, permissions }) => {
      const role = byCode.get(code);
      const has = new Set(role?.permissions);
      const offered = new Set(role?.offered);
      const missing = [...new Set(permissions)].filter((each) => !has.has(each)).sort();
      return {
        code,
        nameEn,
        nameZh,
        isNew: role === undefined,
        undecided: missing.filter((each) => !offered.has(each)),
        declined: missing.filter((each) => offered.has(each)),
      };
    })
    .filter(({ undecided }) => undecided.length > 0);
}

/** All that was ever offered, with this version's. */
export const offeredWith = (role: HeldRole | undefined, shipped: DefaultRole): string[] =>
  [...new Set([...(role?.offered ?? []), ...shipped.permissions])].sort();
