import { z } from 'zod';
import { command } from '../../../kernel/commands/command.ts';
import { date, id, ref, text } from '../../../kernel/commands/input.ts';
import { refuse } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import { decide, deciderOn, type HandOverRow, primaryOn } from '../hand-over.ts';
import { openWorkOf } from '../open-work.ts';
import { takeOver } from '../take-over.ts';
import { lockGrid, lockOfficer, periodOnGrid } from '../territory.ts';
import { mayAccept, mayDecline, mayPropose, mayWithdraw } from '../workflow.ts';

const on = { noun: 'HandOver', table: 'hand_over' } as const;

const objectsOf = (row: HandOverRow) => [
  { type: 'HandOver', id: row.id, version: row.version + 1 },
  { type: 'Grid', id: row.grid_id },
];

export const proposeHandOver = command({
  name: 'staff.propose-hand-over',
  permission: 'staff.hand-over',
  scope: 'references',
  title: { en: 'Propose a hand-over', zh: '发起网格交接' },
  description: {
    en: 'Giver, receiver or a manager proposes that a grid passes from its primary to another officer; the open work of the grid is listed.',
    zh: '由移交人、接收人或网格管理员发起，网格由现A岗移交至另一网格员，并列出未结事项。',
  },
  input: z.object({
    gridId: id('Grid'),
    fromPersonId: id('Person').optional().describe('Who gives it; the caller unless given.'),
    toPersonId: id('Person'),
    effectiveDate: date(),
    note: text(2_000).optional(),
  }),
  result: z.object({ handOver: ref('HandOver') }),
  acts: ['hand-over.proposed'],
  errors: [
    'staff.hand_over_open',
    'staff.hand_over_to_self',
    'staff.hand_over_not_yours',
    'staff.hand_over_late',
    'staff.not_primary',
    'staff.not_officer',
    'staff.kind_not_responsible',
    'staff.outside_grid_period',
  ],
  async handler(tx, input, { actor, emit, today }) {
    const { gridId, toPersonId, effectiveDate } = input;
    const fromPersonId = input.fromPersonId ?? actor.personId;
    const grid = await lockGrid(tx, actor, gridId);
    const refusal = mayPropose({ fromPersonId, toPersonId }, deciderOn(actor, grid));
    if (refusal) throw refuse(refusal);
    if (effectiveDate < today) throw refuse('staff.hand_over_late', { path: ['effectiveDate'] });
    periodOnGrid(grid, { from: effectiveDate, to: null }, ['effectiveDate']);
    await lockOfficer(tx, actor, { personId: toPersonId, path: ['toPersonId'], answers: true });
    const { institutionId } = actor;
    const giver = { institutionId, gridId, personId: fromPersonId, day: effectiveDate };
    if (!(await primaryOn(tx, giver)))
      throw refuse('staff.not_primary', { path: ['fromPersonId'] });
    const openWork = await openWorkOf(tx, { institutionId, gridId });
    const handOver = newId();
    await tx
      .insertInto('hand_over')
      .values({
        institution_id: institutionId,
        id: handOver,
        grid_id: gridId,
        from_person_id: fromPersonId,
        to_person_id: toPersonId,
        effective_date: effectiveDate,
        note: input.note ?? null,
        open_work: JSON.stringify(openWork),
        proposed_by_id: actor.personId,
      })
      .execute();
    const objects = [
      { type: 'HandOver', id: handOver, version: 1 },
      { type: 'Grid', id: gridId },
      { type: 'Person', id: fromPersonId },
      { type: 'Person', id: toPersonId },
    ];
    emit('hand-over.proposed', objects, {
      effectiveDate,
      openWork: openWork.map(({ kind, count }) => ({ kind, count })),
    });
    return { handOver };
  },
});

export const acceptHandOver = command({
  name: 'staff.accept-hand-over',
  permission: 'staff.hand-over',
  scope: 'references',
  title: { en: 'Accept a hand-over', zh: '接收网格交接' },
  description: {
    en: 'The other side, or a manager of the grid, accepts: on the effective date the old assignment ends and the new one begins, both at once.',
    zh: '由对方或网格管理员接收；自生效日期起原任岗终止、新任岗开始，一并生效。',
  },
  on,
  input: z.object({}),
  result: z.object({ handOver: ref('HandOver') }),
  acts: ['hand-over.accepted', 'assignment.ended', 'assignment.begun'],
  errors: [
    'staff.hand_over_decided',
    'staff.hand_over_not_yours',
    'staff.hand_over_own_acceptance',
    'staff.hand_over_late',
    'staff.not_primary',
    'staff.not_officer',
    'staff.kind_not_responsible',
  ],
  async handler(tx, _input, { actor, emit, target, today, now, reason }) {
    const grid = await lockGrid(tx, actor, target.grid_id);
    const by = deciderOn(actor, grid);
    const decision = { status: 'ACCEPTED', may: mayAccept, by, now, reason } as const;
    await decide(tx, target, {
      ...decision,
      assignment: async () => {
        if (target.effective_date < today) throw refuse('staff.hand_over_late');
        const personId = target.to_person_id;
        await lockOfficer(tx, actor, { personId, path: [], answers: true });
        return takeOver(tx, target, emit);
      },
    });
    emit('hand-over.accepted', objectsOf(target), { effectiveDate: target.effective_date });
    return { handOver: target.id };
  },
});

export const declineHandOver = command({
  name: 'staff.decline-hand-over',
  permission: 'staff.hand-over',
  scope: 'references',
  title: { en: 'Decline a hand-over', zh: '拒绝网格交接' },
  description: {
    en: 'The other side, or a manager of the grid, declines with a reason; nothing changes.',
    zh: '由对方或网格管理员说明理由后拒绝，任岗不变。',
  },
  on,
  input: z.object({}),
  result: z.object({ handOver: ref('HandOver') }),
  acts: ['hand-over.declined'],
  reasonRequired: true,
  errors: ['staff.hand_over_decided', 'staff.hand_over_not_yours'],
  async handler(tx, _input, { actor, emit, target, now, reason }) {
    const by = deciderOn(actor, await lockGrid(tx, actor, target.grid_id));
    await decide(tx, target, { status: 'DECLINED', may: mayDecline, by, now, reason });
    emit('hand-over.declined', objectsOf(target));
    return { handOver: target.id };
  },
});

export const withdrawHandOver = command({
  name: 'staff.withdraw-hand-over',
  permission: 'staff.hand-over',
  scope: 'references',
  title: { en: 'Withdraw a hand-over', zh: '撤回网格交接' },
  description: {
    en: 'Who proposed it, or a manager of the grid, takes it back with a reason.',
    zh: '由发起人或网格管理员说明理由后撤回。',
  },
  on,
  input: z.object({}),
  result: z.object({ handOver: ref('HandOver') }),
  acts: ['hand-over.withdrawn'],
  reasonRequired: true,
  errors: ['staff.hand_over_decided', 'staff.hand_over_not_yours'],
  async handler(tx, _input, { actor, emit, target, now, reason }) {
    const by = deciderOn(actor, await lockGrid(tx, actor, target.grid_id));
    await decide(tx, target, { status: 'WITHDRAWN', may: mayWithdraw, by, now, reason });
    emit('hand-over.withdrawn', objectsOf(target));
    return { handOver: target.id };
  },
});
