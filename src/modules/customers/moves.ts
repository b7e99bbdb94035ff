/** Customers change place here and nowhere else, each time with a row that says how and why. */
import type { Insertable } from 'kysely';
import type { DB } from '../../generated/database.ts';
import type { FactObject } from '../../kernel/commands/command.ts';
import type { Tx } from '../../kernel/db/index.ts';
import { newId } from '../../kernel/ids.ts';
import type { Place, Point } from './placement.ts';
import { type CustomerRow, saveCustomer } from './stored.ts';

type Direct = {
  place: Place;
  point: Point | null;
  reason: string;
  personId: string;
  today: string;
};

/** A move made at once by somebody who answers for both places; the key of its row. */
export async function recordDirectMove(
  tx: Tx,
  target: CustomerRow,
  { place, point, reason, personId, today }: Direct,
): Promise<string> {
  const move = newId();
  const row: Insertable<DB['customer_move']> = {
    institution_id: target.institution_id,
    id: move,
    customer_id: target.id,
    way: 'DIRECT',
    status: 'ACCEPTED',
    from_grid_id: target.grid_id,
    from_code: target.territory_code,
    to_grid_id: place.grid_id,
    to_code: place.territory_code,
    ...(point ?? {}),
    reason,
    proposed_by_id: personId,
    proposed_on: today,
    decided_by_id: personId,
    decided_on: today,
  };
  await tx.insertInto('customer_move').values(row).execute();
  return move;
}

/**
 * Puts a locked customer where its recorded move leads. A point of the old place says nothing of the
 * new one. Returns the facts' objects.
 */
export async function placeCustomer(
  tx: Tx,
  target: CustomerRow,
  { place, point, move }: { place: Place; point: Point | null; move: FactObject },
): Promise<FactObject[]> {
  const { version } = await saveCustomer(tx, target, {
    ...place,
    ...(point ?? { longitude: null, latitude: null }),
  });
  const grids = [target.grid_id, place.grid_id].filter((id) => id !== null);
  return [
    { type: 'Customer', id: target.id, version },
    move,
    ...grids.map((id) => ({ type: 'Grid', id })),
  ];
}
