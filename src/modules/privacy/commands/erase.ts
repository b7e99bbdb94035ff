import { sql } from 'kysely';
import { z } from 'zod';
import { ErasureGround, ErasureOutcome } from '../../../generated/enums.ts';
import { type Context, command } from '../../../kernel/commands/command.ts';
import { enumeration, ref } from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import { destroyKeys } from '../../../kernel/vault/destroy.ts';
import { type CustomerRow, onCustomer } from '../../customers/index.ts';
import { eraseRows, objectsOf, ownSubjectsOf, type PersonKey } from '../held.ts';
import { type Kept, keptOf } from '../kept.ts';

const kept = z.object({
  what: z.string(),
  count: z.number().int(),
  until: z.string().nullable(),
  identity: z.boolean(),
  legalBasis: z.object({ en: z.string(), zh: z.string() }),
});

export const erasePerson = command({
  name: 'privacy.erase',
  permission: 'privacy.erase',
  scope: 'references',
  title: { en: "Erase a person's data", zh: '删除个人信息' },
  description: {
    en: "Destroys the keys of the customer and of the household's members and writes over what names them; a second person always decides. Refused while a contract is wanted or in force. What a law keeps with the borrower's identity is cut down to that and erased by itself when the time is over; the answer says what stays, until when and why.",
    zh: '销毁客户及其家庭成员的密钥并覆盖可识别其身份的信息，须经第二人复核。合同未了结的不予删除；依法须连同身份保存的，仅保留该部分并在到期后自动删除。返回保留内容、期限及法律依据。',
  },
  on: onCustomer,
  input: z.object({ ground: enumeration('ErasureGround', ErasureGround) }),
  result: z.object({
    erasure: ref('Erasure'),
    outcome: enumeration('ErasureOutcome', ErasureOutcome),
    keysDestroyed: z.number().int(),
    kept: z.array(kept),
  }),
  acts: ['privacy.erased', 'privacy.minimised'],
  secondPerson: true,
  errors: ['privacy.contract_in_force', 'privacy.minimised_already'],
  async handler(tx, { ground }, context) {
    const { actor, emit, target, today } = context;
    const key = { institutionId: actor.institutionId, customerId: target.id };
    const stays = await keptOf(tx, { ...key, today });
    if (stays.some(({ until }) => until === null)) throw refuse('privacy.contract_in_force');
    const until = latest(stays, today);
    const outcome: ErasureOutcome = until === null ? 'ERASED' : 'MINIMISED';
    const erasure = await erase(tx, context, { ground, outcome, stays, until });
    const act = outcome === 'ERASED' ? 'privacy.erased' : 'privacy.minimised';
    const objects = [
      { type: 'Erasure', id: erasure.id, version: 1 },
      { type: 'Customer', id: target.id },
    ];
    const { keysDestroyed } = erasure;
    emit(act, objects, { ground, keysDestroyed, keptUntil: until });
    return { erasure: erasure.id, outcome, keysDestroyed, kept: stays };
  },
});

/** Until when a law keeps something together with the person's identity; null if none does. */
function latest(stays: readonly Kept[], today: string): string | null {
  const days = stays.flatMap(({ identity, until }) =>
    identity && until !== null && until > today ? [until] : [],
  );
  return days.toSorted().at(-1) ?? null;
}

type Erasing = {
  ground: ErasureGround;
  outcome: ErasureOutcome;
  stays: readonly Kept[];
  until: string | null;
};
type Erased = { id: string; keysDestroyed: number };

async function erase(tx: Tx, context: Context<CustomerRow>, erasing: Erasing): Promise<Erased> {
  const { actor, target, today } = context;
  const { ground, outcome, stays, until } = erasing;
  const key = { institutionId: actor.institutionId, customerId: target.id };
  if (until !== null) await restrictForGood(tx, context);
  const subjects = await ownSubjectsOf(tx, key);
  const objects = await objectsOf(tx, key);
  await eraseFile(tx, key, { outcome, today });
  const destroyed = outcome === 'ERASED' ? [...subjects, target.id] : subjects;
  const keysDestroyed = await destroyKeys(tx, key.institutionId, destroyed);
  await destroyKeys(tx, key.institutionId, await waitingFor(tx, key.institutionId, objects));
  await completeEarlier(tx, key, today);
  const id = newId();
  await tx
    .insertInto('erasure')
    .values({
      institution_id: key.institutionId,
      id,
      customer_id: target.id,
      ground,
      outcome,
      kept: JSON.stringify(stays),
      kept_until: until,
      keys_destroyed: keysDestroyed,
      erased_by: actor.personId,
      erased_on: today,
      completed_on: outcome === 'ERASED' ? today : null,
    })
    .execute();
  return { id, keysDestroyed };
}

/** The file itself: erased, or closed and cut down. */
async function eraseFile(
  tx: Tx,
  key: PersonKey,
  { outcome, today }: { outcome: ErasureOutcome; today: string },
): Promise<void> {
  const closing =
    outcome === 'ERASED'
      ? sql`status = 'ERASED', merged_into_id = null, closed_on = null, close_reason = null`
      : sql`status = case when status = 'ACTIVE' then 'CLOSED' else status end,
          closed_on = case when status = 'ACTIVE' then ${today}::date else closed_on end,
          close_reason = case when status = 'ACTIVE' then 'OTHER' else close_reason end`;
  await sql`update customer set ${closing}
    where institution_id = ${key.institutionId} and id = ${key.customerId}`.execute(tx);
  await eraseRows(tx, key, outcome);
}

/** From now on the data is kept for the law alone. */
async function restrictForGood(tx: Tx, { actor, target, today }: Context<CustomerRow>) {
  const open = tx
    .updateTable('processing_restriction')
    .where('institution_id', '=', actor.institutionId)
    .where('customer_id', '=', target.id)
    .where('valid_to', 'is', null);
  const before = await open
    .set({ valid_to: today, lifted_by: actor.personId })
    .returning('ground')
    .executeTakeFirst();
  if (before?.ground === 'RETENTION_ONLY') throw refuse('privacy.minimised_already');
  await tx
    .insertInto('processing_restriction')
    .values({
      institution_id: actor.institutionId,
      id: newId(),
      customer_id: target.id,
      ground: 'RETENTION_ONLY',
      restricted_by: actor.personId,
      valid_from: today,
    })
    .execute();
}

/** Commands about the person that wait for a second one: what they carry goes too. */
async function waitingFor(tx: Tx, institutionId: string, objects: readonly string[]) {
  const { rows } = await sql<{ id: string }>`
    select id from approval_request
    where institution_id = ${institutionId} and status = 'PENDING'
      and target_id = any(${[...objects]}::uuid[])`.execute(tx);
  return rows.map(({ id }) => id);
}

async function completeEarlier(tx: Tx, key: PersonKey, today: string): Promise<void> {
  await tx
    .updateTable('erasure')
    .set({ completed_on: today })
    .where('institution_id', '=', key.institutionId)
    .where('customer_id', '=', key.customerId)
    .where('completed_on', 'is', null)
    .execute();
}
