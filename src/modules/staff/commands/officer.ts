import { z } from 'zod';
import { OfficerDuty, OfficerKind } from '../../../generated/enums.ts';
import { command } from '../../../kernel/commands/command.ts';
import { classed, enumeration, id, ref, text } from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import { mayAnswer } from '../rules.ts';
import { refuseOutside } from '../territory.ts';

const MAX_GRIDS = 1_000;
const MAX_HOUSEHOLDS = 1_000_000;
const on = { noun: 'Officer', table: 'officer' } as const;

const duties = () => z.array(enumeration('OfficerDuty', OfficerDuty)).max(OfficerDuty.length);
const gridCapacity = () => z.number().int().min(0).max(MAX_GRIDS);
const householdCapacity = () => z.number().int().min(0).max(MAX_HOUSEHOLDS);

const withoutRepeats = (given: readonly OfficerDuty[]): OfficerDuty[] =>
  OfficerDuty.filter((duty) => given.includes(duty));

export const enlist = command({
  name: 'staff.enlist',
  permission: 'staff.manage',
  scope: 'references',
  title: { en: 'Enlist an officer', zh: '登记网格人员' },
  description: {
    en: 'Makes a person an officer of the grids, or takes a released one back.',
    zh: '将在岗人员登记为网格人员；已卸任的重新起用。',
  },
  input: z.object({
    personId: id('Person'),
    kind: enumeration('OfficerKind', OfficerKind),
    duties: duties().default([]),
    gridCapacity: gridCapacity().optional(),
    householdCapacity: householdCapacity().optional(),
    employer: classed('C1', text(128)).optional(),
  }),
  result: z.object({ officer: ref('Officer') }),
  acts: ['officer.enlisted'],
  errors: ['staff.already_officer', 'staff.person_unfit'],
  async handler(tx, input, { actor, emit }) {
    await refuseUnfit(tx, actor.institutionId, input.personId);
    const values = {
      kind: input.kind,
      duties: withoutRepeats(input.duties),
      ...(input.gridCapacity === undefined ? {} : { grid_capacity: input.gridCapacity }),
      ...(input.householdCapacity === undefined
        ? {}
        : { household_capacity: input.householdCapacity }),
      employer: input.employer ?? null,
    };
    const officer = await tx
      .insertInto('officer')
      .values({
        institution_id: actor.institutionId,
        id: newId(),
        person_id: input.personId,
        ...values,
      })
      .onConflict((conflict) =>
        conflict
          .constraint('officer_person_id_key')
          .doUpdateSet({ ...values, status: 'ACTIVE' })
          .where('officer.status', '=', 'RELEASED'),
      )
      .returning(['id', 'version'])
      .executeTakeFirst();
    if (!officer) throw refuse('staff.already_officer', { path: ['personId'] });
    const objects = [
      { type: 'Officer', id: officer.id, version: officer.version },
      { type: 'Person', id: input.personId },
    ];
    emit('officer.enlisted', objects, { kind: input.kind, duties: values.duties });
    return { officer: officer.id };
  },
});

async function refuseUnfit(tx: Tx, institutionId: string, personId: string): Promise<void> {
  const person = await tx
    .selectFrom('person')
    .select(['kind', 'status'])
    .where('institution_id', '=', institutionId)
    .where('id', '=', personId)
    .forShare()
    .executeTakeFirst();
  if (person?.kind !== 'HUMAN' || person.status !== 'ACTIVE') {
    throw refuse('staff.person_unfit', { path: ['personId'] });
  }
}

export const revise = command({
  name: 'staff.revise',
  permission: 'staff.manage',
  scope: 'references',
  title: { en: 'Revise an officer', zh: '修改网格人员' },
  description: {
    en: 'Changes kind, duties, capacities or employer; what is not given stays.',
    zh: '修改类别、职责、承载量或所在单位，未提供的保持不变。',
  },
  on,
  input: z.object({
    kind: enumeration('OfficerKind', OfficerKind).optional(),
    duties: duties().optional(),
    gridCapacity: gridCapacity().optional(),
    householdCapacity: householdCapacity().optional(),
    employer: classed('C1', text(128)).optional(),
  }),
  result: z.object({ officer: ref('Officer') }),
  acts: ['officer.revised'],
  errors: ['staff.out_of_territory', 'staff.kind_not_responsible'],
  async handler(tx, input, { actor, emit, target, today }) {
    await refuseOutside(tx, actor, { personId: target.person_id, today });
    const kind = input.kind ?? (target.kind as OfficerKind);
    const answering = { institutionId: actor.institutionId, personId: target.person_id, today };
    if (!mayAnswer(kind) && (await serves(tx, answering, ['PRIMARY', 'BACKUP']))) {
      throw refuse('staff.kind_not_responsible', { path: ['kind'] });
    }
    const values = {
      kind,
      duties: input.duties ? withoutRepeats(input.duties) : target.duties,
      grid_capacity: input.gridCapacity ?? target.grid_capacity,
      household_capacity: input.householdCapacity ?? target.household_capacity,
      employer: input.employer ?? target.employer,
    };
    await tx
      .updateTable('officer')
      .set(values)
      .where('institution_id', '=', actor.institutionId)
      .where('id', '=', target.id)
      .execute();
    emit('officer.revised', [{ type: 'Officer', id: target.id, version: target.version + 1 }], {
      kind,
      duties: values.duties,
      gridCapacity: values.grid_capacity,
      householdCapacity: values.household_capacity,
    });
    return { officer: target.id };
  },
});

export const release = command({
  name: 'staff.release',
  permission: 'staff.manage',
  scope: 'references',
  title: { en: 'Release an officer', zh: '卸任' },
  description: {
    en: 'The person serves the grids no longer; their assignments must have ended before.',
    zh: '不再担任网格人员；须先终止或交接其任岗。',
  },
  on,
  input: z.object({}),
  result: z.object({ officer: ref('Officer') }),
  acts: ['officer.released'],
  errors: ['staff.not_officer', 'staff.still_assigned'],
  async handler(tx, _input, { actor, emit, target, today }) {
    if (target.status !== 'ACTIVE') throw refuse('staff.not_officer');
    const someone = { institutionId: actor.institutionId, personId: target.person_id, today };
    if (await serves(tx, someone, ['PRIMARY', 'BACKUP', 'MEMBER'])) {
      throw refuse('staff.still_assigned');
    }
    await tx
      .updateTable('officer')
      .set({ status: 'RELEASED' })
      .where('institution_id', '=', actor.institutionId)
      .where('id', '=', target.id)
      .execute();
    const objects = [
      { type: 'Officer', id: target.id, version: target.version + 1 },
      { type: 'Person', id: target.person_id },
    ];
    emit('officer.released', objects);
    return { officer: target.id };
  },
});

type Someone = { institutionId: string; personId: string; today: string };

/** Does the person serve any grid in one of these roles, today or later? */
async function serves(tx: Tx, someone: Someone, roles: readonly string[]): Promise<boolean> {
  const row = await tx
    .selectFrom('assignment')
    .select('id')
    .where('institution_id', '=', someone.institutionId)
    .where('person_id', '=', someone.personId)
    .where('role', 'in', roles)
    .where((or) => or.or([or('valid_to', 'is', null), or('valid_to', '>', someone.today)]))
    .whereRef('valid_from', 'is distinct from', 'valid_to')
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
