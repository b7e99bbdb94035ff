import type { Module } from '../../kernel/module.ts';
import { answerProfile } from './commands/answer.ts';
import { draftForm } from './commands/draft.ts';
import { publishForm } from './commands/publish.ts';
import { discardForm, reviseForm } from './commands/revise.ts';
import './errors.ts';
import './file-keeper.ts';
import { factData } from './fact-data.ts';
import { formSchema } from './form.ts';
import { profileExtensions, profileNouns } from './queries.ts';
import { profileReads } from './reads.ts';

export {
  answeringErrors,
  answerProfileOf,
  answersInput,
  givenAnswers,
} from './commands/answer.ts';
export { type Form, type FormSection, sectionSchema, withValueLists } from './form.ts';
export { formInForce } from './forms.ts';
export {
  type FileForStep,
  filesForStep,
  type GateKey,
  gate,
  gateClosed,
  type MissingSection,
  requireGate,
} from './gate.ts';
export {
  type Answered,
  answerInquiry,
  type InquiryFault,
  inquiryProblems,
  joinInquired,
} from './inquiry.ts';
export { type KeptSections, keptSections, type Lacking, lackingSections } from './lacking.ts';
export { sampleFormOf } from './sample-forms.ts';

/** What is asked of customers, as versioned forms, and what their files answer. */
export const profiles: Module = {
  name: 'profiles',
  factData,
  nouns: profileNouns,
  commands: [draftForm, reviseForm, publishForm, discardForm, answerProfile],
  reads: profileReads,
  extends: profileExtensions,
  formats: [
    {
      name: 'profile-form',
      title: { en: 'A profile form, format 1', zh: '信息采集表，format 1' },
      schema: formSchema,
    },
  ],
};
