import type { Module } from '../../kernel/module.ts';
import './errors.ts';
import { journalNouns } from './queries.ts';
import { journalReads } from './reads.ts';

export { historyOf } from './leaves.ts';

/** Reading the journal: the institution's for auditors, an object's history for who sees it. */
export const journal: Module = {
  name: 'journal',
  nouns: journalNouns,
  commands: [],
  reads: journalReads,
};
