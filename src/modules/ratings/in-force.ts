import type { FactObject } from '../../kernel/commands/command.ts';
import type { Tx } from '../../kernel/db/index.ts';

type Ending = { institutionId: string; customerId: string; today: string };

/** Ends the rating that counts today, if there is one. The customer's row is locked. */
export async function endRatingInForce(
  tx: Tx,
  { institutionId, customerId, today }: Ending,
): Promise<FactObject[]> {
  const ended = await tx
    .updateTable('rating')
    .set({ valid_to: today })
    .where('institution_id', '=', institutionId)
    .where('customer_id', '=', customerId)
    .where('status', '=', 'EFFECTIVE')
    .where('valid_from', '<=', today)
    .where((where) => where.or([where('valid_to', 'is', null), where('valid_to', '>', today)]))
    .returning(['id', 'version'])
    .execute();
  return ended.map(({ id, version }) => ({ type: 'Rating', id, version }));
}
