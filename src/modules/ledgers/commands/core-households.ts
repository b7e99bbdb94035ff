import { z } from 'zod';
import { CoreReason } from '../../../generated/enums.ts';
import { command } from '../../../kernel/commands/command.ts';
import { date, enumeration, id, ref } from '../../../kernel/commands/input.ts';
import { refuse } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import { isHousehold } from '../../customers/index.ts';
import { activeCustomer } from '../customer-row.ts';

export const markCoreHousehold = command({
  name: 'core-household.mark',
  permission: 'core-household.manage',
  scope: 'references',
  title: { en: 'Mark a core household', zh: '标记核心户' },
  description: {
    en: 'From today, or the day given, until the day given or until it is ended.',
    zh: '自当日或指定日期起，至指定日期或终止时止。',
  },
  input: z.object({
    customerId: id('Customer'),
    reason: enumeration('CoreReason', CoreReason),
    validFrom: date().optional(),
    validTo: date().optional(),
  }),
  result: z.object({ coreHousehold: ref('CoreHousehold') }),
  acts: ['core-household.marked'],
  errors: [
    'customer.not_active',
    'core-household.household_only',
    'core-household.marked_already',
    'core-household.period',
  ],
  async handler(tx, { customerId, reason, ...period }, { actor, emit, today }) {
    const { institutionId, personId } = actor;
    const { kind } = await activeCustomer(tx, { institutionId, customerId });
    if (!isHousehold(kind)) throw refuse('core-household.household_only', { path: ['customerId'] });
    const { validFrom = today, validTo = null } = period;
    if (validTo !== null && validTo <= validFrom) {
      throw refuse('core-household.period', { path: ['validTo'] });
    }
    const coreHousehold = newId();
    await tx
      .insertInto('core_household')
      .values({
        institution_id: institutionId,
        id: coreHousehold,
        customer_id: customerId,
        reason,
        valid_from: validFrom,
        valid_to: validTo,
        marked_by: personId,
      })
      .execute();
    const objects = [
      { type: 'CoreHousehold', id: coreHousehold, version: 1 },
      { type: 'Customer', id: customerId },
    ];
    emit('core-household.marked', objects, { reason, validFrom, validTo });
    return { coreHousehold };
  },
});

export const endCoreHousehold = command({
  name: 'core-household.end',
  permission: 'core-household.manage',
  scope: 'references',
  title: { en: 'End the mark of a core household', zh: '终止核心户标记' },
  description: { en: 'From today on it is none.', zh: '自当日起不再为核心户。' },
  on: { noun: 'CoreHousehold', table: 'core_household' },
  input: z.object({}),
  result: z.object({ coreHousehold: ref('CoreHousehold') }),
  acts: ['core-household.ended'],
  errors: ['core-household.ended'],
  async handler(tx, _input, { actor, emit, target, today }) {
    if (target.valid_to !== null && target.valid_to <= today) throw refuse('core-household.ended');
    // One that has not begun ends the day it would have: it holds on no day.
    const validTo = target.valid_from > today ? target.valid_from : today;
    const { version } = await tx
      .updateTable('core_household')
      .set({ valid_to: validTo })
      .where('institution_id', '=', actor.institutionId)
      .where('id', '=', target.id)
      .returning('version')
      .executeTakeFirstOrThrow();
    const objects = [
      { type: 'CoreHousehold', id: target.id, version },
      { type: 'Customer', id: target.customer_id },
    ];
    emit('core-household.ended', objects, { validTo });
    return { coreHousehold: target.id };
  },
});
