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

export type LoanEntryOf = { institutionId: string; loanId: string; since: string };

/** The last entry of a loan on a notice opened on or after a day; undefined where there is none. */
export const lastEntryOf = (
  db: Db,
  { institutionId, loanId, since }: LoanEntryOf,
): Promise<{ id: string; status: string; closes_on: string | null } | undefined> =>
  db
    .selectFrom('notice_entry as e')
    .innerJoin('notice as n', (join) =>
      join.onRef('n.institution_id', '=', 'e.institution_id').onRef('n.id', '=', 'e.notice_id'),
    )
    .select(['e.id', 'e.status', 'e.closes_on'])
    .where('e.institution_id', '=', institutionId)
    .where('n.institution_id', '=', institutionId)
    .where('e.loan_id', '=', loanId)
    .where('n.opened_on', '>=', since)
    .orderBy('e.id', 'desc')
    .limit(1)
    .executeTakeFirst();
