import type { Module } from '../../kernel/module.ts';
import { endExport } from './commands/end.ts';
import { openLedgerExport } from './commands/open.ts';
import { exportOperations } from './contract.ts';
import './errors.ts';
import { factData } from './fact-data.ts';
import { exportNouns } from './queries.ts';
import { registerExports } from './routes.ts';
import { registerTemplates } from './templates.ts';

/** Sets of rows that leave as files: masked, for a purpose, on record before the first byte. */
export const exporting: Module = {
  name: 'exports',
  factData,
  nouns: exportNouns,
  commands: [openLedgerExport, endExport],
  reads: [],
  fileApi: {
    operations: exportOperations,
    register(app, services) {
      registerExports(app, services);
      registerTemplates(app, services);
    },
  },
};
