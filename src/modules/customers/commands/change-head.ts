import { z } from 'zod';
import { Relationship } from '../../../generated/enums.ts';
import { command, type FactObject } from '../../../kernel/commands/command.ts';
import { enumeration, id, ref } from '../../../kernel/commands/input.ts';
import { refuse } from '../../../kernel/errors.ts';
import { personal } from '../filing.ts';
import { letHeadsFollow } from '../head-followers.ts';
import { isHousehold } from '../kinds.ts';
import { lockMembers, type MemberRow, sealedFor, updateMember } from '../members.ts';
import { type Keeper, mobileColumns, mobileOf, noMobile } from '../personal.ts';
import { mustBeActive, onCustomer, saveCustomer } from '../stored.ts';

const MOST_MEMBERS = 50;

export const related = z.object({
  memberId: id('Member'),
  relationship: enumeration('Relationship', Relationship),
});

export const changeHead = command({
  name: 'customer.change-head',
  permission: 'customer.revise',
  scope: 'references',
  title: { en: 'Change the head of a household', zh: '变更户主' },
  description: {
    en: 'A member becomes head; the former head stays with a new relationship, or leaves (died, moved). The other relationships are given anew where they change. What the former head agreed to stays theirs and does not bind the new one.',
    zh: '由家庭成员接任户主；原户主以新关系留在户内，或离开（死亡、外迁）。其他成员与户主关系如有变化一并更新。原户主所作授权仍属本人，不约束新户主。',
  },
  on: onCustomer,
  input: z.object({
    memberId: id('Member').describe('Who becomes head. 新户主'),
    formerRelationship: enumeration('Relationship', Relationship)
      .optional()
      .describe('Of the former head to the new one; absent when they leave. 原户主与新户主关系'),
    relationships: z.array(related).max(MOST_MEMBERS).default([]),
    mobile: personal.number().optional().describe('Of the new head. 新户主手机号'),
  }),
  result: z.object({ customer: ref('Customer') }),
  acts: ['customer.head-changed'],
  reasonRequired: true,
  errors: [
    'customer.not_active',
    'customer.household_only',
    'customer.member_unknown',
    'customer.member_head',
    'customer.mobile_invalid',
    'customer.id_number_taken',
  ],
  async handler(tx, input, { actor, emit, target, today, vault }) {
    mustBeActive(target);
    if (!isHousehold(target.kind)) throw refuse('customer.household_only');
    const keeper = { tx, institutionId: actor.institutionId, vault };
    const members = await lockMembers(tx, target);
    const { former, next } = headsOf(members, input.memberId);
    const others = othersOf(members, {
      former,
      next,
      given: input.relationships,
      path: 'relationships',
    });
    const mobile = input.mobile && mobileOf(input.mobile);
    const objects = [
      await stepDown(keeper, former, { relationship: input.formerRelationship, today }),
      await stepUp(keeper, next),
      ...(await relate(keeper, others)),
    ];
    const customer = { subjectId: target.id, table: 'customer', rowId: target.id } as const;
    const { version, completeness } = await saveCustomer(tx, target, {
      ...(await sealedFor(keeper, next, customer)),
      ...(mobile ? await mobileColumns(keeper, customer, mobile) : noMobile),
    });
    const followed = await letHeadsFollow(tx, {
      institutionId: actor.institutionId,
      customerId: target.id,
      formerMemberId: former.id,
      newMemberId: next.id,
      personId: actor.personId,
      today,
    });
    const all = [{ type: 'Customer', id: target.id, version }, ...objects, ...followed];
    const stays = input.formerRelationship !== undefined;
    emit('customer.head-changed', all, { formerHeadStays: stays, completeness });
    return { customer: target.id };
  },
});

/** The head, and the member who is to be one. */
export function headsOf(members: readonly MemberRow[], memberId: string) {
  const path = ['memberId'];
  const next = members.find((member) => member.id === memberId);
  if (!next) throw refuse('customer.member_unknown', { path });
  if (next.head) throw refuse('customer.member_head', { path });
  const former = members.find(({ head }) => head);
  if (!former) throw new Error('a household without a head');
  return { former, next };
}

type Heads = { former: MemberRow; next: MemberRow };
type Related = z.output<typeof related>;

/** Relationships of those who are head neither before nor after, nobody twice. */
export function othersOf(
  members: readonly MemberRow[],
  { former, next, given, path: list }: Heads & { given: readonly Related[]; path: string },
): { member: MemberRow; relationship: Relationship }[] {
  return given.map(({ memberId, relationship }, index) => {
    const path = [list, index];
    const member = members.find((each) => each.id === memberId);
    const twice = given.findIndex((each) => each.memberId === memberId) < index;
    if (!member || twice) {
      throw refuse('customer.member_unknown', { path: [...path, 'memberId'] });
    }
    if (member === former || member === next || relationship === 'SELF') {
      throw refuse('customer.member_head', { path: [...path, 'relationship'] });
    }
    return { member, relationship };
  });
}

type SteppingDown = { relationship: Relationship | undefined; today: string };

/** Who stays comes under a key of their own; who leaves keeps the row they had. */
async function stepDown(
  keeper: Keeper,
  former: MemberRow,
  { relationship, today }: SteppingDown,
): Promise<FactObject> {
  if (relationship === undefined) return updateMember(keeper.tx, former, { left_on: today });
  if (relationship === 'SELF') {
    throw refuse('customer.member_head', { path: ['formerRelationship'] });
  }
  const own = { subjectId: former.id, table: 'customer_member', rowId: former.id } as const;
  return updateMember(keeper.tx, former, {
    head: false,
    relationship,
    ...(await sealedFor(keeper, former, own)),
  });
}

async function stepUp(keeper: Keeper, next: MemberRow): Promise<FactObject> {
  const asHead = {
    subjectId: next.customer_id,
    table: 'customer_member',
    rowId: next.id,
  } as const;
  const sealed = await sealedFor(keeper, next, asHead);
  return updateMember(keeper.tx, next, { head: true, relationship: 'SELF', ...sealed });
}

const relate = (keeper: Keeper, others: ReturnType<typeof othersOf>): Promise<FactObject[]> =>
  Promise.all(
    others.map(({ member, relationship }) => updateMember(keeper.tx, member, { relationship })),
  );
