import { z } from 'zod';
import { MergedField } from '../../../generated/enums.ts';
import { type Context, command, type FactObject } from '../../../kernel/commands/command.ts';
import { enumeration, id, ref } from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import {
  type CustomerRow,
  mustBeActive,
  type Revision,
  reviseFile,
  revisionErrors,
  saveCustomer,
} from '../../customers/index.ts';
import { letListingFollow, listCustomer } from '../../ledgers/index.ts';
import { keepMoved, moveAll } from '../moving.ts';
import { type Files, filesOf, onPair, type PairRow } from '../pair.ts';
import { MOVES } from '../rules.ts';

const columns = { NAME: 'name', MOBILE: 'mobile', ADDRESS: 'address' } as const;

export const mergeDuplicates = command({
  name: 'duplicate.merge',
  permission: 'duplicate.decide',
  scope: 'references',
  title: { en: 'Merge two files', zh: '合并重复档案' },
  description: {
    en: 'One file lives on; members, ratings, loans, lines, consents, visits and promises of the other come to it, and the fields named are taken from it. What cannot stand beside the like stays where it was; the worse list holds. It can be undone.',
    zh: '保留一份档案：另一份的成员、评级、贷款、额度、授权、走访、跟进等并入，并采用所选字段；不能并存的留在原档案；名单从严。可撤销。',
  },
  on: onPair,
  input: z.object({
    survivorId: id('Customer'),
    take: z.array(enumeration('MergedField', MergedField)).max(MergedField.length).default([]),
  }),
  result: z.object({ pair: ref('DuplicatePair'), survivor: ref('Customer') }),
  acts: ['customer.merged', 'customer.revised'],
  reasonRequired: true,
  errors: [
    'duplicate.decided',
    'duplicate.survivor_unknown',
    'duplicate.both_have',
    ...revisionErrors,
  ],
  async handler(tx, { survivorId, take }, context) {
    const { actor, emit, now, target: pair, today, vault } = context;
    if (pair.status !== 'OPEN') throw refuse('duplicate.decided');
    const files = await filesOf(tx, actor, { pair, survivorId });
    const { survivor, other } = files;
    mustBeActive(survivor);
    mustBeActive(other);
    const { institutionId } = actor;
    const store = { tx, vault, institutionId };
    const taken = await clearOf(context, tx, { file: other, take });
    const before = await clearOf(context, tx, { file: survivor, take });
    const otherVersion = await leave(tx, files, today);
    const { moved, stuck } = await moveAll(store, { from: other.id, to: survivor.id });
    const both = stuck.filter((table) => MOVES[table] === 'OR_REFUSES');
    if (both.length > 0) throw refuse('duplicate.both_have', { details: { both } });
    await keepMoved(store, pair.id, moved);
    const { takenAt, version } = await settle(tx, context, { files, taken });
    const stopped = await stopIfBlack(tx, files, { personId: actor.personId, today });
    const fields = Object.fromEntries(
      Object.keys(taken).map((name) => [name, before[name] ?? null]),
    );
    await decide(tx, pair, {
      status: 'MERGED',
      survivor_id: survivor.id,
      decided_by: actor.personId,
      decided_at: now,
      before_cipher: await sealBefore(context, tx, { survivor, before: { takenAt, fields } }),
    });
    const objects = [
      { type: 'Customer', id: survivor.id, version },
      { type: 'Customer', id: other.id, version: otherVersion },
      { type: 'DuplicatePair', id: pair.id, version: pair.version + 1 },
      ...stopped,
    ];
    emit('customer.merged', objects, {
      survivor: survivor.id,
      merged: other.id,
      rows: moved.length,
      stayed: stuck,
      took: take,
    });
    return { pair: pair.id, survivor: survivor.id };
  },
});

type Reading = { file: CustomerRow; take: readonly MergedField[] };
type Pairing = Context<PairRow>;

