import type { Module } from '../../kernel/module.ts';
import './errors.ts';
import { gridNouns } from './queries.ts';

/** The territory cut into grids: no overlap, no gap, every change with its lineage. */
export const grids: Module = {
  name: 'grids',
  nouns: gridNouns,
  commands: [],
  reads: [],
};
