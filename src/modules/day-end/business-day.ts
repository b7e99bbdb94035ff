import { addDays } from '../../kernel/dates.ts';
import type { Db, Tx } from '../../kernel/db/index.ts';

export type LastDay = { id: string; closes: string; opens: string; status: 'RUNNING' | 'DONE' };

/** The last day that has ended or is ending; undefined where none ever has. */
export const lastDay = (db: Db | Tx, institutionId: string): Promise<LastDay | undefined> =>
  (db as Db)
    .selectFrom('day_end')
    .select(['id', 'closes', 'opens'])
    .select((row) => row.ref('status').$castTo<LastDay['status']>().as('status'))
    .where('institution_id', '=', institutionId)
    .orderBy('closes', 'desc')
    .limit(1)
    .executeTakeFirst();

/** The business date of an institution; where no day has ended yet, the civil date. */
export async function businessDateOf(
  db: Db | Tx,
  { institutionId, today }: { institutionId: string; today: string },
): Promise<string> {
  return (await lastDay(db, institutionId))?.opens ?? today;
}

/** The day to be closed next, before the civil date: nothing ends before it is over. */
export function nextToClose(last: LastDay | undefined, today: string): string | null {
  if (!last) return addDays(today, -1);
  return last.opens < today ? last.opens : null;
}
