/** Free text of the ledgers: it may say anything about anybody, so it is sealed like a name. */
import type { Db, Tx } from '../../kernel/db/index.ts';
import type { Vault } from '../../kernel/vault/vault.ts';

export type NoteKeeper = { tx: Tx; institutionId: string; vault: Vault };
export type NoteOpener = { db: Db; institutionId: string; vault: Vault };
/** Whose key seals it, and where it stands. */
export type NotePlace = { subjectId: string; table: string; column: string; rowId: string };

export const sealNote = async (
  { tx, institutionId, vault }: NoteKeeper,
  place: NotePlace,
  note: string | undefined,
): Promise<Buffer | null> =>
  note === undefined ? null : vault.seal(tx, institutionId, place, note);

/** Undefined where there is none. */
export const openNote = async (
  { db, institutionId, vault }: NoteOpener,
  place: NotePlace,
  sealed: Buffer | null,
): Promise<string | undefined> =>
  sealed === null ? undefined : vault.open(db, institutionId, place, sealed);
