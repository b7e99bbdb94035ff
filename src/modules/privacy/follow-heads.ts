/** Consents and requests stay with the person who made them when a household changes its head. */
import type { Tx } from '../../kernel/db/index.ts';
import { followHeads, type HeadChange } from '../customers/index.ts';

async function repoint(
  tx: Tx,
  table: 'consent' | 'correction_request',
  { institutionId, customerId, formerMemberId, newMemberId }: HeadChange,
): Promise<string[]> {
  const ofHousehold = () =>
    tx
      .updateTable(table)
      .where('institution_id', '=', institutionId)
      .where('customer_id', '=', customerId)
      .returning('id');
  const former = await ofHousehold()
    .set({ member_id: formerMemberId })
    .where('member_id', 'is', null)
    .execute();
  const own = await ofHousehold()
    .set({ member_id: null })
    .where('member_id', '=', newMemberId)
    .execute();
  return [...former, ...own].map(({ id }) => id);
}

followHeads(async (tx, change) => {
  const consents = await repoint(tx, 'consent', change);
  const requests = await repoint(tx, 'correction_request', change);
  return [
    ...consents.map((id) => ({ type: 'Consent', id })),
    ...requests.map((id) => ({ type: 'CorrectionRequest', id })),
  ];
});
