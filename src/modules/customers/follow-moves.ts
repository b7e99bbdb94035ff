/** Proposed moves go with the grids they lead out of and into. */
import { sql } from 'kysely';
import type { Tx } from '../../kernel/db/index.ts';
import { type FollowCount, type Following, registerGridFollower } from '../grids/index.ts';
import { partFor } from './follow-grids.ts';

const endedOf = ({ moves }: Following): string[] => moves.map(({ fromGridId }) => fromGridId);

/** Open moves that a change of grids touches. */
const touched = (tx: Tx, following: Following) =>
  tx
    .selectFrom('customer_move')
    .select(['id', 'from_grid_id', 'to_grid_id', 'longitude', 'latitude'])
    .where('institution_id', '=', following.institutionId)
    .where('status', '=', 'PROPOSED')
    .where((or) =>
      or.or([
        or('from_grid_id', 'in', endedOf(following)),
        or('to_grid_id', 'in', endedOf(following)),
      ]),
    )
    .orderBy('id');

async function countTouched(tx: Tx, following: Following): Promise<FollowCount[]> {
  const rows = following.moves.length === 0 ? [] : await touched(tx, following).execute();
  return following.moves.map(({ fromGridId, to }) => {
    const count = rows.filter(
      (row) => row.from_grid_id === fromGridId || row.to_grid_id === fromGridId,
    ).length;
    return { fromGridId, toGridId: to[0]?.gridId ?? null, count };
  });
}

/**
 * A move leads out of where its customer now is, and into the part of its new grid that holds the
 * new house, else the first part. One whose new grid has no successor, or that leads nowhere any
 * more, lapses.
 */
async function follow(tx: Tx, following: Following): Promise<void> {
  const { institutionId, today } = following;
  const rows = await touched(tx, following).forNoKeyUpdate().execute();
  if (rows.length === 0) return;
  for (const row of rows) {
    const move = following.moves.find(({ fromGridId }) => fromGridId === row.to_grid_id);
    if (!move) continue;
    const part = partFor(row, move.to);
    await tx
      .updateTable('customer_move')
      .set(
        part
          ? { to_grid_id: part.gridId, to_code: part.code }
          : { status: 'LAPSED', decided_on: today },
      )
      .where('institution_id', '=', institutionId)
      .where('id', '=', row.id)
      .execute();
  }
  await sql`
    update customer_move as move
    set from_grid_id = customer.grid_id, from_code = customer.territory_code,
      status = case when move.to_code = customer.territory_code then 'LAPSED' else 'PROPOSED' end,
      decided_on = case when move.to_code = customer.territory_code then ${today}::date end
    from customer
    where move.institution_id = ${institutionId} and move.status = 'PROPOSED'
      and move.id = any(${rows.map(({ id }) => id)}::uuid[])
      and customer.institution_id = move.institution_id and customer.id = move.customer_id`.execute(
    tx,
  );
}

// After the customers themselves, whose new places it reads.
registerGridFollower({
  noun: 'CustomerMove',
  when: 'ON_THE_DAY',
  withoutSuccessor: 'END',
  count: countTouched,
  async follow(tx, following) {
    if (following.moves.length === 0) return { counts: [] };
    const counts = await countTouched(tx, following);
    await follow(tx, following);
    return { counts };
  },
});
