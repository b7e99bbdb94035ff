/** Edits that arrive late: judged field by field, put on record, held where they contradict. */
import { sql } from 'kysely';
import type { Tx } from '../../kernel/db/index.ts';
import { newId } from '../../kernel/ids.ts';
import type { Vault } from '../../kernel/vault/vault.ts';
import { type OwnEdit, verdictOn } from './rules.ts';

/** Whose edit it is, made when, on what. */
export type OfflineEdit = {
  institutionId: string;
  customerId: string;
  baseVersion: number;
  device: string;
  sequence: number;
  editedAt: string;
  editedBy: string;
};

/** One field of it. */
export type FieldEdit = {
  field: string;
  /** The version that changed the field last; 0 when none did. */
  changedVersion: number;
  /** The value as it was entered; JSON. */
  proposed: unknown;
};

export type Judged = {
  merge: readonly FieldEdit[];
  hold: readonly FieldEdit[];
  overtaken: readonly FieldEdit[];
};

/** What becomes of each field; the customer's row is locked, so that edits are judged in turn. */
export async function judgeEdits(
  tx: Tx,
  edit: OfflineEdit,
  fields: readonly FieldEdit[],
): Promise<Judged> {
  const own = await ownEdits(tx, edit);
  const judged = fields.map((each) => {
    const standing = { changedVersion: each.changedVersion, own: own.get(each.field) ?? null };
    return { each, verdict: verdictOn(edit, standing) };
  });
  const of = (wanted: string): FieldEdit[] =>
    judged.filter(({ verdict }) => verdict === wanted).map(({ each }) => each);
  return { merge: of('MERGE'), hold: of('HOLD'), overtaken: of('OVERTAKEN') };
}

async function ownEdits(
  tx: Tx,
  { institutionId, customerId, device }: OfflineEdit,
): Promise<Map<string, OwnEdit>> {
  const rows = await tx
    .selectFrom('offline_edit')
    .select(['field', 'sequence', 'base_version', 'made_version'])
    .where('institution_id', '=', institutionId)
    .where('customer_id', '=', customerId)
    .where('device', '=', device)
    .execute();
  return new Map(
    rows.map(({ field, sequence, base_version, made_version }) => [
      field,
      { sequence, baseVersion: base_version, madeVersion: made_version },
    ]),
  );
}

type Kept = { madeVersion: number };

/** Writes down what was merged and what waits; the ids of the conflicts. */
export async function keepEdits(
  { tx, vault }: { tx: Tx; vault: Vault },
  edit: OfflineEdit,
  { merge, hold, madeVersion }: Pick<Judged, 'merge' | 'hold'> & Kept,
): Promise<string[]> {
  for (const { field } of merge) await rememberEdit(tx, edit, { field, madeVersion });
  for (const { field } of hold) await rememberEdit(tx, edit, { field, madeVersion: null });
  await supersede(
    tx,
    edit,
    [...merge, ...hold].map(({ field }) => field),
  );
  const conflicts: string[] = [];
  for (const each of hold) conflicts.push(await holdEdit({ tx, vault }, edit, each));
  return conflicts;
}

type Remembered = { field: string; madeVersion: number | null };

async function rememberEdit(
  tx: Tx,
  { institutionId, customerId, baseVersion, device, sequence }: OfflineEdit,
  { field, madeVersion }: Remembered,
): Promise<void> {
  const last = { sequence, base_version: baseVersion, made_version: madeVersion };
  await tx
    .insertInto('offline_edit')
    .values({
      institution_id: institutionId,
      id: newId(),
      customer_id: customerId,
      field,
      device,
      ...last,
    })
    .onConflict((conflict) =>
      conflict.columns(['institution_id', 'customer_id', 'field', 'device']).doUpdateSet(last),
    )
    .execute();
}

/** What the device said earlier of the same fields and still waits, it has said again. */
async function supersede(tx: Tx, edit: OfflineEdit, fields: readonly string[]): Promise<void> {
  await tx
    .updateTable('sync_conflict')
    .set({ status: 'SUPERSEDED', resolved_at: sql<Date>`now()` })
    .where('institution_id', '=', edit.institutionId)
    .where('customer_id', '=', edit.customerId)
    .where('device', '=', edit.device)
    .where('status', '=', 'OPEN')
    .where('sequence', '<', edit.sequence)
    .where('field', '=', sql<string>`any(${[...fields]}::text[])`)
    .execute();
}

/** Where the value that waits is sealed. */
export const proposedAt = (conflict: { id: string; customer_id: string }) => ({
  subjectId: conflict.customer_id,
  table: 'sync_conflict',
  column: 'proposed_cipher',
  rowId: conflict.id,
});

async function holdEdit(
  { tx, vault }: { tx: Tx; vault: Vault },
  edit: OfflineEdit,
  { field, changedVersion, proposed }: FieldEdit,
): Promise<string> {
  const { institutionId, customerId: customer_id, device, sequence } = edit;
  const id = newId();
  const place = proposedAt({ id, customer_id });
  await tx
    .insertInto('sync_conflict')
    .values({
      institution_id: institutionId,
      id,
      customer_id,
      field,
      base_version: edit.baseVersion,
      changed_version: changedVersion,
      device,
      sequence,
      edited_at: edit.editedAt,
      edited_by: edit.editedBy,
      proposed_cipher: await vault.seal(tx, institutionId, place, JSON.stringify(proposed)),
    })
    .execute();
  return id;
}
