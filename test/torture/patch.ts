/**
 * A change to a source while it is loaded: where the program is killed, or how a broken build
 * differs from ours. The files themselves hold no trace of it.
 */
export type Patch = {
  /** From the root of the project. */
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly find: string;
  readonly put: string;
};

/** What belongs together under one name; `why` says what the change does. */
export type NamedPatch = { readonly why: string; readonly patches: readonly Patch[] };

/** @throws Error when the place is gone or is no longer the only one: torture must not pass blindly. */
export function applyPatch(source: string, { file, find, put }: Patch): string {
  const places = source.split(find).length - 1;
  if (places === 1) return source.replace(find, () => put);
  throw new Error(`${file} has ${places} places for a patch, not one:\n${find}`);
}
