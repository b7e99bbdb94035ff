import type { Module } from '../../kernel/module.ts';
import { keepBoth } from './commands/keep-both.ts';
import { mergeDuplicates } from './commands/merge.ts';
import { scanDuplicates, scanDuplicatesNightly } from './commands/scan.ts';
import { undoMerge } from './commands/undo.ts';
import './errors.ts';
import './personal-data.ts';
import { duplicateNouns } from './queries.ts';
import './watch-files.ts';
import { factData } from './fact-data.ts';

export { MOVES, STAYS } from './rules.ts';

/** Files that may be of one customer: found, decided by a person, merged, and undone. */
export const duplicates: Module = {
  name: 'duplicates',
  factData,
  nouns: duplicateNouns,
  commands: [scanDuplicates, mergeDuplicates, keepBoth, undoMerge],
  reads: [],
  jobs: [scanDuplicatesNightly],
};
