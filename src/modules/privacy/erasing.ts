/** Erasing one person's data: what stays, what is written over, which keys go. */
import { sql } from 'kysely';
import type { ErasureGround, ErasureOutcome } from '../../generated/enums.ts';
import type { Emit } from '../../kernel/commands/command.ts';
import type { Tx } from '../../kernel/db/index.ts';
import { newId } from '../../kernel/ids.ts';
import { forgetReasons } from '../../kernel/journal/reasons.ts';
import { destroyKeys } from '../../kernel/vault/destroy.ts';
import { restrictionOn } from './ground.ts';
import { ERASED_WORDS, eraseRows, objectsOf, ownSubjectsOf, type PersonKey } from './held.ts';
import { type Kept, keptOf } from './kept.ts';

export type Erasing = PersonKey & { personId: string; today: string; ground: ErasureGround };
export type Erased = {
  id: string;
  outcome: ErasureOutcome;
  keysDestroyed: number;
  keptUntil: string | null;
  kept: Kept[];
  customerId: string;
  /** Files that had been merged into this one: the same person's, erased with it. */
  merged: Erased[];
};

/** Why nothing is erased now. */
export type HeldUp = 'privacy.contract_in_force' | 'privacy.minimised_already';

/**
 * Erases the data of a locked customer as far as no law keeps it. Nothing while a contract is wanted
 * or in force, or where all that may go has gone.
 */
export async function erasePersonData(tx: Tx, erasing: Erasing): Promise<Erased | HeldUp> {
  const { institutionId, customerId, personId, today, ground } = erasing;
  const kept = await keptOf(tx, erasing);
  if (kept.some(({ until }) => until === null)) return 'privacy.contract_in_force';
  const keptUntil = latest(kept, today);
  const outcome: ErasureOutcome = keptUntil === null ? 'ERASED' : 'MINIMISED';
  if (keptUntil !== null) {
    if ((await restrictionOn(tx, erasing)) === 'RETENTION_ONLY') return 'privacy.minimised_already';
    await restrictForGood(tx, erasing);
  }
  const subjects = await ownSubjectsOf(tx, erasing);
  const objects = await objectsOf(tx, erasing);
  await closeFile(tx, erasing, outcome);
  await eraseRows(tx, erasing, outcome);
  const destroyed = outcome === 'ERASED' ? [...subjects, customerId] : subjects;
  const keysDestroyed = await destroyKeys(tx, institutionId, destroyed);
  await forgetWords(tx, institutionId, objects);
  await completeEarlier(tx, erasing);
  const id = newId();
  await tx
    .insertInto('erasure')
    .values({
      institution_id: institutionId,
      id,
      customer_id: customerId,
      ground,
      outcome,
      kept: JSON.stringify(kept),
      kept_until: keptUntil,
      keys_destroyed: keysDestroyed,
      erased_by: personId,
      erased_on: today,
      completed_on: outcome === 'ERASED' ? today : null,
    })
    .execute();
  const merged = await eraseMerged(tx, erasing);
  return { id, outcome, keysDestroyed, keptUntil, kept, customerId, merged };
}

/** What a merger left with the files it ended: a person is gone only when all their files are. */
async function eraseMerged(tx: Tx, erasing: Erasing): Promise<Erased[]> {
  const rows = await tx
    .selectFrom('customer')
    .select('id')
    .where('institution_id', '=', erasing.institutionId)
    .where('merged_into_id', '=', erasing.customerId)
    .where('status', '=', 'MERGED')
    .orderBy('id')
    .forNoKeyUpdate()
    .execute();
  const merged: Erased[] = [];
  for (const { id } of rows) {
    const erased = await erasePersonData(tx, { ...erasing, customerId: id });
    // One that was cut down before is erased when its own time is over.
    if (typeof erased !== 'string') merged.push(erased);
  }
  return merged;
}

/** The fact of an erasure, `privacy.erased` or `privacy.minimised`, of each file. */
export function emitErased(emit: Emit, ground: ErasureGround, erased: Erased): void {
  const { id, customerId, outcome, keysDestroyed, keptUntil } = erased;
  const act = outcome === 'ERASED' ? 'privacy.erased' : 'privacy.minimised';
  const objects = [
    { type: 'Erasure', id, version: 1 },
    { type: 'Customer', id: customerId },
  ];
  emit(act, objects, { ground, keysDestroyed, keptUntil });
  for (const each of erased.merged) emitErased(emit, ground, each);
}

/** Until when a law keeps something together with the person's identity; null if none does. */
function latest(stays: readonly Kept[], today: string): string | null {
  const days = stays.flatMap(({ identity, until }) =>
    identity && until !== null && until > today ? [until] : [],
  );
  return days.toSorted().at(-1) ?? null;
}

/** The file itself: erased, or closed. */
async function closeFile(
  tx: Tx,
  { institutionId, customerId, today }: Erasing,
  outcome: ErasureOutcome,
): Promise<void> {
  const closing =
    outcome === 'ERASED'
      ? sql`status = 'ERASED', merged_into_id = null, closed_on = null, close_reason = null`
      : sql`status = case when status = 'ACTIVE' then 'CLOSED' else status end,
          closed_on = case when status = 'ACTIVE' then ${today}::date else closed_on end,
          close_reason = case when status = 'ACTIVE' then 'OTHER' else close_reason end`;
  await sql`update customer set ${closing}
    where institution_id = ${institutionId} and id = ${customerId}`.execute(tx);
}

/** From now on the data is kept for the law alone. */
async function restrictForGood(tx: Tx, { institutionId, customerId, personId, today }: Erasing) {
  await tx
    .updateTable('processing_restriction')
    .set({ valid_to: today, lifted_by: personId })
    .where('institution_id', '=', institutionId)
    .where('customer_id', '=', customerId)
    .where('valid_to', 'is', null)
    .execute();
  await tx
    .insertInto('processing_restriction')
    .values({
      institution_id: institutionId,
      id: newId(),
      customer_id: customerId,
      ground: 'RETENTION_ONLY',
      restricted_by: personId,
      valid_from: today,
    })
    .execute();
}

/** Reasons people gave in words, and the inputs of commands that wait for a second person. */
async function forgetWords(
  tx: Tx,
  institutionId: string,
  objects: readonly string[],
): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    update approval_request set
      maker_reason = case when maker_reason is not null then ${ERASED_WORDS} end,
      checker_reason = case when checker_reason is not null then ${ERASED_WORDS} end
    where institution_id = ${institutionId} and target_id = any(${[...objects]}::uuid[])
    returning id`.execute(tx);
  const requests = rows.map(({ id }) => id);
  await forgetReasons(tx, institutionId, [...objects, ...requests]);
  await destroyKeys(tx, institutionId, requests);
}

async function completeEarlier(tx: Tx, { institutionId, customerId, today }: Erasing) {
  await tx
    .updateTable('erasure')
    .set({ completed_on: today })
    .where('institution_id', '=', institutionId)
    .where('customer_id', '=', customerId)
    .where('completed_on', 'is', null)
    .execute();
}
