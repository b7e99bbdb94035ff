import { sql } from 'kysely';
import type { Tx } from '../db/index.ts';

/**
 * Destroys the keys of these subjects, of whatever institution is running: what was sealed under
 * them is noise from the commit on. Gives how many keys there were.
 */
export async function destroyKeys(
  tx: Tx,
  institutionId: string,
  subjects: readonly string[],
): Promise<number> {
  const { rows } = await sql<{ destroyed: number }>`
    select destroy_subject_keys(${institutionId}, ${[...subjects]}::uuid[]) as destroyed`.execute(
    tx,
  );
  return rows[0]?.destroyed ?? 0;
}
