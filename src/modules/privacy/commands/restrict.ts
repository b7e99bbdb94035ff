import { z } from 'zod';
import { RestrictionGround } from '../../../generated/enums.ts';
import { command } from '../../../kernel/commands/command.ts';
import { enumeration, ref } from '../../../kernel/commands/input.ts';
import { refuse } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import { onCustomer } from '../../customers/index.ts';

/** What only erasing may set, because a law and not the person asks for it. */
const BY_LAW: RestrictionGround = 'RETENTION_ONLY';

export const restrictProcessing = command({
  name: 'privacy.restrict',
  permission: 'privacy.restrict',
  scope: 'references',
  title: { en: 'Restrict processing', zh: '限制处理个人信息' },
  description: {
    en: 'From today on the data is stored and nothing else: rating, review, publishing, sharing and marketing are refused. Contracts and legal duties go on.',
    zh: '自今日起仅存储该客户的个人信息，停止评级、评议、公示、对外提供及营销；履行合同及法定职责不受影响。',
  },
  on: onCustomer,
  input: z.object({ ground: enumeration('RestrictionGround', RestrictionGround) }),
  result: z.object({ restriction: ref('ProcessingRestriction') }),
  acts: ['privacy.restricted'],
  reasonRequired: true,
  errors: ['privacy.restricted_already', 'privacy.ground_reserved'],
  async handler(tx, { ground }, { actor, emit, target, today, reason }) {
    if (ground === BY_LAW) throw refuse('privacy.ground_reserved', { path: ['ground'] });
    const id = newId();
    await tx
      .insertInto('processing_restriction')
      .values({
        institution_id: actor.institutionId,
        id,
        customer_id: target.id,
        ground,
        reason,
        restricted_by: actor.personId,
        valid_from: today,
      })
      .execute();
    const objects = [
      { type: 'ProcessingRestriction', id, version: 1 },
      { type: 'Customer', id: target.id },
    ];
    emit('privacy.restricted', objects, { ground, validFrom: today });
    return { restriction: id };
  },
});

export const liftRestriction = command({
  name: 'privacy.lift',
  permission: 'privacy.restrict',
  scope: 'references',
  title: { en: 'Lift a restriction', zh: '解除限制处理' },
  description: {
    en: 'From today on the data may be used again, as far as consent, contract or duty covers it.',
    zh: '自今日起恢复处理，仍须有同意、合同或法定职责作为依据。',
  },
  on: onCustomer,
  input: z.object({}),
  result: z.object({ restriction: ref('ProcessingRestriction') }),
  acts: ['privacy.restriction-lifted'],
  reasonRequired: true,
  errors: ['privacy.not_restricted'],
  async handler(tx, _input, { actor, emit, target, today, reason }) {
    const lifted = await tx
      .updateTable('processing_restriction')
      .set({ valid_to: today, lift_reason: reason, lifted_by: actor.personId })
      .where('institution_id', '=', actor.institutionId)
      .where('customer_id', '=', target.id)
      .where('valid_to', 'is', null)
      .where('ground', '<>', BY_LAW)
      .returning(['id', 'version'])
      .executeTakeFirst();
    if (!lifted) throw refuse('privacy.not_restricted');
    const objects = [
      { type: 'ProcessingRestriction', id: lifted.id, version: lifted.version },
      { type: 'Customer', id: target.id },
    ];
    emit('privacy.restriction-lifted', objects, { validTo: today });
    return { restriction: lifted.id };
  },
});
