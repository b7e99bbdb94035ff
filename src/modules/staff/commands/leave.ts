import { sql } from 'kysely';
import { z } from 'zod';
import { command } from '../../../kernel/commands/command.ts';
import { date, id, ref } from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import { lockOfficer, refuseOutside, refuseSilentPast } from '../territory.ts';

const MAX_LISTED = 100;

export const takeLeave = command({
  name: 'staff.take-leave',
  permission: 'staff.manage',
  scope: 'references',
  title: { en: 'Record an absence', zh: '请假' },
  description: {
    en: 'The officer is away for a half-open period. Each grid is covered by the stand-in named here, else by its heaviest backup who is present; grids without cover on the first day are listed. Why someone is away is not recorded.',
    zh: '登记请假（含起不含止）。由指定人员顶岗，未指定的由在岗B岗按权重顶岗；首日无人顶岗的网格将列出。不记录请假事由。',
  },
  input: z.object({
    personId: id('Person'),
    validFrom: date(),
    validTo: date().optional(),
    standInId: id('Person').optional(),
  }),
  result: z.object({ leave: ref('Leave'), uncoveredGridCodes: z.array(z.string()) }),
  acts: ['leave.taken'],
  errors: [
    'staff.not_officer',
    'staff.kind_not_responsible',
    'staff.own_stand_in',
    'staff.leave_overlap',
    'staff.period',
    'staff.out_of_territory',
    'staff.past_needs_reason',
  ],
  async handler(tx, input, { actor, emit, today, reason }) {
    const { personId, standInId, validFrom } = input;
    const validTo = input.validTo ?? null;
    refuseSilentPast(validFrom, today, reason);
    if (validTo !== null && validTo <= validFrom)
      throw refuse('staff.period', { path: ['validTo'] });
    if (standInId === personId) throw refuse('staff.own_stand_in', { path: ['standInId'] });
    await lockOfficer(tx, actor, { personId, path: ['personId'], answers: false });
    if (standInId) {
      await lockOfficer(tx, actor, { personId: standInId, path: ['standInId'], answers: true });
    }
    await refuseOutside(tx, actor, { personId, today });
    const leave = newId();
    await tx
      .insertInto('staff_leave')
      .values({
        institution_id: actor.institutionId,
        id: leave,
        person_id: personId,
        stand_in_id: standInId ?? null,
        valid_from: validFrom,
        valid_to: validTo,
      })
      .execute();
    const objects = [
      { type: 'Leave', id: leave, version: 1 },
      { type: 'Person', id: personId },
      ...(standInId ? [{ type: 'Person', id: standInId }] : []),
    ];
    emit('leave.taken', objects, { validFrom, validTo });
    return {
      leave,
      uncoveredGridCodes: await uncovered(tx, actor.institutionId, leave, validFrom),
    };
  },
});

/** Codes of the grids nobody answers for on a day because of this leave. */
async function uncovered(
  tx: Tx,
  institutionId: string,
  ...[leaveId, day]: [string, string]
): Promise<string[]> {
  const { rows } = await sql<{ code: string }>`
    select g.code
    from grid_staffing(${institutionId}, ${day}::date) s
    join grid g on g.institution_id = ${institutionId} and g.id = s.grid_id
    where s.leave_id = ${leaveId} and s.basis = 'UNCOVERED'
      and g.valid_from <= ${day}::date and (g.valid_to is null or g.valid_to > ${day}::date)
    order by g.code
    limit ${MAX_LISTED}`.execute(tx);
  return rows.map(({ code }) => code);
}

export const endLeave = command({
  name: 'staff.end-leave',
  permission: 'staff.manage',
  scope: 'references',
  title: { en: 'End an absence', zh: '销假' },
  description: {
    en: 'Sets the day the officer is back, never later than planned; one that has not begun by then is called off.',
    zh: '设定返岗日（不晚于原定日期）；届时尚未开始的即取消。',
  },
  on: { noun: 'Leave', table: 'staff_leave' },
  input: z.object({ validTo: date().optional() }),
  result: z.object({ leave: ref('Leave') }),
  acts: ['leave.ended'],
  errors: ['staff.leave_ended', 'staff.out_of_territory', 'staff.past_needs_reason'],
  async handler(tx, input, { actor, emit, target, today, reason }) {
    const asked = input.validTo ?? today;
    refuseSilentPast(asked, today, reason);
    await refuseOutside(tx, actor, { personId: target.person_id, today });
    const end = asked > target.valid_from ? asked : target.valid_from;
    if (target.valid_to !== null && target.valid_to <= end) {
      throw refuse('staff.leave_ended', { path: ['validTo'] });
    }
    await tx
      .updateTable('staff_leave')
      .set({ valid_to: end })
      .where('institution_id', '=', actor.institutionId)
      .where('id', '=', target.id)
      .execute();
    const objects = [
      { type: 'Leave', id: target.id, version: target.version + 1 },
      { type: 'Person', id: target.person_id },
    ];
    emit('leave.ended', objects, { validTo: end });
    return { leave: target.id };
  },
});
