import { z } from 'zod';
import { CustomerKind } from '../../../generated/enums.ts';
import { command, type FactObject } from '../../../kernel/commands/command.ts';
import { enumeration, id, pattern, ref } from '../../../kernel/commands/input.ts';
import { refuse } from '../../../kernel/errors.ts';
import { fileKeeper } from '../file-keeper.ts';
import { newFile, personal, type Wanted } from '../filing.ts';
import { isHousehold, kindFault } from '../kinds.ts';
import {
  lockMembers,
  type MemberRow,
  type NewMember,
  openMember,
  updateMember,
} from '../members.ts';
import { writeFile } from '../opening.ts';
import { mobileOf } from '../personal.ts';
import { holdGrid } from '../placement.ts';
import { mustBeActive, onCustomer, saveCustomer } from '../stored.ts';
import { headsOf, othersOf, related } from './change-head.ts';

const MOST_MEMBERS = 50;

const input = z.object({
  memberId: id('Member').describe('Who becomes head of the new household. 新户户主'),
  members: z
    .array(related)
    .max(MOST_MEMBERS)
    .default([])
    .describe('Who goes along, related to the new head. 随迁成员及与新户主关系'),
  kind: enumeration('CustomerKind', CustomerKind).default('HOUSEHOLD'),
  code: pattern(/^[A-Z0-9-]{1,32}$/, 32).optional(),
  mobile: personal.number().optional(),
  address: personal.address().optional(),
});
type Input = z.output<typeof input>;

export const splitCustomer = command({
  name: 'customer.split',
  permission: 'customer.register',
  scope: 'references',
  title: { en: 'Split a household', zh: '分户' },
  description: {
    en: 'A member starts a household of their own in the same grid, and others go along. The new file names the one it came from; profile, consents and rating are made anew.',
    zh: '家庭成员在同一网格另立新户，可携其他成员。新档案注明来源户；档案内容、授权和评级须重新办理。',
  },
  on: onCustomer,
  input,
  result: z.object({ customer: ref('Customer'), from: ref('Customer') }),
  acts: ['customer.split', 'customer.registered'],
  reasonRequired: true,
  errors: [
    'customer.not_active',
    'customer.household_only',
    'customer.plain_household',
    'customer.business_name_required',
    'customer.member_unknown',
    'customer.member_head',
    'customer.code_taken',
    'customer.id_number_taken',
    'customer.mobile_invalid',
  ],
  async handler(tx, given, { actor, emit, target, today, vault }) {
    mustBeActive(target);
    if (!isHousehold(target.kind) || !isHousehold(given.kind)) {
      throw refuse('customer.household_only', { path: ['kind'] });
    }
    const fault = kindFault(given.kind, { businessName: null, creditCode: null, members: 0 });
    if (fault) throw refuse(fault.code, { path: ['kind'] });
    const keeper = { tx, institutionId: actor.institutionId, vault };
    if (target.grid_id) await holdGrid(tx, actor.institutionId, target.grid_id);
    const { next, others } = goingOf(await lockMembers(tx, target), given);
    const people: NewMember[] = [
      { relationship: 'SELF', ...(await openMember(keeper, next)) },
      ...(await Promise.all(
        others.map(async ({ member, relationship }) => ({
          relationship,
          ...(await openMember(keeper, member)),
        })),
      )),
    ];
    const left: FactObject[] = [];
    for (const member of [next, ...others.map((other) => other.member)]) {
      left.push(await updateMember(tx, member, { left_on: today }));
    }
    const { institutionId } = actor;
    const opening = fileKeeper().opening(tx, { institutionId, today });
    const { grid_id, area_code, territory_code } = target;
    const file = await newFile(
      { keeper, actor, today, opening },
      { kind: given.kind, code: given.code, name: next.name_mask, members: [] },
      { wanted: wantedOf(given, people), place: { grid_id, area_code, territory_code } },
    );
    const row = { ...file.row, split_from_id: target.id };
    await writeFile(tx, opening, { ...file, row });
    const { version } = await saveCustomer(tx, target, {});
    const here = [{ type: 'Customer', id: row.id, version: 1 }];
    const grid = target.grid_id ? [{ type: 'Grid', id: target.grid_id }] : [];
    emit('customer.split', [...here, { type: 'Customer', id: target.id, version }, ...left], {
      members: people.length,
    });
    emit('customer.registered', [...here, ...grid], file.fact);
    return { customer: row.id, from: target.id };
  },
});

/** The new head and those who go along, nobody twice and never the old head. */
function goingOf(members: readonly MemberRow[], { memberId, members: given }: Input) {
  const heads = headsOf(members, memberId);
  const others = othersOf(members, { ...heads, given, path: 'members' });
  return { next: heads.next, others };
}

/** In the old household's place; where its house stands is for the new one to say. */
const wantedOf = (given: Input, people: readonly NewMember[]): Wanted => ({
  name: people[0]?.name ?? '',
  identity: people[0]?.identity,
  mobile: given.mobile && mobileOf(given.mobile),
  address: given.address,
  businessName: null,
  creditCode: null,
  members: people,
});
