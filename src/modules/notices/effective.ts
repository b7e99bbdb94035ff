import type { Db } from '../../kernel/db/index.ts';

/** The entry by which a rating has stood its public notice; undefined while it has not. */
export const effectiveEntryOf = (
  db: Db,
  { institutionId, ratingId }: { institutionId: string; ratingId: string },
): Promise<{ id: string } | undefined> =>
  db
    .selectFrom('notice_entry')
    .select('id')
    .where('institution_id', '=', institutionId)
    .where('rating_id', '=', ratingId)
    .where('status', '=', 'EFFECTIVE')
    .executeTakeFirst();
