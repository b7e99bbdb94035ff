import { z } from 'zod';
import { type Context, command } from '../../../kernel/commands/command.ts';
import { ref } from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import {
  type CustomerRow,
  type Revision,
  reviseFile,
  revisionErrors,
  saveCustomer,
} from '../../customers/index.ts';
import { moveBack } from '../moving.ts';
import { filesOf, onPair, type PairRow } from '../pair.ts';
import { type Before, beforeAt, decide } from './merge.ts';

export const undoMerge = command({
  name: 'duplicate.undo',
  permission: 'duplicate.decide',
  scope: 'references',
  title: { en: 'Undo a merger', zh: '撤销合并' },
  description: {
    en: 'Both files live on: what the merger brought goes back, and the survivor says again what it said. What came to the survivor since stays with it, and so does a list.',
    zh: '恢复两份档案：合并带来的内容退回，所采用的字段复原；合并后新增的内容及名单仍留在保留的档案。',
  },
  on: onPair,
  input: z.object({}),
  result: z.object({ pair: ref('DuplicatePair'), restored: ref('Customer') }),
  acts: ['customer.unmerged', 'customer.revised'],
  reasonRequired: true,
  errors: ['duplicate.not_merged', 'duplicate.merged_further', ...revisionErrors],
  async handler(tx, _input, context) {
    const { actor, emit, now, target: pair, vault } = context;
    if (pair.status !== 'MERGED' || !pair.survivor_id) throw refuse('duplicate.not_merged');
    const survivorId = pair.survivor_id;
    const { survivor, other } = await filesOf(tx, actor, { pair, survivorId });
    if (survivor.status !== 'ACTIVE' || other.status !== 'MERGED') {
      throw refuse('duplicate.merged_further');
    }
    const way = { from: survivor.id, to: other.id };
    const { institutionId } = actor;
    const rows = await moveBack({ tx, vault, institutionId }, pair.id, way);
    const version = await restoreFields(tx, context, survivor);
    const otherVersion = await reopen(tx, other);
    await decide(tx, pair, { status: 'UNDONE', undone_by: actor.personId, undone_at: now });
    const objects = [
      { type: 'Customer', id: survivor.id, version },
      { type: 'Customer', id: other.id, version: otherVersion },
      { type: 'DuplicatePair', id: pair.id, version: pair.version + 1 },
    ];
    emit('customer.unmerged', objects, { survivor: survivor.id, restored: other.id, rows });
    return { pair: pair.id, restored: other.id };
  },
});

/** What empties a field that the survivor had no words for. */
const emptied = {
  mobile: { mobile_mask: null, mobile_cipher: null, mobile_digest: null },
  address: {
    address_mask: null,
    address_cipher: null,
    address_form_cipher: null,
    address_digest: null,
  },
} as const;

/** The survivor says again what it said, of the fields that nobody has changed since. */
async function restoreFields(
  tx: Tx,
  context: Context<PairRow>,
  survivor: CustomerRow,
): Promise<number> {
  const { actor, target: pair, vault } = context;
  const at = beforeAt(pair.id, survivor.id);
  const sealed = pair.before_cipher;
  const text = sealed && (await vault.open(tx, actor.institutionId, at, sealed));
  const before: Before = text ? JSON.parse(text) : { takenAt: 0, fields: {} };
  const versions = survivor.field_versions as Record<string, number>;
  const own = Object.entries(before.fields).filter(([name]) => versions[name] === before.takenAt);
  const said = own.filter(([, value]) => value !== null);
  if (said.length > 0) {
    const revision: Revision = Object.fromEntries(said);
    await reviseFile(tx, revision, { ...context, target: survivor });
  }
  const empty = own.filter(([name, value]) => value === null && name in emptied);
  const blank = empty.map(([name]) => emptied[name as keyof typeof emptied]);
  const now = await tx
    .selectFrom('customer')
    .selectAll()
    .where('institution_id', '=', survivor.institution_id)
    .where('id', '=', survivor.id)
    .executeTakeFirstOrThrow();
  return (await saveCustomer(tx, now, Object.assign({}, ...blank))).version;
}

/** The head lives there again since the day it was taken away. */
async function reopen(tx: Tx, other: CustomerRow): Promise<number> {
  const head = await tx
    .selectFrom('customer_member')
    .select('id')
    .where('institution_id', '=', other.institution_id)
    .where('customer_id', '=', other.id)
    .where('head', '=', true)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (head) {
    await tx
      .updateTable('customer_member')
      .set({ left_on: null })
      .where('institution_id', '=', other.institution_id)
      .where('id', '=', head.id)
      .execute();
  }
  const restored = { ...other, status: 'ACTIVE', merged_into_id: null };
  const change = { status: 'ACTIVE', merged_into_id: null };
  return (await saveCustomer(tx, restored, change)).version;
}
