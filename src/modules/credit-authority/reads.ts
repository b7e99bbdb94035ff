import { z } from 'zod';
import { AuthorityMatter, OutletLevel } from '../../generated/enums.ts';
import type { Actor } from '../../kernel/auth/actor.ts';
import { enumeration, id, money, pattern } from '../../kernel/commands/input.ts';
import type { Db } from '../../kernel/db/index.ts';
import { entryOf, refuse } from '../../kernel/errors.ts';
import { read } from '../../kernel/queries/read.ts';
import { revocationRefusal } from './commands/delegate.ts';
import { authorityFor } from './matrix-in-force.ts';

const CODE = /^[A-Z][A-Z0-9_]{0,62}$/;
const GRADE = /^[A-Z0-9+-]{1,16}$/;
const MOST_KINDS = 10;

const authority = read({
  name: 'authority-matrix.authority',
  permission: 'authority.read',
  scope: 'references',
  title: { en: 'Who would decide a credit', zh: '审批权限试算' },
  input: z.object({
    matter: enumeration('AuthorityMatter', AuthorityMatter).default('GRANT'),
    amount: money(),
    product: pattern(CODE, 63),
    guarantees: z.array(pattern(CODE, 63)).min(1).max(MOST_KINDS).default(['CREDIT']),
    grade: pattern(GRADE, 16).optional(),
    outletLevel: enumeration('OutletLevel', OutletLevel).optional(),
  }),
  cost: 5,
  async run(db, { amount, grade, outletLevel, ...asked }, { actor, today }) {
    const found = await authorityFor(db, {
      institutionId: actor.institutionId,
      today,
      question: {
        ...asked,
        amountFen: amount,
        grade: grade ?? null,
        outletLevel: outletLevel ?? null,
      },
    });
    return {
      matrix: found?.matrix.id ?? null,
      matrixCode: found?.matrix.code ?? null,
      rule: found?.rule.code ?? null,
      levels: found?.rule.levels ?? [],
    };
  },
});

async function delegationOf(db: Db, actor: Actor, delegationId: string) {
  const found = await db
    .selectFrom('authority_delegation')
    .select(['id', 'from_person_id', 'to_person_id', 'valid_to'])
    .where('institution_id', '=', actor.institutionId)
    .where('id', '=', delegationId)
    .executeTakeFirst();
  if (!found) throw refuse('object.not_found', { path: ['authorityDelegationId'] });
  return found;
}

const allowed = read({
  name: 'authority-delegation.allowed-actions',
  permission: 'authority.read',
  scope: 'references',
  title: { en: 'What may be done with a delegation now', zh: '转授权可执行操作' },
  input: z.object({ authorityDelegationId: id('AuthorityDelegation') }),
  cost: 2,
  async run(db, { authorityDelegationId }, { actor, today }) {
    const delegation = await delegationOf(db, actor, authorityDelegationId);
    const code = revocationRefusal(delegation, actor, today);
    const { en, zh } = code === undefined ? { en: '', zh: '' } : entryOf(code);
    const reason = code === undefined ? null : { code, en, zh };
    const revoke = { action: 'authority-delegation.revoke', allowed: reason === null, reason };
    return { authorityDelegation: delegation.id, allowedActions: [revoke] };
  },
});

export const creditAuthorityReads = [authority, allowed];
