/** Customers change place here and nowhere else, each time with a row that says how and why. */
import type { Insertable, Selectable } from 'kysely';
import type { DB } from '../../generated/database.ts';
import type { FactObject } from '../../kernel/commands/command.ts';
import type { Tx } from '../../kernel/db/index.ts';
import { newId } from '../../kernel/ids.ts';
import { customerWorkOf } from './customer-work.ts';
import { moveExpiry } from './move-rules.ts';
import { addressUnfound } from './personal.ts';
import type { Place, Point } from './placement.ts';
import { type CustomerRow, saveCustomer } from './stored.ts';
import type { MoveProposal } from './workflow.ts';

export type MoveRow = Selectable<DB['customer_move']>;

export type Going = {
  place: Place;
  point: Point | null;
  reason: string;
  personId: string;
  today: string;
};

const rowOf = (target: CustomerRow, going: Going) => ({
  institution_id: target.institution_id,
  id: newId(),
  customer_id: target.id,
  from_grid_id: target.grid_id,
  from_code: target.territory_code,
  to_grid_id: going.place.grid_id,
  to_code: going.place.territory_code,
  ...(going.point ?? {}),
  reason: going.reason,
  proposed_by_id: going.personId,
  proposed_on: going.today,
});

/** A move made at once by somebody who answers for both places; what was proposed before lapses. */
export async function recordDirectMove(
  tx: Tx,
  target: CustomerRow,
  going: Going,
): Promise<FactObject[]> {
  const lapsed = await lapseOpenMove(tx, target, going.today);
  const row: Insertable<DB['customer_move']> = {
    ...rowOf(target, going),
    way: 'DIRECT',
    status: 'ACCEPTED',
    decided_by_id: going.personId,
    decided_on: going.today,
  };
  await tx.insertInto('customer_move').values(row).execute();
  return [{ type: 'CustomerMove', id: row.id, version: 1 }, ...lapsed];
}

export type Proposed = { move: string; expiresOn: string; openWork: object[] };

/** A move that waits for the other side; the customer's row is locked. */
export async function recordProposal(
  tx: Tx,
  target: CustomerRow,
  { side, ...going }: Going & Pick<MoveProposal, 'side'>,
): Promise<Proposed> {
  await lapseExpired(tx, target, going.today);
  const work = await customerWorkOf(tx, {
    institutionId: target.institution_id,
    customerId: target.id,
  });
  const row: Insertable<DB['customer_move']> = {
    ...rowOf(target, going),
    way: 'HAND_OVER',
    side,
    status: 'PROPOSED',
    open_work: JSON.stringify(work),
    expires_on: moveExpiry(going.today),
  };
  await tx.insertInto('customer_move').values(row).execute();
  const openWork = work.map(({ kind, count }) => ({ kind, count }));
  return { move: row.id, expiresOn: row.expires_on ?? '', openWork };
}

const openMoves = (tx: Tx, { institution_id, id }: CustomerRow, today: string) =>
  tx
    .updateTable('customer_move')
    .set({ status: 'LAPSED', decided_on: today })
    .where('institution_id', '=', institution_id)
    .where('customer_id', '=', id)
    .where('status', '=', 'PROPOSED');

async function lapseExpired(tx: Tx, target: CustomerRow, today: string): Promise<void> {
  await openMoves(tx, target, today).where('expires_on', '<=', today).execute();
}

/** Whatever is proposed for a customer comes to nothing: it went elsewhere, or its file ended. */
export async function lapseOpenMove(
  tx: Tx,
  target: CustomerRow,
  today: string,
): Promise<FactObject[]> {
  const lapsed = await openMoves(tx, target, today).returning(['id', 'version']).execute();
  return lapsed.map(({ id, version }) => ({ type: 'CustomerMove', id, version }));
}

type Arriving = { place: Place; point: Point | null; moves: readonly FactObject[] };

/**
 * Puts a locked customer where its recorded move leads. A point of the old place says nothing of the
 * new one, and its address is not found in another village. Returns the objects of the fact.
 */
export async function placeCustomer(
  tx: Tx,
  target: CustomerRow,
  { place, point, moves }: Arriving,
): Promise<FactObject[]> {
  const { version } = await saveCustomer(tx, target, {
    ...place,
    ...(point ?? { longitude: null, latitude: null }),
    ...(place.area_code === target.area_code ? {} : addressUnfound),
  });
  const grids = [target.grid_id, place.grid_id].filter((id) => id !== null);
  return [
    { type: 'Customer', id: target.id, version },
    ...moves,
    ...grids.map((id) => ({ type: 'Grid', id })),
  ];
}
