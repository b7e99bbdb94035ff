/** What customers' files are weighed by, and what of their answers is sealed. */

import type { Db, Tx } from '../../kernel/db/index.ts';
import type { Vault } from '../../kernel/vault/vault.ts';
import { type FileKey, keepFiles } from '../customers/index.ts';
import { joinAnswer, wireOf } from './answers.ts';
import { figuresOf, planSections } from './completeness.ts';
import { formInForce } from './forms.ts';
import { editionsIn, profileOf, saveFigures, saveProfile } from './stored.ts';
import type { Stored } from './values.ts';

keepFiles({
  async open(tx, { institutionId, customerId, kind, facts, today }) {
    const current = await formInForce(tx, { institutionId, customerKind: kind, today });
    if (!current) return { completeness: 0, keep: async () => {} };
    const editions = new Map([[current.id, current]]);
    const known = { editions, answers: {}, sealed: new Set<string>(), facts };
    const { sections, percent } = figuresOf(planSections(current, []), known);
    const profile = { sections, answers: {}, sealedItems: [], sealedCipher: null };
    const key = { institutionId, customerId };
    return { completeness: percent, keep: () => saveProfile(tx, key, profile) };
  },
  async refresh(tx, { facts, ...key }) {
    const profile = await profileOf(tx, key);
    if (profile.sections.length === 0) return null;
    const editions = await editionsIn(tx, key.institutionId, [profile]);
    const sealed = new Set(profile.sealedItems);
    const known = { editions, answers: profile.answers, sealed, facts };
    const { sections, percent } = figuresOf(profile.sections, known);
    const same = JSON.stringify(sections) === JSON.stringify(profile.sections);
    return {
      completeness: percent,
      keep: async () => (same ? undefined : saveFigures(tx, key, sections)),
    };
  },
  async reveal({ db, institutionId, vault }, customerId) {
    const key = { institutionId, customerId };
    const profile = await profileOf(db, key);
    const sealed = await openSealed({ db, vault }, key, profile.sealedCipher);
    const editions = await editionsIn(db, key.institutionId, [profile]);
    const items = profile.sections.flatMap(
      ({ form, code }) =>
        editions.get(form)?.form.sections.find((each) => each.code === code)?.items ?? [],
    );
    const shown = items.flatMap((item) => {
      const hidden = sealed[item.code];
      if (hidden === undefined) return [];
      const open = profile.answers[item.code] as Stored | undefined;
      return [[item.code, wireOf(item, joinAnswer(open, hidden))]];
    });
    return Object.fromEntries(shown);
  },
  answers: async (db, key) => (await profileOf(db, key)).answers,
});

type Opening = { db: Db | Tx; vault: Vault };

/** Where sealed answers stand: under the customer's own key, in one cipher. */
export const sealedAt = ({ customerId }: FileKey) => ({
  subjectId: customerId,
  table: 'customer_profile',
  column: 'sealed_cipher',
  rowId: customerId,
});

/** Sealed answers by item code; for handlers that go on to answer or to reveal. */
export async function openSealed(
  { db, vault }: Opening,
  key: FileKey,
  cipher: Buffer | null,
): Promise<Readonly<Record<string, Stored>>> {
  if (cipher === null) return {};
  return JSON.parse(await vault.open(db as Db, key.institutionId, sealedAt(key), cipher));
}
