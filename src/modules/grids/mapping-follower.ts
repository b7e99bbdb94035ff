import type { Tx } from '../../kernel/db/index.ts';
import { addMappings, endMappings } from './commands/map-government.ts';
import { type FollowCount, type Following, registerGridFollower } from './follower.ts';

/**
 * The mapping to the government's grids goes to every successor: after a split each part may
 * cover any of them, which somebody then corrects.
 */
registerGridFollower({
  noun: 'GovernmentGrid',
  when: 'AT_ONCE',
  withoutSuccessor: 'END',
  async count(tx, following) {
    return countsOf(await mappingsOf(tx, following), following);
  },
  async follow(tx, following) {
    const { institutionId, moves, effectiveDate: on } = following;
    const mappings = await mappingsOf(tx, following);
    await endMappings(tx, { institutionId, ids: mappings.map((row) => row.id), on });
    const wanted = new Map<string, Set<string>>();
    for (const { fromGridId, to } of moves) {
      const held = mappings.filter((row) => row.grid_id === fromGridId);
      for (const { gridId } of to) {
        const ids = wanted.get(gridId) ?? new Set();
        wanted.set(gridId, ids);
        for (const row of held) ids.add(row.government_grid_id);
      }
    }
    for (const [gridId, ids] of wanted) {
      const had = await heldBy(tx, institutionId, gridId);
      const governmentGridIds = [...ids].filter((id) => !had.has(id));
      await addMappings(tx, { institutionId, gridIds: [gridId], governmentGridIds, on });
    }
    return { counts: countsOf(mappings, following) };
  },
});

type Mapping = { id: string; grid_id: string; government_grid_id: string };

async function mappingsOf(tx: Tx, { institutionId, moves }: Following): Promise<Mapping[]> {
  const ids = moves.map((move) => move.fromGridId);
  if (ids.length === 0) return [];
  return tx
    .selectFrom('grid_government_grid')
    .select(['id', 'grid_id', 'government_grid_id'])
    .where('institution_id', '=', institutionId)
    .where('grid_id', 'in', ids)
    .where('valid_to', 'is', null)
    .execute();
}

/** A successor that was there before may cover some of them already. */
async function heldBy(tx: Tx, institutionId: string, gridId: string): Promise<Set<string>> {
  const rows = await tx
    .selectFrom('grid_government_grid')
    .select('government_grid_id')
    .where('institution_id', '=', institutionId)
    .where('grid_id', '=', gridId)
    .where('valid_to', 'is', null)
    .execute();
  return new Set(rows.map((row) => row.government_grid_id));
}

function countsOf(mappings: readonly Mapping[], { moves }: Following): FollowCount[] {
  return moves.flatMap(({ fromGridId, to }): FollowCount[] => {
    const count = mappings.filter((row) => row.grid_id === fromGridId).length;
    if (to.length === 0) return [{ fromGridId, toGridId: null, count }];
    return to.map(({ gridId }) => ({ fromGridId, toGridId: gridId, count }));
  });
}
