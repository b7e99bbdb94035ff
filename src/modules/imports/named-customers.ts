/** Customers that rows name by code. */
import { inScope } from '../../kernel/auth/actor.ts';
import type { Applying, WorkRow } from './applying.ts';

export type NamedCustomer = { readonly id: string; readonly kind: string };

/** Those named in the batch that the person may see, by code; others are not there for the person. */
export async function customersIn({ acting, reader }: Applying, rows: readonly WorkRow[]) {
  const { actor } = acting;
  const codes = [...new Set(rows.flatMap(({ cells }) => cells.get('customerCode') ?? []))];
  if (codes.length === 0) return new Map<string, NamedCustomer>();
  const found = await reader
    .selectFrom('customer')
    .select(['id', 'code', 'kind', 'territory_code'])
    .where('institution_id', '=', actor.institutionId)
    .where('code', 'in', codes)
    .execute();
  const seen = found.filter(({ territory_code }) => inScope(actor, territory_code));
  return new Map<string, NamedCustomer>(seen.map((each) => [each.code, each]));
}
