/** People of a household as rows. */
import type { Selectable } from 'kysely';
import type { DB } from '../../generated/database.ts';
import type { IdNumberType, Relationship } from '../../generated/enums.ts';
import type { FactObject } from '../../kernel/commands/command.ts';
import type { Db, Tx } from '../../kernel/db/index.ts';
import { newId } from '../../kernel/ids.ts';
import {
  type Identity,
  idNumberColumns,
  idNumberSealed,
  type Keeper,
  nameColumns,
  noNumber,
  open,
  type Subject,
} from './personal.ts';

export type NewMember = {
  /** Chosen by a client that works offline. */
  key?: string | undefined;
  relationship: Relationship;
  name: string;
  identity?: Identity | undefined;
};
type Joining = { customerId: string; today: string };

/** Someone of a household as a row; the head is sealed under the customer's key, others their own. */
export async function memberRow(keeper: Keeper, member: NewMember, { customerId, today }: Joining) {
  const id = member.key ?? newId();
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

export type MemberRow = Selectable<DB['customer_member']>;

/** Who lives in a household now, its head included; locked. */
export const lockMembers = (
  tx: Tx,
  { institution_id, id }: { institution_id: string; id: string },
): Promise<MemberRow[]> =>
  tx
    .selectFrom('customer_member')
    .selectAll()
    .where('institution_id', '=', institution_id)
    .where('customer_id', '=', id)
    .where('left_on', 'is', null)
    .orderBy('id')
    .forNoKeyUpdate()
    .execute();

/** Name and number of a member as they are, in clear; for sealing them elsewhere. */
export async function openMember(keeper: Keeper, member: MemberRow) {
  const opener = { db: keeper.tx, institutionId: keeper.institutionId, vault: keeper.vault };
  const subjectId = member.head ? member.customer_id : member.id;
  const at = { subjectId, table: 'customer_member' as const, rowId: member.id };
  const name = await open(opener, { ...at, column: 'name_cipher' }, member.name_cipher);
  const cipher = member.id_number_cipher;
  const number = await open(opener, { ...at, column: 'id_number_cipher' }, cipher);
  const type = member.id_number_type as IdNumberType;
  return { name: name ?? '', identity: number === null ? undefined : { type, value: number } };
}

/** A member's name and number sealed for another place or under another key; what was found stays. */
export async function sealedFor(keeper: Keeper, member: MemberRow, subject: Subject) {
  const { name, identity } = await openMember(keeper, member);
  return {
    ...(await nameColumns(keeper, subject, name)),
    ...(identity
      ? {
          ...(await idNumberSealed(keeper, subject, identity)),
          id_area_finding: member.id_area_finding,
        }
      : noNumber),
  };
}

type Change = Partial<Omit<MemberRow, 'id' | 'institution_id' | 'customer_id'>>;

/** Changes a locked member; the object of the fact. */
export async function updateMember(tx: Tx, member: MemberRow, change: Change): Promise<FactObject> {
  const { version } = await tx
    .updateTable('customer_member')
    .set(change)
    .where('institution_id', '=', member.institution_id)
    .where('id', '=', member.id)
    .returning('version')
    .executeTakeFirstOrThrow();
  return { type: 'Member', id: member.id, version };
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
