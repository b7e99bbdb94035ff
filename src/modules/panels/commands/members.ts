import { z } from 'zod';
import { PanelRecusalGround } from '../../../generated/enums.ts';
import type { Actor } from '../../../kernel/auth/actor.ts';
import { command } from '../../../kernel/commands/command.ts';
import { enumeration, id, ref } from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import { MOST_SUBJECTS } from '../convening.ts';
import { recordRecusals } from '../recusals.ts';
import { rulesOf } from '../rules-in-force.ts';
import {
  type MemberRow,
  onPanel,
  type PanelRow,
  panelObject,
  requireAllowed,
  type Seat,
  subjectsOf,
} from '../standing.ts';

export const recuse = command({
  name: 'panel.recuse',
  permission: 'panel.recuse',
  scope: 'references',
  title: { en: 'Declare a recusal', zh: '申明回避' },
  description: {
    en: 'A member does not review a subject: their own declaration, or that of a villager recorded by an officer. A review already given does not count. The declaration holds in later panels too.',
    zh: '评议员本人申明，或由工作人员代村民评议员记录；已作出的评议不计入。该申明在以后的评议会同样适用。',
  },
  on: onPanel,
  input: z.object({
    memberId: id('PanelMember').optional().describe('A villager; the caller unless given. 成员'),
    number: z.number().int().min(1).max(MOST_SUBJECTS).describe('Number of the subject. 序号'),
    ground: enumeration('PanelRecusalGround', PanelRecusalGround),
  }),
  result: z.object({ panel: ref('Panel'), member: ref('PanelMember') }),
  acts: ['panel.recused'],
  errors: [
    'panel.over',
    'panel.out_of_territory',
    'panel.not_a_member',
    'panel.member_unknown',
    'panel.member_enters_own',
    'panel.member_may_not_record',
    'panel.own_record',
    'panel.subject_unknown',
    'panel.recused',
  ],
  async handler(tx, { memberId, number, ground }, { actor, emit, now, target }) {
    const members = await requireAllowed(tx, target, { action: 'recuse', actor });
    const own = members.find(({ personId }) => personId === actor.personId);
    const member = memberId ? declaredFor(members, own, memberId) : own;
    if (!member) throw refuse('panel.not_a_member');
    const subject = (await subjectsOf(tx, target)).get(number);
    if (!subject) throw refuse('panel.subject_unknown', { path: ['number'] });
    if (member.id !== own?.id) {
      await mustNotStrikeOwnRecord(tx, target, { actor, member, subjectId: subject.id });
    }
    const found = [{ memberId: member.id, subjectId: subject.id, ground }];
    const recorded = { basis: 'DECLARED', by: actor.personId, now } as const;
    await recordRecusals(tx, { panel: target, found }, recorded);
    const objects = [panelObject(target), { type: 'PanelMember', id: member.id }];
    emit('panel.recused', objects, { number, ground, own: member.id === own?.id });
    return { panel: target.id, member: member.id };
  },
});

type Striking = { actor: Actor; member: MemberRow; subjectId: string };

/** Whoever entered a ballot knows what it says: another person records that it does not count. */
async function mustNotStrikeOwnRecord(
  tx: Tx,
  panel: PanelRow,
  { actor, member, subjectId }: Striking,
): Promise<void> {
  const entered = await tx
    .selectFrom('panel_ballot')
    .select('id')
    .where('institution_id', '=', panel.institution_id)
    .where('member_id', '=', member.id)
    .where('subject_id', '=', subjectId)
    .where('entered_by', '=', actor.personId)
    .executeTakeFirst();
  if (entered) throw refuse('panel.own_record', { path: ['memberId'] });
}

/** A villager's declaration is recorded by somebody who was not drawn. */
function declaredFor(
  members: readonly MemberRow[],
  own: MemberRow | undefined,
  memberId: string,
): MemberRow {
  const member = members.find(({ id: key }) => key === memberId);
  if (!member) throw refuse('panel.member_unknown', { path: ['memberId'] });
  if (member.id === own?.id) return member;
  if (own) throw refuse('panel.member_may_not_record', { path: ['memberId'] });
  if (member.personId !== null) throw refuse('panel.member_enters_own', { path: ['memberId'] });
  return member;
}

export const excuse = command({
  name: 'panel.excuse',
  permission: 'panel.manage',
  scope: 'references',
  title: { en: 'Excuse a member', zh: '评议员请假' },
  description: {
    en: 'A member who cannot come, and has reviewed nobody, is excused with a reason; the first who stands by takes the seat, in the order of the draw.',
    zh: '尚未评议的成员说明理由后请假，由候补评议员按抽取顺序递补。',
  },
  on: onPanel,
  input: z.object({ memberId: id('PanelMember') }),
  result: z.object({ panel: ref('Panel'), member: ref('PanelMember') }),
  acts: ['panel.member-excused'],
  reasonRequired: true,
  errors: [
    'panel.over',
    'panel.out_of_territory',
    'panel.member_unknown',
    'panel.member_has_reviewed',
    'panel.nobody_stands_by',
  ],
  async handler(tx, { memberId }, { actor, emit, reason, target }) {
    const members = await requireAllowed(tx, target, { action: 'excuse', actor });
    const member = members.find(({ id: key, seat }) => key === memberId && seat !== 'EXCUSED');
    if (!member) throw refuse('panel.member_unknown', { path: ['memberId'] });
    await requireNoReview(tx, target, member);
    await takeSeat(tx, target, { id: member.id, seat: 'EXCUSED', reason });
    const next = member.seat === 'SITTING' ? await seatNext(tx, target, members) : undefined;
    const seated = next ? [{ type: 'PanelMember', id: next.id }] : [];
    const objects = [panelObject(target), { type: 'PanelMember', id: member.id }, ...seated];
    emit('panel.member-excused', objects, { place: member.place, nextPlace: next?.place ?? null });
    return { panel: target.id, member: member.id };
  },
});

async function requireNoReview(tx: Tx, panel: PanelRow, member: MemberRow): Promise<void> {
  const given = await tx
    .selectFrom('panel_ballot')
    .select('id')
    .where('institution_id', '=', panel.institution_id)
    .where('member_id', '=', member.id)
    .executeTakeFirst();
  if (given) throw refuse('panel.member_has_reviewed', { path: ['memberId'] });
}

type Taking = { id: string; seat: Seat; reason?: string | null };

async function takeSeat(tx: Tx, panel: PanelRow, { id: key, seat, reason = null }: Taking) {
  await tx
    .updateTable('panel_member')
    .set({ seat, excused_reason: reason })
    .where('institution_id', '=', panel.institution_id)
    .where('id', '=', key)
    .execute();
}

/** The first who stands by sits; without one the panel must be large enough with a seat fewer. */
async function seatNext(tx: Tx, panel: PanelRow, members: readonly MemberRow[]) {
  const next = members.find(({ seat }) => seat === 'STANDBY');
  if (next) {
    await takeSeat(tx, panel, { id: next.id, seat: 'SITTING' });
    return next;
  }
  const left = members.filter(({ seat }) => seat === 'SITTING').length - 1;
  if (left < rulesOf(panel).fewestSeats) {
    throw refuse('panel.nobody_stands_by', { path: ['memberId'] });
  }
  return undefined;
}
