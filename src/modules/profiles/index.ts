import type { Module } from '../../kernel/module.ts';
import { draftForm } from './commands/draft.ts';
import { publishForm } from './commands/publish.ts';
import { discardForm, reviseForm } from './commands/revise.ts';
import './errors.ts';
import { profileNouns } from './queries.ts';

export { sampleFormOf } from './sample-forms.ts';

/** What is asked of customers, as versioned forms, and what their files answer. */
export const profiles: Module = {
  name: 'profiles',
  nouns: profileNouns,
  commands: [draftForm, reviseForm, publishForm, discardForm],
  reads: [],
};
