/** Whom people have looked at and found clean: the system's own white list says only that it knows of nothing. */
import { sql } from 'kysely';
import type { Db } from '../../kernel/db/index.ts';

type Asked = { institutionId: string; customerIds: readonly string[] };

/** Of these, who is in the white list by a key person's or the final word. */
export async function clearedByPeople(
  db: Db,
  { institutionId, customerIds }: Asked,
): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom('screening_record')
    .select('customer_id')
    .where('institution_id', '=', institutionId)
    .where(sql<boolean>`customer_id = any(${[...customerIds]}::uuid[])`)
    .where('ended_at', 'is', null)
    .where('list', '=', 'WHITE')
    .where('stage', 'in', ['KEY_PERSON', 'FINAL'])
    .execute();
  return new Set(rows.map(({ customer_id }) => customer_id));
}
