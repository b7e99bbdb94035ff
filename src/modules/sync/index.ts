import type { Module } from '../../kernel/module.ts';
import { answerOffline } from './commands/answer-offline.ts';
import { resolveConflict, revealConflict } from './commands/resolve.ts';
import { reviseOffline } from './commands/revise-offline.ts';
import './errors.ts';
import './personal-data.ts';
import { factData } from './fact-data.ts';
import { syncNouns } from './queries.ts';
import { syncReads } from './reads.ts';

/** Work without a network: what changed for a device, and edits that come in late. */
export const sync: Module = {
  name: 'sync',
  factData,
  nouns: syncNouns,
  commands: [reviseOffline, answerOffline, resolveConflict, revealConflict],
  reads: syncReads,
};
