import type { Fit } from '../fit.ts';

export const BANK: Readonly<Record<string, Fit>> = {};
