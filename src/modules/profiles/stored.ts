/** Profiles as rows: what is held, under which editions, and how it is written back. */
import { sql } from 'kysely';
import type { Db, Tx } from '../../kernel/db/index.ts';
import type { FileKey } from '../customers/index.ts';
import type { Edition, SectionState } from './completeness.ts';
import { editionsOf } from './forms.ts';

/** A profile as it is kept. */
export type Profile = {
  readonly sections: readonly SectionState[];
  readonly answers: Readonly<Record<string, unknown>>;
  readonly sealedItems: readonly string[];
  readonly sealedCipher: Buffer | null;
};

export const EMPTY: Profile = { sections: [], answers: {}, sealedItems: [], sealedCipher: null };

/** What is kept of a customer; nothing yet for one that was opened before there was a form. */
export async function profileOf(
  db: Db | Tx,
  { institutionId, customerId }: FileKey,
): Promise<Profile> {
  const found = await profilesOf(db, institutionId, [customerId]);
  return found.get(customerId) ?? EMPTY;
}

/** What is kept of these customers, as far as anything is; one statement. */
export async function profilesOf(
  db: Db | Tx,
  institutionId: string,
  customerIds: readonly string[],
): Promise<Map<string, Profile>> {
  const rows = await (db as Db)
    .selectFrom('customer_profile')
    .select(['id', 'sections', 'answers', 'sealed_items', 'sealed_cipher'])
    .where('institution_id', '=', institutionId)
    .where('id', '=', sql<string>`any(${[...customerIds]}::uuid[])`)
    .execute();
  return new Map(
    rows.map((row) => [
      row.id,
      {
        sections: row.sections as unknown as SectionState[],
        answers: row.answers as Record<string, unknown>,
        sealedItems: row.sealed_items,
        sealedCipher: row.sealed_cipher,
      },
    ]),
  );
}

/** What is open of a profile. */
export type OpenProfile = Pick<Profile, 'sections' | 'answers'>;

/** What is kept openly of these customers; one statement, and nothing sealed leaves the database. */
export async function openProfilesOf(
  db: Db | Tx,
  institutionId: string,
  customerIds: readonly string[],
): Promise<Map<string, OpenProfile>> {
  const rows = await (db as Db)
    .selectFrom('customer_profile')
    .select(['id', 'sections', 'answers'])
    .where('institution_id', '=', institutionId)
    .where('id', '=', sql<string>`any(${[...customerIds]}::uuid[])`)
    .execute();
  return new Map(rows.map((row) => [row.id, row as unknown as OpenProfile]));
}

/** The editions that profiles were answered under, by key. */
export function editionsIn(
  db: Db | Tx,
  institutionId: string,
  profiles: Iterable<OpenProfile>,
): Promise<Map<string, Edition>> {
  const ids = new Set([...profiles].flatMap(({ sections }) => sections.map(({ form }) => form)));
  return editionsOf(db, institutionId, [...ids]);
}

/** Writes a profile whose customer is locked. */
export async function saveProfile(tx: Tx, key: FileKey, profile: Profile): Promise<void> {
  const columns = {
    sections: JSON.stringify(profile.sections),
    answers: JSON.stringify(profile.answers),
    sealed_items: [...profile.sealedItems],
    sealed_cipher: profile.sealedCipher,
  };
  await tx
    .insertInto('customer_profile')
    .values({ institution_id: key.institutionId, id: key.customerId, ...columns })
    .onConflict((conflict) => conflict.columns(['institution_id', 'id']).doUpdateSet(columns))
    .execute();
}

/** Figures alone, where no answer changed. */
export async function saveFigures(
  tx: Tx,
  key: FileKey,
  sections: readonly SectionState[],
): Promise<void> {
  await tx
    .updateTable('customer_profile')
    .set({ sections: sql`${JSON.stringify(sections)}::jsonb` })
    .where('institution_id', '=', key.institutionId)
    .where('id', '=', key.customerId)
    .execute();
}
