import { z } from 'zod';
import { ProcessingPurpose, SyncResolution } from '../../../generated/enums.ts';
import { type Context, command } from '../../../kernel/commands/command.ts';
import { enumeration, json, ref } from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import {
  allowReading,
  type CustomerRow,
  fileInput,
  mustBeActive,
  reviseFile,
  revisionErrors,
} from '../../customers/index.ts';
import { answeringErrors, answerProfileOf } from '../../profiles/index.ts';
import { proposedAt } from '../offline.ts';

const onConflict = { noun: 'SyncConflict', table: 'sync_conflict' } as const;
const proposal = z.object(fileInput);

export const resolveConflict = command({
  name: 'sync.resolve',
  permission: 'sync.resolve',
  scope: 'references',
  title: { en: 'Decide an edit that waits', zh: '处理同步冲突' },
  description: {
    en: 'Keeps the value as it is, or takes the one that was entered without a network.',
    zh: '保留现值，或采用离线修改的值。',
  },
  on: onConflict,
  input: z.object({ resolution: enumeration('SyncResolution', SyncResolution) }),
  result: z.object({ conflict: ref('SyncConflict'), customer: ref('Customer') }),
  acts: ['customer.revised', 'profile.answered', 'sync.resolved'],
  errors: [...new Set(['sync.resolved', ...revisionErrors, ...answeringErrors])],
  async handler(tx, { resolution }, context) {
    const { actor, emit, now, target: conflict, vault } = context;
    if (conflict.status !== 'OPEN') throw refuse('sync.resolved');
    const { institutionId } = actor;
    const customer = await lockCustomer(tx, institutionId, conflict.customer_id);
    mustBeActive(customer);
    const status = resolution === 'TAKE' ? 'TAKEN' : 'KEPT';
    const { version } = await tx
      .updateTable('sync_conflict')
      .set({ status, resolved_by: actor.personId, resolved_at: now })
      .where('institution_id', '=', institutionId)
      .where('id', '=', conflict.id)
      .returning('version')
      .executeTakeFirstOrThrow();
    if (resolution === 'TAKE') {
      const text = await vault.open(
        tx,
        institutionId,
        proposedAt(conflict),
        conflict.proposed_cipher,
      );
      await take(tx, text, { ...context, target: customer });
    }
    const objects = [
      { type: 'SyncConflict', id: conflict.id, version },
      { type: 'Customer', id: customer.id },
    ];
    const { field, device, sequence } = conflict;
    emit('sync.resolved', objects, { field, status, device, sequence });
    return { conflict: conflict.id, customer: customer.id };
  },
});

/** A proposal is of fields of the file, or of answers by item code. */
async function take(tx: Tx, text: string, context: Context<CustomerRow>): Promise<void> {
  const proposed: { answers?: Record<string, unknown> } = JSON.parse(text);
  if (proposed.answers) {
    await answerProfileOf(tx, new Map(Object.entries(proposed.answers)), context);
  } else {
    await reviseFile(tx, proposal.parse(proposed), context);
  }
}

/** After the conflict: an edit that arrives meanwhile waits for the customer, and sees it decided. */
const lockCustomer = (tx: Tx, institutionId: string, customerId: string): Promise<CustomerRow> =>
  tx
    .selectFrom('customer')
    .selectAll()
    .where('institution_id', '=', institutionId)
    .where('id', '=', customerId)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow();

/** Which group of data a field is read as. */
const readAs = {
  name: 'NAME',
  idNumber: 'ID_NUMBER',
  mobile: 'MOBILE',
  address: 'ADDRESS',
} as const;

export const revealConflict = command({
  name: 'sync.reveal',
  permission: 'customer.reveal',
  scope: 'references',
  title: { en: 'Read the value that waits', zh: '查看离线修改值' },
  description: {
    en: 'The value in clear, for a purpose that consent, contract or duty covers; that it was read stays on record.',
    zh: '返回离线修改值明文，须有合法的处理目的，查看行为留痕。',
  },
  on: onConflict,
  input: z.object({ purpose: enumeration('ProcessingPurpose', ProcessingPurpose) }),
  result: z.object({ conflict: ref('SyncConflict'), field: z.string(), proposed: json() }),
  acts: ['sync.revealed', 'privacy.reveal-alert'],
  reasonRequired: true,
  repeatable: true,
  errors: [
    'privacy.purpose_unfit',
    'privacy.consent_required',
    'privacy.restricted',
    'privacy.recipient_unfit',
    'privacy.reveal_blocked',
  ],
  async handler(tx, { purpose }, { actor, emit, now, target, today, vault }) {
    const { id, customer_id: customerId, field, proposed_cipher: sealed } = target;
    const text = await vault.open(tx, actor.institutionId, proposedAt(target), sealed);
    const objects = [
      { type: 'SyncConflict', id, version: target.version },
      { type: 'Customer', id: customerId },
    ];
    emit('sync.revealed', objects, { field }, purpose);
    const fields = [field in readAs ? readAs[field as keyof typeof readAs] : ('NOTE' as const)];
    await allowReading(tx, { actor, purpose, today, now, emit, customerId, fields, values: 1 });
    return { conflict: id, field, proposed: JSON.parse(text) };
  },
});
