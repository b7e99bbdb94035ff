import { z } from 'zod';
import { OutletLevel } from '../../../generated/enums.ts';
import { command } from '../../../kernel/commands/command.ts';
import { enumeration, id, pattern, ref, text } from '../../../kernel/commands/input.ts';
import { insertRow } from '../../../kernel/db/one-row.ts';
import { refuse } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';

const MAX_AREAS = 200;
const areaCodes = z.array(pattern(/^\d{2,12}$/)).max(MAX_AREAS);
const on = { noun: 'Outlet', table: 'outlet' } as const;

export const openOutlet = command({
  name: 'outlet.open',
  permission: 'outlet.manage',
  scope: 'institution',
  title: { en: 'Open an outlet', zh: '设立网点' },
  description: {
    en: 'A head office, first-level branch or second-level branch, with the areas it serves.',
    zh: '设立总行、一级支行或二级支行，并指定服务区域。',
  },
  input: z.object({
    code: pattern(/^[A-Z0-9-]{1,32}$/),
    name: text(128),
    level: enumeration('OutletLevel', OutletLevel),
    parentId: id('Outlet').optional(),
    areaCodes: areaCodes.default([]),
    address: text(256).optional(),
  }),
  result: z.object({ outlet: ref('Outlet') }),
  acts: ['outlet.opened'],
  errors: ['outlet.code_taken', 'outlet.parent_required'],
  async handler(tx, input, { actor, emit, write }) {
    const outlet = newId();
    write(
      insertRow(tx, 'outlet', {
        institution_id: actor.institutionId,
        id: outlet,
        code: input.code,
        name: input.name,
        level: input.level,
        parent_id: input.parentId ?? null,
        area_codes: input.areaCodes,
        address: input.address ?? null,
      }),
    );
    emit('outlet.opened', [{ type: 'Outlet', id: outlet, version: 1 }], {
      code: input.code,
      level: input.level,
      areaCodes: input.areaCodes,
    });
    return { outlet };
  },
});

export const reviseOutlet = command({
  name: 'outlet.revise',
  permission: 'outlet.manage',
  scope: 'institution',
  title: { en: 'Revise an outlet', zh: '变更网点' },
  description: {
    en: 'Changes the given fields; absent ones stay.',
    zh: '修改给出的字段，未给出的保持不变。',
  },
  on,
  input: z.object({
    name: text(128).optional(),
    areaCodes: areaCodes.optional(),
    address: text(256).optional(),
  }),
  result: z.object({ outlet: ref('Outlet') }),
  acts: ['outlet.revised'],
  errors: ['outlet.closed'],
  async handler(tx, input, { actor, emit, target }) {
    if (target.status === 'CLOSED') throw refuse('outlet.closed');
    const { version } = await tx
      .updateTable('outlet')
      .set({
        name: input.name ?? target.name,
        area_codes: input.areaCodes ?? target.area_codes,
        address: input.address ?? target.address,
      })
      .where('institution_id', '=', actor.institutionId)
      .where('id', '=', target.id)
      .returning('version')
      .executeTakeFirstOrThrow();
    emit('outlet.revised', [{ type: 'Outlet', id: target.id, version }], {
      changed: Object.keys(input),
      areaCodes: input.areaCodes,
    });
    return { outlet: target.id };
  },
});

export const closeOutlet = command({
  name: 'outlet.close',
  permission: 'outlet.manage',
  scope: 'institution',
  title: { en: 'Close an outlet', zh: '撤销网点' },
  description: {
    en: 'Only when no open outlet stands below it. Its code is never used again.',
    zh: '须无营业中的下级网点；编码不再使用。',
  },
  on,
  input: z.object({}),
  result: z.object({ outlet: ref('Outlet') }),
  acts: ['outlet.closed'],
  reasonRequired: true,
  errors: ['outlet.closed', 'outlet.has_children'],
  async handler(tx, _input, { actor, emit, target }) {
    if (target.status === 'CLOSED') throw refuse('outlet.closed');
    const child = await tx
      .selectFrom('outlet')
      .select('id')
      .where('institution_id', '=', actor.institutionId)
      .where('parent_id', '=', target.id)
      .where('status', '=', 'ACTIVE')
      .limit(1)
      .executeTakeFirst();
    if (child) throw refuse('outlet.has_children');
    await tx
      .updateTable('outlet')
      .set({ status: 'CLOSED' })
      .where('institution_id', '=', actor.institutionId)
      .where('id', '=', target.id)
      .execute();
    emit('outlet.closed', [{ type: 'Outlet', id: target.id, version: target.version + 1 }]);
    return { outlet: target.id };
  },
});
