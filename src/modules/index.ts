import type { Module } from '../kernel/module.ts';
import { institutions } from './institutions/index.ts';

/** Every module. The only file that knows them all. */
export const modules: readonly Module[] = [institutions];
