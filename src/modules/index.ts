import type { Module } from '../kernel/module.ts';
import { areas } from './areas/index.ts';
import { customers } from './customers/index.ts';
import { grids } from './grids/index.ts';
import { institutions } from './institutions/index.ts';
import { ratings } from './ratings/index.ts';

/** Every module. The only file that knows them all. */
export const modules: readonly Module[] = [institutions, areas, grids, customers, ratings];
