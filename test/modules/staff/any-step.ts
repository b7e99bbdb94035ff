import { globalId, newId } from '../../../src/kernel/ids.ts';
import { type TestApp, testApp } from '../../helpers/app.ts';
import { fc } from '../../helpers/property.ts';
import { enlistPeople, openField, type TestGrid, type TestOfficer } from './field.ts';

export const START = '2026-03-02';
export const LENGTH = 12;
export const dayAt = (offset: number): string =>
  new Date(Date.parse(START) + offset * 86_400_000).toISOString().slice(0, 10);
export const days = Array.from({ length: LENGTH + 2 }, (_, offset) => dayAt(offset));

export type Field = { app: TestApp; grids: TestGrid[]; people: TestOfficer[] };
export type Step = { command: string; input: (field: Field) => Promise<Record<string, unknown>> };

export const aDay = fc.nat(LENGTH).map(dayAt);
export const aPlace = fc.nat(2);
export const aPerson = fc.nat(3);

export const anAssignment: fc.Arbitrary<Step> = fc
  .tuple(aPlace, aPerson, fc.constantFrom('PRIMARY', 'PRIMARY', 'BACKUP'), aDay, fc.option(aDay))
  .map(([place, person, role, validFrom, validTo]) => ({
    command: 'staff.assign',
    input: async ({ grids, people }) => ({
      gridId: grids[place]?.id,
      personId: people[person]?.person,
      role,
      validFrom,
      ...(validTo ? { validTo } : {}),
    }),
  }));

/** The n-th row of a query, counted round; null where it has none. */
export async function nth<T extends Record<string, string>>(
  app: TestApp,
  query: string,
  at: number,
) {
  const rows = await app.owner<T>(query);
  return rows[at % Math.max(rows.length, 1)] ?? null;
}

/** The id of the n-th row, or one that nothing has. */
export const idOf = async (app: TestApp, prefix: string, ...[query, at]: [string, number]) =>
  `${prefix}_${(await nth<{ id: string }>(app, query, at))?.id ?? newId()}`;

export const anEnding: fc.Arbitrary<Step> = fc.tuple(fc.nat(30), aDay).map(([at, validTo]) => ({
  command: 'staff.unassign',
  input: async ({ app }) => ({
    id: await idOf(app, 'assignment', 'select id from assignment order by id', at),
    validTo,
  }),
}));

export const aLeave: fc.Arbitrary<Step> = fc
  .tuple(aPerson, fc.option(aPerson), aDay, fc.option(aDay))
  .map(([person, standIn, validFrom, validTo]) => ({
    command: 'staff.take-leave',
    input: async ({ people }) => ({
      personId: people[person]?.person,
      validFrom,
      ...(standIn === null ? {} : { standInId: people[standIn]?.person }),
      ...(validTo ? { validTo } : {}),
    }),
  }));

export const aReturn: fc.Arbitrary<Step> = fc.tuple(fc.nat(9), aDay).map(([at, validTo]) => ({
  command: 'staff.end-leave',
  input: async ({ app }) => ({
    id: await idOf(app, 'leave', 'select id from staff_leave order by id', at),
    validTo,
  }),
}));

export const PRIMARIES = `select grid_id, person_id from assignment
  where role = 'PRIMARY' and valid_to is distinct from valid_from order by id`;
export const OPEN = `select id from hand_over order by status = 'PROPOSED' desc, id`;

export const aProposal: fc.Arbitrary<Step> = fc
  .tuple(fc.nat(9), aPerson, aDay)
  .map(([at, receiver, effectiveDate]) => ({
    command: 'staff.propose-hand-over',
    input: async ({ app, people }) => {
      const giver = await nth<Record<'grid_id' | 'person_id', string>>(app, PRIMARIES, at);
      return {
        gridId: globalId('Grid', giver?.grid_id ?? newId()),
        fromPersonId: globalId('Person', giver?.person_id ?? newId()),
        toPersonId: people[receiver]?.person,
        effectiveDate,
      };
    },
  }));

export const anAnswer: fc.Arbitrary<Step> = fc
  .tuple(fc.nat(9), fc.constantFrom('accept', 'accept', 'decline', 'withdraw'))
  .map(([at, verb]) => ({
    command: `staff.${verb}-hand-over`,
    input: async ({ app }) => ({
      id: await idOf(app, 'handover', OPEN, at),
    }),
  }));

export const aStep = fc.oneof(
  { arbitrary: anAssignment, weight: 5 },
  { arbitrary: anEnding, weight: 2 },
  { arbitrary: aLeave, weight: 1 },
  { arbitrary: aReturn, weight: 1 },
  { arbitrary: aProposal, weight: 3 },
  { arbitrary: anAnswer, weight: 3 },
);

