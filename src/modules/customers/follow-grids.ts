/** Customers go with their grid when it is split, merged, moved or retired. */
import { sql } from 'kysely';
import type { Tx } from '../../kernel/db/index.ts';
import {
  type FollowCount,
  type Following,
  type GridMove,
  type MoveTarget,
  pointInBoundary,
  registerGridFollower,
} from '../grids/index.ts';

/** Rows looked at or re-pointed by one statement, so that none holds memory or locks for long. */
const BATCH = 2_000;

type Standing = { id: string; status: string; longitude: number | null; latitude: number | null };

/**
 * Which part of a split a customer goes to: the one whose boundary holds the house. Without a
 * point, or where no part holds it, the first part keeps the customer until somebody moves it: a
 * household is never left without a grid.
 */
export function partFor(
  { longitude, latitude }: Pick<Standing, 'longitude' | 'latitude'>,
  parts: readonly MoveTarget[],
): MoveTarget | undefined {
  if (parts.length === 1 || longitude === null || latitude === null) return parts[0];
  const held = parts.find(
    ({ boundary }) => boundary && pointInBoundary([longitude, latitude], boundary),
  );
  return held ?? parts[0];
}

type Batch = { move: GridMove; rows: readonly Standing[] };

/** The customers of each grid that ends, batch by batch, in the order of their ids. */
async function* standingIn(
  tx: Tx,
  { institutionId, moves }: Following,
  lock: boolean,
): AsyncGenerator<Batch> {
  for (const move of moves) {
    let after = '00000000-0000-0000-0000-000000000000';
    for (;;) {
      const rows = await tx
        .selectFrom('customer')
        .select(['id', 'status', 'longitude', 'latitude'])
        .where('institution_id', '=', institutionId)
        .where('grid_id', '=', move.fromGridId)
        .where('id', '>', after)
        .orderBy('id')
        .limit(BATCH)
        .$if(lock, (query) => query.forNoKeyUpdate())
        .execute();
      if (rows.length > 0) yield { move, rows };
      if (rows.length < BATCH) break;
      after = rows.at(-1)?.id ?? after;
    }
  }
}

type Going = { id: string; status: string; part: MoveTarget | undefined };

const goingOf = ({ move, rows }: Batch): Going[] =>
  rows.map((row) => ({ id: row.id, status: row.status, part: partFor(row, move.to) }));

type Counts = Map<string, FollowCount>;

/** Files in use are counted; merged and closed ones go along unseen. */
function add(counts: Counts, fromGridId: string, going: readonly Going[]): void {
  for (const { status, part } of going) {
    if (status !== 'ACTIVE') continue;
    const toGridId = part?.gridId ?? null;
    const key = `${fromGridId} ${toGridId}`;
    const known = counts.get(key)?.count ?? 0;
    counts.set(key, { fromGridId, toGridId, count: known + 1 });
  }
}

async function repoint(
  tx: Tx,
  { institutionId }: Following,
  going: readonly Going[],
): Promise<void> {
  const placed = going.flatMap(({ id, part }) => (part ? [{ id, gridId: part.gridId }] : []));
  if (placed.length === 0) return;
  await sql`
    update customer
    set grid_id = grid.id, territory_code = grid.code, area_code = grid.area_code
    from unnest(${placed.map(({ id }) => id)}::uuid[], ${placed.map(({ gridId }) => gridId)}::uuid[])
      as placed (customer_id, grid_id)
    join grid on grid.institution_id = ${institutionId} and grid.id = placed.grid_id
    where customer.institution_id = ${institutionId} and customer.id = placed.customer_id`.execute(
    tx,
  );
}

registerGridFollower({
  noun: 'Customer',
  when: 'ON_THE_DAY',
  withoutSuccessor: 'REFUSE',
  async count(tx, following) {
    const counts: Counts = new Map();
    for await (const batch of standingIn(tx, following, false)) {
      add(counts, batch.move.fromGridId, goingOf(batch));
    }
    return [...counts.values()];
  },
  async follow(tx, following) {
    const counts: Counts = new Map();
    for await (const batch of standingIn(tx, following, true)) {
      const going = goingOf(batch);
      add(counts, batch.move.fromGridId, going);
      await repoint(tx, following, going);
    }
    return { counts: [...counts.values()] };
  },
});
