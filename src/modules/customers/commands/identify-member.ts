import { z } from 'zod';
import { IdNumberType } from '../../../generated/enums.ts';
import { command } from '../../../kernel/commands/command.ts';
import { enumeration, id, ref } from '../../../kernel/commands/input.ts';
import { refuse } from '../../../kernel/errors.ts';
import { personal } from '../filing.ts';
import { lockMembers, updateMember } from '../members.ts';
import { identityOf, idNumberColumns } from '../personal.ts';
import { mustBeActive, onCustomer, saveCustomer } from '../stored.ts';

export const identifyMember = command({
  name: 'customer.identify-member',
  permission: 'customer.revise',
  scope: 'references',
  title: { en: 'Identify a member of a household', zh: '补录家庭成员证件' },
  description: {
    en: 'Gives somebody of the household, whom a roster named without a number, the number of their document. A number that somebody else has is refused: then the two are one person, and the one without it leaves.',
    zh: '为名册中无证件号码的家庭成员补录证件号码。号码已属于他人的不予办理：二者应为同一人，无号码的一条应作离户处理。',
  },
  on: onCustomer,
  input: z.object({
    memberId: id('Member'),
    idNumber: personal.number(),
    idType: enumeration('IdNumberType', IdNumberType).optional(),
  }),
  result: z.object({ customer: ref('Customer'), member: ref('Member') }),
  acts: ['customer.member-identified'],
  probing: true,
  errors: [
    'customer.not_active',
    'customer.member_unknown',
    'customer.member_head',
    'customer.member_identified',
    'customer.member_elsewhere',
    'customer.id_number_invalid',
  ],
  async handler(tx, { memberId, ...given }, { actor, emit, target, today, vault }) {
    mustBeActive(target);
    const path = ['memberId'];
    const member = (await lockMembers(tx, target)).find((each) => each.id === memberId);
    if (!member) throw refuse('customer.member_unknown', { path });
    // The head's number is that of the file.
    if (member.head) throw refuse('customer.member_head', { path });
    if (member.id_number_digest !== null) throw refuse('customer.member_identified', { path });
    const identity = identityOf(given, today);
    if (!identity) throw refuse('customer.id_number_invalid', { path: ['idNumber'] });
    const keeper = { tx, institutionId: actor.institutionId, vault, today };
    const subject = { subjectId: memberId, table: 'customer_member', rowId: memberId } as const;
    const object = await updateMember(tx, member, await idNumberColumns(keeper, subject, identity));
    const { version, completeness } = await saveCustomer(tx, target, {});
    const objects = [{ type: 'Customer', id: target.id, version }, object];
    emit('customer.member-identified', objects, { idType: identity.type, completeness });
    return { customer: target.id, member: memberId };
  },
});