/** Refusals are half of the game; a fault is not. Two managers, so that one accepts the other's. */
export async function take(field: Field, step: Step, caller: string): Promise<string> {
  const input = await step.input(field);
  const { body } = await field.app.as(caller).rest({
    method: 'POST',
    url: '/v1/batch',
    payload: {
      lines: [{ command: step.command, input, idempotencyKey: newId(), reason: '属性测试' }],
    },
  });
  const { status, code } = body.lines[0];
  if (status >= 500) throw new Error(`${step.command}: ${code}`);
  return status === 200 ? 'done' : code;
}

export type Row = Record<'grid_id' | 'person_id' | 'role' | 'valid_from', string> & {
  id: string;
  valid_to: string | null;
  weight: string;
};
export type Away = {
  person_id: string;
  stand_in_id: string | null;
  valid_from: string;
  valid_to: string | null;
};

export const holds = (row: { valid_from: string; valid_to: string | null }, day: string): boolean =>
  row.valid_from <= day && (row.valid_to === null || row.valid_to > day);

/** The rule said once more, over rows, to hold the database's function to it. */
export function expected(
  rows: Row[],
  leaves: Away[],
  on: { grid: string; day: string },
): string | null {
  const serving = rows.filter((row) => row.grid_id === on.grid && holds(row, on.day));
  const primary = serving.find((row) => row.role === 'PRIMARY');
  if (!primary) return null;
  const absence = (person: string) =>
    leaves.find((leave) => leave.person_id === person && holds(leave, on.day));
  const away = absence(primary.person_id);
  if (!away) return primary.person_id;
  if (away.stand_in_id && !absence(away.stand_in_id)) return away.stand_in_id;
  const [backup] = serving
    .filter((row) => row.role === 'BACKUP' && !absence(row.person_id))
    .sort(
      (a, b) =>
        Number(b.weight) - Number(a.weight) ||
        (a.valid_from < b.valid_from ? -1 : a.valid_from > b.valid_from ? 1 : a.id < b.id ? -1 : 1),
    );
  return backup?.person_id ?? null;
}

/**
 * Hand-overs whose acceptance did not end one primary and begin the other on one day. Read from
 * what each acceptance journalled: staffing may change again later, and then leave a vacancy.
 */
export const ACCEPTED_APART = `
  with entry as (
    select xid, leaf ->> 'act' as act, leaf -> 'data' as data
    from (select xid, convert_from(leaf, 'UTF8')::jsonb as leaf from journal_entry) entries)
  select xid::text as id from entry accepted
  where act = 'hand-over.accepted' and (select count(*) from entry side
    where side.xid = accepted.xid and side.data ->> 'role' = 'PRIMARY'
      and (side.act, accepted.data ->> 'effectiveDate') in (
        ('assignment.ended', side.data ->> 'validTo'),
        ('assignment.begun', side.data ->> 'validFrom'))) <> 2`;

export async function faults({ app, grids }: Field): Promise<string[]> {
  const rows = await app.owner<Row>(
    'select id, grid_id, person_id, role, weight::text, valid_from::text, valid_to::text from assignment',
  );
  const leaves = await app.owner<Away>(
    'select person_id, stand_in_id, valid_from::text, valid_to::text from staff_leave',
  );
  const found: string[] = [];
  for (const day of days) {
    const staffing = await app.owner<{ grid_id: string; responsible_id: string | null }>(
      'select grid_id, responsible_id from grid_staffing($1, $2)',
      [app.world.bankId, day],
    );
    for (const grid of grids) {
      const serving = rows.filter((row) => row.grid_id === grid.key && holds(row, day));
      const people = serving.map((row) => row.person_id);
      if (serving.filter((row) => row.role === 'PRIMARY').length > 1)
        found.push(`two primaries ${day}`);
      if (new Set(people).size < people.length) found.push(`one person twice ${day}`);
      const answering = staffing.filter((row) => row.grid_id === grid.key);
      if (answering.length > 1) found.push(`two answer ${day}`);
      const wanted = expected(rows, leaves, { grid: grid.key, day });
      if ((answering[0]?.responsible_id ?? null) !== wanted) found.push(`wrong answer ${day}`);
    }
  }
  const apart = await app.owner<{ id: string }>(ACCEPTED_APART);
  return [...found, ...apart.map(({ id }) => `a hand-over with a gap ${id}`)];
}

export const MANAGERS = ['grid.manager', 'second.manager'];

export async function fieldOf(t: Parameters<typeof testApp>[0]): Promise<Field> {
  const app = await testApp(t);
  const { small } = await openField(app, 3);
  const people = await enlistPeople(app, ['p0', 'p1', 'p2', 'p3']);
  const [second] = await enlistPeople(app, ['second.manager'], 'MANAGER');
  await app.owner(
    `insert into appointment (institution_id, id, person_id, role_id, outlet_id, valid_from)
     select institution_id, $2, $3, id, $4, '2020-01-01' from role
     where institution_id = $1 and code = 'GRID_MANAGER'`,
    [app.world.bankId, newId(), second?.key, app.world.outletId],
  );
  return { app, grids: small, people };
}

export const wipe = ({ app }: Field) => app.owner('truncate hand_over, assignment, staff_leave');
