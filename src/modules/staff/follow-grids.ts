import type { AssignmentRole } from '../../generated/enums.ts';
import type { FactObject } from '../../kernel/commands/command.ts';
import type { Tx } from '../../kernel/db/index.ts';
import { newId } from '../../kernel/ids.ts';
import {
  type FollowCount,
  type Followed,
  type Following,
  registerGridFollower,
} from '../grids/index.ts';
import { fromDay, type Period, type Placed, placeAssignments } from './rules.ts';

/** An assignment that would go on after the grids have changed. */
type Going = Placed & { gridId: string; id: string; rest: Period };

const periodOf = (row: { valid_from: string; valid_to: string | null }): Period => ({
  from: row.valid_from,
  to: row.valid_to,
});

/** Assignments of grids that hold on or after a day, locked, oldest first. */
async function goingOn(tx: Tx, institutionId: string, at: { grids: string[]; day: string }) {
  if (at.grids.length === 0) return [];
  const rows = await tx
    .selectFrom('assignment')
    .select(['id', 'grid_id', 'person_id', 'role', 'weight', 'valid_from', 'valid_to'])
    .where('institution_id', '=', institutionId)
    .where('grid_id', 'in', at.grids)
    .where((or) => or.or([or('valid_to', 'is', null), or('valid_to', '>', at.day)]))
    .orderBy('valid_from')
    .orderBy('id')
    .forNoKeyUpdate()
    .execute();
  return rows.flatMap((row): Going[] => {
    const rest = fromDay(periodOf(row), at.day);
    if (!rest) return [];
    const { id, grid_id: gridId, person_id: personId, weight } = row;
    const role = row.role as AssignmentRole;
    return [{ id, gridId, personId, role, weight, period: periodOf(row), rest }];
  });
}

const sourcesOf = ({ moves }: Following): string[] => moves.map(({ fromGridId }) => fromGridId);

const targetsOf = ({ moves }: Following): string[] => [
  ...new Set(moves.flatMap(({ to }) => to.map(({ gridId }) => gridId))),
];

const countsOf = (following: Following, going: readonly Going[]): FollowCount[] =>
  following.moves.flatMap(({ fromGridId, to }) => {
    const count = going.filter(({ gridId }) => gridId === fromGridId).length;
    const targets: (string | null)[] = to.length > 0 ? to.map(({ gridId }) => gridId) : [null];
    return targets.map((toGridId) => ({ fromGridId, toGridId, count }));
  });

/** Ended on the effective date; one that would only begin later is called off. */
async function end(tx: Tx, following: Following, going: readonly Going[]): Promise<FactObject[]> {
  const ended: FactObject[] = [];
  for (const { id, period } of going) {
    const { effectiveDate: day, institutionId } = following;
    const row = await tx
      .updateTable('assignment')
      .set({ valid_to: period.from > day ? period.from : day })
      .where('institution_id', '=', institutionId)
      .where('id', '=', id)
      .returning('version')
      .executeTakeFirstOrThrow();
    ended.push({ type: 'Assignment', id, version: row.version });
  }
  return ended;
}

/** Who is primary of most of the grids that become one comes first. */
function byPreference(going: readonly Going[]): Going[] {
  const grids = Map.groupBy(
    going.filter(({ role }) => role === 'PRIMARY'),
    ({ personId }) => personId,
  );
  const held = ({ personId }: Going): number => grids.get(personId)?.length ?? 0;
  return going.toSorted((a, b) => held(b) - held(a));
}

const clipped = (period: Period, end: string | null): Period[] => {
  if (end === null) return [period];
  const to = period.to === null || period.to > end ? end : period.to;
  return period.from < to ? [{ from: period.from, to }] : [];
};

async function open(tx: Tx, following: Following, going: readonly Going[]): Promise<FactObject[]> {
  const { institutionId, effectiveDate: day, moves } = following;
  const targets = targetsOf(following);
  if (targets.length === 0) return [];
  const standing = await goingOn(tx, institutionId, { grids: targets, day });
  const ends = await tx
    .selectFrom('grid')
    .select(['id', 'valid_to'])
    .where('institution_id', '=', institutionId)
    .where('id', 'in', targets)
    .execute();
  const endOf = new Map(ends.map((grid) => [grid.id, grid.valid_to]));
  const rows = targets.flatMap((gridId) => {
    const from = new Set(
      moves.filter(({ to }) => to.some((each) => each.gridId === gridId)).map((m) => m.fromGridId),
    );
    const wanted = byPreference(going.filter((each) => from.has(each.gridId))).flatMap((each) =>
      clipped(each.rest, endOf.get(gridId) ?? null).map((period) => ({ ...each, period })),
    );
    const taken = standing.filter((each) => each.gridId === gridId);
    return placeAssignments(taken, wanted).map((placed) => ({
      institution_id: institutionId,
      id: newId(),
      grid_id: gridId,
      person_id: placed.personId,
      role: placed.role,
      weight: placed.weight,
      valid_from: placed.period.from,
      valid_to: placed.period.to,
    }));
  });
  if (rows.length > 0) await tx.insertInto('assignment').values(rows).execute();
  return rows.map(({ id }) => ({ type: 'Assignment', id, version: 1 }));
}

/** Everybody who serves a grid goes with it; see placeAssignments for who answers afterwards. */
async function follow(tx: Tx, following: Following): Promise<Followed> {
  const { institutionId, effectiveDate: day } = following;
  const going = await goingOn(tx, institutionId, { grids: sourcesOf(following), day });
  const ended = await end(tx, following, going);
  const opened = await open(tx, following, going);
  return { counts: countsOf(following, going), objects: [...ended, ...opened] };
}

registerGridFollower({
  noun: 'Assignment',
  when: 'AT_ONCE',
  withoutSuccessor: 'END',
  async count(tx, following) {
    const { institutionId, effectiveDate: day } = following;
    const going = await goingOn(tx, institutionId, { grids: sourcesOf(following), day });
    return countsOf(following, going);
  },
  follow,
});
