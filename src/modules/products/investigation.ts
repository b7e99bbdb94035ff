/** What investigators of a product's loans have to answer, as a form of its own. */
import { z } from 'zod';
import { LoanGuaranteeKind } from '../../generated/enums.ts';
import { inquiryProblems, sectionSchema, withValueLists } from '../profiles/index.ts';
import { code, fen, type Label, MOST } from './content-values.ts';

const investigationSection = sectionSchema.extend({
  when: z
    .strictObject({
      aboveFen: fen.optional(),
      guarantees: z
        .array(z.enum(LoanGuaranteeKind))
        .min(1)
        .max(LoanGuaranteeKind.length)
        .optional(),
    })
    .optional()
    .describe('Asked only of loans above this amount, or secured in one of these ways. 适用条件'),
  mustHold: z
    .array(code)
    .max(MOST.checks)
    .default([])
    .describe('Yes-or-no items without which nobody signs. 须核实无误的项目'),
});

/** The form of a product. Its version is the edition of the product. */
export const investigationSchema = z
  .strictObject({ sections: z.array(investigationSection).min(1).max(MOST.sections) })
  .describe('Findings an investigation has to answer. 调查内容');

export type Investigation = z.output<typeof investigationSchema>;
export type InvestigationSection = Investigation['sections'][number];

export type InvestigationFacts = {
  readonly amountFen: bigint;
  /** Kinds of security offered; empty is CREDIT. */
  readonly security: readonly LoanGuaranteeKind[];
};

/** The sections asked of one loan. */
export function sectionsAsked(
  { sections }: Investigation,
  { amountFen, security }: InvestigationFacts,
): InvestigationSection[] {
  const kinds: readonly LoanGuaranteeKind[] = security.length === 0 ? ['CREDIT'] : security;
  return sections.filter(
    ({ when = {} }) =>
      (when.aboveFen === undefined || amountFen > when.aboveFen) &&
      (when.guarantees?.some((kind) => kinds.includes(kind)) ?? true),
  );
}

/** The form with the value lists of its own day. */
export const withLists = ({ sections }: Investigation): Investigation => ({
  sections: sections.map(withValueLists),
});

type FormProblem = { code: string; path: readonly (string | number)[]; message: Label };

const CHECK_UNKNOWN: Label = {
  en: 'What must hold is a yes-or-no item of the section that everybody answers.',
  zh: '须核实无误的项目应为本分节内必填且非敏感、无填写条件的是非项。',
};

/** What is wrong with a form although its shape is right; paths within the product. */
export function investigationProblems({ sections }: Investigation): FormProblem[] {
  const unknown = sections.flatMap(({ items, mustHold }, index) =>
    mustHold.flatMap((wanted, place) => {
      const item = items.find((each) => each.code === wanted);
      const answered = item?.type === 'BOOLEAN' && item.required && !item.askedWhen;
      if (answered && !item.sensitive) return [];
      const path = ['sections', index, 'mustHold', place];
      return [{ code: 'CHECK_UNKNOWN', path, message: CHECK_UNKNOWN }];
    }),
  );
  const problems = [...inquiryProblems(sections), ...unknown];
  return problems.map((each) => ({ ...each, path: ['investigation', ...each.path] }));
}
