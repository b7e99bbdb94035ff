import type { Module } from '../kernel/module.ts';
import { areas } from './areas/index.ts';
import { grids } from './grids/index.ts';
import { institutions } from './institutions/index.ts';

/** Every module. The only file that knows them all. */
export const modules: readonly Module[] = [institutions, areas, grids];
