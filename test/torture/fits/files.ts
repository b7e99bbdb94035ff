import type { Fit } from '../fit.ts';

export const FILES: Readonly<Record<string, Fit>> = {};
