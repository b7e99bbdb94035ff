import type { FactObject } from '../../kernel/commands/command.ts';
import type { Tx } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import { type FollowCount, type Following, type GridFollower, gridFollowers } from './follower.ts';

export type Tally = FollowCount & { noun: string };
export type FollowedAll = { tallies: Tally[]; objects: FactObject[] };

/** Lets dated rows follow at once and undated ones if the day has come; counts the rest. */
export async function letFollow(tx: Tx, following: Following): Promise<FollowedAll> {
  const due = following.effectiveDate <= following.today;
  const all: FollowedAll = { tallies: [], objects: [] };
  for (const follower of gridFollowers()) {
    await refuseLeftBehind(tx, follower, following);
    if (follower.when === 'AT_ONCE' || due) await add(all, tx, { follower, following });
    else all.tallies.push(...named(follower, await follower.count(tx, following)));
  }
  return all;
}

/** On the day: what has no periods is re-pointed now. Rows of a grid without successor stay. */
export async function letUndatedFollow(tx: Tx, following: Following): Promise<FollowedAll> {
  const all: FollowedAll = { tallies: [], objects: [] };
  const moves = following.moves.filter((move) => move.to.length > 0);
  for (const follower of gridFollowers()) {
    if (follower.when === 'AT_ONCE') continue;
    await add(all, tx, { follower, following: { ...following, moves } });
  }
  return all;
}

type Addition = { follower: GridFollower; following: Following };

async function add(all: FollowedAll, tx: Tx, { follower, following }: Addition): Promise<void> {
  const { counts, objects } = await follower.follow(tx, following);
  all.tallies.push(...named(follower, counts));
  all.objects.push(...(objects ?? []));
}

const named = ({ noun }: GridFollower, counts: readonly FollowCount[]): Tally[] =>
  counts.filter(({ count }) => count > 0).map((count) => ({ noun, ...count }));

/** Nothing that lives in a grid may be left in none. */
async function refuseLeftBehind(tx: Tx, follower: GridFollower, following: Following) {
  if (follower.withoutSuccessor === 'END') return;
  const moves = following.moves.filter((move) => move.to.length === 0);
  if (moves.length === 0) return;
  const left = await follower.count(tx, { ...following, moves });
  const count = left.reduce((sum, each) => sum + each.count, 0);
  if (count === 0) return;
  throw refuse('grid.not_empty', {
    path: ['successorId'],
    details: { noun: follower.noun, count },
  });
}
