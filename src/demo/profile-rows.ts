import { CustomerKind } from '../generated/enums.ts';
import type { FileFacts } from '../modules/customers/index.ts';
import { answerSection, type Held, partAnswers } from '../modules/profiles/answers.ts';
import { type Edition, figuresOf, planSections } from '../modules/profiles/completeness.ts';
import { sampleFormOf } from '../modules/profiles/sample-forms.ts';
import type { Stored } from '../modules/profiles/values.ts';
import { json, type Row } from './copy.ts';
import type { DemoCustomer } from './customers.ts';
import type { DemoWorld } from './foundations.ts';
import { idsOf } from './ids.ts';
import type { SubjectSeal } from './seal.ts';
import { ID_STREAMS, openedOn } from './setting.ts';

/** The sample forms as editions of the demo's bank, one per kind of customer. */
export type DemoForms = ReadonlyMap<string, Edition>;

export function demoForms({ setting }: Pick<DemoWorld, 'setting'>): DemoForms {
  const nextId = idsOf(setting, ID_STREAMS.profileForms);
  return new Map(
    CustomerKind.map((kind) => [kind, { id: nextId(), edition: 1, form: sampleFormOf(kind) }]),
  );
}

/** Rows of the published forms, loaded before the first customer. */
export function formRows(forms: DemoForms, { setting, institutions, staff }: DemoWorld): Row[] {
  const administrator = staff.byCode.get('administrator')?.id;
  if (!administrator) throw new Error('the demo has no administrator');
  return [...forms].map(([kind, { id, edition, form }]) => ({
    institution_id: institutions.bank.id,
    id,
    code: form.code,
    edition,
    customer_kind: kind,
    name_en: form.label.en,
    name_zh: form.label.zh,
    sample: form.sample,
    status: 'PUBLISHED',
    content: json(form),
    valid_from: openedOn(setting),
    drafted_by: administrator,
    published_by: administrator,
  }));
}

/** What a customer's file answers, with what follows from it. */
export type DemoProfile = {
  answers: Readonly<Record<string, Stored>>;
  completeness: number;
  row: Row;
};

type Filing = { bankId: string; forms: DemoForms; facts: FileFacts; seal: SubjectSeal };

/** The answers of a file by the real rules: computed, parted, sealed and weighed. */
export function profileOf(customer: DemoCustomer, filing: Filing): DemoProfile {
  const { id, kind, profile, registeredBy, registeredOn } = customer;
  const current = filing.forms.get(kind);
  if (!current) throw new Error(`the demo has no form for ${kind}`);
  const clear: Record<string, Stored> = {};
  const sealed: Record<string, Stored> = {};
  const answered = new Set<string>();
  for (const section of current.form.sections) {
    const items = section.items.filter(({ code }) => profile[code] !== undefined);
    if (items.length === 0) continue;
    const held: Held = new Map(
      items.map((item) => [item.code, { item, stored: profile[item.code] as Stored }]),
    );
    const result = answerSection(section, { held, given: new Map(), today: registeredOn });
    if ('faults' in result) throw new Error(`${customer.code}: ${section.code} is not answered`);
    const parted = partAnswers(section, result.answers);
    Object.assign(clear, parted.clear);
    Object.assign(sealed, parted.sealed);
    answered.add(section.code);
  }
  const plans = planSections(current, []).map((plan) =>
    answered.has(plan.code) ? { ...plan, by: registeredBy.id, on: registeredOn } : plan,
  );
  const sealedItems = Object.keys(sealed);
  const known = { answers: clear, sealed: new Set(sealedItems), facts: filing.facts };
  const editions = new Map([[current.id, current]]);
  const { sections, percent } = figuresOf(plans, { ...known, editions });
  const at = { table: 'customer_profile', column: 'sealed_cipher', rowId: id };
  const row = {
    institution_id: filing.bankId,
    id,
    sections: json(sections),
    answers: json(clear),
    sealed_items: sealedItems,
    sealed_cipher: sealedItems.length > 0 ? filing.seal(at, json(sealed)) : null,
  };
  return { answers: clear, completeness: percent, row };
}
