import { z } from 'zod';
import { command } from '../../../kernel/commands/command.ts';
import { ref } from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import { mustBeActive, onCustomer } from '../../customers/index.ts';
import {
  answeringErrors,
  answerProfileOf,
  answersInput,
  givenAnswers,
} from '../../profiles/index.ts';
import { type FieldEdit, judgeEdits, keepEdits } from '../offline.ts';
import { namesOf, offlineInput, offlineResult } from '../offline-input.ts';

export const answerOffline = command({
  name: 'profile.answer-offline',
  permission: 'profile.answer',
  governedBy: 'profile.answer',
  scope: 'references',
  title: { en: 'Answer a profile without a network', zh: '离线填写客户档案' },
  description: {
    en: 'Answers given from the version `baseVersion` of the profile, 0 where there was none, by a device that counts its edits; item by item as `customer.revise-offline` does with fields.',
    zh: '基于档案 baseVersion 版本（此前无档案为 0）、由设备按序编号的离线填写，逐项处理，规则同 customer.revise-offline。',
  },
  on: onCustomer,
  input: z.object({ ...answersInput, ...offlineInput }),
  result: z.object({ customer: ref('Customer'), ...offlineResult }),
  acts: ['profile.answered', 'profile.answered-offline'],
  errors: [...answeringErrors, 'sync.base_unknown'],
  async handler(tx, { answers, clear, ...offline }, context) {
    const { actor, emit, target, vault } = context;
    const { baseVersion, device, sequence } = offline;
    mustBeActive(target);
    const key = { institutionId: actor.institutionId, customerId: target.id };
    const before = await profileVersions(tx, key);
    if (baseVersion > before.version) throw refuse('sync.base_unknown', { path: ['baseVersion'] });
    const edit = { ...key, ...offline, editedBy: actor.personId };
    const fields = [...givenAnswers(answers, clear)].map(([code, value]) => ({
      field: `profile.${code}`,
      changedVersion: before.items[code] ?? 0,
      proposed: { answers: { [code]: value } },
    }));
    const { merge, hold, overtaken } = await judgeEdits(tx, edit, fields);
    const merged = merge.flatMap(({ proposed }) => Object.entries(answersIn(proposed)));
    const version =
      merged.length > 0
        ? (await answerProfileOf(tx, new Map(merged), context)).version
        : target.version;
    const madeVersion = (await profileVersions(tx, key)).version;
    const conflicts = await keepEdits({ tx, vault }, edit, { merge, hold, madeVersion });
    const became = { merged: namesOf(merge), overtaken: namesOf(overtaken) };
    const objects = [
      { type: 'Customer', id: target.id, version },
      ...conflicts.map((id) => ({ type: 'SyncConflict', id, version: 1 })),
    ];
    const made = { baseVersion, device, sequence };
    emit('profile.answered-offline', objects, { ...made, ...became, held: namesOf(hold) });
    return { customer: target.id, ...became, conflicts };
  },
});

const answersIn = (proposed: FieldEdit['proposed']): Record<string, unknown> =>
  (proposed as { answers: Record<string, unknown> }).answers;

type Key = { institutionId: string; customerId: string };

/** The version of a profile, and by item the version that changed it last. */
async function profileVersions(tx: Tx, { institutionId, customerId }: Key) {
  const row = await tx
    .selectFrom('customer_profile')
    .select(['version', 'item_versions'])
    .where('institution_id', '=', institutionId)
    .where('id', '=', customerId)
    .executeTakeFirst();
  return {
    version: row?.version ?? 0,
    items: (row?.item_versions ?? {}) as Record<string, number>,
  };
}
