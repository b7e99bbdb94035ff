import type { Module } from '../../kernel/module.ts';
import { purgeKeys, purgeKeysDaily } from './commands/purge-keys.ts';
import { factData } from './fact-data.ts';
import { jobNouns } from './queries.ts';

/** Background jobs: what became of them, and the housekeeping that belongs to no other module. */
export const jobs: Module = {
  name: 'jobs',
  factData,
  nouns: jobNouns,
  commands: [purgeKeys],
  reads: [],
  jobs: [purgeKeysDaily],
};
