/** How complete a file is by the forms it was answered under. Pure. */
import { standingsOf } from './conditions.ts';
import type { FileField, Form, FormItem, FormSection } from './form.ts';

/** What the customer's own row holds; `MEMBERS` is how many are on file. */
export type FileFacts = Readonly<Record<Exclude<FileField, 'MEMBERS'>, boolean>> & {
  readonly MEMBERS: number;
};

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

export type Known = {
  /** The form in force; null where none is. */
  readonly current: Edition | null;
  /** Sections as they stood. */
  readonly held: readonly SectionState[];
  /** Every edition that `held` names. */
  readonly editions: ReadonlyMap<string, Edition>;
  /** Open answers by item code. */
  readonly answers: Readonly<Record<string, unknown>>;
  /** Codes of items with sealed answers. */
  readonly sealed: ReadonlySet<string>;
  readonly facts: FileFacts;
};

/**
 * Figures of every section. One that was answered keeps its edition, the others follow the form
 * in force. What the form in force no longer asks is kept and does not count.
 */
export function figuresOf(known: Known): Figured {
  const { current, held, editions } = known;
  const answered = new Map(held.filter(({ by }) => by).map((state) => [state.code, state]));
  const wanted = current?.form.sections.map(({ code }) => code) ?? [...answered.keys()];
  const dropped = [...answered.keys()].filter((code) => !wanted.includes(code));
  const figures = [...wanted, ...dropped].flatMap((code) => {
    const state = answered.get(code);
    const edition = state ? editions.get(state.form) : current;
    const section = edition?.form.sections.find((each) => each.code === code);
    if (!edition || !section) return [];
    const kept = state?.by && state.on ? { by: state.by, on: state.on } : {};
    const weighed = figureOf(section, known);
    const at = { code, form: edition.id, edition: edition.edition };
    return [{ ...weighed, state: { ...at, ...weighed.state, ...kept } }];
  });
  const counted = figures.slice(0, figures.length - dropped.length);
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
