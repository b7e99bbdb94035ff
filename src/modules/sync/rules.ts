/** Edits made without a network: which hold, which wait for a person. Pure. */

/** An edit of one field, as the device made it. */
export type Edit = {
  /** The version the device had of the row that holds the field. */
  readonly baseVersion: number;
  /** Counted by the device. */
  readonly sequence: number;
};

/** The last edit of the same field that has arrived from the same device. */
export type OwnEdit = Edit & {
  /** The version it made of the row that holds the field; null where it waits for a person. */
  readonly madeVersion: number | null;
};

export type Verdict =
  /** Nobody else has changed the field since the device saw it. */
  | 'MERGE'
  /** Somebody has: a person decides. */
  | 'HOLD'
  /** The device itself has edited the field later. */
  | 'OVERTAKEN';

type Standing = {
  /** The version that changed the field last; 0 when none did. */
  readonly changedVersion: number;
  readonly own: OwnEdit | null;
};

/**
 * What becomes of an edit. A field the device saw as it is now takes the edit; so does one whose
 * last change is the device's own. In whatever order a device's edits arrive, its last one counts.
 */
export function verdictOn(edit: Edit, { changedVersion, own }: Standing): Verdict {
  if (own && own.sequence >= edit.sequence) return 'OVERTAKEN';
  if (changedVersion <= edit.baseVersion) return 'MERGE';
  const isOwn = own?.madeVersion === changedVersion && own.baseVersion <= edit.baseVersion;
  return isOwn ? 'MERGE' : 'HOLD';
}

/** Prefixes none of which begins with another: the same territory in fewest words, in order. */
export function minimalPrefixes(prefixes: readonly string[]): string[] {
  const sorted = [...new Set(prefixes)].toSorted();
  const kept: string[] = [];
  for (const prefix of sorted) {
    const last = kept.at(-1);
    if (last === undefined || !prefix.startsWith(last)) kept.push(prefix);
  }
  return kept;
}

export type ScopeChange = {
  /** Territories the device no longer keeps; it drops everything whose code begins so. */
  readonly left: readonly string[];
  /** Territories it has to be given whole, because it never was or has just dropped them. */
  readonly fresh: readonly string[];
};

/**
 * From the territories a device keeps to those its person sees now; both minimal. Where a wide
 * territory gives way to a narrower one inside, the wide one is dropped and the narrow given whole:
 * more to send, and nothing to get wrong.
 */
export function scopeChange(before: readonly string[], now: readonly string[]): ScopeChange {
  const left = before.filter((prefix) => !now.includes(prefix));
  const fresh = now.filter((prefix) => !before.includes(prefix));
  return { left, fresh };
}
