import { at, type Client, listAt, textAt } from './client.ts';
import type { Founded } from './founding.ts';
import type { Divided } from './territory.ts';

/** What an officer sees of the own grid: who lacks what, what is due, what was promised. */
export async function readLedger(client: Client, { cast }: Founded, grid: string): Promise<void> {
  await client.get(cast.officer, `/v1/grids/ledger?gridId=${grid}&first=10`);
}

type Held = { customer: string; divided: Divided };

/** The household moves house: one officer lets it go, the other takes it, and both stay on record. */
export async function handOver(
  client: Client,
  { cast }: Founded,
  { customer, divided }: Held,
): Promise<void> {
  const east = await client.get(cast.administrator, `/v1/grids/${divided.east}`);
  const path = `/v1/customers/${customer}`;
  const proposed = await client.change(cast.officer, path, 'propose-move', {
    body: { toGridCode: textAt(east, 'code') },
    reason: '搬家',
  });
  const move = textAt(proposed, 'move');
  const own = `/v1/customer-moves/${move}/accept-move`;
  await client.refused(cast.officer, own, 'customer.move_own_acceptance', {});
  await client.change(cast.secondOfficer, `/v1/customer-moves/${move}`, 'accept-move');
}

/** Out of reach of any network: the tablet fetches its files, and brings back what was changed. */
export async function workOffline(
  client: Client,
  { cast, today }: Founded & { today: string },
  customer: string,
): Promise<void> {
  const officer = cast.secondOfficer;
  const first = await client.get(officer, '/v1/sync?first=50');
  const mine = listAt(first, 'files').find((file) => at(file, 'customer', 'id') === customer);
  if (!mine) throw new Error('the tablet did not get the household');
  await client.change(officer, `/v1/customers/${customer}`, 'revise-offline', {
    body: {
      device: 'TOUR-TABLET',
      sequence: 1,
      baseVersion: at(mine, 'customer', 'version'),
      editedAt: `${today}T00:30:00Z`,
      mobile: '13800000009',
    },
  });
  await client.get(officer, `/v1/sync?first=50&cursor=${textAt(first, 'cursor')}`);
}
