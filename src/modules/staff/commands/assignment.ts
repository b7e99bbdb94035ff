import { z } from 'zod';
import { AssignmentRole } from '../../../generated/enums.ts';
import { command } from '../../../kernel/commands/command.ts';
import { date, enumeration, id, ref } from '../../../kernel/commands/input.ts';
import { inWords } from '../../../kernel/commands/invalid-input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import { servesNeighbour } from '../neighbours.ts';
import { defaultWeight } from '../rules.ts';
import { lockGrid, lockOfficer, periodOnGrid, refuseSilentPast } from '../territory.ts';

/** Over 0 to 1, at most three decimals. */
const WEIGHT = /^(?:1(?:\.0{1,3})?|0\.(?!0+$)\d{1,3})$/;

const OVER_0_TO_1 = inWords('over 0 to 1', '应大于 0 且不超过 1');
const weight = () => z.string().max(8).regex(WEIGHT, OVER_0_TO_1).meta({ graphql: 'Decimal' });

export const assign = command({
  name: 'staff.assign',
  permission: 'staff.manage',
  scope: 'references',
  title: { en: 'Assign an officer to a grid', zh: '任岗' },
  description: {
    en: 'As primary (one per grid at any moment), backup from a neighbouring grid, or member, for a half-open period. Give a reason for a backup from elsewhere and for a day in the past.',
    zh: '担任A岗（同一时间仅一名）、邻近网格B岗或协办成员，期间含起不含止；非邻近替岗或补录过去日期须说明理由。',
  },
  input: z.object({
    gridId: id('Grid'),
    personId: id('Person'),
    role: enumeration('AssignmentRole', AssignmentRole),
    weight: weight().optional(),
    validFrom: date().optional(),
    validTo: date().optional(),
  }),
  result: z.object({ assignment: ref('Assignment') }),
  acts: ['assignment.begun'],
  errors: [
    'staff.not_officer',
    'staff.kind_not_responsible',
    'staff.primary_taken',
    'staff.already_on_grid',
    'staff.period',
    'staff.outside_grid_period',
    'staff.backup_not_neighbour',
    'staff.past_needs_reason',
  ],
  async handler(tx, input, { actor, emit, today, reason }) {
    const { gridId, personId, role } = input;
    const from = input.validFrom ?? today;
    refuseSilentPast(from, today, reason);
    const grid = await lockGrid(tx, actor, gridId);
    await lockOfficer(tx, actor, { personId, path: ['personId'], answers: role !== 'MEMBER' });
    const period = periodOnGrid(grid, { from, to: input.validTo ?? null }, ['validFrom']);
    const institutionId = actor.institutionId;
    const near =
      role !== 'BACKUP' ||
      (await servesNeighbour(tx, { institutionId, grid, personId, day: from }));
    if (!near && reason === null)
      throw refuse('staff.backup_not_neighbour', { path: ['personId'] });
    const assignment = newId();
    await tx
      .insertInto('assignment')
      .values({
        institution_id: institutionId,
        id: assignment,
        grid_id: gridId,
        person_id: personId,
        role,
        weight: input.weight ?? defaultWeight(role),
        neighbour_exception: near ? null : reason,
        valid_from: period.from,
        valid_to: period.to,
      })
      .execute();
    const objects = [
      { type: 'Assignment', id: assignment, version: 1 },
      { type: 'Grid', id: gridId },
      { type: 'Person', id: personId },
    ];
    emit('assignment.begun', objects, { role, validFrom: period.from, validTo: period.to });
    return { assignment };
  },
});

export const unassign = command({
  name: 'staff.unassign',
  permission: 'staff.manage',
  scope: 'references',
  title: { en: 'End an assignment', zh: '免岗' },
  description: {
    en: 'Sets the first day it no longer holds; one that has not begun by then is called off.',
    zh: '设定任岗不再有效的首日；届时尚未开始的即取消。',
  },
  on: { noun: 'Assignment', table: 'assignment' },
  input: z.object({ validTo: date().optional() }),
  result: z.object({ assignment: ref('Assignment') }),
  acts: ['assignment.ended'],
  errors: ['staff.assignment_ended', 'staff.past_needs_reason'],
  async handler(tx, input, { actor, emit, target, today, reason }) {
    const asked = input.validTo ?? today;
    refuseSilentPast(asked, today, reason);
    const end = await endAssignment(tx, actor.institutionId, { row: target, day: asked });
    if (end === null) throw refuse('staff.assignment_ended', { path: ['validTo'] });
    const objects = [
      { type: 'Assignment', id: target.id, version: target.version + 1 },
      { type: 'Grid', id: target.grid_id },
      { type: 'Person', id: target.person_id },
    ];
    emit('assignment.ended', objects, { role: target.role, validTo: end });
    return { assignment: target.id };
  },
});

type Ending = { row: { id: string; valid_from: string; valid_to: string | null }; day: string };

/**
 * Ends a locked assignment on a day, or calls it off where it would only begin later. Returns its
 * end, or null when it ended by then anyway.
 */
export async function endAssignment(
  tx: Tx,
  institutionId: string,
  { row, day }: Ending,
): Promise<string | null> {
  const end = day > row.valid_from ? day : row.valid_from;
  if (row.valid_to !== null && row.valid_to <= end) return null;
  await tx
    .updateTable('assignment')
    .set({ valid_to: end })
    .where('institution_id', '=', institutionId)
    .where('id', '=', row.id)
    .execute();
  return end;
}
