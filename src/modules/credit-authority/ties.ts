/** Ties between staff and borrowers: declared, and found through the declared own household. */
import { sql } from 'kysely';
import type { InterestGround } from '../../generated/enums.ts';
import { type Db, type Given, kept, type Tx } from '../../kernel/db/index.ts';
import type { Vault } from '../../kernel/vault/vault.ts';

export type TieOf = {
  institutionId: string;
  personId: string;
  /** The borrower and whoever else answers for the credit; asked only of whoever declared a tie. */
  answerable: () => Promise<readonly string[]>;
  today: string;
};

/**
 * How a person is tied to one of these customers; undefined when nothing is known of it. Relatives
 * are found by identity number: somebody lives, lived or is owner in the person's own household and
 * in the other. `vault`, where given, brings the digests compared under one key first.
 */
export async function tieOf(
  db: Db | Tx,
  of: TieOf,
  vault?: Vault,
): Promise<InterestGround | undefined> {
  const declared = await declaredTies(db, of);
  if (declared.length === 0) return undefined;
  const theirs = await of.answerable();
  const direct = declared.find(({ customer_id }) => theirs.includes(customer_id));
  if (direct) return direct.ground as InterestGround;
  const homes = declared.filter(({ ground }) => ground === 'SAME_HOUSEHOLD');
  if (homes.length === 0) return undefined;
  const ours = homes.map(({ customer_id }) => customer_id);
  const households = { institutionId: of.institutionId, ours, theirs };
  if (vault) await alignDigests(db as Tx, vault, households);
  return (await shareAPerson(db, households)) ? 'RELATIVE' : undefined;
}

/**
 * Everybody a person is known to be tied to: declared, or living with somebody of the declared own
 * household. `vault` brings the digests of that household under the present key first.
 */
export async function tiedCustomers(tx: Tx, of: Whose, vault: Vault): Promise<string[]> {
  const declared = await declaredTies(tx, of);
  const ours = declared.flatMap(({ customer_id, ground }) =>
    ground === 'SAME_HOUSEHOLD' ? [customer_id] : [],
  );
  const known = declared.map(({ customer_id }) => customer_id);
  if (ours.length === 0) return known;
  const { institutionId: tenant } = of;
  await alignDigests(tx, vault, { institutionId: tenant, ours, theirs: [] });
  const { rows } = await sql<{ id: string }>`
    with ours as (${peopleOf(tenant, ours)})
    select id from customer
     where institution_id = ${tenant} and id_number_digest in (select digest from ours)
    union select customer_id from customer_member
     where institution_id = ${tenant} and id_number_digest in (select digest from ours)`.execute(
    tx,
  );
  return [...new Set([...known, ...rows.map(({ id }) => id)])];
}

type Whose = Omit<TieOf, 'answerable'>;

const declaredTies = kept((db, of: Given<Whose>) =>
  db
    .selectFrom('interest_declaration')
    .select(['customer_id', 'ground'])
    .where('institution_id', '=', of.institutionId)
    .where('person_id', '=', of.personId)
    .where('valid_from', '<=', of.today)
    .where((either) =>
      either.or([either('valid_to', 'is', null), either('valid_to', '>', of.today)]),
    )
    .orderBy('id'),
);

type Households = { institutionId: string; ours: readonly string[]; theirs: readonly string[] };

async function alignDigests(tx: Tx, vault: Vault, households: Households): Promise<void> {
  const { institutionId, ours, theirs } = households;
  const customers = [...theirs, ...ours];
  const members = await tx
    .selectFrom('customer_member')
    .select('id')
    .where('institution_id', '=', institutionId)
    .where('customer_id', 'in', customers)
    .execute();
  const ids = members.map(({ id }) => id);
  await vault.alignDigests(tx, institutionId, { table: 'customer', ids: customers });
  await vault.alignDigests(tx, institutionId, { table: 'customer_member', ids });
}

/** Digests of the identity numbers of everybody who lives, lived or is owner in these files. */
const peopleOf = (tenant: string, households: readonly string[]) => sql`
  select c.id_number_digest as digest from customer c
  where c.institution_id = ${tenant} and c.id = any(${[...households]}::uuid[])
    and c.id_number_digest is not null
  union
  select m.id_number_digest from customer_member m
  where m.institution_id = ${tenant} and m.customer_id = any(${[...households]}::uuid[])
    and m.id_number_digest is not null`;

async function shareAPerson(db: Db | Tx, { institutionId: tenant, ours, theirs }: Households) {
  const [here, there] = [peopleOf(tenant, ours), peopleOf(tenant, theirs)];
  const { rows } = await sql<{ shared: boolean }>`
    select exists ((${here}) intersect (${there})) as shared`.execute(db as Db);
  return rows[0]?.shared ?? false;
}
