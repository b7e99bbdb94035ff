import type { Module } from '../../kernel/module.ts';
import './errors.ts';
import { oversightReads } from './reads.ts';

/** What was lent, to whom it counts, who answers for it, and what the borrower is told. */
export const oversight: Module = {
  name: 'oversight',
  nouns: [],
  commands: [],
  reads: oversightReads,
};
