/** Sections that lack something, for lists of customers: kept with the answers, worded by the forms. */
import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../../kernel/db/index.ts';
import type { SectionState } from './completeness.ts';
import type { Label } from './form.ts';
import { editionsOf } from './forms.ts';

type Column = (name: string) => RawBuilder<unknown>;

/** A customer's sections as they are kept, null where nothing is; a subselect by key. */
export const keptSections = (customer: Column): RawBuilder<unknown> => sql`(
  select kept.sections from customer_profile as kept
  where kept.institution_id = ${customer('institution_id')} and kept.id = ${customer('id')})`;

/** What `keptSections` gives. */
export type KeptSections = readonly SectionState[] | null;

export type Lacking = { code: string; label: Label; percent: number; missing: number };

/** Per customer, in the order given: the sections asked of it that lack something. */
export async function lackingSections(
  db: Db,
  institutionId: string,
  customers: readonly KeptSections[],
): Promise<Lacking[][]> {
  const ids = new Set(customers.flatMap((sections) => (sections ?? []).map(({ form }) => form)));
  const editions = await editionsOf(db, institutionId, [...ids]);
  const labelOf = ({ form, code }: SectionState) =>
    editions.get(form)?.form.sections.find((section) => section.code === code)?.label;
  return customers.map((sections) =>
    (sections ?? []).flatMap((state) => {
      const label = labelOf(state);
      const { code, percent, missing } = state;
      if (state.dropped || missing.length === 0 || !label) return [];
      return [{ code, label, percent, missing: missing.length }];
    }),
  );
}
