/** How complete a file is by the forms it was answered under. Pure. */

import type { FileFacts } from '../customers/index.ts';
import { standingsOf } from './conditions.ts';
import type { Form, FormItem, FormSection } from './form.ts';

/** A section as it stands: figures, and who answered it under which edition. */
export type SectionState = {
  readonly code: string;
  readonly form: string;
  readonly edition: number;
  readonly percent: number;
  readonly filled: number;
  readonly asked: number;
  readonly missing: readonly string[];
  readonly notAsked: readonly string[];
  /** Answered once, and no longer asked by the form in force. */
  readonly dropped?: true;
  /** Absent until somebody answered. */
  readonly by?: string;
  readonly on?: string;
};

/** A form with the edition and key it stands under. */
export type Edition = { readonly id: string; readonly edition: number; readonly form: Form };

export type Figured = {
  /** Sections of the form in force in their order, then answered ones it no longer has. */
  readonly sections: readonly SectionState[];
  /** Whole percent by weight, rounded down: 100 only when nothing is missing. */
  readonly percent: number;
};

/** A section and the edition it goes by. */
export type Planned = Pick<SectionState, 'code' | 'form' | 'edition' | 'by' | 'on' | 'dropped'>;

/**
 * Sections of the form in force in its order: one that was answered keeps its edition, the others
 * follow the form. Answered ones the form no longer has come last.
 */
export function planSections(current: Edition, held: readonly SectionState[]): Planned[] {
  const answered = new Map(held.filter(({ by }) => by).map((state) => [state.code, state]));
  const codes = current.form.sections.map(({ code }) => code);
  const wanted = codes.map(
    (code): Planned => answered.get(code) ?? { code, form: current.id, edition: current.edition },
  );
  const dropped = [...answered.values()].filter(({ code }) => !codes.includes(code));
  return [
    ...wanted.map(({ dropped: _dropped, ...plan }) => plan),
    ...dropped.map((plan) => ({ ...plan, dropped: true as const })),
  ];
}

export type Known = {
  /** Every edition that a section goes by. */
  readonly editions: ReadonlyMap<string, Edition>;
  /** Open answers by item code. */
  readonly answers: Readonly<Record<string, unknown>>;
  /** Codes of items with sealed answers. */
  readonly sealed: ReadonlySet<string>;
  readonly facts: FileFacts;
};

/** Figures of every section; what is dropped does not count. */
export function figuresOf(plans: readonly Planned[], known: Known): Figured {
  const figures = plans.flatMap(({ code, form, edition, by, on, dropped }) => {
    const section = known.editions.get(form)?.form.sections.find((each) => each.code === code);
    if (!section) return [];
    const weighed = figureOf(section, known);
    const answered = by && on ? { by, on } : {};
    const gone = dropped ? { dropped } : {};
    return [{ ...weighed, state: { code, form, edition, ...weighed.state, ...gone, ...answered } }];
  });
  const counted = figures.filter(({ state }) => !state.dropped);
  return { sections: figures.map(({ state }) => state), percent: percentOf(counted) };
}

type Weighed = { filledWeight: number; askedWeight: number };
type OwnFigures = Pick<SectionState, 'percent' | 'filled' | 'asked' | 'missing' | 'notAsked'>;

/** One section by itself. */
export function figureOf(
  section: FormSection,
  { answers, sealed, facts }: Pick<Known, 'answers' | 'sealed' | 'facts'>,
): Weighed & { state: OwnFigures } {
  const answerOf = (code: string) => (Object.hasOwn(answers, code) ? answers[code] : undefined);
  const standings = standingsOf(section, answerOf);
  const isFilled = (item: FormItem): boolean =>
    item.type === 'FILE'
      ? isOnFile(item, facts, answerOf)
      : answerOf(item.code) !== undefined || sealed.has(item.code);
  const asked = section.items.filter(({ code }) => standings.get(code) !== 'NOT_ASKED');
  const missing = asked.filter((item) => !isFilled(item));
  const weightOf = (items: readonly FormItem[]) =>
    items.reduce((total, { weight }) => total + weight, 0);
  const askedWeight = weightOf(asked);
  const filledWeight = askedWeight - weightOf(missing);
  const notAsked = section.items.filter((item) => !asked.includes(item)).map(({ code }) => code);
  const state = {
    percent: percentOf([{ filledWeight, askedWeight }]),
    filled: asked.length - missing.length,
    asked: asked.length,
    missing: missing.map(({ code }) => code),
    notAsked,
  };
  return { filledWeight, askedWeight, state };
}

/** Members are on file once as many are as the household says live in it. */
function isOnFile(
  item: Extract<FormItem, { type: 'FILE' }>,
  facts: FileFacts,
  answerOf: (code: string) => unknown,
): boolean {
  if (item.field !== 'MEMBERS') return facts[item.field];
  const people = item.countedBy ? Number(answerOf(item.countedBy) ?? 0) : 1;
  return people > 0 && facts.MEMBERS >= people;
}

function percentOf(parts: readonly Weighed[]): number {
  const asked = parts.reduce((total, { askedWeight }) => total + askedWeight, 0);
  const filled = parts.reduce((total, { filledWeight }) => total + filledWeight, 0);
  return asked === 0 ? 100 : Math.floor((filled * 100) / asked);
}
