import { z } from 'zod';
import { type Command, command } from '../../../kernel/commands/command.ts';
import { pattern } from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import type { DefaultRole } from '../default-role.ts';
import { rolesOf } from '../roles.ts';
import { type HeldRole, offeredWith } from '../shipped.ts';

const MAX_ROLES = 100;
const MAX_PERMISSIONS = 300;

/** Two people bring a role up to what the program ships; neither could widen their own alone. */
export const adoptShipped: Command = command({
  name: 'role.adopt-shipped',
  permission: 'role.manage',
  scope: 'institution',
  title: { en: 'Adopt what the program ships', zh: '采纳出厂角色权限' },
  description: {
    en: 'Says, for roles of the program, which of the permissions that a new version offers are given; the others it offers are declined. It takes nothing away. A second person always decides it.',
    zh: '就新版本为出厂角色提供的权限逐项采纳，未列明者视为不采纳；不收回任何已有权限，始终须经第二人复核。',
  },
  input: z.object({
    roles: z
      .array(
        z.object({
          code: pattern(/^[A-Z][A-Z0-9_]{1,31}$/),
          permissions: z.array(pattern(/^[a-z-]+\.[a-z-]+$/, 64)).max(MAX_PERMISSIONS),
        }),
      )
      .min(1)
      .max(MAX_ROLES),
  }),
  result: z.object({ roles: z.array(z.object({ code: z.string(), added: z.array(z.string()) })) }),
  acts: ['role.adopted'],
  errors: ['role.not_shipped'],
  reasonRequired: true,
  secondPerson: true,
  async handler(tx, input, { actor, emit }) {
    const shipped = new Map(rolesOf(actor.institutionKind).map((role) => [role.code, role]));
    const roles = [];
    for (const [index, { code, permissions }] of input.roles.entries()) {
      const role = shipped.get(code);
      const path = ['roles', index];
      if (!role) throw refuse('role.not_shipped', { path: [...path, 'code'] });
      const stray = permissions.findIndex((each) => !role.permissions.includes(each));
      if (stray >= 0) throw refuse('role.not_shipped', { path: [...path, 'permissions', stray] });
      const adopted = await adopt(tx, actor.institutionId, { role, permissions });
      const { id, version, added, declined } = adopted;
      emit('role.adopted', [{ type: 'Role', id, version }], { code, added, declined });
      roles.push({ code, added });
    }
    return { roles };
  },
});

type Adopting = { role: DefaultRole; permissions: readonly string[] };

async function adopt(tx: Tx, institutionId: string, { role, permissions }: Adopting) {
  const held: HeldRole | undefined = await tx
    .selectFrom('role')
    .select(['code', 'permissions', 'offered'])
    .where('institution_id', '=', institutionId)
    .where('code', '=', role.code)
    .forUpdate()
    .executeTakeFirst();
  const has = new Set(held?.permissions);
  const added = [...new Set(permissions)].filter((each) => !has.has(each)).sort();
  const values = {
    permissions: [...has, ...added].sort(),
    offered: offeredWith(held, role),
  };
  const { id, version } = await tx
    .insertInto('role')
    .values({
      institution_id: institutionId,
      id: newId(),
      code: role.code,
      name_en: role.nameEn,
      name_zh: role.nameZh,
      scope_kind: role.scopeKind,
      approval_limit_fen: role.approvalLimitFen,
      ...values,
    })
    .onConflict((conflict) => conflict.columns(['institution_id', 'code']).doUpdateSet(values))
    .returning(['id', 'version'])
    .executeTakeFirstOrThrow();
  const declined = role.permissions.filter((each) => !values.permissions.includes(each)).sort();
  return { id, version, added, declined };
}
