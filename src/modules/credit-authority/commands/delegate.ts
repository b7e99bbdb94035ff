import type { Selectable } from 'kysely';
import { z } from 'zod';
import type { DB } from '../../../generated/database.ts';
import type { Actor } from '../../../kernel/auth/actor.ts';
import { actorOf } from '../../../kernel/auth/principal.ts';
import { command } from '../../../kernel/commands/command.ts';
import { date, id, identifier, money, pattern, ref } from '../../../kernel/commands/input.ts';
import { daysBetween } from '../../../kernel/dates.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import { delegationRulesOn } from '../delegation-rules.ts';
import { DECIDES } from '../seats.ts';

const DOCUMENT = 128;
const result = z.object({ delegation: ref('AuthorityDelegation') });

export const grantDelegation = command({
  name: 'authority-delegation.grant',
  permission: 'authority-delegation.grant',
  scope: 'references',
  title: { en: 'Hand a vote over for a time', zh: '转授审批权' },
  description: {
    en: 'Somebody else decides credit and its changes in the caller’s role until a day, within the caller’s limit and that of the letter. It ends by itself, goes no further, and gives nobody a second vote on the same credit.',
    zh: '在期限内由他人代行本人某岗位的授信及贷后变更审批权，以本人限额和授权书限额孰低为准；到期自动终止，不得再转授，同一业务一人只有一票。',
  },
  input: z.object({
    toPersonId: id('Person').describe('Who stands in. 受托人'),
    role: pattern(/^[A-Z][A-Z0-9_]{1,31}$/).describe('The role handed over. 转授岗位'),
    limit: money().optional().describe('Largest credit; absent for the own limit. 转授限额'),
    document: identifier(DOCUMENT).describe('Number of the signed letter. 授权书编号'),
    validFrom: date(),
    validTo: date().describe('First day it is over. 终止日（不含）'),
  }),
  result,
  acts: ['authority-delegation.granted'],
  errors: [
    'authority-delegation.not_held',
    'authority-delegation.unqualified',
    'authority-delegation.self',
    'authority-delegation.period',
    'authority-delegation.seat_taken',
  ],
  async handler(tx, input, { actor, emit, today }) {
    const { toPersonId, role, validFrom, validTo } = input;
    if (toPersonId === actor.personId) throw refuse('authority-delegation.self');
    requirePeriod({ validFrom, validTo, today });
    const roleId = await roleHeld(tx, actor, role);
    await requireQualified(tx, actor, { personId: toPersonId, today });
    const delegation = newId();
    await tx
      .insertInto('authority_delegation')
      .values({
        institution_id: actor.institutionId,
        id: delegation,
        from_person_id: actor.personId,
        to_person_id: toPersonId,
        role_id: roleId,
        limit_fen: input.limit ?? null,
        document: input.document,
        valid_from: validFrom,
        valid_to: validTo,
      })
      .execute();
    const objects = [
      { type: 'AuthorityDelegation', id: delegation, version: 1 },
      { type: 'Person', id: actor.personId },
      { type: 'Person', id: toPersonId },
    ];
    const limitFen = input.limit?.toString() ?? null;
    emit('authority-delegation.granted', objects, { role, validFrom, validTo, limitFen });
    return { delegation };
  },
});

type Period = { validFrom: string; validTo: string; today: string };

function requirePeriod({ validFrom, validTo, today }: Period): void {
  const { mostDays } = delegationRulesOn(today);
  const details = { mostDays };
  if (validFrom < today) {
    throw refuse('authority-delegation.period', { path: ['validFrom'], details });
  }
  if (validTo <= validFrom || daysBetween(validFrom, validTo) > mostDays) {
    throw refuse('authority-delegation.period', { path: ['validTo'], details });
  }
}

async function roleHeld(tx: Tx, actor: Actor, code: string): Promise<string> {
  if (!actor.roles.includes(code)) {
    throw refuse('authority-delegation.not_held', { path: ['role'] });
  }
  const { id: role } = await tx
    .selectFrom('role')
    .select('id')
    .where('institution_id', '=', actor.institutionId)
    .where('code', '=', code)
    .executeTakeFirstOrThrow();
  return role;
}

type Standing = { personId: string; today: string };

async function requireQualified(tx: Tx, { institutionId }: Actor, { personId, today }: Standing) {
  const whose = await actorOf(tx, { institutionId, personId, today });
  if (Object.values(DECIDES).some((permission) => whose?.permissions.has(permission))) return;
  throw refuse('authority-delegation.unqualified', { path: ['toPersonId'] });
}

export type DelegationRow = Selectable<DB['authority_delegation']>;

/** The code of why this person may not end a delegation now; undefined when nothing stands against it. */
export function revocationRefusal(
  delegation: Pick<DelegationRow, 'from_person_id' | 'to_person_id' | 'valid_to'>,
  actor: Pick<Actor, 'personId' | 'permissions'>,
  today: string,
): string | undefined {
  if (!actor.permissions.has('authority-delegation.revoke')) return 'auth.forbidden';
  const { from_person_id, to_person_id } = delegation;
  const party = [from_person_id, to_person_id].includes(actor.personId);
  if (!party && !actor.permissions.has('authority-matrix.set')) {
    return 'authority-delegation.not_party';
  }
  return delegation.valid_to <= today ? 'authority-delegation.over' : undefined;
}

export const revokeDelegation = command({
  name: 'authority-delegation.revoke',
  permission: 'authority-delegation.revoke',
  scope: 'references',
  title: { en: 'Take a vote back', zh: '收回转授权' },
  description: {
    en: 'Ends it today, by whoever gave it, whoever holds it, or whoever sets the matrix. What was decided on it stays decided.',
    zh: '由授权人、受托人或授权管理人即日终止；此前依此作出的审批仍有效。',
  },
  on: { noun: 'AuthorityDelegation', table: 'authority_delegation' },
  input: z.object({}),
  result,
  acts: ['authority-delegation.revoked'],
  reasonRequired: true,
  errors: ['authority-delegation.over', 'authority-delegation.not_party'],
  async handler(tx, _input, { actor, emit, target, today }) {
    const refusal = revocationRefusal(target, actor, today);
    if (refusal) throw refuse(refusal);
    const validTo = target.valid_from > today ? target.valid_from : today;
    const { version } = await tx
      .updateTable('authority_delegation')
      .set({ valid_to: validTo, revoked_by: actor.personId })
      .where('institution_id', '=', actor.institutionId)
      .where('id', '=', target.id)
      .returning('version')
      .executeTakeFirstOrThrow();
    const objects = [{ type: 'AuthorityDelegation', id: target.id, version }];
    emit('authority-delegation.revoked', objects, { validTo });
    return { delegation: target.id };
  },
});
