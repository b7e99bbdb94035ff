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

/** Adds someone to a household; the head is sealed under the customer's key, others their own. */
export async function insertMember(
  keeper: Keeper,
  member: NewMember,
  { customerId, today }: Joining,
): Promise<string> {
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
  await keeper.tx
    .insertInto('customer_member')
    .values({
      institution_id: keeper.institutionId,
      id,
      customer_id: customerId,
      relationship: member.relationship,
      head,
      ...name,
      ...idNumber,
      joined_on: today,
    })
    .execute();
  return id;
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
