/** What profiles answered before: written with every change, and read backwards. */
import type { Tx } from '../../kernel/db/index.ts';
import { newId } from '../../kernel/ids.ts';
import type { Vault } from '../../kernel/vault/vault.ts';
import type { FileKey } from '../customers/index.ts';

type Answers = Readonly<Record<string, unknown>>;
type Change = { before: Answers; after: Answers };

/** Items that hold something else than before, with what that was; null where it was nothing. */
export function changedIn({ before, after }: Change): Record<string, unknown> {
  const codes = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted();
  const changed = codes.filter((code) => said(before[code]) !== said(after[code]));
  return Object.fromEntries(changed.map((code) => [code, before[code] ?? null]));
}

/** Answers come out of the database with their keys in another order. */
function said(answer: unknown): string {
  if (!Array.isArray(answer)) return JSON.stringify(answer) ?? '';
  const rows = answer as readonly Record<string, unknown>[];
  return JSON.stringify(
    rows.map((row) => Object.entries(row).toSorted(([a], [b]) => (a < b ? -1 : 1))),
  );
}

type Store = { tx: Tx; vault: Vault; key: FileKey };
export type Revised = {
  open: Change;
  sealed: Change;
  form: string;
  by: string;
  now: Date;
  today: string;
};

/** Keeps what a change of a locked customer's profile does away with. */
export async function keepBefore({ tx, vault, key }: Store, revised: Revised): Promise<void> {
  const open = changedIn(revised.open);
  const sealed = changedIn(revised.sealed);
  const items = [...new Set([...Object.keys(open), ...Object.keys(sealed)])].toSorted();
  if (items.length === 0) return;
  const { institutionId, customerId } = key;
  const id = newId();
  const place = { subjectId: customerId, table: 'profile_revision', column: 'before_cipher' };
  const held = Object.keys(sealed).filter((code) => sealed[code] !== null);
  const words = JSON.stringify(sealed);
  await tx
    .insertInto('profile_revision')
    .values({
      institution_id: institutionId,
      id,
      customer_id: customerId,
      form_id: revised.form,
      items,
      before: JSON.stringify(open),
      sealed_items: Object.keys(sealed),
      sealed_before: held,
      before_cipher:
        held.length > 0
          ? await vault.seal(tx, institutionId, { ...place, rowId: id }, words)
          : null,
      changed_by: revised.by,
      changed_at: revised.now,
      changed_on: revised.today,
    })
    .execute();
}

/** A change as it is read back. */
export type Revision = {
  readonly items: readonly string[];
  readonly before: Answers;
  readonly sealedItems: readonly string[];
  readonly sealedBefore: readonly string[];
};

export type Standing = { answers: Record<string, unknown>; sealedItems: Set<string> };

/** What stood before these changes, the newest first. */
export function without(present: Standing, revisions: readonly Revision[]): Standing {
  const answers = { ...present.answers };
  const sealedItems = new Set(present.sealedItems);
  for (const { before, sealedItems: sealed, sealedBefore } of revisions) {
    for (const [code, value] of Object.entries(before)) {
      if (value === null) delete answers[code];
      else answers[code] = value;
    }
    for (const code of sealed) sealedItems.delete(code);
    for (const code of sealedBefore) sealedItems.add(code);
  }
  return { answers, sealedItems };
}
