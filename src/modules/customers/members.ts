/** People of a household as rows. */
import type { Relationship } from '../../generated/enums.ts';
import type { Db } from '../../kernel/db/index.ts';
import { newId } from '../../kernel/ids.ts';
import { type Identity, idNumberColumns, type Keeper, nameColumns } from './personal.ts';

export type NewMember = {
  relationship: Relationship;
  name: string;
  identity?: Identity | undefined;
};
type Joining = { customerId: string; today: string };

/** Someone of a household as a row; the head is sealed under the customer's key, others their own. */
export async function memberRow(keeper: Keeper, member: NewMember, { customerId, today }: Joining) {
  const id = newId();
  const head = member.relationship === 'SELF';
  const subject = {
    subjectId: head ? customerId : id,
    table: 'customer_member' as const,
    rowId: id,
  };
  const name = await nameColumns(keeper, subject, member.name);
  const { identity } = member;
  const idNumber = identity ? await idNumberColumns({ ...keeper, today }, subject, identity) : {};
  return {
    institution_id: keeper.institutionId,
    id,
    customer_id: customerId,
    relationship: member.relationship,
    head,
    ...name,
    ...idNumber,
    joined_on: today,
  };
}

/** Adds someone to a household. */
export async function insertMember(
  keeper: Keeper,
  member: NewMember,
  joining: Joining,
): Promise<string> {
  const row = await memberRow(keeper, member, joining);
  await keeper.tx.insertInto('customer_member').values(row).execute();
  return row.id;
}

type Household = { institutionId: string; customerId: string };

/** How many people live in the household now. */
export async function countMembers(
  db: Db,
  { institutionId, customerId }: Household,
): Promise<number> {
  const { people } = await db
    .selectFrom('customer_member')
    .select(({ fn }) => fn.countAll().as('people'))
    .where('institution_id', '=', institutionId)
    .where('customer_id', '=', customerId)
    .where('left_on', 'is', null)
    .executeTakeFirstOrThrow();
  return Number(people);
}
