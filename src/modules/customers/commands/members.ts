import { z } from 'zod';
import { command } from '../../../kernel/commands/command.ts';
import { id, ref } from '../../../kernel/commands/input.ts';
import { refuse } from '../../../kernel/errors.ts';
import { memberInput } from '../filing.ts';
import { isHousehold } from '../kinds.ts';
import { insertMember } from '../members.ts';
import { identityOf } from '../personal.ts';
import { mustBeActive, onCustomer, saveCustomer } from '../stored.ts';

export const addMember = command({
  name: 'customer.add-member',
  permission: 'customer.revise',
  scope: 'references',
  title: { en: 'Add a member to a household', zh: '新增家庭成员' },
  description: {
    en: 'Someone who lives in the household from today on.',
    zh: '登记自今日起属于该户的成员。',
  },
  on: onCustomer,
  input: z.object(memberInput),
  result: z.object({ customer: ref('Customer'), member: ref('Member') }),
  acts: ['customer.member-added'],
  probing: true,
  errors: [
    'customer.not_active',
    'customer.household_only',
    'customer.member_head',
    'customer.member_elsewhere',
    'customer.key_taken',
    'customer.id_number_invalid',
    'customer.id_type_alone',
  ],
  async handler(tx, input, { actor, emit, target, today, vault }) {
    mustBeActive(target);
    if (!isHousehold(target.kind)) throw refuse('customer.household_only');
    const { key, relationship, name } = input;
    if (relationship === 'SELF') {
      throw refuse('customer.member_head', { path: ['relationship'] });
    }
    const identity = identityOf(input, today);
    const keeper = { tx, institutionId: actor.institutionId, vault };
    const joining = { customerId: target.id, today };
    const member = await insertMember(keeper, { key, relationship, name, identity }, joining);
    const { version, completeness } = await saveCustomer(tx, target, {});
    const objects = [
      { type: 'Customer', id: target.id, version },
      { type: 'Member', id: member, version: 1 },
    ];
    emit('customer.member-added', objects, { relationship, completeness });
    return { customer: target.id, member };
  },
});

export const removeMember = command({
  name: 'customer.remove-member',
  permission: 'customer.revise',
  scope: 'references',
  title: { en: 'A member leaves a household', zh: '家庭成员离开' },
  description: {
    en: 'From today on the person is no longer of the household; the record stays.',
    zh: '该成员自今日起不再属于本户，记录保留。',
  },
  on: onCustomer,
  input: z.object({ memberId: id('Member') }),
  result: z.object({ customer: ref('Customer'), member: ref('Member') }),
  acts: ['customer.member-left'],
  reasonRequired: true,
  errors: [
    'customer.not_active',
    'customer.member_unknown',
    'customer.member_left',
    'customer.member_head',
  ],
  async handler(tx, { memberId }, { actor, emit, target, today }) {
    mustBeActive(target);
    const path = ['memberId'];
    const member = await tx
      .selectFrom('customer_member')
      .select(['id', 'head', 'left_on'])
      .where('institution_id', '=', actor.institutionId)
      .where('id', '=', memberId)
      .where('customer_id', '=', target.id)
      .executeTakeFirst();
    if (!member) throw refuse('customer.member_unknown', { path });
    if (member.left_on !== null) throw refuse('customer.member_left', { path });
    if (member.head) throw refuse('customer.member_head', { path });
    const left = await tx
      .updateTable('customer_member')
      .set({ left_on: today })
      .where('institution_id', '=', actor.institutionId)
      .where('id', '=', memberId)
      .returning('version')
      .executeTakeFirstOrThrow();
    const { version, completeness } = await saveCustomer(tx, target, {});
    const objects = [
      { type: 'Customer', id: target.id, version },
      { type: 'Member', id: memberId, version: left.version },
    ];
    emit('customer.member-left', objects, { completeness });
    return { customer: target.id, member: memberId };
  },
});
