/** The two files of a pair, locked in the order of their keys. */
import type { Selectable } from 'kysely';
import type { DB } from '../../generated/database.ts';
import { type Actor, inScope } from '../../kernel/auth/actor.ts';
import type { Tx } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import type { CustomerRow } from '../customers/index.ts';

export type PairRow = Selectable<DB['duplicate_pair']>;
export const onPair = { noun: 'DuplicatePair', table: 'duplicate_pair' } as const;
export type Files = { survivor: CustomerRow; other: CustomerRow };

/** @throws Refusal where the caller does not see both, or the survivor is neither */
export async function filesOf(
  tx: Tx,
  actor: Actor,
  { pair, survivorId }: { pair: PairRow; survivorId: string },
): Promise<Files> {
  const rows = await tx
    .selectFrom('customer')
    .selectAll()
    .where('institution_id', '=', actor.institutionId)
    .where('id', 'in', [pair.first_id, pair.second_id])
    .orderBy('id')
    .forNoKeyUpdate()
    .execute();
  if (rows.some(({ territory_code }) => !inScope(actor, territory_code))) {
    throw refuse('object.not_found', { path: ['id'] });
  }
  const survivor = rows.find(({ id }) => id === survivorId);
  const other = rows.find(({ id }) => id !== survivorId);
  if (!survivor || !other || rows.length !== 2) {
    throw refuse('duplicate.survivor_unknown', { path: ['survivorId'] });
  }
  return { survivor, other };
}
