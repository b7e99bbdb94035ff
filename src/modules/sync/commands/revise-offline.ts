import { z } from 'zod';
import { command } from '../../../kernel/commands/command.ts';
import { ref } from '../../../kernel/commands/input.ts';
import { refuse } from '../../../kernel/errors.ts';
import {
  type CustomerRow,
  fileInput,
  mustBeActive,
  onCustomer,
  type Revision,
  reviseFile,
  revisionErrors,
} from '../../customers/index.ts';
import { type FieldEdit, judgeEdits, keepEdits } from '../offline.ts';
import { namesOf, offlineInput, offlineResult } from '../offline-input.ts';
import { editedFields, type FileEdit, joined, partOf } from '../parts.ts';

const input = z.object({ ...fileInput, ...offlineInput });

export const reviseOffline = command({
  name: 'customer.revise-offline',
  permission: 'customer.revise',
  governedBy: 'customer.revise',
  scope: 'references',
  title: { en: 'Revise a file without a network', zh: '离线更新客户档案' },
  description: {
    en: 'An edit made from the version `baseVersion`, by a device that counts its edits. Fields nobody else has changed since are merged; the others wait for a person, and stay as they are; what the device itself has edited later is overtaken. In whatever order edits arrive, none is lost.',
    zh: '基于 baseVersion 版本、由设备按序编号的离线修改。他人未改动的字段直接合并；他人已改动的字段保持现值、留待人工处理；同一设备后续已改的字段视为被取代。无论到达次序，修改均不丢失。',
  },
  on: onCustomer,
  input,
  result: z.object({ customer: ref('Customer'), ...offlineResult }),
  acts: ['customer.revised', 'customer.revised-offline'],
  probing: true,
  errors: [...revisionErrors, 'sync.base_unknown'],
  async handler(tx, { id: _id, ...all }: z.output<typeof input> & { id?: string }, context) {
    const { baseVersion, device, sequence, editedAt, ...given } = all;
    const { actor, emit, target, vault } = context;
    mustBeActive(target);
    if (baseVersion < 1 || baseVersion > target.version) {
      throw refuse('sync.base_unknown', { path: ['baseVersion'] });
    }
    const edit = {
      institutionId: actor.institutionId,
      customerId: target.id,
      baseVersion,
      device,
      sequence,
      editedAt,
      editedBy: actor.personId,
    };
    const fields = fieldEdits(target, given);
    if (fields.length === 0) throw refuse('customer.nothing_revised');
    const { merge, hold, overtaken } = await judgeEdits(tx, edit, fields);
    const revision = joined(merge.map(({ proposed }) => proposed as Revision));
    const version = merge.length > 0 ? await reviseFile(tx, revision, context) : target.version;
    const conflicts = await keepEdits({ tx, vault }, edit, { merge, hold, madeVersion: version });
    const became = { merged: namesOf(merge), overtaken: namesOf(overtaken) };
    const objects = [
      { type: 'Customer', id: target.id, version },
      ...conflicts.map((id) => ({ type: 'SyncConflict', id, version: 1 })),
    ];
    const made = { baseVersion, device, sequence };
    emit('customer.revised-offline', objects, { ...made, ...became, held: namesOf(hold) });
    return { customer: target.id, ...became, conflicts };
  },
});

/** Each field given, with the version that changed it last. */
function fieldEdits({ field_versions }: CustomerRow, given: FileEdit): FieldEdit[] {
  const versions = field_versions as Record<string, number>;
  return editedFields(given).map((field) => ({
    field,
    changedVersion: versions[field] ?? 0,
    proposed: partOf(given, field),
  }));
}
