import type { FactObject } from '../../kernel/commands/command.ts';
import type { Tx } from '../../kernel/db/index.ts';

export type Withdrawal = { institutionId: string; customerId: string };

/**
 * Takes a customer's name off every notice at once, for whoever learns that the consent to being
 * named is gone. The entries stay and take their course, counted but not named.
 */
export async function withdrawPublication(
  tx: Tx,
  { institutionId, customerId }: Withdrawal,
): Promise<FactObject[]> {
  const entries = await tx
    .updateTable('notice_entry')
    .set({ published: false })
    .where('institution_id', '=', institutionId)
    .where('customer_id', '=', customerId)
    .where('published', '=', true)
    .returning(['id', 'version'])
    .execute();
  return entries.map(({ id, version }) => ({ type: 'NoticeEntry', id, version }));
}