/** The fields in clear, of one of the files; what it does not say is left out. */
async function clearOf({ actor, vault }: Pairing, tx: Tx, { file, take }: Reading) {
  const clear: Record<string, string> = {};
  for (const field of new Set(take)) {
    const name = columns[field];
    const column = `${name}_cipher` as const;
    const sealed = file[column];
    if (sealed === null) continue;
    const place = { subjectId: file.id, table: 'customer', column, rowId: file.id };
    clear[name] = await vault.open(tx, actor.institutionId, place, sealed);
  }
  return clear;
}

/** The other file is no longer in use, and its head no longer lives there. */
async function leave(tx: Tx, { survivor, other }: Files, today: string): Promise<number> {
  const { version } = await tx
    .updateTable('customer')
    .set({ status: 'MERGED', merged_into_id: survivor.id })
    .where('institution_id', '=', other.institution_id)
    .where('id', '=', other.id)
    .returning('version')
    .executeTakeFirstOrThrow();
  await tx
    .updateTable('customer_member')
    .set({ left_on: today })
    .where('institution_id', '=', other.institution_id)
    .where('customer_id', '=', other.id)
    .where('head', '=', true)
    .where('left_on', 'is', null)
    .execute();
  return version;
}

export const beforeAt = (pair: string, survivor: string) => ({
  subjectId: survivor,
  table: 'duplicate_pair',
  column: 'before_cipher',
  rowId: pair,
});

/** What the survivor said of the fields it took, null for nothing, and the version that took them. */
export type Before = { takenAt: number; fields: Record<string, string | null> };

const sealBefore = (
  { actor, target: pair, vault }: Pairing,
  tx: Tx,
  { survivor, before }: { survivor: CustomerRow; before: Before },
) => vault.seal(tx, actor.institutionId, beforeAt(pair.id, survivor.id), JSON.stringify(before));

export async function decide(
  tx: Tx,
  pair: PairRow,
  change: Partial<Omit<PairRow, 'id' | 'institution_id'>>,
): Promise<void> {
  await tx
    .updateTable('duplicate_pair')
    .set(change)
    .where('institution_id', '=', pair.institution_id)
    .where('id', '=', pair.id)
    .execute();
}

/** What was granted to either file stops where one of them is on the black list. */
async function stopIfBlack(
  tx: Tx,
  { survivor, other }: Files,
  by: { personId: string; today: string },
): Promise<FactObject[]> {
  const { institution_id: institutionId, id: customerId } = survivor;
  if (![survivor, other].some(({ screening }) => screening === 'BLACK')) return [];
  return letListingFollow(tx, { institutionId, customerId, list: 'BLACK', ...by });
}

const RANK: readonly string[] = ['NONE', 'WHITE', 'GREY', 'BLACK'];

/** The survivor takes the fields chosen and the worse of the two lists; the versions it has then. */
async function settle(
  tx: Tx,
  context: Pairing,
  { files, taken }: { files: Files; taken: Revision },
): Promise<{ takenAt: number; version: number }> {
  const { survivor, other } = files;
  const { actor, now, vault } = context;
  const takenAt = Object.keys(taken).length
    ? await reviseFile(tx, taken, { ...context, target: survivor })
    : (await saveCustomer(tx, survivor, {})).version;
  const isWorse = RANK.indexOf(other.screening) > Math.max(1, RANK.indexOf(survivor.screening));
  if (!isWorse) return { takenAt, version: takenAt };
  const target = await tx
    .selectFrom('customer')
    .selectAll()
    .where('institution_id', '=', survivor.institution_id)
    .where('id', '=', survivor.id)
    .executeTakeFirstOrThrow();
  const listing = {
    list: other.screening as 'GREY' | 'BLACK',
    stage: 'FINAL' as const,
    reason: other.screening_reason as never,
    listedBy: actor.personId,
  };
  const { version } = await listCustomer({ tx, vault, now }, target, listing);
  return { takenAt, version };
}
