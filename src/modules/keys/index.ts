import type { Module } from '../../kernel/module.ts';
import { rewrapKeys, rewrapWeekly } from './commands/rewrap.ts';
import { rotateKeys } from './commands/rotate.ts';
import './errors.ts';
import { factData } from './fact-data.ts';
import { keyReads } from './reads.ts';

export { rewrapAll } from './commands/rewrap.ts';

/** The keys personal fields are sealed under, turned over while the service runs. */
export const keys: Module = {
  name: 'keys',
  factData,
  nouns: [],
  commands: [rotateKeys, rewrapKeys],
  reads: keyReads,
  jobs: [rewrapWeekly],
};
