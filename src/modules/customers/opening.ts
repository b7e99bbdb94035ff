import type { Tx } from '../../kernel/db/index.ts';
import type { Opening } from './file-keeper.ts';
import type { NewFile } from './filing.ts';

/** A file that came out of another household's names it. */
type Origin = { split_from_id?: string };

/** Writes a new file: its row, what is kept of its profile, its people. */
export async function writeFile(
  tx: Tx,
  opening: Opening,
  {
    row,
    members,
    profile,
  }: Pick<NewFile, 'members' | 'profile'> & { row: NewFile['row'] & Origin },
): Promise<void> {
  await tx.insertInto('customer').values(row).execute();
  await opening.keep(profile ? [profile] : []);
  for (const member of members) {
    await tx.insertInto('customer_member').values(member).execute();
  }
}
