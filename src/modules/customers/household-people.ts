/** Who lives in households, by name: for those who bring in rosters that name people without a number. */
import { sql } from 'kysely';
import type { Relationship } from '../../generated/enums.ts';
import type { Db } from '../../kernel/db/index.ts';
import type { Vault } from '../../kernel/vault/vault.ts';
import { nameForm } from './names.ts';
import { open } from './personal.ts';

export type HouseholdPerson = {
  readonly id: string;
  readonly household: string;
  readonly relationship: Relationship;
  /** As names are compared: `sameName` makes it of any text. */
  readonly name: string;
  readonly identified: boolean;
};

/** A name as it is compared, however it was written. */
export const sameName = nameForm;

type Setting = { db: Db; vault: Vault; institutionId: string };

/** The living members of households, heads left out; of `unidentified` ones those without a number alone. */
export async function peopleOf(
  { db, vault, institutionId }: Setting,
  { households, unidentified }: { households: readonly string[]; unidentified: readonly string[] },
): Promise<HouseholdPerson[]> {
  const rows = await db
    .selectFrom('customer_member')
    .select(['id', 'customer_id', 'relationship', 'name_cipher'])
    .select(sql<boolean>`id_number_digest is not null`.as('identified'))
    .where('institution_id', '=', institutionId)
    .where(sql<boolean>`customer_id = any(${[...households, ...unidentified]}::uuid[])`)
    .where(
      sql<boolean>`(id_number_digest is null or customer_id = any(${[...households]}::uuid[]))`,
    )
    .where('left_on', 'is', null)
    .where('head', '=', false)
    .execute();
  const people: HouseholdPerson[] = [];
  for (const { id, customer_id: household, relationship, name_cipher, identified } of rows) {
    const at = {
      subjectId: id,
      table: 'customer_member',
      rowId: id,
      column: 'name_cipher',
    } as const;
    const name = (await open({ db, vault, institutionId }, at, name_cipher)) ?? '';
    const person = { id, household, relationship: relationship as Relationship, identified };
    people.push({ ...person, name: nameForm(name) });
  }
  return people;
}
