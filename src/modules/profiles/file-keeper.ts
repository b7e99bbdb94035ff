/** What customers' files are weighed by, and what of their answers is sealed. */

import type { Db, Tx } from '../../kernel/db/index.ts';
import { insertRows } from '../../kernel/db/insert-rows.ts';
import type { Vault } from '../../kernel/vault/vault.ts';
import { type FileKey, keepFiles } from '../customers/index.ts';
import { joinAnswer, wireOf } from './answers.ts';
import { type Edition, figuresOf, planSections } from './completeness.ts';
import { formInForce } from './forms.ts';
import { editionsIn, profileOf, saveFigures } from './stored.ts';
import type { Stored } from './values.ts';

keepFiles({
  opening(tx, { institutionId, today }) {
    const forms = new Map<string, Promise<Edition | null>>();
    const formOf = (customerKind: string): Promise<Edition | null> => {
      const asked =
        forms.get(customerKind) ?? formInForce(tx, { institutionId, customerKind, today });
      forms.set(customerKind, asked);
      return asked;
    };
    return {
      async weigh({ customerId, kind, facts }) {
        const current = await formOf(kind);
        if (!current) return { completeness: 0, row: null };
        const editions = new Map([[current.id, current]]);
        const known = { editions, answers: {}, sealed: new Set<string>(), facts };
        const { sections, percent } = figuresOf(planSections(current, []), known);
        const row = { institution_id: institutionId, id: customerId, sections };
        return { completeness: percent, row: { ...row, answers: {}, sealed_items: [] } };
      },
      keep: (rows) => insertRows(tx, 'customer_profile', rows),
    };
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
