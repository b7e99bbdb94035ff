import type { Emit } from '../../kernel/commands/command.ts';
import type { Tx } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import { endAssignment } from './commands/assignment.ts';
import { type HandOverRow, primaryOn } from './hand-over.ts';
import { overlap, type Period } from './rules.ts';

/**
 * On the effective date the giver's assignment ends and the receiver's begins, to the day the
 * giver's would have ended. Whatever else the receiver did on the grid in that time ends too: a
 * backup who becomes primary backs nobody up. Returns the new assignment's key.
 */
export async function takeOver(tx: Tx, handOver: HandOverRow, emit: Emit): Promise<string> {
  const { institution_id: institutionId, grid_id: gridId, effective_date: day } = handOver;
  const giver = await primaryOn(tx, {
    institutionId,
    gridId,
    personId: handOver.from_person_id,
    day,
  });
  if (!giver) throw refuse('staff.not_primary');
  const period = { from: day, to: giver.valid_to };
  const ending = [giver, ...(await alsoServing(tx, handOver, period))];
  for (const row of ending) {
    const end = await endAssignment(tx, institutionId, { row, day });
    if (end === null) continue;
    const objects = [
      { type: 'Assignment', id: row.id, version: row.version + 1 },
      { type: 'Grid', id: gridId },
      { type: 'Person', id: row.person_id },
    ];
    emit('assignment.ended', objects, { role: row.role, validTo: end });
  }
  const assignment = newId();
  await tx
    .insertInto('assignment')
    .values({
      institution_id: institutionId,
      id: assignment,
      grid_id: gridId,
      person_id: handOver.to_person_id,
      role: 'PRIMARY',
      weight: giver.weight,
      valid_from: period.from,
      valid_to: period.to,
    })
    .execute();
  const objects = [
    { type: 'Assignment', id: assignment, version: 1 },
    { type: 'Grid', id: gridId },
    { type: 'Person', id: handOver.to_person_id },
  ];
  emit('assignment.begun', objects, {
    role: 'PRIMARY',
    validFrom: period.from,
    validTo: period.to,
  });
  return assignment;
}

async function alsoServing(tx: Tx, handOver: HandOverRow, period: Period) {
  const rows = await tx
    .selectFrom('assignment')
    .selectAll()
    .where('institution_id', '=', handOver.institution_id)
    .where('grid_id', '=', handOver.grid_id)
    .where('person_id', '=', handOver.to_person_id)
    .where((or) => or.or([or('valid_to', 'is', null), or('valid_to', '>', period.from)]))
    .orderBy('valid_from')
    .forNoKeyUpdate()
    .execute();
  return rows.filter((row) => overlap({ from: row.valid_from, to: row.valid_to }, period));
}
