/** A new file with all that belongs to it: its row, what is kept of its profile, its people. */
import type { Insertable } from 'kysely';
import type { DB } from '../../generated/database.ts';
import { type FileRow, factsOf, fileKeeper } from './file-keeper.ts';
import { insertMember, type NewMember } from './members.ts';
import type { Keeper } from './personal.ts';

export type NewRow = Omit<Insertable<DB['customer']>, 'completeness'> & FileRow;
type Opened = { completeness: number; members: string[] };

/** Writes the file; of a household the head comes first among the members. */
export async function openFile(
  keeper: Keeper,
  row: NewRow,
  { members, today }: { members: readonly NewMember[]; today: string },
): Promise<Opened> {
  const { tx, institutionId } = keeper;
  const opening = fileKeeper().opening(tx, { institutionId, today });
  const { completeness, row: profile } = await opening.weigh({
    customerId: row.id,
    kind: row.kind,
    facts: factsOf(row, members.length),
  });
  await tx
    .insertInto('customer')
    .values({ ...row, completeness })
    .execute();
  await opening.keep(profile ? [profile] : []);
  const ids: string[] = [];
  for (const member of members) {
    ids.push(await insertMember(keeper, member, { customerId: row.id, today }));
  }
  return { completeness, members: ids };
}
