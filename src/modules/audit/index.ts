import type { Module } from '../../kernel/module.ts';
import '../../kernel/feed/errors.ts';
import './errors.ts';
import { registerEvents } from './events.ts';
import { eventOperations } from './events-contract.ts';
import { ownLogOperations, publicLogOperations } from './log-contract.ts';
import { registerOwnLog, registerPublicLogs } from './log-routes.ts';
import { registerProofs } from './proof-routes.ts';
import { journalNouns } from './queries.ts';
import { journalReads } from './reads.ts';

export { historyOf } from './leaves.ts';

/** Reading the journal: the institution's for auditors and programs, an object's history for who sees it. */
export const journal: Module = {
  name: 'journal',
  nouns: journalNouns,
  commands: [],
  reads: journalReads,
  publicApi: { operations: publicLogOperations, register: registerPublicLogs },
  fileApi: {
    operations: [...eventOperations, ...ownLogOperations],
    register(app, services) {
      registerEvents(app, services);
      registerOwnLog(app, services);
      registerProofs(app, services);
    },
  },
};
