/** Sections asked once and outside any file; whoever asks keeps the answers. Pure. */
import { type AnswerFault, answerSection, joinAnswer, partAnswers, wireOf } from './answers.ts';
import type { FormSection, Label } from './form.ts';
import { formProblems, type Path } from './form-problems.ts';
import type { Stored } from './values.ts';

export type InquiryFault = {
  readonly path: readonly (string | number)[];
  readonly fault: AnswerFault['fault'] | 'UNKNOWN' | 'REQUIRED';
};
/** By item code, as callers read and write them: numbers as exact text, amounts in yuan. */
export type Answered = Readonly<Record<string, unknown>>;
export type Inquired = { readonly open: Answered; readonly sealed: Answered };

type Given = ReadonlyMap<string, unknown>;
type Asking = { readonly given: Given; readonly today: string };

/** All answers at once, what is computed among them, or every fault there is. */
export function answerInquiry(
  sections: readonly FormSection[],
  { given, today }: Asking,
): Inquired | { faults: readonly InquiryFault[] } {
  const known = new Set(sections.flatMap(({ items }) => items.map(({ code }) => code)));
  const unknown = [...given.keys()].filter((code) => !known.has(code));
  const faults: InquiryFault[] = unknown.map((code) => ({ path: [code], fault: 'UNKNOWN' }));
  const open: Record<string, unknown> = {};
  const sealed: Record<string, unknown> = {};
  for (const section of sections) {
    const read = answerOne(section, { given, today });
    if ('faults' in read) faults.push(...read.faults);
    else {
      Object.assign(open, read.open);
      Object.assign(sealed, read.sealed);
    }
  }
  return faults.length > 0 ? { faults } : { open, sealed };
}

function answerOne(
  section: FormSection,
  { given, today }: Asking,
): Inquired | { faults: readonly InquiryFault[] } {
  const own = section.items.filter(({ code }) => given.has(code));
  const answering = {
    held: new Map(),
    given: new Map(own.map(({ code }) => [code, given.get(code)])),
    today,
  };
  const answered = answerSection(section, answering);
  if ('faults' in answered) return answered;
  const { answers, standings } = answered;
  const missing = section.items.filter(
    ({ code, required }) => required && standings.get(code) === 'ASKED' && !answers.has(code),
  );
  if (missing.length > 0) {
    return { faults: missing.map(({ code }) => ({ path: [code], fault: 'REQUIRED' })) };
  }
  const { clear, sealed } = partAnswers(section, answers);
  return { open: wireAnswers(section, clear), sealed: wireAnswers(section, sealed) };
}

const wireAnswers = ({ items }: FormSection, stored: Readonly<Record<string, Stored>>): Answered =>
  Object.fromEntries(
    items.flatMap((item) => {
      const answer = stored[item.code];
      return answer === undefined ? [] : [[item.code, wireOf(item, answer)]];
    }),
  );

/** Open and sealed answers as one, for whoever may read both. */
export function joinInquired({ open, sealed }: Inquired): Answered {
  const codes = [...new Set([...Object.keys(open), ...Object.keys(sealed)])];
  return Object.fromEntries(
    codes.map((code) => [
      code,
      joinAnswer(open[code] as Stored | undefined, sealed[code] as Stored | undefined),
    ]),
  );
}

const FIELD_WITHOUT_FILE: Label = {
  en: 'A field of the file is read from the file and not asked here.',
  zh: '档案字段取自客户档案，此处不采集。',
};

type Problem = { readonly code: string; readonly path: Path; readonly message: Label };

/** What is wrong with such sections; paths begin with `sections`. There is no file to look into. */
export function inquiryProblems(sections: readonly FormSection[]): Problem[] {
  const label = { en: 'Inquiry', zh: '调查' };
  const form = { format: 1 as const, code: 'INQUIRY', label, sample: false };
  const asked = { customerKind: 'HOUSEHOLD', neededSections: [] };
  const fields = sections.flatMap(({ items }, index) =>
    items.flatMap(({ type }, place) =>
      type === 'FILE' ? [['sections', index, 'items', place, 'type']] : [],
    ),
  );
  return [
    ...formProblems({ ...form, sections: [...sections] }, asked),
    ...fields.map((path) => ({ code: 'FIELD_WITHOUT_FILE', path, message: FIELD_WITHOUT_FILE })),
  ];
}
