import { z } from 'zod';
import { RoleScopeKind } from '../../../generated/enums.ts';
import type { Actor } from '../../../kernel/auth/actor.ts';
import { command } from '../../../kernel/commands/command.ts';
import { enumeration, money, pattern, ref, text } from '../../../kernel/commands/input.ts';
import { refuse } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';

const MAX_PERMISSIONS = 300;

export const defineRole = command({
  name: 'role.define',
  permission: 'role.manage',
  scope: 'institution',
  title: { en: 'Define a role', zh: '设置角色' },
  description: {
    en: 'Creates the role of this code or replaces what it allows, sees and may approve.',
    zh: '新建该编码的角色，或替换其权限、数据范围与审批限额。',
  },
  input: z.object({
    code: pattern(/^[A-Z][A-Z0-9_]{1,31}$/),
    nameEn: text(64),
    nameZh: text(64),
    permissions: z.array(pattern(/^[a-z-]+\.[a-z-]+$/, 64)).max(MAX_PERMISSIONS),
    scopeKind: enumeration('RoleScopeKind', RoleScopeKind),
    approvalLimit: money().default(0n),
  }),
  result: z.object({ role: ref('Role') }),
  acts: ['role.defined'],
  errors: ['role.permission_unknown', 'role.own_widened'],
  async handler(tx, input, { actor, emit, kernel }) {
    refuseOwnWidened(actor, input);
    const unknown = input.permissions.findIndex((each) => !kernel.registry.permissions.has(each));
    if (unknown >= 0) throw refuse('role.permission_unknown', { path: ['permissions', unknown] });
    const values = {
      name_en: input.nameEn,
      name_zh: input.nameZh,
      permissions: [...new Set(input.permissions)].sort(),
      scope_kind: input.scopeKind,
      approval_limit_fen: input.approvalLimit,
    };
    const { id, version } = await tx
      .insertInto('role')
      .values({
        institution_id: actor.institutionId,
        id: newId(),
        code: input.code,
        ...values,
      })
      .onConflict((conflict) => conflict.columns(['institution_id', 'code']).doUpdateSet(values))
      .returning(['id', 'version'])
      .executeTakeFirstOrThrow();
    emit('role.defined', [{ type: 'Role', id, version }], {
      code: input.code,
      permissions: values.permissions,
      approvalLimitFen: input.approvalLimit.toString(),
    });
    return { role: id };
  },
});

type Defined = {
  code: string;
  permissions: readonly string[];
  scopeKind: RoleScopeKind;
  approvalLimit: bigint;
};

/** Who keeps the roles does not use that to get around the posts of others. */
function refuseOwnWidened(actor: Actor, role: Defined): void {
  if (!actor.roles.includes(role.code)) return;
  const wider =
    role.permissions.some((each) => !actor.permissions.has(each)) ||
    role.approvalLimit > actor.approvalLimitFen ||
    (role.scopeKind === 'INSTITUTION' && !actor.scope.includes(''));
  if (wider) throw refuse('role.own_widened');
}
