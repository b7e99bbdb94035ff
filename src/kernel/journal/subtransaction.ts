import { sql } from 'kysely';
import type { Tx } from '../db/index.ts';

/**
 * To be said under a savepoint before it is released: what it wrote belongs to this transaction. The
 * monitor finds by it that rows with a subtransaction's id have their entry in the journal.
 */
export const tellSubtransaction = (tx: Tx): Promise<unknown> =>
  sql`insert into journal_subtransaction (institution_id) values (current_institution())`.execute(
    tx,
  );
