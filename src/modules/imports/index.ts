import type { Module } from '../../kernel/module.ts';
import { readResults } from './commands/read-results.ts';
import { addImportRows, receiveImport } from './commands/receive.ts';
import { recordImport } from './commands/record.ts';
import { shredDue, shredDueDaily } from './commands/shred-due.ts';
import { cancelImport, startImport } from './commands/start.ts';
import './errors.ts';
import { importOperations } from './contract.ts';
import './personal-data.ts';
import { factData } from './fact-data.ts';
import { importNouns } from './queries.ts';
import { registerImportRoutes } from './routes.ts';
import { runImport } from './run-job.ts';

export { fileKinds } from './kinds/index.ts';
export type { Column, FileKind, Kind, ListedValue } from './kinds/kind.ts';

/** Files of rows brought in from outside, worked off as whoever sent them. */
export const imports: Module = {
  name: 'imports',
  factData,
  nouns: importNouns,
  commands: [
    receiveImport,
    addImportRows,
    startImport,
    cancelImport,
    recordImport,
    readResults,
    shredDue,
  ],
  reads: [],
  jobs: [runImport, shredDueDaily],
  fileApi: { operations: importOperations, register: registerImportRoutes },
};
