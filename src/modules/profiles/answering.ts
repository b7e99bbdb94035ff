/** A customer's answers changed: read, merged, sealed, weighed and written in one go. */
import type { Tx } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import type { Vault } from '../../kernel/vault/vault.ts';
import type { FileFacts, FileKey } from '../customers/index.ts';
import { answerSection, type Held, joinAnswer, partAnswers } from './answers.ts';
import { type Edition, figuresOf, planSections, type SectionState } from './completeness.ts';
import { openSealed, sealedAt } from './file-keeper.ts';
import type { FormItem, FormSection } from './form.ts';
import { keepBefore } from './history.ts';
import { editionsIn, type Profile, profileOf, saveProfile } from './stored.ts';
import type { Stored } from './values.ts';

/** As much of an unknown code as is said back. */
const LONGEST_CODE = 64;

type Store = { tx: Tx; vault: Vault; key: FileKey };
type Given = ReadonlyMap<string, unknown>;
export type Answering = {
  current: Edition;
  /** By item code; null empties. */
  given: Given;
  facts: FileFacts;
  by: string;
  now: Date;
  today: string;
};
export type Done = { completeness: number; touched: string[]; dropped: string[] };

/** Answers the sections that the given items belong to, under the form in force. */
export async function answerFile(store: Store, answering: Answering): Promise<Done> {
  const { tx, vault, key } = store;
  const { current, given, by, now, today } = answering;
  const touched = sectionsOf(current, given);
  const profile = await profileOf(tx, key);
  const editions = (await editionsIn(tx, key.institutionId, [profile])).set(current.id, current);
  const sealed = await openSealed({ db: tx, vault }, key, profile.sealedCipher);
  const merged = { clear: { ...profile.answers }, sealed: { ...sealed } };
  const dropped: string[] = [];
  for (const section of touched) {
    const held = heldOf(section, { profile, editions, sealed });
    const answered = answerSection(section, { held, given: only(given, section), today });
    if ('faults' in answered) throw invalid(answered.faults);
    for (const code of goneFrom(section, { held, current })) {
      delete merged.clear[code];
      delete merged.sealed[code];
    }
    const parted = partAnswers(section, answered.answers);
    Object.assign(merged.clear, parted.clear);
    Object.assign(merged.sealed, parted.sealed);
    dropped.push(...answered.dropped.filter((code) => !merged.clear[code] && !merged.sealed[code]));
  }
  const codes = touched.map(({ code }) => code);
  const stamp = { form: current.id, edition: current.edition, by, on: today };
  const plans = planSections(current, profile.sections).map((plan) =>
    codes.includes(plan.code) ? { ...plan, ...stamp } : plan,
  );
  const sealedItems = Object.keys(merged.sealed).toSorted();
  const known = { editions, answers: merged.clear, sealed: new Set(sealedItems) };
  const { sections, percent } = figuresOf(plans, { ...known, facts: answering.facts });
  // Sealed anew only where it says something new: whoever edits offline is asked about changes alone.
  const untouched = sameAnswers(sealed, merged.sealed);
  const sealedCipher = untouched ? profile.sealedCipher : await seal(store, merged.sealed);
  await saveProfile(tx, key, { sections, answers: merged.clear, sealedItems, sealedCipher });
  const open = { before: profile.answers, after: merged.clear };
  const hidden = { before: sealed, after: merged.sealed };
  await keepBefore(store, { open, sealed: hidden, form: current.id, by, now, today });
  return { completeness: percent, touched: codes, dropped: dropped.toSorted() };
}

/** The sections the given items belong to, or the refusal of an item the form does not have. */
function sectionsOf({ form }: Edition, given: Given): FormSection[] {
  const known = new Set(form.sections.flatMap(({ items }) => items.map(({ code }) => code)));
  const unknown = [...given.keys()].find((code) => !known.has(code));
  if (unknown !== undefined)
    throw refuse('profile.item_unknown', { path: ['answers', unknown.slice(0, LONGEST_CODE)] });
  return form.sections.filter(({ items }) => items.some(({ code }) => given.has(code)));
}

const only = (given: Given, { items }: FormSection): Given =>
  new Map([...given].filter(([code]) => items.some((item) => item.code === code)));

type Holding = {
  profile: Profile;
  editions: ReadonlyMap<string, Edition>;
  sealed: Readonly<Record<string, Stored>>;
};

/**
 * What is held for a section: its own answers, and those to items it took over from elsewhere,
 * each with the item as it was when it was answered.
 */
function heldOf({ code, items }: FormSection, holding: Holding): Held {
  const { profile, sealed } = holding;
  const own = profile.sections.filter((state) => state.code === code);
  const others = profile.sections.filter((state) => state.code !== code);
  const wanted = new Set(items.map((item) => item.code));
  const found = new Map<string, { item: FormItem; stored: Stored }>();
  const take = (state: SectionState, isWanted: (code: string) => boolean) => {
    for (const item of itemsOf(state, holding)) {
      const open = profile.answers[item.code] as Stored | undefined;
      const hidden = sealed[item.code];
      if (open === undefined && hidden === undefined) continue;
      if (isWanted(item.code)) found.set(item.code, { item, stored: joinAnswer(open, hidden) });
    }
  };
  for (const state of others) take(state, (each) => wanted.has(each));
  for (const state of own) take(state, () => true);
  return found;
}

const itemsOf = ({ form, code }: SectionState, { editions }: Holding): readonly FormItem[] =>
  editions.get(form)?.form.sections.find((section) => section.code === code)?.items ?? [];

/** Codes whose answers the section replaces: its own, and held ones that no section asks any more. */
function goneFrom(
  { items }: FormSection,
  { held, current }: { held: Held; current: Edition },
): string[] {
  const elsewhere = new Set(
    current.form.sections.flatMap((section) =>
      section.items === items ? [] : section.items.map(({ code }) => code),
    ),
  );
  const kept = [...held.keys()].filter((code) => !elsewhere.has(code));
  return [...new Set([...items.map(({ code }) => code), ...kept])];
}

function invalid(faults: readonly { path: readonly (string | number)[]; fault: string }[]) {
  const found = faults.map(({ path, fault }) => ({ path: ['answers', ...path], fault }));
  const path = found[0]?.path ?? ['answers'];
  return refuse('profile.answer_invalid', { path, details: { faults: found } });
}

async function seal(
  { tx, vault, key }: Store,
  sealed: Readonly<Record<string, Stored>>,
): Promise<Buffer | null> {
  if (Object.keys(sealed).length === 0) return null;
  return vault.seal(tx, key.institutionId, sealedAt(key), JSON.stringify(sealed));
}

const sameAnswers = (a: object, b: object): boolean => inOrder(a) === inOrder(b);

const inOrder = (answers: object): string =>
  JSON.stringify(Object.entries(answers).toSorted(([a], [b]) => (a < b ? -1 : 1)));
