/** Putting a customer in a list: the record in force ends, the new one begins, the file says so. */
import { sql } from 'kysely';
import type { ScreeningReason } from '../../generated/enums.ts';
import type { Tx } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { Vault } from '../../kernel/vault/vault.ts';
import { type CustomerRow, saveCustomer } from '../customers/index.ts';
import { sealNote } from './notes.ts';
import { type List, listsOpen, onlyRefers, type Stage } from './workflow.ts';

export type Listing = {
  list: Exclude<List, 'NONE'>;
  stage: Stage;
  reason: ScreeningReason | null;
  /** In words; sealed. */
  note?: string | undefined;
  /** Null for the system. */
  listedBy: string | null;
};
type Listed = { record: string; version: number; from: List };
type Setting = { tx: Tx; vault: Vault; now: Date };

type Current = { id: string; stage: Stage; reason: string | null; list: List };

/** @throws Refusal `screening.*`; the customer's row is locked by the caller. */
export async function list(
  { tx, vault, now }: Setting,
  target: CustomerRow,
  listing: Listing,
): Promise<Listed> {
  const institutionId = target.institution_id;
  const current = await currentRecord(tx, target);
  const from = target.screening as List;
  checkListing({ list: from, stage: current?.stage ?? null }, listing);
  if (current && same(current, listing)) throw refuse('screening.unchanged');
  if (current) await end(tx, target, { record: current.id, now });
  const record = newId();
  const place = {
    subjectId: target.id,
    table: 'screening_record',
    column: 'note_cipher',
    rowId: record,
  };
  await tx
    .insertInto('screening_record')
    .values({
      institution_id: institutionId,
      id: record,
      customer_id: target.id,
      list: listing.list,
      stage: listing.stage,
      reason: listing.reason,
      note_cipher: await sealNote({ tx, institutionId, vault }, place, listing.note),
      listed_by: listing.listedBy,
      listed_at: now,
    })
    .execute();
  const { version } = await saveCustomer(tx, target, {
    screening: listing.list,
    screening_reason: listing.reason,
  });
  return { record, version, from };
}

function checkListing(standing: { list: List; stage: Stage | null }, listing: Listing): void {
  const open = listsOpen(standing, listing.stage);
  if (!open.includes(listing.list)) {
    throw refuse('screening.transition', { path: ['screening'], details: { lists: open } });
  }
  const path = ['screeningReason'];
  if ((listing.list === 'WHITE') !== (listing.reason === null)) {
    throw refuse('screening.reason_required', { path });
  }
  if (listing.list === 'BLACK' && onlyRefers(listing.reason)) {
    throw refuse('screening.protected', { path });
  }
}

const same = (current: Current, { list: wanted, stage, reason }: Listing): boolean =>
  current.list === wanted && current.stage === stage && current.reason === reason;

async function currentRecord(tx: Tx, target: CustomerRow): Promise<Current | undefined> {
  const row = await tx
    .selectFrom('screening_record')
    .select(['id', 'stage', 'reason', 'list'])
    .where('institution_id', '=', target.institution_id)
    .where('customer_id', '=', target.id)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  return row as Current | undefined;
}

async function end(
  tx: Tx,
  target: CustomerRow,
  { record, now }: { record: string; now: Date },
): Promise<void> {
  await tx
    .updateTable('screening_record')
    // A clock that went back must not keep a list from ending.
    .set({ ended_at: sql<Date>`greatest(listed_at, ${now})` })
    .where('institution_id', '=', target.institution_id)
    .where('id', '=', record)
    .execute();
}
