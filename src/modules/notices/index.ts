import type { Module } from '../../kernel/module.ts';
import { closeDue, closeDueDaily } from './commands/close-due.ts';
import { decideObjection } from './commands/decide.ts';
import { draftNotice } from './commands/draft.ts';
import { objectToEntry, receivePublicObjection } from './commands/object.ts';
import { openNotice } from './commands/open.ts';
import { removeEntry } from './commands/remove-entry.ts';
import { revealObjection } from './commands/reveal-objection.ts';
import './errors.ts';
import './personal-data.ts';
import { factData } from './fact-data.ts';
import { publicOperations } from './public-contract.ts';
import { registerPublicNotices } from './public-routes.ts';
import { noticeNouns } from './queries.ts';
import { noticeReads } from './reads.ts';

export { effectiveEntryOf, lastEntryOf } from './effective.ts';
export {
  knowLenders,
  type LendersOf,
  type NoticeCandidate,
  type NoticeSource,
  registerNoticeSource,
  type SourceQuestion,
} from './sources.ts';

/** Public notices: who is listed where and until when, objections, and what takes effect. */
export const notices: Module = {
  name: 'notices',
  factData,
  nouns: noticeNouns,
  commands: [
    draftNotice,
    openNotice,
    removeEntry,
    objectToEntry,
    receivePublicObjection,
    decideObjection,
    revealObjection,
    closeDue,
  ],
  reads: noticeReads,
  jobs: [closeDueDaily],
  publicApi: { operations: publicOperations, register: registerPublicNotices },
};
