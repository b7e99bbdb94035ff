import type { Module } from '../../kernel/module.ts';
import { byArea } from './by-area.ts';
import './errors.ts';

export { chainOf, FEWEST_SHOWN } from './by-area.ts';

/** How far the territory is gridded, the grids staffed and the households inside grids. */
export const coverage: Module = {
  name: 'coverage',
  nouns: [],
  commands: [],
  reads: [byArea],
};
