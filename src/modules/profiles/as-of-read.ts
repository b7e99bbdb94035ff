import { z } from 'zod';
import { date, id } from '../../kernel/commands/input.ts';
import type { Db } from '../../kernel/db/index.ts';
import { read } from '../../kernel/queries/read.ts';
import type { FileKey } from '../customers/index.ts';
import { wireOf } from './answers.ts';
import type { FormItem } from './form.ts';
import { editionsOf } from './forms.ts';
import { type Revision, type Standing, without } from './history.ts';
import { profileOf } from './stored.ts';
import type { Stored } from './values.ts';

/** Changes read back in one go: more than a file sees in its life. */
const MOST_REVISIONS = 5_000;

export const profileAsOf = read({
  name: 'profile.as-of',
  permission: 'customer.read',
  scope: 'references',
  title: { en: 'What a profile answered on a day', zh: '某日客户档案' },
  input: z.object({ customerId: id('Customer'), asOf: date() }),
  cost: 50,
  async run(db, { customerId, asOf }, { actor }) {
    const key = { institutionId: actor.institutionId, customerId };
    const profile = await profileOf(db, key);
    const revisions = await revisionsOf(db, key);
    const later = revisions.filter(({ changedOn }) => changedOn > asOf);
    const present = { answers: { ...profile.answers }, sealedItems: new Set(profile.sealedItems) };
    const standing = without(present, later);
    const forms = new Set([
      ...profile.sections.map(({ form }) => form),
      ...revisions.map(({ form }) => form),
    ]);
    const editions = await editionsOf(db, key.institutionId, [...forms]);
    const items = new Map(
      [...editions.values()].flatMap(({ form }) =>
        form.sections.flatMap((section) => section.items.map((item) => [item.code, item] as const)),
      ),
    );
    const before = revisions.filter(({ changedOn }) => changedOn <= asOf);
    return {
      customer: customerId,
      asOf,
      answers: wireAnswers(standing, items),
      sealed: [...standing.sealedItems].toSorted(),
      lastChangedOn: before[0]?.changedOn ?? null,
      lastChangedBy: before[0]?.by ?? null,
    };
  },
});

const wireAnswers = ({ answers }: Standing, items: ReadonlyMap<string, FormItem>) =>
  Object.fromEntries(
    Object.entries(answers).map(([code, stored]) => {
      const item = items.get(code);
      return [code, item ? wireOf(item, stored as Stored) : stored];
    }),
  );

type Dated = Revision & { changedOn: string; form: string; by: string };

/** Every change, the newest first. */
async function revisionsOf(db: Db, { institutionId, customerId }: FileKey): Promise<Dated[]> {
  const rows = await db
    .selectFrom('profile_revision')
    .select(['items', 'before', 'sealed_items', 'sealed_before'])
    .select(['changed_on', 'changed_by', 'form_id'])
    .where('institution_id', '=', institutionId)
    .where('customer_id', '=', customerId)
    .orderBy('changed_on', 'desc')
    .orderBy('id', 'desc')
    .limit(MOST_REVISIONS)
    .execute();
  return rows.map((row) => ({
    items: row.items,
    before: row.before as Record<string, unknown>,
    sealedItems: row.sealed_items,
    sealedBefore: row.sealed_before,
    changedOn: row.changed_on,
    form: row.form_id,
    by: row.changed_by,
  }));
}
